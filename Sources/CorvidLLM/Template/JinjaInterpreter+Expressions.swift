/// Evaluating expressions.
extension JinjaInterpreter {
    /// - Parameters:
    ///   - piped: what a filter without operand is applied to (the text of a block).
    ///   - caller: the body of a call block, handed to the macro that `expression` calls.
    func evaluate(
        _ expression: JinjaExpression, in frame: JinjaFrame, piped: JinjaValue? = nil, caller: JinjaValue? = nil
    ) throws -> JinjaValue {
        try step()
        position = expression.position
        return try deeper { try evaluateNode(expression, in: frame, piped: piped, caller: caller) }
    }

    private func evaluateNode(
        _ expression: JinjaExpression, in frame: JinjaFrame, piped: JinjaValue?, caller: JinjaValue?
    ) throws -> JinjaValue {
        switch expression.kind {
        case .none: return .none
        case .bool(let value): return .bool(value)
        case .integer(let value): return .integer(value)
        case .float(let value): return .float(value)
        case .text(let text): return .text(text)
        case .name(let name): return frame[name] ?? .undefined("'\(symbolNames[name])' is undefined")
        case .list(let elements): return try list(try elements.map { try evaluate($0, in: frame) })
        case .tuple(let elements): return try tuple(try elements.map { try evaluate($0, in: frame) })
        case .dictionary(let pairs):
            return try mapping(
                try pairs.map { (key: try evaluate($0.key, in: frame), value: try evaluate($0.value, in: frame)) })
        case .attribute(let base, let name):
            let value = try evaluate(base, in: frame)
            position = expression.position
            return try attribute(name, of: value)
        case .item(let base, let index):
            let value = try evaluate(base, in: frame)
            let key = try evaluate(index, in: frame)
            position = expression.position
            return try item(key, of: value)
        case .slice(let base, let start, let end, let step):
            let value = try evaluate(base, in: frame)
            let bounds = try [start, end, step].map { try $0.map { try evaluate($0, in: frame) } ?? .none }
            position = expression.position
            return try slice(value, bounds)
        case .call(let callee, let written):
            let function = try evaluate(callee, in: frame)
            let arguments = try evaluate(written, in: frame, caller: caller)
            position = expression.position
            return try call(function, arguments)
        case .filter(let operand, let name, let written):
            // The chain over a block's text hands that text down to its first filter.
            let value = try operand.map { try evaluate($0, in: frame, piped: piped) } ?? piped ?? .none
            let arguments = try evaluate(written, in: frame)
            position = expression.position
            return try apply(filter: name, to: value, arguments)
        case .test(let operand, let name, let written):
            let value = try evaluate(operand, in: frame)
            let arguments = try evaluate(written, in: frame)
            position = expression.position
            return .bool(try apply(test: name, to: value, arguments))
        case .not(let operand): return .bool(try !evaluate(operand, in: frame).isTrue)
        case .and(let left, let right):
            let value = try evaluate(left, in: frame)
            return value.isTrue ? try evaluate(right, in: frame) : value
        case .or(let left, let right):
            let value = try evaluate(left, in: frame)
            return value.isTrue ? value : try evaluate(right, in: frame)
        case .negative(let operand), .positive(let operand):
            let value = try evaluate(operand, in: frame)
            position = expression.position
            if case .negative = expression.kind { return try negated(value) }
            guard value.number != nil else { throw badOperand("+", value) }
            return value
        case .binary(let operation, let left, let right):
            let (first, second) = (try evaluate(left, in: frame), try evaluate(right, in: frame))
            position = expression.position
            return try combine(operation, first, second)
        case .concatenation(let parts):
            var units: [UInt32] = []
            for part in parts {
                let value = try evaluate(part, in: frame)
                units += try printed(value).units
            }
            return try text(units)
        case .comparison(let first, let others): return try compare(first, others, in: frame, at: expression.position)
        case .conditional(let test, let value, let otherwise):
            if try evaluate(test, in: frame).isTrue { return try evaluate(value, in: frame) }
            return try otherwise.map { try evaluate($0, in: frame) }
                ?? .undefined("the inline if-expression was false and no else section was defined")
        }
    }

    private func evaluate(
        _ written: JinjaCallArguments, in frame: JinjaFrame, caller: JinjaValue? = nil
    ) throws -> JinjaArguments {
        var arguments = JinjaArguments()
        for expression in written.positional { arguments.positional.append(try evaluate(expression, in: frame)) }
        for argument in written.named {
            arguments.named.append((argument.name, try evaluate(argument.value, in: frame)))
        }
        if let star = written.star { arguments.positional += try elements(of: try evaluate(star, in: frame)) }
        if let expression = written.doubleStar {
            guard case .mapping(let mapping) = try evaluate(expression, in: frame) else {
                throw JinjaFault.invalid("what follows ** must be a mapping")
            }
            for entry in mapping.entries {
                guard case .text(let key) = entry.key else { throw JinjaFault.invalid("keywords must be strings") }
                arguments.named.append((key.string, entry.value))
            }
        }
        if let caller { arguments.named.append(("caller", caller)) }
        return arguments
    }

    private func compare(
        _ first: JinjaExpression, _ others: [(JinjaComparison, JinjaExpression)], in frame: JinjaFrame, at start: Int
    ) throws -> JinjaValue {
        var left = try evaluate(first, in: frame)
        for (comparison, expression) in others {
            let right = try evaluate(expression, in: frame)
            position = start
            guard try holds(comparison, left, right) else { return .bool(false) }
            left = right
        }
        return .bool(true)
    }

    // MARK: Operators

    func badOperand(_ operation: String, _ operands: JinjaValue...) -> JinjaFault {
        for operand in operands { if case .undefined(let message) = operand { return .undefined(message) } }
        let names = operands.map { "'\($0.typeName)'" }.joined(separator: " and ")
        return .invalid("unsupported operand type(s) for \(operation): \(names)")
    }

    private func negated(_ value: JinjaValue) throws -> JinjaValue {
        switch value.number {
        case .integer(let number)?:
            let (result, overflow) = 0.subtractingReportingOverflow(number)
            guard !overflow else { throw Self.overflow }
            return .integer(result)
        case .float(let number)?: return .float(-number)
        default: throw badOperand("-", value)
        }
    }

    private static let overflow = JinjaFault.limit("integers have 64 bits here")

    func combine(_ operation: JinjaOperator, _ left: JinjaValue, _ right: JinjaValue) throws -> JinjaValue {
        if let (first, second) = Self.numbers(left, right) {
            return try arithmetic(operation, first, second)
        }
        switch (operation, left, right) {
        case (.add, .text(let first), .text(let second)):
            return try joined(first, second)
        case (.add, .list(let first), .list(let second)): return try list(first.elements + second.elements)
        case (.add, .tuple(let first), .tuple(let second)): return try tuple(first.elements + second.elements)
        case (.multiply, .text(let text), .integer(let count)), (.multiply, .integer(let count), .text(let text)):
            try charge(max(0, count), times: text.units.count)
            return .text(JinjaText(units: (0..<max(0, text.units.isEmpty ? 0 : count)).flatMap { _ in text.units }))
        case (.multiply, .list(let sequence), .integer(let count)),
            (.multiply, .integer(let count), .list(let sequence)):
            try charge(max(0, count), times: sequence.elements.count)
            let times = sequence.elements.isEmpty ? 0 : max(0, count)
            return try list((0..<times).flatMap { _ in sequence.elements })
        case (.modulo, .text(let format), _):
            if case .undefined = right { throw badOperand("%", left, right) }
            return try percentFormatted(format, right)
        default: throw badOperand(operation.rawValue, left, right)
        }
    }

    /// Two strings as one; when either is markup, the other is escaped first, as markupsafe does.
    private func joined(_ first: JinjaText, _ second: JinjaText) throws -> JinjaValue {
        guard first.isMarkup || second.isMarkup else { return try text(first.units + second.units) }
        let left = first.isMarkup ? first : Self.escaped(first)
        let right = second.isMarkup ? second : Self.escaped(second)
        return try text(left.units + right.units, isMarkup: true)
    }

    static func escaped(_ text: JinjaText) -> JinjaText {
        text.mapped { scalar in
            switch scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "'": "&#39;"
            case "\"": "&#34;"
            default: String(Character(scalar))
            }
        }
    }

    private static func numbers(_ left: JinjaValue, _ right: JinjaValue) -> (JinjaNumber, JinjaNumber)? {
        guard let first = left.number, let second = right.number else { return nil }
        return (first, second)
    }

    private func arithmetic(_ operation: JinjaOperator, _ left: JinjaNumber, _ right: JinjaNumber) throws -> JinjaValue
    {
        if case .integer(let first) = left, case .integer(let second) = right, operation != .divide {
            if operation == .power, second < 0 { return .float(power(Double(first), Double(second))) }
            return .integer(try integerArithmetic(operation, first, second))
        }
        let (first, second) = (left.double, right.double)
        switch operation {
        case .add: return .float(first + second)
        case .subtract: return .float(first - second)
        case .multiply: return .float(first * second)
        case .power: return .float(power(first, second))
        case .divide, .floorDivide, .modulo:
            guard second != 0 else { throw JinjaFault.invalid("division by zero") }
            let quotient = (first / second).rounded(.down)
            if operation == .divide { return .float(first / second) }
            return .float(operation == .floorDivide ? quotient : first - quotient * second)
        }
    }

    private func integerArithmetic(_ operation: JinjaOperator, _ first: Int, _ second: Int) throws -> Int {
        let (result, overflow): (Int, Bool)
        switch operation {
        case .add: (result, overflow) = first.addingReportingOverflow(second)
        case .subtract: (result, overflow) = first.subtractingReportingOverflow(second)
        case .multiply: (result, overflow) = first.multipliedReportingOverflow(by: second)
        case .power:
            var product = 1
            // A result over 64 bits ends the loop early, unless the base is one of the three that never grow.
            let times = abs(first) > 1 ? second : min(second, 2 - second % 2)
            for _ in 0..<(second == 0 ? 0 : times) {
                let (next, grows) = product.multipliedReportingOverflow(by: first)
                guard !grows else { throw Self.overflow }
                product = next
            }
            (result, overflow) = (product, false)
        default:
            guard second != 0 else { throw JinjaFault.invalid("division by zero") }
            let (quotient, tooLarge) = first.dividedReportingOverflow(by: second)
            guard !tooLarge else { throw Self.overflow }
            let remainder = first - quotient * second
            let isInexact = remainder != 0 && (remainder < 0) != (second < 0)
            result =
                operation == .floorDivide ? quotient - (isInexact ? 1 : 0) : remainder + (isInexact ? second : 0)
            overflow = false
        }
        guard !overflow else { throw Self.overflow }
        return result
    }
}
