/// Writes a grammar's rules as GBNF, in letters that llama.cpp reads too.
struct GBNFWriter {
    /// How tightly the parts of an expression hold together.
    private enum Level: Int {
        case choice, sequence, element
    }

    private let grammar: Grammar
    private var names: [String: String] = [:]
    private var text = ""

    init(_ grammar: Grammar) {
        self.grammar = grammar
        var used: Set = ["root"]
        names[grammar.root] = "root"
        for rule in grammar.rules where names[rule.name] == nil {
            let base = String(rule.name.unicodeScalars.map { Self.isNameScalar($0) ? Character($0) : "-" })
            var name = base.isEmpty ? "rule" : base
            var number = 1
            while !used.insert(name).inserted {
                number += 1
                name = "\(base)-\(number)"
            }
            names[rule.name] = name
        }
    }

    mutating func write() throws(GrammarError) -> String {
        for rule in grammar.rules {
            text += "\(names[rule.name] ?? rule.name) ::= "
            try write(rule.expression, .choice, in: rule, depth: 0)
            text += "\n"
        }
        return text
    }

    private mutating func write(
        _ expression: Grammar.Expression, _ level: Level, in rule: Grammar.Rule, depth: Int
    ) throws(GrammarError) {
        guard depth <= GrammarLimit.nesting else {
            throw GrammarError(
                .tooComplex, at: rule.location,
                "rule '\(rule.name)' nests more than \(GrammarLimit.nesting) expressions")
        }
        switch expression {
        case .empty: text += "()"
        case .literal(let bytes): text += try literal(bytes, rule)
        case .characters(let characters): text += try characterClass(characters, rule)
        case .bytes(let set):
            guard set.subtracting(ByteSet(0...0x7F)).isEmpty else {
                throw unsupported("bytes that are no characters", rule)
            }
            text += try characterClass(
                CharacterClass(codePoints: set.bytes.map { UInt32($0)...UInt32($0) }), rule)
        case .anyCharacter: text += "."
        case .sequence(let list): try write(list, between: " ", .sequence, within: level, in: rule, depth: depth)
        case .choice(let list):
            guard !list.isEmpty else { throw unsupported("what matches nothing", rule) }
            try write(list, between: " | ", .choice, within: level, in: rule, depth: depth)
        case .repetition(let part, let minimum, let maximum):
            if maximum == nil, minimum <= 1, let token = Self.exceptedToken(part) {
                text += "!<[\(token)]>"
            } else {
                try write(part, .element, in: rule, depth: depth + 1)
            }
            text += Self.quantifier(minimum, maximum)
        case .reference(let name):
            guard let name = names[name] else {
                throw GrammarError.undefinedRule(
                    name, among: grammar.rules.lazy.map(\.name), at: rule.location, from: rule.name)
            }
            text += name
        case .specialToken(let ids):
            guard ids.count == 1 else { throw unsupported("a range of special tokens", rule) }
            text += "<[\(ids.lowerBound)]>"
        case .regularExpression: throw unsupported("regular expressions", rule)
        case .jsonString: throw unsupported("grammars within JSON strings", rule)
        case .intersection: throw unsupported("intersections", rule)
        case .complement: throw unsupported("complements", rule)
        case .freeText: throw unsupported("free text until a trigger", rule)
        case .external: throw unsupported("what is made elsewhere", rule)
        }
    }

    private mutating func write(
        _ list: [Grammar.Expression], between separator: String, _ inner: Level, within outer: Level,
        in rule: Grammar.Rule, depth: Int
    ) throws(GrammarError) {
        let needsGroup = list.isEmpty || list.count > 1 && inner.rawValue < outer.rawValue
        let part: Level = list.count == 1 ? outer : inner == .choice ? .sequence : .element
        if needsGroup { text += "(" }
        for (index, element) in list.enumerated() {
            if index > 0 { text += separator }
            try write(element, part, in: rule, depth: depth + 1)
        }
        if needsGroup { text += ")" }
    }

    // MARK: - Words

    private static func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
        CharacterClass.letters.contains(scalar) || CharacterClass.digits.contains(scalar) || scalar == "-"
    }

    private static func quantifier(_ minimum: Int, _ maximum: Int?) -> String {
        switch (minimum, maximum) {
        case (0, nil): "*"
        case (1, nil): "+"
        case (0, 1): "?"
        case (_, nil): "{\(minimum),}"
        case (_, minimum): "{\(minimum)}"
        case (_, let maximum?): "{\(minimum),\(maximum)}"
        }
    }

    /// The token that is left out of any text and special tokens, as the reader makes it of `!<…>*`.
    private static func exceptedToken(_ expression: Grammar.Expression) -> UInt32? {
        guard case .choice(let list) = expression, list.first == .anyCharacter else { return nil }
        var ranges: [ClosedRange<UInt32>] = []
        for member in list.dropFirst() {
            guard case .specialToken(let ids) = member else { return nil }
            ranges.append(ids)
        }
        switch ranges.count {
        case 1 where ranges[0] == 1...UInt32.max: return 0
        case 1 where ranges[0] == 0...UInt32.max - 1: return .max
        case 2 where ranges[0].lowerBound == 0 && ranges[1].upperBound == .max:
            let token = ranges[0].upperBound.addingReportingOverflow(1).partialValue
            return token < .max && ranges[1].lowerBound == token + 1 ? token : nil
        default: return nil
        }
    }

    private func literal(_ bytes: [UInt8], _ rule: Grammar.Rule) throws(GrammarError) -> String {
        guard let content = String(validating: bytes, as: UTF8.self) else {
            throw unsupported("bytes that are no characters", rule)
        }
        var result = "\""
        for scalar in content.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20 || 0x7F..<0xA0 ~= scalar.value: result += Self.escape(scalar.value)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    private func characterClass(_ characters: CharacterClass, _ rule: Grammar.Rule) throws(GrammarError) -> String {
        guard let last = characters.ranges.last else { throw unsupported("what matches nothing", rule) }
        let isNegated = last.upperBound == 0x10FFFF
        let ranges = isNegated ? characters.inverted.ranges : characters.ranges
        guard !ranges.isEmpty else { return "." }
        var result = isNegated ? "[^" : "["
        for range in ranges {
            result += Self.classMember(range.lowerBound)
            if range.upperBound > range.lowerBound + 1 { result += "-" }
            if range.upperBound > range.lowerBound { result += Self.classMember(range.upperBound) }
        }
        return result + "]"
    }

    private static func classMember(_ value: UInt32) -> String {
        switch value {
        case 0x0A: "\\n"
        case 0x0D: "\\r"
        case 0x09: "\\t"
        case 0x5B...0x5D: "\\\(Character(Unicode.Scalar(UInt8(value))))"
        case 0x2D, 0x5E: escape(value)
        case 0x20..<0x7F: String(Character(Unicode.Scalar(UInt8(value))))
        default: escape(value)
        }
    }

    private static func escape(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        let width = value < 0x100 ? 2 : value < 0x1_0000 ? 4 : 8
        let letter = value < 0x100 ? "x" : value < 0x1_0000 ? "u" : "U"
        return "\\\(letter)" + String(repeating: "0", count: width - digits.count) + digits
    }

    private func unsupported(_ what: String, _ rule: Grammar.Rule) -> GrammarError {
        GrammarError(.unsupported, at: rule.location, "rule '\(rule.name)': GBNF has no notation for \(what)")
    }
}
