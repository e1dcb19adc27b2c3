/// Reads the regular expressions that tokenizers are described with into a tree.
///
/// Understood are the parts of Oniguruma's syntax that such expressions use: alternatives, groups (also `(?i:`, `(?>`),
/// look-ahead, bracket expressions with nesting and `&&`, `\p{…}` of general categories and Han, `\s \d \w` and their
/// complements, escapes, quantifiers greedy, lazy and possessive, `^ $ \A \z \b \B`.
struct PatternParser {
    indirect enum Node {
        case set(ScalarSet)
        case sequence([Node])
        case alternatives([Node])
        case repeated(Node, minimum: Int, maximum: Int, kind: Repetition)
        case look(Node, isNegative: Bool)
        case atomic(Node)
        case start
        case end
        case boundary(isNegative: Bool)

        /// Whether it can match without taking a character.
        var canBeEmpty: Bool {
            switch self {
            case .set: false
            case .sequence(let nodes): nodes.allSatisfy(\.canBeEmpty)
            case .alternatives(let nodes): nodes.contains(where: \.canBeEmpty)
            case .repeated(let node, let minimum, _, _): minimum == 0 || node.canBeEmpty
            case .atomic(let node): node.canBeEmpty
            case .look, .start, .end, .boundary: true
            }
        }
    }

    enum Repetition { case greedy, lazy, possessive }

    private let scalars: [UInt32]
    private var index = 0
    private var depth = 0

    private init(_ text: String) { scalars = text.unicodeScalars.map(\.value) }

    /// The tree of `text`.
    static func parse(_ text: String) throws(VocabularyDefect) -> Node {
        var parser = PatternParser(text)
        let node = try parser.alternatives(ignoringCase: false)
        if parser.index < parser.scalars.count { throw parser.defect("unexpected )") }
        return node
    }

    private func defect(_ what: String) -> VocabularyDefect {
        let text = String(String.UnicodeScalarView(scalars.compactMap(Unicode.Scalar.init)))
        return VocabularyDefect("pattern \(printable(text.utf8)): \(what) at character \(index)")
    }

    private var current: UInt32? { index < scalars.count ? scalars[index] : nil }

    private mutating func take(_ text: String) -> Bool {
        let wanted = text.unicodeScalars.map(\.value)
        guard index + wanted.count <= scalars.count, scalars[index..<index + wanted.count].elementsEqual(wanted) else {
            return false
        }
        index += wanted.count
        return true
    }

    private mutating func alternatives(ignoringCase: Bool) throws(VocabularyDefect) -> Node {
        depth += 1
        defer { depth -= 1 }
        if depth > 24 { throw defect("nested too deeply") }
        var ignoringCase = ignoringCase
        if take("(?i)") { ignoringCase = true }
        var branches = [try sequence(ignoringCase)]
        while take("|") { branches.append(try sequence(ignoringCase)) }
        return branches.count == 1 ? branches[0] : .alternatives(branches)
    }

    private mutating func sequence(_ ignoringCase: Bool) throws(VocabularyDefect) -> Node {
        var nodes: [Node] = []
        while let next = current, next != 0x7C, next != 0x29 {
            nodes.append(try quantified(try atom(ignoringCase)))
        }
        return nodes.count == 1 ? nodes[0] : .sequence(nodes)
    }

    private mutating func atom(_ ignoringCase: Bool) throws(VocabularyDefect) -> Node {
        if take("(?:") { return try group(ignoringCase) }
        if take("(?i:") { return try group(true) }
        if take("(?>") { return .atomic(try group(ignoringCase)) }
        if take("(?=") { return .look(try group(ignoringCase), isNegative: false) }
        if take("(?!") { return .look(try group(ignoringCase), isNegative: true) }
        if take("(?") { throw defect("this kind of group is not supported") }
        if take("(") { return try group(ignoringCase) }
        if take("[") { return .set(try bracket(ignoringCase)) }
        if take("^") || take(#"\A"#) { return .start }
        if take("$") || take(#"\z"#) || take(#"\Z"#) { return .end }
        if take(#"\b"#) { return .boundary(isNegative: false) }
        if take(#"\B"#) { return .boundary(isNegative: true) }
        if take(".") {
            var set = ScalarSet(0x0A)
            set.isNegated = true
            return .set(set)
        }
        if take(#"\"#) {
            switch try escape() {
            case .classes(let classes, let isNegated): return .set(ScalarSet(classes: classes, isNegated: isNegated))
            case .scalar(let scalar): return .set(literal(scalar, ignoringCase))
            }
        }
        guard let scalar = current, !"*+?".unicodeScalars.contains(where: { $0.value == scalar }) else {
            throw defect("nothing to repeat")
        }
        index += 1
        return .set(literal(scalar, ignoringCase))
    }

    private mutating func group(_ ignoringCase: Bool) throws(VocabularyDefect) -> Node {
        let node = try alternatives(ignoringCase: ignoringCase)
        if !take(")") { throw defect("missing )") }
        return node
    }

    /// A character and, when case is ignored, those that fold to the same.
    private func literal(_ scalar: UInt32, _ ignoringCase: Bool) -> ScalarSet {
        var set = ScalarSet(scalar)
        if ignoringCase { Self.addCases(of: scalar, to: &set) }
        return set
    }

    private static func addCases(of scalar: UInt32, to set: inout ScalarSet) {
        guard let properties = Unicode.Scalar(scalar)?.properties else { return }
        for text in [properties.lowercaseMapping, properties.uppercaseMapping] where text.unicodeScalars.count == 1 {
            for other in text.unicodeScalars { set.ranges.append(other.value...other.value) }
        }
        // The characters outside of ASCII whose case folding is an ASCII letter.
        if scalar | 0x20 == 0x73 { set.ranges.append(0x17F...0x17F) }
        if scalar | 0x20 == 0x6B { set.ranges.append(0x212A...0x212A) }
    }

    private mutating func quantified(_ node: Node) throws(VocabularyDefect) -> Node {
        var node = node
        for _ in 0..<6 {
            let (minimum, maximum): (Int, Int)
            if take("*") {
                (minimum, maximum) = (0, Int.max)
            } else if take("+") {
                (minimum, maximum) = (1, Int.max)
            } else if take("?") {
                (minimum, maximum) = (0, 1)
            } else if current == 0x7B, let bounds = bounds() {
                (minimum, maximum) = bounds
            } else {
                return node
            }
            if maximum == Int.max, node.canBeEmpty { throw defect("endless repetition of what may be empty") }
            guard minimum <= 1024, maximum == Int.max || maximum <= 1024, minimum <= maximum else {
                throw defect("repetition count out of range 0...1024")
            }
            let kind: Repetition = take("+") ? .possessive : take("?") ? .lazy : .greedy
            node = .repeated(node, minimum: minimum, maximum: maximum, kind: kind)
        }
        throw defect("too many quantifiers in a row")
    }

    /// `{n}`, `{n,}` or `{n,m}`; nil (nothing read) when the brace is literal.
    private mutating func bounds() -> (Int, Int)? {
        let start = index
        index += 1
        let minimum = number()
        var maximum = minimum
        if take(",") { maximum = number() ?? Int.max }
        if let maximum, take("}"), minimum != nil || maximum != Int.max { return (minimum ?? 0, maximum) }
        index = start
        return nil
    }

    private mutating func number() -> Int? {
        var value: Int?
        while let digit = current, digit >= 0x30, digit <= 0x39 {
            value = min((value ?? 0) * 10 + Int(digit - 0x30), 1_000_000)
            index += 1
        }
        return value
    }

    private enum Escape {
        case classes(UnicodeClass, isNegated: Bool)
        case scalar(UInt32)
    }

    /// What follows a backslash.
    private mutating func escape() throws(VocabularyDefect) -> Escape {
        guard let scalar = current else { throw defect("nothing after the backslash") }
        index += 1
        switch scalar {
        case 0x73: return .classes(.space, isNegated: false)
        case 0x53: return .classes(.space, isNegated: true)
        case 0x64: return .classes(.decimalDigit, isNegated: false)
        case 0x44: return .classes(.decimalDigit, isNegated: true)
        case 0x77: return .classes(.word, isNegated: false)
        case 0x57: return .classes(.word, isNegated: true)
        case 0x70, 0x50: return try property(isNegated: scalar == 0x50)
        case 0x6E: return .scalar(0x0A)
        case 0x72: return .scalar(0x0D)
        case 0x74: return .scalar(0x09)
        case 0x66: return .scalar(0x0C)
        case 0x76: return .scalar(0x0B)
        case 0x78: return .scalar(try hexadecimal(digits: take("{") ? nil : 2))
        case 0x75: return .scalar(try hexadecimal(digits: take("{") ? nil : 4))
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: throw defect("this escape is not supported")
        default: return .scalar(scalar)
        }
    }

    /// `digits` hexadecimal digits, or as many as stand before a closing brace.
    private mutating func hexadecimal(digits: Int?) throws(VocabularyDefect) -> UInt32 {
        var (value, count) = (UInt32(0), 0)
        while count < (digits ?? 6), let next = current, let scalar = Unicode.Scalar(next),
            let digit = Character(scalar).hexDigitValue
        {
            value = value << 4 | UInt32(digit)
            count += 1
            index += 1
        }
        if count == 0 || digits.map({ $0 != count }) ?? !take("}") || value > 0x10FFFF {
            throw defect("malformed hexadecimal escape")
        }
        return value
    }

    private mutating func property(isNegated: Bool) throws(VocabularyDefect) -> Escape {
        var name = ""
        if take("{") {
            while let next = current, next != 0x7D, let scalar = Unicode.Scalar(next) {
                name.unicodeScalars.append(scalar)
                index += 1
            }
            if !take("}") { throw defect("missing } after \\p{") }
        } else if let next = current, let scalar = Unicode.Scalar(next) {
            name.unicodeScalars.append(scalar)
            index += 1
        }
        var isNegated = isNegated
        if name.hasPrefix("^") {
            name.removeFirst()
            isNegated.toggle()
        }
        guard let classes = Self.properties[name] else { throw defect("unknown property \(name)") }
        return .classes(classes, isNegated: isNegated)
    }

    private static let properties: [String: UnicodeClass] = [
        "L": .letter, "N": .number, "M": .mark, "P": .punctuation, "S": .symbol, "Z": .separator, "Lu": .uppercase,
        "Ll": .lowercase, "Lt": .titlecase, "Lm": .modifierLetter, "Lo": .otherLetter, "Nd": .decimalDigit,
        "Mn": .nonspacingMark, "Han": .han, "Script=Han": .han, "White_Space": .space, "Letter": .letter,
        "Number": .number, "Punctuation": .punctuation, "Symbol": .symbol, "Mark": .mark,
        // Not Unicode's: what the Whitespace pre-tokenizer takes for \w.
        "CorvidPlainWord": .plainWord,
    ]

    /// The inside of a bracket expression, after `[`.
    private mutating func bracket(_ ignoringCase: Bool) throws(VocabularyDefect) -> ScalarSet {
        depth += 1
        defer { depth -= 1 }
        if depth > 24 { throw defect("nested too deeply") }
        var set = ScalarSet()
        set.isNegated = take("^")
        var isFirst = true
        while true {
            if take("&&") {
                // What remains, up to the bracket's end, intersects.
                var rest = try bracket(ignoringCase)
                rest.isNegated = false
                set.intersections.append(rest)
                return set
            }
            guard let next = current else { throw defect("missing ]") }
            index += 1
            if next == 0x5D, !isFirst { return set }
            isFirst = false
            var low = next
            if next == 0x5B {
                set.members.append(try bracket(ignoringCase))
                continue
            }
            if next == 0x5C {
                switch try escape() {
                case .classes(let classes, let isNegated):
                    if isNegated { set.complements.append(classes) } else { set.classes.formUnion(classes) }
                    continue
                case .scalar(let scalar): low = scalar
                }
            }
            var high = low
            if current == 0x2D, index + 1 < scalars.count, scalars[index + 1] != 0x5D {
                index += 1
                guard let end = current else { throw defect("missing ]") }
                index += 1
                high = end
                if end == 0x5C {
                    guard case .scalar(let scalar) = try escape() else { throw defect("a class ends a range") }
                    high = scalar
                }
            }
            if high < low { throw defect("range out of order") }
            set.ranges.append(low...high)
            if ignoringCase, high - low < 256 {
                for scalar in low...high { Self.addCases(of: scalar, to: &set) }
            }
        }
    }
}
