import BigInt

/// The recursive-descent parser of expressions. ``CalculatorGrammar`` describes the same language.
///
/// From the weakest to the strongest: comparison; `in`; `+ -`; `* / // % mod of`; sign; `^`, from right to left; `!` and
/// percent; a number beside its unit.
struct SyntaxParser {
    let text: [UInt8]
    let limits: CalculatorLimits
    let tokens: [SyntaxToken]
    var place = 0
    var depth = 0
    /// How many calls are open: only within one does a comma have a meaning.
    var openCalls = 0

    /// - Throws: ``CalculatorError``, also for a text that is too long.
    init(_ text: [UInt8], limits: CalculatorLimits) throws(CalculatorError) {
        guard text.count <= limits.textBytes else {
            throw CalculatorError(
                .tooLarge, "the expression is longer than \(limits.textBytes) bytes; shorten or split it")
        }
        self.text = text
        self.limits = limits
        tokens = try SyntaxScanner.tokens(of: text, limits: limits)
    }

    mutating func parse() throws(CalculatorError) -> SyntaxNode {
        if tokens.count == 1 { throw error(.syntax, "the expression is empty; write one such as 2 * (3 + 4)") }
        var node = try parseConversion()
        if let comparison = takeComparison() {
            let right = try parseConversion()
            node = SyntaxNode(position: node.position, kind: .comparison(comparison, node, right))
            if takeComparison() != nil {
                place -= 1
                throw error(.syntax, "comparisons cannot be chained; ask for one at a time")
            }
        }
        guard token.kind == .end else { throw unexpected("an operator or the end") }
        return node
    }

    // MARK: - Tokens

    var token: SyntaxToken { tokens[place] }

    func peek(_ offset: Int = 1) -> SyntaxToken { tokens[min(place + offset, tokens.count - 1)] }

    func spelling(_ token: SyntaxToken) -> String { String(decoding: text[token.range], as: UTF8.self) }

    mutating func take(_ kind: SyntaxToken.Kind) -> Bool {
        guard token.kind == kind else { return false }
        place += 1
        return true
    }

    func isName(_ token: SyntaxToken, _ names: String...) -> Bool {
        token.kind == .name && names.contains { text[token.range].elementsEqual($0.utf8) }
    }

    func error(_ code: CalculatorError.Code, _ message: String) -> CalculatorError {
        CalculatorError(code, at: token.position, message)
    }

    /// The error for a token that stands where something else should.
    func unexpected(_ expected: String) -> CalculatorError {
        let word = spelling(token)
        switch token.kind {
        case .end: return error(.syntax, "the expression ends where \(expected) should follow")
        case .comma where openCalls == 0:
            return error(
                .ambiguous, "a comma only separates arguments; write thousands as 1234 or 1_234, decimals as 1.5")
        case .close where expected.hasPrefix("an operator"):
            return error(.syntax, "')' closes nothing; remove it or add '(' before")
        case .number, .reference, .open, .name, .date:
            if expected.hasPrefix("an operator") {
                if let advice = Self.signs[word] { return error(.syntax, advice) }
                if UnitTable.byName[word] != nil {
                    return error(
                        .syntax,
                        "the unit '\(word)' must follow a plain number or a closing parenthesis: write (2^3) m, 5 * (3 m)"
                    )
                }
                if isName(token, "in", "to", "as") {
                    return error(.syntax, "convert once, at the end of the expression or of a parenthesis: (5 km in m)")
                }
                return error(
                    .syntax, "an operator is missing before '\(word)'; write * to multiply, as in 2 * pi or 3 * (4 + 5)"
                )
            }
        default: break
        }
        return error(.syntax, "'\(word)' stands where \(expected) should")
    }

    /// What to write instead of words that stand for signs.
    static let signs: [String: String] = {
        let signs = ["x": "*", "times": "*", "per": "/", "over": "/", "plus": "+", "minus": "-", "X": "*"]
        var advice = signs.mapValues { "write \($0) for this word" }
        for word in ["and", "or"] { advice[word] = "'\(word)' is not known; ask for one comparison at a time" }
        return advice
    }()

    private mutating func takeComparison() -> SyntaxNode.Comparison? {
        let comparison: SyntaxNode.Comparison
        switch token.kind {
        case .equal: comparison = .equal
        case .unequal: comparison = .unequal
        case .less: comparison = .less
        case .lessOrEqual: comparison = .lessOrEqual
        case .greater: comparison = .greater
        case .greaterOrEqual: comparison = .greaterOrEqual
        default: return nil
        }
        place += 1
        return comparison
    }

    // MARK: - Operators

    mutating func deeper() throws(CalculatorError) {
        depth += 1
        guard depth <= limits.depth else {
            throw error(
                .tooLarge, "more than \(limits.depth) parentheses, calls or powers within one another; split it")
        }
    }

    mutating func parseConversion() throws(CalculatorError) -> SyntaxNode {
        let node = try parseSum()
        guard isName(token, "in", "to", "as") else { return node }
        let keyword = token
        place += 1
        if take(.percent) {
            return SyntaxNode(position: keyword.position, kind: .conversion(node, .percent))
        }
        guard token.kind == .name else {
            throw error(
                .syntax, "a unit must follow '\(spelling(keyword))', as in 5 km in miles (inches are written inch)")
        }
        let unit = try parseUnits()
        return SyntaxNode(position: keyword.position, kind: .conversion(node, unit))
    }

    private mutating func parseSum() throws(CalculatorError) -> SyntaxNode {
        let first = try parseProduct()
        var steps: [SyntaxNode.Step] = []
        while token.kind == .plus || token.kind == .minus {
            let sign = token
            place += 1
            let operand = try parseProduct()
            steps.append(
                .init(
                    position: sign.position, operation: sign.kind == .plus ? .add : .subtract, operand: operand))
        }
        return steps.isEmpty ? first : SyntaxNode(position: first.position, kind: .chain(first, steps))
    }

    private mutating func parseProduct() throws(CalculatorError) -> SyntaxNode {
        let first = try parseFactor()
        var steps: [SyntaxNode.Step] = []
        while let operation = multiplication {
            let sign = token
            place += 1
            if sign.kind == .percent, token.kind == .minus || token.kind == .plus {
                throw error(.syntax, "for the remainder by a signed number write mod, as in 10 mod -3")
            }
            let operand = try parseFactor()
            steps.append(.init(position: sign.position, operation: operation, operand: operand))
        }
        return steps.isEmpty ? first : SyntaxNode(position: first.position, kind: .chain(first, steps))
    }

    private var multiplication: SyntaxNode.Operation? {
        switch token.kind {
        case .times: .multiply
        case .over: .divide
        case .doubleSlash: .quotient
        case .percent: .remainder
        case .name: isName(token, "mod") ? .remainder : isName(token, "of") ? .of : nil
        default: nil
        }
    }

    private mutating func parseFactor() throws(CalculatorError) -> SyntaxNode {
        let sign = token
        guard sign.kind == .minus || sign.kind == .plus else { return try parsePower() }
        place += 1
        if token.kind == .minus || token.kind == .plus {
            throw error(.syntax, "two signs follow one another; use parentheses, as in -(-3)")
        }
        let operand = try parsePower()
        return sign.kind == .plus ? operand : SyntaxNode(position: sign.position, kind: .negation(operand))
    }

    private mutating func parsePower() throws(CalculatorError) -> SyntaxNode {
        let (base, isQuantity) = try parsePostfix(allowsUnit: true)
        guard token.kind == .power else { return base }
        if isQuantity { throw error(.syntax, "put a quantity in parentheses before raising it to a power: (3 m)^2") }
        let position = token.position
        return SyntaxNode(position: position, kind: .power(base, try parseExponent()))
    }

    /// What follows `^`, which binds from right to left.
    private mutating func parseExponent() throws(CalculatorError) -> SyntaxNode {
        let sign = token
        place += 1
        try deeper()
        defer { depth -= 1 }
        let isNegative = token.kind == .minus
        let start = token
        if isNegative || token.kind == .plus { place += 1 }
        var (exponent, _) = try parsePostfix(allowsUnit: false)
        if token.kind == .power {
            exponent = SyntaxNode(position: sign.position, kind: .power(exponent, try parseExponent()))
        }
        return isNegative ? SyntaxNode(position: start.position, kind: .negation(exponent)) : exponent
    }

    /// An operand with `!` and percent, or with a unit.
    private mutating func parsePostfix(
        allowsUnit: Bool
    ) throws(CalculatorError) -> (node: SyntaxNode, isQuantity: Bool) {
        let start = token
        var node = try parseOperand()
        // A date may be meant as a subtraction; one with a time cannot.
        let takesUnit =
            [.number, .reference, .open].contains(start.kind) || start.kind == .date && start.range.count == 10
        if allowsUnit, takesUnit, token.kind == .name, !isName(token, "in", "to", "as", "of", "mod") {
            return (try parseQuantity(node, start), true)
        }
        if token.kind == .factorial {
            node = SyntaxNode(position: token.position, kind: .factorial(node))
            place += 1
            if token.kind == .factorial {
                throw error(.syntax, "double factorials are not known; write (3!)! for the factorial of a factorial")
            }
        }
        if token.kind == .percent, !beginsUnsignedOperand() {
            node = SyntaxNode(position: token.position, kind: .percentage(node))
            place += 1
            if token.kind == .percent, !beginsUnsignedOperand() {
                throw error(.syntax, "two percent signs follow one another; write one")
            }
        }
        return (node, false)
    }

    /// Whether what follows a percent sign makes it divide: `10 % 3` is a remainder, `10% * 3`, `10% - 3` and `10% of 3`
    /// are not; nor is `10% mod (3)`, unlike `10 % mod(7, 4)`.
    private func beginsUnsignedOperand() -> Bool {
        let next = peek()
        switch next.kind {
        case .number, .reference, .date, .open: return true
        case .name:
            if isName(next, "mod") {
                return peek(2).kind == .open && peek(2).range.lowerBound == next.range.upperBound
            }
            return !isName(next, "in", "to", "as", "of")
        default: return false
        }
    }
}
