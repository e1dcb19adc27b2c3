/// A regular expression over text, matched by backtracking with an explicit stack: leftmost, first alternative first.
///
/// This is the general way; the expressions of the common tokenizers have scanners of their own (``WordScanner``), which
/// are tested against this. A match that takes more than a fixed number of steps for each byte counts as none, so that
/// no pattern from a file takes exponential time.
struct SplitPattern: Sendable {
    /// How text is read as scalars.
    enum Reading: Sendable {
        case utf8
        /// As UTF-8, with white space outside of ASCII taken for U+000B, as llama.cpp does.
        case utf8FoldingSpaces
        /// Each byte as its character of the byte alphabet: text that went through a ByteLevel pre-tokenizer.
        case byteAlphabet
    }

    private enum Operation: Sendable {
        case set(Int)
        /// As many scalars of a set as there are, giving back one after another when the rest does not match.
        case run(set: Int, minimum: Int, maximum: Int, isPossessive: Bool)
        /// Goes on at the first, and at the second when that fails.
        case fork(Int, Int)
        case jump(Int)
        /// Matches what follows, up to its `accept`, without taking it; goes on at `end`.
        case look(isNegative: Bool, end: Int)
        /// Matches what follows, up to its `accept`, once and for all; goes on at `end`.
        case atomic(end: Int)
        case start
        case end
        case boundary(isNegative: Bool)
        case accept
    }

    /// The expression as it was given.
    let text: String
    private let unicode: UnicodeClasses
    private let reading: Reading
    private var sets: [ScalarSet] = []
    private var program: [Operation] = []
    private var compiledNodes = 0
    /// ASCII characters with which a match may begin; nil when it may be empty.
    private var firstASCII: (UInt64, UInt64)?

    /// Compiles `text`.
    init(
        _ text: String, unicode: UnicodeClasses = .current, reading: Reading = .utf8
    ) throws(VocabularyDefect) {
        self.text = text
        self.unicode = unicode
        self.reading = reading
        let tree = try PatternParser.parse(text)
        try compile(tree)
        program.append(.accept)
        firstASCII = tree.canBeEmpty ? nil : first(tree)
    }

    /// The expression that matches exactly `literal`.
    init(literal: String, reading: Reading = .utf8) throws(VocabularyDefect) {
        let escaped = literal.unicodeScalars.map { "\\x{" + String($0.value, radix: 16) + "}" }
        try self.init(escaped.joined(), reading: reading)
    }

    // MARK: Compiling

    private mutating func add(_ set: ScalarSet) -> Int {
        var set = set
        set.prepare(unicode)
        sets.append(set)
        return sets.count - 1
    }

    private mutating func compile(_ node: PatternParser.Node) throws(VocabularyDefect) {
        compiledNodes += 1
        if program.count > 20_000 || compiledNodes > 100_000 {
            throw VocabularyDefect("pattern \(printable(text.utf8)) is too large")
        }
        switch node {
        case .set(let set): program.append(.set(add(set)))
        case .sequence(let nodes): for node in nodes { try compile(node) }
        case .alternatives(let nodes):
            var jumps: [Int] = []
            for node in nodes.dropLast() {
                let fork = program.count
                program.append(.jump(0))
                try compile(node)
                jumps.append(program.count)
                program.append(.jump(0))
                program[fork] = .fork(fork + 1, program.count)
            }
            if let last = nodes.last { try compile(last) }
            for jump in jumps { program[jump] = .jump(program.count) }
        case .repeated(let node, let minimum, let maximum, let kind):
            try compileRepeated(node, minimum, maximum, kind)
        case .look(let node, let isNegative):
            let at = program.count
            program.append(.accept)
            try compile(node)
            program.append(.accept)
            program[at] = .look(isNegative: isNegative, end: program.count)
        case .atomic(let node):
            let at = program.count
            program.append(.accept)
            try compile(node)
            program.append(.accept)
            program[at] = .atomic(end: program.count)
        case .start: program.append(.start)
        case .end: program.append(.end)
        case .boundary(let isNegative): program.append(.boundary(isNegative: isNegative))
        }
    }

    private mutating func compileRepeated(
        _ node: PatternParser.Node, _ minimum: Int, _ maximum: Int, _ kind: PatternParser.Repetition
    ) throws(VocabularyDefect) {
        if case .set(let set) = node, kind != .lazy {
            program.append(
                .run(set: add(set), minimum: minimum, maximum: maximum, isPossessive: kind == .possessive))
            return
        }
        if kind == .possessive {
            try compile(.atomic(.repeated(node, minimum: minimum, maximum: maximum, kind: .greedy)))
            return
        }
        for _ in 0..<minimum { try compile(node) }
        func forking(_ first: Int, _ second: Int) -> Operation {
            kind == .lazy ? .fork(second, first) : .fork(first, second)
        }
        if maximum == Int.max {
            let fork = program.count
            program.append(.jump(0))
            try compile(node)
            program.append(.jump(fork))
            program[fork] = forking(fork + 1, program.count)
            return
        }
        var forks: [Int] = []
        for _ in 0..<maximum - minimum {
            forks.append(program.count)
            program.append(.jump(0))
            try compile(node)
        }
        for fork in forks { program[fork] = forking(fork + 1, program.count) }
    }

    private func first(_ node: PatternParser.Node) -> (UInt64, UInt64) {
        switch node {
        case .set(let set):
            var set = set
            set.prepare(unicode)
            return set.asciiBits
        case .sequence(let nodes):
            var bits: (UInt64, UInt64) = (0, 0)
            for node in nodes {
                let more = first(node)
                bits = (bits.0 | more.0, bits.1 | more.1)
                if !node.canBeEmpty { break }
            }
            return bits
        case .alternatives(let nodes):
            return nodes.reduce((0, 0)) { bits, node in
                let more = first(node)
                return (bits.0 | more.0, bits.1 | more.1)
            }
        case .repeated(let node, _, _, _), .atomic(let node): return first(node)
        case .look, .start, .end, .boundary: return (0, 0)
        }
    }

    // MARK: Matching

    /// The text that a match looks at; nothing outside of it is seen.
    private struct Units {
        let base: UnsafePointer<UInt8>
        let count: Int
        let reading: Reading
        let unicode: UnicodeClasses

        @inline(__always)
        func scalar(at index: Int) -> (scalar: UInt32, length: Int) {
            switch reading {
            case .utf8: return UTF8Text.decode(base + index)
            case .byteAlphabet: return (ByteAlphabet.scalars[Int(base[index])], 1)
            case .utf8FoldingSpaces:
                let (scalar, length) = UTF8Text.decode(base + index)
                return scalar >= 128 && unicode[scalar].contains(.space) ? (0x0B, length) : (scalar, length)
            }
        }

        func length(before index: Int) -> Int {
            reading == .byteAlphabet ? 1 : UTF8Text.decodeBackwards(base + index).length
        }

        func isWord(at index: Int) -> Bool {
            index < count && unicode[scalar(at: index).scalar].contains(.word)
        }
    }

    /// A way not taken: where in the program and in the text; for a run, how far back it may give.
    private struct Choice {
        var operation: Int
        var position: Int
        var low: Int
    }

    /// Calls `body` with the ranges that match and those between, in order, covering `text`.
    func forEachSegment(of text: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>, _ isMatch: Bool) -> Void) {
        guard let base = text.baseAddress else { return }
        let units = Units(base: base, count: text.count, reading: reading, unicode: unicode)
        var stack: [Choice] = []
        var (index, done) = (0, 0)
        while index < text.count {
            if let firstASCII, base[index] < 128, reading != .byteAlphabet {
                let byte = UInt64(base[index])
                if (byte < 64 ? firstASCII.0 >> byte : firstASCII.1 >> (byte - 64)) & 1 == 0 {
                    index += 1
                    continue
                }
            }
            var steps = 4096 + 64 * (text.count - index)
            if let end = match(units, from: index, operation: 0, &stack, &steps), end > index {
                if done < index { body(done..<index, false) }
                body(index..<end, true)
                index = end
                done = end
            } else {
                index += units.scalar(at: index).length
            }
        }
        if done < text.count { body(done..<text.count, false) }
    }

    /// `text` with every match replaced, or nil when there is none.
    func replaced(_ text: UnsafeBufferPointer<UInt8>, with replacement: [UInt8]) -> [UInt8]? {
        var out: [UInt8] = []
        var isChanged = false
        forEachSegment(of: text) { range, isMatch in
            if isMatch {
                isChanged = true
                out.append(contentsOf: replacement)
            } else {
                out.append(contentsOf: text[range])
            }
        }
        return isChanged ? out : nil
    }

    /// Where a match that begins at `start` ends, by the program from `operation` to its `accept`.
    private func match(
        _ units: Units, from start: Int, operation: Int, _ stack: inout [Choice], _ steps: inout Int
    ) -> Int? {
        let floor = stack.count
        defer { stack.removeLast(stack.count - floor) }
        var (operation, position) = (operation, start)
        while true {
            steps -= 1
            if steps < 0 { return nil }
            var isMatching = true
            switch program[operation] {
            case .accept: return position
            case .jump(let target): operation = target
            case .set(let set):
                isMatching = false
                if position < units.count {
                    let (scalar, length) = units.scalar(at: position)
                    if sets[set].contains(scalar, unicode) {
                        isMatching = true
                        position += length
                        operation += 1
                    }
                }
            case .run(let set, let minimum, let maximum, let isPossessive):
                var (count, low) = (0, position)
                while count < maximum, position < units.count {
                    let (scalar, length) = units.scalar(at: position)
                    if !sets[set].contains(scalar, unicode) { break }
                    position += length
                    count += 1
                    if count == minimum { low = position }
                }
                isMatching = count >= minimum
                operation += 1
                if isMatching, !isPossessive, position > low {
                    stack.append(Choice(operation: operation, position: position, low: low))
                }
            case .fork(let first, let second):
                stack.append(Choice(operation: second, position: position, low: -1))
                operation = first
            case .look(let isNegative, let end):
                let found = match(units, from: position, operation: operation + 1, &stack, &steps) != nil
                isMatching = found != isNegative
                operation = end
            case .atomic(let end):
                if let matched = match(units, from: position, operation: operation + 1, &stack, &steps) {
                    position = matched
                    operation = end
                } else {
                    isMatching = false
                }
            case .start:
                isMatching = position == 0
                operation += 1
            case .end:
                isMatching = position == units.count
                operation += 1
            case .boundary(let isNegative):
                let before = position > 0 && units.isWord(at: position - units.length(before: position))
                isMatching = (before != units.isWord(at: position)) != isNegative
                operation += 1
            }
            if isMatching { continue }
            guard stack.count > floor, var choice = stack.popLast() else { return nil }
            if choice.low >= 0 {
                choice.position -= units.length(before: choice.position)
                if choice.position > choice.low { stack.append(choice) }
            }
            (operation, position) = (choice.operation, choice.position)
        }
    }
}
