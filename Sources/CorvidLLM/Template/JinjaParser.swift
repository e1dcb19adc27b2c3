/// Parses the tokens of a template into statements.
struct JinjaParser {
    private let source: [UInt32]
    let tokens: [JinjaToken]
    var index = 0
    /// Nesting of what is being parsed, bounded because parsing recurses.
    private var nesting = 0
    private(set) var symbols: [String: Int] = [:]
    private(set) var symbolNames: [String] = []
    /// Which of the special names each open macro uses.
    private var uses: [Set<String>] = []

    static let maximumNesting = 100
    static let maximumDepth = 200

    init(_ text: String) throws {
        var lexer = JinjaLexer(text)
        source = lexer.source
        tokens = try lexer.tokenize()
    }

    // MARK: Tokens

    var current: JinjaToken { tokens[index] }
    var next: JinjaToken { tokens[min(index + 1, tokens.count - 1)] }

    mutating func advance() { index = min(index + 1, tokens.count - 1) }

    mutating func take(symbol: String) -> Bool {
        guard current.isSymbol(symbol) else { return false }
        advance()
        return true
    }

    mutating func take(name: String) -> Bool {
        guard current.isName(name) else { return false }
        advance()
        return true
    }

    mutating func expect(symbol: String) throws {
        guard take(symbol: symbol) else { throw fault("expected '\(symbol)', found \(describe(current))") }
    }

    mutating func expect(_ kind: JinjaToken.Kind, _ what: String) throws {
        guard current.kind == kind else { throw fault("expected \(what), found \(describe(current))") }
        advance()
    }

    mutating func expectName(_ what: String = "a name") throws -> String {
        guard current.kind == .name else { throw fault("expected \(what), found \(describe(current))") }
        defer { advance() }
        return current.text
    }

    func describe(_ token: JinjaToken) -> String {
        switch token.kind {
        case .end: "the end of the template"
        case .data: "text"
        case .blockEnd, .variableEnd: "the end of the tag"
        default: "'\(token.text)'"
        }
    }

    func fault(_ message: String, at position: Int? = nil, code: JinjaError.Code = .syntax) -> JinjaError {
        JinjaFault(code: code, message: message).error(at: position ?? current.position, in: source)
    }

    mutating func nested<Value>(_ parse: (inout JinjaParser) throws -> Value) throws -> Value {
        guard nesting < Self.maximumNesting else {
            throw fault("more than \(Self.maximumNesting) levels of nesting", code: .limit)
        }
        nesting += 1
        defer { nesting -= 1 }
        return try parse(&self)
    }

    mutating func symbol(_ name: String) -> Int {
        if let symbol = symbols[name] { return symbol }
        symbols[name] = symbolNames.count
        symbolNames.append(name)
        return symbolNames.count - 1
    }

    mutating func noteUse(of name: String) {
        guard name == "varargs" || name == "kwargs" || name == "caller" else { return }
        for level in uses.indices { uses[level].insert(name) }
    }

    // MARK: Statements

    mutating func parseTemplate() throws -> [JinjaStatement] {
        let body = try parseBody(until: [])
        guard current.kind == .end else { throw fault("unexpected \(describe(current))") }
        return body
    }

    /// Statements until a block whose name is one of `ends` opens; its name is the current token then.
    private mutating func parseBody(until ends: [String]) throws -> [JinjaStatement] {
        try nested { parser in
            var body: [JinjaStatement] = []
            while parser.current.kind != .end {
                switch parser.current.kind {
                case .data:
                    body.append(.text(JinjaText(units: parser.current.units)))
                    parser.advance()
                case .variableBegin:
                    parser.advance()
                    body.append(.output(try parser.parseTuple()))
                    try parser.expect(.variableEnd, "'}}'")
                default:
                    let start = parser.current.position
                    parser.advance()
                    if ends.contains(where: parser.current.isName) { return body }
                    try parser.parseStatement(at: start, into: &body)
                    try parser.expect(.blockEnd, "'%}'")
                }
            }
            guard ends.isEmpty else {
                throw parser.fault("the template ends where '\(ends.joined(separator: "' or '"))' must stand")
            }
            return body
        }
    }

    /// The body of a block up to its only end tag.
    private mutating func parseBlock(end: String) throws -> [JinjaStatement] {
        try expect(.blockEnd, "'%}'")
        let body = try parseBody(until: [end])
        advance()
        return body
    }

    private mutating func parseStatement(at position: Int, into body: inout [JinjaStatement]) throws {
        let name = try expectName("the name of a tag")
        switch name {
        case "for": body.append(.loop(try parseFor(at: position)))
        case "if": body.append(try parseIf())
        case "set": body.append(try parseSet(at: position))
        case "macro": body.append(.macro(try parseMacro(at: position)))
        case "call": body.append(try parseCallBlock(at: position))
        case "filter":
            let filter = try parseFilters(nil, startsInline: true)
            body.append(.filterBlock(filter: filter, body: try parseBlock(end: "endfilter")))
        case "with": body.append(try parseWith(at: position))
        case "generation": body.append(.scope(try parseBlock(end: "endgeneration")))
        case "block":
            let name = try expectName()
            _ = take(name: "scoped")
            body.append(.scope(try parseBlock(end: "endblock")))
            _ = take(name: name)
        case "print":
            while current.kind != .blockEnd {
                body.append(.output(try parseExpression()))
                if current.kind != .blockEnd { try expect(symbol: ",") }
            }
        case "break": body.append(.breakLoop)
        case "continue": body.append(.continueLoop)
        default: throw fault("unknown tag '\(name)'", at: position)
        }
    }

    private mutating func parseFor(at position: Int) throws -> JinjaFor {
        let target = try parseTarget(endsAt: "in")
        guard take(name: "in") else { throw fault("expected 'in', found \(describe(current))") }
        let iterable = try parseTuple(allowsConditional: false, end: "recursive")
        let test = take(name: "if") ? try parseExpression() : nil
        let isRecursive = take(name: "recursive")
        try expect(.blockEnd, "'%}'")
        let body = try parseBody(until: ["endfor", "else"])
        var otherwise: [JinjaStatement] = []
        if take(name: "else") {
            otherwise = try parseBlock(end: "endfor")
        } else {
            advance()
        }
        return JinjaFor(
            target: target, iterable: iterable, test: test, isRecursive: isRecursive, body: body, otherwise: otherwise,
            position: position)
    }

    private mutating func parseIf() throws -> JinjaStatement {
        var branches: [(test: JinjaExpression, body: [JinjaStatement])] = []
        while true {
            let test = try parseTuple(allowsConditional: false)
            try expect(.blockEnd, "'%}'")
            branches.append((test, try parseBody(until: ["elif", "else", "endif"])))
            if take(name: "elif") { continue }
            if take(name: "else") { return .conditional(branches, otherwise: try parseBlock(end: "endif")) }
            advance()
            return .conditional(branches, otherwise: [])
        }
    }

    private mutating func parseSet(at position: Int) throws -> JinjaStatement {
        let target = try parseTarget(allowsAttributes: true)
        if take(symbol: "=") { return .assign(target, try parseTuple(), position: position) }
        let filter = current.isSymbol("|") ? try parseFilters(nil) : nil
        return .assignBlock(target, filter: filter, body: try parseBlock(end: "endset"), position: position)
    }

    private mutating func parseWith(at position: Int) throws -> JinjaStatement {
        var values: [(target: JinjaTarget, value: JinjaExpression)] = []
        while current.kind != .blockEnd {
            if !values.isEmpty { try expect(symbol: ",") }
            let target = try parseTarget(isSingle: true)
            try expect(symbol: "=")
            values.append((target, try parseExpression()))
        }
        return .with(values, body: try parseBlock(end: "endwith"), position: position)
    }

    private mutating func parseMacro(at position: Int) throws -> JinjaMacro {
        let name = try expectName("the macro's name")
        uses.append([])
        defer { uses.removeLast() }
        let parameters = try parseSignature()
        let body = try parseBlock(end: "endmacro")
        return JinjaMacro(
            name: name, symbol: symbol(name), parameters: parameters, body: body, uses: uses[uses.count - 1],
            position: position)
    }

    private mutating func parseCallBlock(at position: Int) throws -> JinjaStatement {
        uses.append([])
        defer { uses.removeLast() }
        let parameters = current.isSymbol("(") ? try parseSignature() : []
        let call = try parseExpression()
        guard case .call = call.kind else { throw fault("expected a call of a macro", at: position) }
        let body = try parseBlock(end: "endcall")
        let caller = JinjaMacro(
            name: "caller", symbol: symbol("caller"), parameters: parameters, body: body, uses: uses[uses.count - 1],
            position: position)
        return .callBlock(caller, call: call)
    }

    private mutating func parseSignature() throws -> [(symbol: Int, name: String, value: JinjaExpression?)] {
        var parameters: [(symbol: Int, name: String, value: JinjaExpression?)] = []
        try expect(symbol: "(")
        while !current.isSymbol(")") {
            if !parameters.isEmpty { try expect(symbol: ",") }
            let name = try expectName("the name of a parameter")
            let value = take(symbol: "=") ? try parseExpression() : nil
            if value == nil, parameters.contains(where: { $0.value != nil }) {
                throw fault("a parameter without default follows one with default")
            }
            parameters.append((symbol(name), name, value))
        }
        try expect(symbol: ")")
        return parameters
    }

    /// What is assigned to: a name, `namespace.attribute`, or several of them.
    private mutating func parseTarget(
        endsAt end: String? = nil, allowsAttributes: Bool = false, isSingle: Bool = false
    ) throws -> JinjaTarget {
        var targets: [JinjaTarget] = []
        var isTuple = false
        while true {
            if take(symbol: "(") {
                let inner = try nested { try $0.parseTarget(allowsAttributes: allowsAttributes) }
                try expect(symbol: ")")
                targets.append(inner)
            } else {
                let name = try expectName()
                guard !["true", "false", "none", "True", "False", "None"].contains(name) else {
                    throw fault("nothing can be assigned to '\(name)'")
                }
                if allowsAttributes, take(symbol: ".") {
                    targets.append(.attribute(symbol(name), JinjaText(try expectName("the name of an attribute"))))
                } else {
                    targets.append(.name(symbol(name)))
                }
            }
            guard !isSingle, take(symbol: ",") else { break }
            isTuple = true
            if current.kind == .blockEnd || current.isSymbol(")") || current.isSymbol("=") { break }
            if let end, current.isName(end) { break }
        }
        return isTuple ? .tuple(targets) : targets[0]
    }
}
