/// Expressions, by jinja2's precedence.
extension JinjaParser {
    private func node(
        _ kind: JinjaExpression.Kind, at position: Int, over children: [JinjaExpression] = []
    ) throws -> JinjaExpression {
        let depth = (children.map(\.depth).max() ?? 0) + 1
        guard depth <= Self.maximumDepth else {
            throw fault("an expression of more than \(Self.maximumDepth) levels", at: position, code: .limit)
        }
        return JinjaExpression(kind: kind, position: position, depth: depth)
    }

    /// One expression, or several with commas as a tuple.
    mutating func parseTuple(
        allowsConditional: Bool = true, end: String? = nil, isParenthesised: Bool = false
    ) throws -> JinjaExpression {
        let start = current.position
        var elements: [JinjaExpression] = []
        var isTuple = false
        while true {
            if isAtTupleEnd(end) { break }
            elements.append(try allowsConditional ? parseExpression() : parseOr())
            guard take(symbol: ",") else { break }
            isTuple = true
        }
        if !isTuple {
            if let element = elements.first { return element }
            guard isParenthesised else { throw fault("expected an expression, found \(describe(current))") }
        }
        return try node(.tuple(elements), at: start, over: elements)
    }

    private func isAtTupleEnd(_ end: String?) -> Bool {
        if current.kind == .variableEnd || current.kind == .blockEnd || current.isSymbol(")") { return true }
        return end.map(current.isName) ?? false
    }

    mutating func parseExpression() throws -> JinjaExpression {
        try nested { parser in
            var expression = try parser.parseOr()
            while parser.current.isName("if") {
                let start = parser.current.position
                parser.advance()
                let test = try parser.parseOr()
                let otherwise = parser.take(name: "else") ? try parser.parseExpression() : nil
                expression = try parser.node(
                    .conditional(test, expression, otherwise), at: start,
                    over: [test, expression] + (otherwise.map { [$0] } ?? []))
            }
            return expression
        }
    }

    private mutating func parseOr() throws -> JinjaExpression {
        var left = try parseAnd()
        while current.isName("or") {
            let start = current.position
            advance()
            let right = try parseAnd()
            left = try node(.or(left, right), at: start, over: [left, right])
        }
        return left
    }

    private mutating func parseAnd() throws -> JinjaExpression {
        var left = try parseNot()
        while current.isName("and") {
            let start = current.position
            advance()
            let right = try parseNot()
            left = try node(.and(left, right), at: start, over: [left, right])
        }
        return left
    }

    private mutating func parseNot() throws -> JinjaExpression {
        guard current.isName("not") else { return try parseComparison() }
        let start = current.position
        advance()
        let operand = try nested { try $0.parseNot() }
        return try node(.not(operand), at: start, over: [operand])
    }

    private mutating func parseComparison() throws -> JinjaExpression {
        let start = current.position
        let first = try parseSum()
        var others: [(JinjaComparison, JinjaExpression)] = []
        while true {
            if case .symbol(let symbol) = current.kind, let comparison = JinjaComparison(rawValue: symbol) {
                advance()
                others.append((comparison, try parseSum()))
            } else if take(name: "in") {
                others.append((.contained, try parseSum()))
            } else if current.isName("not"), next.isName("in") {
                advance()
                advance()
                others.append((.notContained, try parseSum()))
            } else {
                break
            }
        }
        if others.isEmpty { return first }
        return try node(.comparison(first, others), at: start, over: [first] + others.map(\.1))
    }

    private mutating func parseSum() throws -> JinjaExpression {
        var left = try parseConcatenation()
        while case .symbol(let symbol) = current.kind, symbol == "+" || symbol == "-" {
            let start = current.position
            advance()
            let right = try parseConcatenation()
            left = try node(.binary(symbol == "+" ? .add : .subtract, left, right), at: start, over: [left, right])
        }
        return left
    }

    private mutating func parseConcatenation() throws -> JinjaExpression {
        let start = current.position
        var parts = [try parseProduct()]
        while take(symbol: "~") { parts.append(try parseProduct()) }
        return parts.count == 1 ? parts[0] : try node(.concatenation(parts), at: start, over: parts)
    }

    private mutating func parseProduct() throws -> JinjaExpression {
        var left = try parsePower()
        while case .symbol(let symbol) = current.kind, ["*", "/", "//", "%"].contains(symbol),
            let operation = JinjaOperator(rawValue: symbol)
        {
            let start = current.position
            advance()
            let right = try parsePower()
            left = try node(.binary(operation, left, right), at: start, over: [left, right])
        }
        return left
    }

    private mutating func parsePower() throws -> JinjaExpression {
        var left = try parseUnary()
        while current.isSymbol("**") {
            let start = current.position
            advance()
            let right = try parseUnary()
            left = try node(.binary(.power, left, right), at: start, over: [left, right])
        }
        return left
    }

    private mutating func parseUnary(withFilters: Bool = true) throws -> JinjaExpression {
        let start = current.position
        var expression: JinjaExpression
        if take(symbol: "-") {
            let operand = try nested { try $0.parseUnary(withFilters: false) }
            expression = try node(.negative(operand), at: start, over: [operand])
        } else if take(symbol: "+") {
            let operand = try nested { try $0.parseUnary(withFilters: false) }
            expression = try node(.positive(operand), at: start, over: [operand])
        } else {
            expression = try parsePrimary()
        }
        expression = try parsePostfix(expression)
        guard withFilters else { return expression }
        while true {
            if current.isSymbol("|") {
                expression = try parseFilters(expression)
            } else if current.isName("is") {
                expression = try parseTest(expression)
            } else if current.isSymbol("(") {
                expression = try parseCall(expression)
            } else {
                return expression
            }
        }
    }

    private mutating func parsePrimary() throws -> JinjaExpression {
        let token = current
        advance()
        switch token.kind {
        case .name:
            let name = token.text
            switch name {
            case "true", "True": return try node(.bool(true), at: token.position)
            case "false", "False": return try node(.bool(false), at: token.position)
            case "none", "None": return try node(.none, at: token.position)
            default:
                noteUse(of: name)
                return try node(.name(symbol(name)), at: token.position)
            }
        case .string:
            var units = token.units
            while current.kind == .string {
                units += current.units
                advance()
            }
            return try node(.text(JinjaText(units: units)), at: token.position)
        case .integer(let value): return try node(.integer(value), at: token.position)
        case .float(let value): return try node(.float(value), at: token.position)
        case .symbol("("):
            let tuple = try nested { try $0.parseTuple(isParenthesised: true) }
            try expect(symbol: ")")
            return tuple
        case .symbol("["): return try parseList(at: token.position)
        case .symbol("{"): return try parseDictionary(at: token.position)
        default: throw fault("unexpected \(describe(token))", at: token.position)
        }
    }

    private mutating func parseList(at start: Int) throws -> JinjaExpression {
        var elements: [JinjaExpression] = []
        while !current.isSymbol("]") {
            elements.append(try parseExpression())
            if !current.isSymbol("]") { try expect(symbol: ",") }
        }
        advance()
        return try node(.list(elements), at: start, over: elements)
    }

    private mutating func parseDictionary(at start: Int) throws -> JinjaExpression {
        var pairs: [(key: JinjaExpression, value: JinjaExpression)] = []
        while !current.isSymbol("}") {
            let key = try parseExpression()
            try expect(symbol: ":")
            pairs.append((key, try parseExpression()))
            if !current.isSymbol("}") { try expect(symbol: ",") }
        }
        advance()
        return try node(.dictionary(pairs), at: start, over: pairs.flatMap { [$0.key, $0.value] })
    }

    private mutating func parsePostfix(_ base: JinjaExpression) throws -> JinjaExpression {
        var expression = base
        while true {
            let start = current.position
            if take(symbol: ".") {
                let token = current
                advance()
                switch token.kind {
                case .name:
                    expression = try node(
                        .attribute(expression, JinjaText(units: token.units)), at: start, over: [expression])
                case .integer(let value):
                    let index = try node(.integer(value), at: token.position)
                    expression = try node(.item(expression, index), at: start, over: [expression])
                default: throw fault("expected a name or a number, found \(describe(token))", at: token.position)
                }
            } else if take(symbol: "[") {
                expression = try parseSubscript(expression, at: start)
            } else if current.isSymbol("(") {
                expression = try parseCall(expression)
            } else {
                return expression
            }
        }
    }

    private mutating func parseSubscript(_ base: JinjaExpression, at start: Int) throws -> JinjaExpression {
        var bounds: [JinjaExpression?] = []
        var bound: JinjaExpression?
        var isTuple = false
        var elements: [JinjaExpression] = []
        while !current.isSymbol("]") {
            if take(symbol: ":") {
                guard bounds.count < 2 else { throw fault("a slice has three parts at most") }
                bounds.append(bound)
                bound = nil
            } else if bounds.isEmpty, let element = bound, take(symbol: ",") {
                isTuple = true
                elements.append(element)
                bound = nil
            } else {
                guard bound == nil else { throw fault("expected ']', found \(describe(current))") }
                bound = try parseExpression()
            }
        }
        advance()
        if !bounds.isEmpty {
            bounds.append(bound)
            let step = bounds.count > 2 ? bounds[2] : nil
            return try node(
                .slice(base, bounds[0], bounds[1], step), at: start, over: [base] + bounds.compactMap { $0 })
        }
        if isTuple {
            elements += bound.map { [$0] } ?? []
            let tuple = try node(.tuple(elements), at: start, over: elements)
            return try node(.item(base, tuple), at: start, over: [base, tuple])
        }
        guard let bound else { throw fault("expected an index", at: start) }
        return try node(.item(base, bound), at: start, over: [base, bound])
    }

    private mutating func parseCall(_ callee: JinjaExpression) throws -> JinjaExpression {
        let start = current.position
        let arguments = try parseArguments()
        return try node(.call(callee, arguments), at: start, over: [callee] + arguments.expressions)
    }

    private mutating func parseArguments() throws -> JinjaCallArguments {
        var arguments = JinjaCallArguments()
        try expect(symbol: "(")
        while !current.isSymbol(")") {
            if take(symbol: "*") {
                arguments.star = try parseExpression()
            } else if take(symbol: "**") {
                arguments.doubleStar = try parseExpression()
            } else if current.kind == .name, next.isSymbol("=") {
                let name = try expectName()
                advance()
                arguments.named.append((name, try parseExpression()))
            } else {
                guard arguments.named.isEmpty, arguments.star == nil, arguments.doubleStar == nil else {
                    throw fault("an argument without name follows one with a name")
                }
                arguments.positional.append(try parseExpression())
            }
            if !current.isSymbol(")") { try expect(symbol: ",") }
        }
        advance()
        return arguments
    }

    /// A chain of filters over an expression (nil: over the text of a block).
    mutating func parseFilters(_ base: JinjaExpression?, startsInline: Bool = false) throws -> JinjaExpression {
        var expression = base
        var isInline = startsInline
        while isInline || current.isSymbol("|") {
            if !isInline { advance() }
            isInline = false
            let start = current.position
            var name = try expectName("the name of a filter")
            while take(symbol: ".") { name += "." + (try expectName("the name of a filter")) }
            let arguments = current.isSymbol("(") ? try parseArguments() : JinjaCallArguments()
            expression = try node(
                .filter(expression, name, arguments), at: start,
                over: (expression.map { [$0] } ?? []) + arguments.expressions)
        }
        guard let expression else { throw fault("expected a filter") }
        return expression
    }

    private mutating func parseTest(_ operand: JinjaExpression) throws -> JinjaExpression {
        let start = current.position
        advance()
        let isNegated = take(name: "not")
        let name = try expectName("the name of a test")
        var arguments = JinjaCallArguments()
        if current.isSymbol("(") {
            arguments = try parseArguments()
        } else if startsTestArgument {
            guard !current.isName("is") else { throw fault("tests cannot be chained with 'is'") }
            let argument = try nested { parser in try parser.parsePostfix(try parser.parsePrimary()) }
            arguments.positional = [argument]
        }
        let test = try node(.test(operand, name, arguments), at: start, over: [operand] + arguments.expressions)
        return isNegated ? try node(.not(test), at: start, over: [test]) : test
    }

    private var startsTestArgument: Bool {
        switch current.kind {
        case .name: !["else", "or", "and"].contains { current.isName($0) }
        case .string, .integer, .float: true
        case .symbol(let symbol): symbol == "[" || symbol == "{"
        default: false
        }
    }
}
