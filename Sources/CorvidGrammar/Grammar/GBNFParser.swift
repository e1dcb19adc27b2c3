/// The recursive-descent parser behind ``Grammar/init(gbnf:tokenID:)-(String,_)``.
struct GBNFParser {
    /// An expression and how deep it nests.
    struct Parsed {
        var expression: Grammar.Expression
        var height = 1
        /// The token that a `!<…>` leaves out, and where it stands, before it is known how often it may stand.
        var excepted: (token: UInt32, offset: Int)?
    }

    private struct Reference {
        var name: String
        var offset: Int
    }

    var scanner: GBNFScanner
    private let tokenID: ((String) -> Int?)?
    private var references: [Reference] = []
    private var size = 0

    init(_ bytes: [UInt8], tokenID: ((String) -> Int?)?) {
        scanner = GBNFScanner(bytes)
        self.tokenID = tokenID
    }

    mutating func parseRules() throws(GrammarError) -> [Grammar.Rule] {
        try scanner.checkEncoding()
        var rules: [Grammar.Rule] = []
        var lines: [String: Int] = [:]
        scanner.skipSpace(newlines: true)
        while !scanner.isAtEnd {
            let start = scanner.position
            guard let name = scanner.takeName() else { throw scanner.unexpected("the name of a rule") }
            if let line = lines[name] {
                throw scanner.error(at: start, "rule '\(name)' is already defined in line \(line)")
            }
            guard rules.count < GrammarLimit.rules else {
                throw scanner.error(.tooComplex, at: start, "there are more than \(GrammarLimit.rules) rules")
            }
            scanner.skipSpace(newlines: false)
            guard scanner.take("::=") else { throw scanner.unexpected("'::='") }
            scanner.skipSpace(newlines: true)
            var rule = Grammar.Rule(name: name, expression: try parseChoice(depth: 0).expression)
            guard scanner.isAtEnd || scanner.isAtNewline else {
                throw scanner.unexpected("an element of the rule, '|' or the end of the line")
            }
            rule.location = scanner.location(of: start)
            if case .line(let line, _) = rule.location { lines[name] = line }
            rules.append(rule)
            scanner.skipSpace(newlines: true)
        }
        try check(rules, lines)
        return rules
    }

    private func check(_ rules: [Grammar.Rule], _ lines: [String: Int]) throws(GrammarError) {
        for reference in references where lines[reference.name] == nil {
            throw GrammarError.undefinedRule(
                reference.name, among: rules.lazy.map(\.name), at: scanner.location(of: reference.offset))
        }
        guard lines["root"] != nil else {
            throw scanner.error(.undefinedReference, at: scanner.position, "there is no rule 'root' to begin with")
        }
    }

    // MARK: - Expressions

    private mutating func parseChoice(depth: Int) throws(GrammarError) -> Parsed {
        var members = [try parseSequence(depth: depth)]
        while takeBar(nested: depth > 0) {
            scanner.skipSpace(newlines: true)
            members.append(try parseSequence(depth: depth))
        }
        if members.count == 1, members[0].excepted == nil || depth > 0 { return members[0] }
        for member in members { try refuseSingle(member) }
        return try wrap(members, at: scanner.position) { .choice($0.map(\.expression)) }
    }

    /// Steps over `|`, which may also begin the next line.
    private mutating func takeBar(nested: Bool) -> Bool {
        if scanner.take("|") { return true }
        guard !nested, scanner.isAtNewline else { return false }
        let end = scanner.position
        scanner.skipSpace(newlines: true)
        if scanner.take("|") { return true }
        scanner.position = end
        return false
    }

    private mutating func parseSequence(depth: Int) throws(GrammarError) -> Parsed {
        var elements: [Parsed] = []
        while true {
            let start = scanner.position
            guard var element = try parseElement(depth: depth) else { break }
            scanner.skipSpace(newlines: depth > 0)
            while let (minimum, maximum) = try parseRepetition(nested: depth > 0) {
                element = try repeated(element, minimum, maximum, at: start)
                scanner.skipSpace(newlines: depth > 0)
            }
            elements.append(element)
        }
        if elements.count == 1 { return elements[0] }
        for element in elements { try refuseSingle(element) }
        guard !elements.isEmpty else { return Parsed(expression: .empty) }
        return try wrap(elements, at: scanner.position) { .sequence($0.map(\.expression)) }
    }

    /// Refuses a `!<…>` that nothing repeats.
    private func refuseSingle(_ part: Parsed) throws(GrammarError) {
        guard let excepted = part.excepted else { return }
        throw scanner.error(
            .unsupported, at: excepted.offset,
            "tokens of text have no bounds in it, so that a single one cannot be told; write !<…>* or !<…>+")
    }

    private mutating func parseElement(depth: Int) throws(GrammarError) -> Parsed? {
        let start = scanner.position
        switch scanner.peek {
        case UInt8(ascii: "\""):
            let text = try scanner.takeLiteral()
            try grow(by: 1 + text.count / 16, at: start)
            return Parsed(expression: .literal(text))
        case UInt8(ascii: "["):
            let characters = try scanner.takeClass()
            try grow(by: 1 + characters.ranges.count, at: start)
            return Parsed(expression: .characters(characters))
        case UInt8(ascii: "."):
            scanner.position += 1
            try grow(by: 1, at: start)
            return Parsed(expression: .anyCharacter)
        case UInt8(ascii: "<"):
            let id = try parseToken()
            try grow(by: 1, at: start)
            return Parsed(expression: .specialToken(id))
        case UInt8(ascii: "!"):
            scanner.position += 1
            guard scanner.peek == UInt8(ascii: "<") else { throw scanner.unexpected("'<' and a token after '!'") }
            let id = try parseToken()
            try grow(by: 4, at: start)
            return Parsed(expression: .specialToken(id), height: 2, excepted: (id, start))
        case UInt8(ascii: "("): return try parseGroup(depth: depth)
        case .some(let byte) where "*+?{".utf8.contains(byte):
            throw scanner.unexpected("something to repeat before it")
        default:
            guard let name = scanner.takeName() else { return nil }
            try grow(by: 1, at: start)
            references.append(Reference(name: name, offset: start))
            return Parsed(expression: .reference(name))
        }
    }

    private mutating func parseGroup(depth: Int) throws(GrammarError) -> Parsed {
        let start = scanner.position
        guard depth < GrammarLimit.groups else {
            throw scanner.error(.tooComplex, at: start, "groups nest more than \(GrammarLimit.groups) deep")
        }
        scanner.position += 1
        scanner.skipSpace(newlines: true)
        let group = try parseChoice(depth: depth + 1)
        guard scanner.take(")") else {
            guard !scanner.isAtEnd else { throw scanner.error(at: start, "the group is not closed; expected ')'") }
            throw scanner.unexpected("an element, '|' or ')'")
        }
        return group
    }

    private mutating func parseToken() throws(GrammarError) -> UInt32 {
        let start = scanner.position
        switch try scanner.takeToken() {
        case .number(let id): return id
        case .name(let name):
            guard let tokenID else {
                throw scanner.error(
                    .unsupported, at: start,
                    "token \(name) is given by name, but there is no vocabulary to look it up in; write <[number]>")
            }
            guard let id = tokenID(name).flatMap({ UInt32(exactly: $0) }) else {
                throw scanner.error(
                    .undefinedReference, at: start, "the vocabulary has no special token spelled \(name)")
            }
            return id
        }
    }

    // MARK: - Repetition

    private mutating func parseRepetition(nested: Bool) throws(GrammarError) -> (Int, Int?)? {
        if scanner.take("*") { return (0, nil) }
        if scanner.take("+") { return (1, nil) }
        if scanner.take("?") { return (0, 1) }
        guard scanner.take("{") else { return nil }
        scanner.skipSpace(newlines: nested)
        let minimum = try scanner.takeCount()
        scanner.skipSpace(newlines: nested)
        var maximum: Int? = minimum
        if scanner.take(",") {
            scanner.skipSpace(newlines: nested)
            let start = scanner.position
            if scanner.peek == UInt8(ascii: "}") {
                maximum = nil
            } else {
                let count = try scanner.takeCount()
                guard count >= minimum else {
                    throw scanner.error(
                        at: start, "the repetition ends before it begins: \(count) is less than \(minimum)")
                }
                maximum = count
            }
            scanner.skipSpace(newlines: nested)
            guard scanner.take("}") else { throw scanner.unexpected("'}'") }
        } else {
            guard scanner.take("}") else { throw scanner.unexpected("',' or '}'") }
        }
        return (minimum, maximum)
    }

    private mutating func repeated(
        _ element: Parsed, _ minimum: Int, _ maximum: Int?, at start: Int
    ) throws(GrammarError) -> Parsed {
        var content = element
        if let id = element.excepted?.token, maximum == nil, minimum <= 1 {
            // A token of text is a run of characters, so repeating characters repeats such tokens.
            var members: [Grammar.Expression] = [.anyCharacter]
            if id > 0 { members.append(.specialToken(0...id - 1)) }
            if id < .max { members.append(.specialToken(id + 1 ... .max)) }
            content = Parsed(expression: .choice(members), height: 2)
        }
        try refuseSingle(content)
        return try wrap([content], at: start) {
            .repetition($0[0].expression, minimum: minimum, maximum: maximum)
        }
    }

    // MARK: - Bounds

    private mutating func wrap(
        _ parts: [Parsed], at offset: Int, _ make: ([Parsed]) -> Grammar.Expression
    ) throws(GrammarError) -> Parsed {
        try grow(by: 1, at: offset)
        let height = parts.reduce(0) { max($0, $1.height) } + 1
        guard height <= GrammarLimit.nesting else {
            throw scanner.error(.tooComplex, at: offset, "expressions nest more than \(GrammarLimit.nesting) deep")
        }
        return Parsed(expression: make(parts), height: height)
    }

    private mutating func grow(by count: Int, at offset: Int) throws(GrammarError) {
        size += count
        guard size <= GrammarLimit.size else {
            throw scanner.error(
                .tooComplex, at: offset, "the grammar has more than \(GrammarLimit.size) elements")
        }
    }
}
