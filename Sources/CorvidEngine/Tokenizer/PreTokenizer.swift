/// One step of cutting text into the pieces that a model encodes; the cases are those of tokenizer.json and of GGUF.
enum PreTokenizer: Sendable {
    /// What becomes of the parts that a pattern matches.
    enum Behaviour: String, Sendable {
        case removed = "Removed"
        case isolated = "Isolated"
        case mergedWithPrevious = "MergedWithPrevious"
        case mergedWithNext = "MergedWithNext"
        case contiguous = "Contiguous"
    }

    /// Where Metaspace puts a marker in front.
    enum PrependScheme: String, Sendable { case always, first, never }

    case words(WordScanner)
    case pattern(SplitPattern, Behaviour, isInverted: Bool)
    /// Cuts at characters of a class; `.byteAlphabet` when the text went through ByteLevel.
    case characters(UnicodeClass, Behaviour, SplitPattern.Reading)
    case delimiter(UInt32)
    /// Cuts at white space, and before and after each punctuation character.
    case bert
    /// The same by llama.cpp's classes.
    case ggufBert
    case metaspace(marker: [UInt8], scheme: PrependScheme, splits: Bool)
    /// A space in front of every piece that begins with none.
    case prefixSpace
    /// Cuts before spaces markers where no token reaches across, which changes no token and makes the pieces short.
    case harmlessCuts(HarmlessCuts)

    /// Carries out `steps` from `index` on the `pieces` of `text`, then calls `body` with what came out.
    ///
    /// - Parameter isFirst: the text begins at the beginning of the input.
    static func run(
        _ steps: ArraySlice<PreTokenizer>, _ text: UnsafeBufferPointer<UInt8>, _ pieces: [Range<Int>], isFirst: Bool,
        _ body: (UnsafeBufferPointer<UInt8>, [Range<Int>]) -> Void
    ) {
        guard let step = steps.first else {
            body(text, pieces)
            return
        }
        let rest = steps.dropFirst()
        switch step {
        case .metaspace(let marker, let scheme, let splits):
            let (marked, starts) = markSpaces(text, pieces, marker, scheme, isFirst: isFirst)
            marked.withUnsafeBufferPointer { marked in
                var cut: [Range<Int>] = []
                for piece in starts {
                    if splits { appendMarked(marked, piece, marker, to: &cut) } else { cut.append(piece) }
                }
                run(rest, marked, cut, isFirst: isFirst, body)
            }
        case .prefixSpace:
            if pieces.allSatisfy({ text[$0.lowerBound] == 0x20 }) {
                run(rest, text, pieces, isFirst: isFirst, body)
                return
            }
            var prefixed: [UInt8] = []
            prefixed.reserveCapacity(text.count + pieces.count)
            var ranges: [Range<Int>] = []
            for piece in pieces {
                let start = prefixed.count
                if text[piece.lowerBound] != 0x20 { prefixed.append(0x20) }
                prefixed.append(contentsOf: text[piece])
                ranges.append(start..<prefixed.count)
            }
            prefixed.withUnsafeBufferPointer { run(rest, $0, ranges, isFirst: isFirst, body) }
        default:
            var cut: [Range<Int>] = []
            cut.reserveCapacity(max(pieces.count, text.count / 4))
            for piece in pieces { step.split(text, piece, into: &cut) }
            run(rest, text, cut, isFirst: isFirst, body)
        }
    }

    /// Appends the parts of one piece.
    private func split(_ text: UnsafeBufferPointer<UInt8>, _ piece: Range<Int>, into out: inout [Range<Int>]) {
        let part = UnsafeBufferPointer(rebasing: text[piece])
        let offset = piece.lowerBound
        switch self {
        case .words(let scanner): scanner.split(part, offset: offset, into: &out)
        case .pattern(let pattern, let behaviour, let isInverted):
            var collector = Collector(behaviour, offset: offset)
            pattern.forEachSegment(of: part) { collector.add($0, isMatch: $1 != isInverted, to: &out) }
        case .characters(let classes, let behaviour, let reading):
            let unicode = UnicodeClasses.current
            Self.forEachCharacter(of: part, reading, behaviour, offset, &out) { scalar in
                !unicode[scalar].isDisjoint(with: classes)
            }
        case .delimiter(let delimiter):
            Self.forEachCharacter(of: part, .utf8, .removed, offset, &out) { $0 == delimiter }
        case .bert: Self.splitWords(part, offset, &out, .current) { $0.contains(.bertPunctuation) || $1 }
        case .ggufBert:
            Self.splitWords(part, offset, &out, .version15) { $0.contains(.punctuation) || $1 && $0.contains(.symbol) }
        case .harmlessCuts(let cuts): cuts.split(part, offset: offset, into: &out)
        case .metaspace, .prefixSpace: out.append(piece)
        }
    }

    /// Joins matches and the text between them as a behaviour wants it.
    private struct Collector {
        let behaviour: Behaviour
        let offset: Int
        private var wasMatch: Bool?
        private var isOpen = false

        init(_ behaviour: Behaviour, offset: Int) {
            self.behaviour = behaviour
            self.offset = offset
        }

        @inline(__always)
        mutating func add(_ range: Range<Int>, isMatch: Bool, to out: inout [Range<Int>]) {
            let range = range.lowerBound + offset..<range.upperBound + offset
            let joins: Bool
            switch behaviour {
            case .removed:
                if isMatch { return }
                joins = false
            case .isolated: joins = false
            case .contiguous: joins = wasMatch == isMatch
            case .mergedWithPrevious: joins = isMatch && wasMatch == false
            // A match takes in the text that follows it, but not another match.
            case .mergedWithNext: joins = !isMatch && wasMatch == true
            }
            wasMatch = isMatch
            if joins, let last = out.last {
                out[out.count - 1] = last.lowerBound..<range.upperBound
            } else {
                out.append(range)
            }
        }
    }

    /// Segments of text by a test of single characters: each that passes is a match of its own.
    @inline(__always)
    private static func forEachCharacter(
        of text: UnsafeBufferPointer<UInt8>, _ reading: SplitPattern.Reading, _ behaviour: Behaviour, _ offset: Int,
        _ out: inout [Range<Int>], _ isMatch: (UInt32) -> Bool
    ) {
        guard let base = text.baseAddress else { return }
        var collector = Collector(behaviour, offset: offset)
        var (index, done) = (0, 0)
        while index < text.count {
            let (scalar, length): (UInt32, Int) =
                reading == .byteAlphabet ? (ByteAlphabet.scalars[Int(base[index])], 1) : UTF8Text.decode(base + index)
            if isMatch(scalar) {
                if done < index { collector.add(done..<index, isMatch: false, to: &out) }
                collector.add(index..<index + length, isMatch: true, to: &out)
                done = index + length
            }
            index += length
        }
        if done < text.count { collector.add(done..<text.count, isMatch: false, to: &out) }
    }

    /// Words between white space, each character that `isApart` a word of its own; its second argument tells whether
    /// the character is ASCII punctuation or an ASCII symbol.
    @inline(__always)
    private static func splitWords(
        _ text: UnsafeBufferPointer<UInt8>, _ offset: Int, _ out: inout [Range<Int>], _ unicode: UnicodeClasses,
        isApart: (UnicodeClass, Bool) -> Bool
    ) {
        guard let base = text.baseAddress else { return }
        var (index, start) = (0, 0)
        while index < text.count {
            let (scalar, length) = UTF8Text.decode(base + index)
            let kind = unicode[scalar]
            let isSpace = kind.contains(.space)
            let isASCIISign = scalar < 0x7F && !kind.isDisjoint(with: [.punctuation, .symbol])
            if isSpace || isApart(kind, isASCIISign) {
                if start < index { out.append(offset + start..<offset + index) }
                if !isSpace { out.append(offset + index..<offset + index + length) }
                start = index + length
            }
            index += length
        }
        if start < text.count { out.append(offset + start..<offset + text.count) }
    }

    /// Spaces become markers, and pieces get one in front as the scheme wants.
    private static func markSpaces(
        _ text: UnsafeBufferPointer<UInt8>, _ pieces: [Range<Int>], _ marker: [UInt8], _ scheme: PrependScheme,
        isFirst: Bool
    ) -> ([UInt8], [Range<Int>]) {
        var out: [UInt8] = []
        out.reserveCapacity(text.count + text.count / 2)
        var ranges: [Range<Int>] = []
        for piece in pieces {
            let start = out.count
            let begins = text[piece.lowerBound] == 0x20 || text[piece].starts(with: marker)
            if !begins, scheme == .always || scheme == .first && isFirst && piece.lowerBound == 0 {
                out.append(contentsOf: marker)
            }
            for byte in text[piece] {
                if byte == 0x20 { out.append(contentsOf: marker) } else { out.append(byte) }
            }
            ranges.append(start..<out.count)
        }
        return (out, ranges)
    }

    /// Cuts before every marker.
    private static func appendMarked(
        _ text: UnsafeBufferPointer<UInt8>, _ piece: Range<Int>, _ marker: [UInt8], to out: inout [Range<Int>]
    ) {
        guard let first = marker.first else { return out.append(piece) }
        var start = piece.lowerBound
        var index = piece.lowerBound
        while index < piece.upperBound {
            if text[index] == first, index > start, text[index..<piece.upperBound].starts(with: marker) {
                out.append(start..<index)
                start = index
            }
            index += 1
        }
        if start < piece.upperBound { out.append(start..<piece.upperBound) }
    }
}
