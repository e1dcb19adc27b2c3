/// Cuts text as one of the common expressions does, by hand: GPT-2's, Llama 3's, Qwen's and their kin.
///
/// Every byte of the text belongs to some piece. Each form is tested against the expression itself (``SplitPattern``).
struct WordScanner: Sendable {
    /// The two shapes of expression.
    enum Shape: Sendable {
        /// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
        case gpt2
        /// `(?i:'s|…)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
        case llama3
    }

    /// Which contractions are cut off.
    enum Contractions: Sendable {
        case none
        case lowercase
        /// `[sS]` and so on.
        case ascii
        /// `(?i:s)`, to which U+017F folds as well.
        case folding
    }

    var shape: Shape
    var contractions: Contractions
    /// The most digits in a piece.
    var digits: Int
    /// Marks count as letters.
    var joinsMarks: Bool
    private let unicode: UnicodeClasses
    /// The kind of each ASCII character.
    private let asciiKinds: PermanentArray<UInt8>

    private enum Kind {
        static let other: UInt8 = 0
        static let letter: UInt8 = 1
        static let number: UInt8 = 2
        static let space: UInt8 = 3
        static let lineEnd: UInt8 = 4
    }

    init(_ shape: Shape, contractions: Contractions, digits: Int, joinsMarks: Bool = false, unicode: UnicodeClasses) {
        self.shape = shape
        self.contractions = contractions
        self.digits = digits
        self.joinsMarks = joinsMarks
        self.unicode = unicode
        asciiKinds = PermanentArray(
            (UInt32(0)..<128).map { scalar in
                if scalar == 0x0A || scalar == 0x0D { return Kind.lineEnd }
                return Self.kind(unicode[scalar], joinsMarks)
            })
    }

    /// The scanner for an expression, when it is one that is known by heart.
    init?(expression: String, unicode: UnicodeClasses) {
        let tail = #"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
        let tailWithMarks = #"| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
        let ascii = "(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])|"
        let folding = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|"
        let gpt2 = #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)"#
        if Self.same(expression, gpt2) || Self.same(expression, gpt2 + #"|\s+"#) {
            self.init(.gpt2, contractions: .lowercase, digits: .max, unicode: unicode)
            return
        }
        let heads: [(String, Contractions)] = [(ascii, .ascii), (folding, .folding), ("", .none)]
        let counts = [(#"\p{N}{1,3}"#, 3), (#"\p{N}"#, 1), (#"\p{N}+"#, Int.max), (#"\p{N}{1}"#, 1)]
        for (head, contractions) in heads {
            for (numbers, digits) in counts {
                if Self.same(expression, head + #"[^\r\n\p{L}\p{N}]?\p{L}+|"# + numbers + tail) {
                    self.init(.llama3, contractions: contractions, digits: digits, unicode: unicode)
                    return
                }
                if Self.same(expression, head + #"[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|"# + numbers + tailWithMarks) {
                    self.init(.llama3, contractions: contractions, digits: digits, joinsMarks: true, unicode: unicode)
                    return
                }
            }
        }
        return nil
    }

    /// Equality of scalars, not up to canonical equivalence.
    private static func same(_ first: String, _ second: String) -> Bool { first.utf8.elementsEqual(second.utf8) }

    @inline(__always)
    private static func kind(_ classes: UnicodeClass, _ joinsMarks: Bool) -> UInt8 {
        if classes.contains(.letter) || joinsMarks && classes.contains(.mark) { return Kind.letter }
        if classes.contains(.number) { return Kind.number }
        if classes.contains(.space) { return Kind.space }
        return Kind.other
    }

    /// The text that is cut, with what is read of it at every step.
    private struct Cursor {
        let base: UnsafePointer<UInt8>
        let count: Int
        let kinds: UnsafePointer<UInt8>
        let unicode: UnicodeClasses
        let joinsMarks: Bool

        /// The kind and length of the character at `index`, which must be inside.
        @inline(__always)
        func kind(at index: Int) -> (kind: UInt8, length: Int) {
            let byte = base[index]
            if byte < 128 { return (kinds[Int(byte)], 1) }
            let (scalar, length) = UTF8Text.decode(base + index)
            return (WordScanner.kind(unicode[scalar], joinsMarks), length)
        }

        /// The end of the run of characters of `kind` that begins at `index`.
        @inline(__always)
        func end(of kind: UInt8, from index: Int) -> Int {
            var index = index
            while index < count {
                let (next, length) = self.kind(at: index)
                if next != kind { break }
                index += length
            }
            return index
        }
    }

    /// Appends the ranges of the pieces of `text`, offset by `offset`.
    func split(_ text: UnsafeBufferPointer<UInt8>, offset: Int, into pieces: inout [Range<Int>]) {
        guard let base = text.baseAddress else { return }
        let cursor = Cursor(
            base: base, count: text.count, kinds: UnsafePointer(asciiKinds.base), unicode: unicode,
            joinsMarks: joinsMarks)
        var index = 0
        while index < text.count {
            let end = shape == .gpt2 ? nextGPT2(cursor, index) : nextLlama3(cursor, index)
            pieces.append(offset + index..<offset + end)
            index = end
        }
    }

    /// The end of the contraction at `index`, where an apostrophe stands, or nil.
    @inline(__always)
    private func contraction(_ cursor: Cursor, _ index: Int) -> Int? {
        guard contractions != .none, index + 1 < cursor.count else { return nil }
        var first = cursor.base[index + 1]
        if contractions == .folding, first == 0xC5, index + 2 < cursor.count, cursor.base[index + 2] == 0xBF {
            return index + 3
        }
        if contractions != .lowercase, first &- 0x41 < 26 { first |= 0x20 }
        switch first {
        case 0x73, 0x74, 0x6D, 0x64: return index + 2
        case 0x72, 0x76, 0x6C:
            guard index + 2 < cursor.count else { return nil }
            var second = cursor.base[index + 2]
            if contractions != .lowercase, second &- 0x41 < 26 { second |= 0x20 }
            return second == (first == 0x6C ? 0x6C : 0x65) ? index + 3 : nil
        default: return nil
        }
    }

    @inline(__always)
    private func nextGPT2(_ cursor: Cursor, _ start: Int) -> Int {
        let byte = cursor.base[start]
        if byte == 0x27, let end = contraction(cursor, start) { return end }
        var index = start
        if byte == 0x20, start + 1 < cursor.count { index += 1 }
        let (kind, length) = cursor.kind(at: index)
        if kind < Kind.space { return cursor.end(of: kind, from: index + length) }
        return spaces(cursor, start)
    }

    /// `\s+(?!\S)|\s+`
    @inline(__always)
    private func spaces(_ cursor: Cursor, _ start: Int) -> Int {
        var (end, last) = (start, start)
        while end < cursor.count {
            let (kind, length) = cursor.kind(at: end)
            if kind < Kind.space { break }
            last = end
            end += length
        }
        return end == cursor.count || last == start ? end : last
    }

    @inline(__always)
    private func nextLlama3(_ cursor: Cursor, _ start: Int) -> Int {
        let byte = cursor.base[start]
        if byte == 0x27, let end = contraction(cursor, start) { return end }
        let (kind, length) = cursor.kind(at: start)
        if kind == Kind.letter { return cursor.end(of: Kind.letter, from: start + length) }
        if kind == Kind.number {
            var (index, taken) = (start + length, 1)
            while taken < digits, index < cursor.count {
                let (next, nextLength) = cursor.kind(at: index)
                if next != Kind.number { break }
                index += nextLength
                taken += 1
            }
            return index
        }
        let after = start + length
        var following: (kind: UInt8, length: Int) = (Kind.lineEnd, 0)
        if after < cursor.count {
            following = cursor.kind(at: after)
            if kind != Kind.lineEnd, following.kind == Kind.letter {
                return cursor.end(of: Kind.letter, from: after + following.length)
            }
        }
        if kind == Kind.other || byte == 0x20 && after < cursor.count && following.kind == Kind.other {
            let end = cursor.end(of: Kind.other, from: kind == Kind.other ? after : after + following.length)
            return cursor.end(of: Kind.lineEnd, from: end)
        }
        // White space: up to its last line end; else all but the last character when something follows.
        var (end, last, afterLineEnd) = (start, start, -1)
        while end < cursor.count {
            let (kind, length) = cursor.kind(at: end)
            if kind < Kind.space { break }
            last = end
            end += length
            if kind == Kind.lineEnd { afterLineEnd = end }
        }
        if afterLineEnd >= 0 { return afterLineEnd }
        return end == cursor.count || last == start ? end : last
    }
}
