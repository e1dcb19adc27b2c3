/// The tests that follow `is`.
extension JinjaInterpreter {
    func apply(test name: String, to value: JinjaValue, _ arguments: JinjaArguments) throws -> Bool {
        if let comparison = Self.comparisonTests[name] {
            let other = try arguments.positional(1...1, of: name)[0]
            return try holds(comparison, value, other)
        }
        switch name {
        case "divisibleby":
            let other = try arguments.positional(1...1, of: name)[0]
            guard let number = value.integer, let divisor = other.integer, divisor != 0 else {
                throw badOperand("%", value, other)
            }
            return number % divisor == 0
        case "sameas": return try isSame(value, try arguments.positional(1...1, of: name)[0])
        default: break
        }
        _ = try arguments.positional(0...0, of: name)
        switch name {
        case "defined": return !value.isUndefined
        case "undefined": return value.isUndefined
        case "none": if case .none = value { return true }
        case "boolean": if case .bool = value { return true }
        case "true": if case .bool(true) = value { return true }
        case "false": if case .bool(false) = value { return true }
        case "string": if case .text = value { return true }
        case "mapping": if case .mapping = value { return true }
        case "callable":
            if case .function = value { return true }
            if case .loop = value { return true }
        case "float": if case .float = value { return true }
        case "integer":
            switch value {
            case .integer, .bigInteger: return true
            default: return false
            }
        case "number":
            if case .bigInteger = value { return true }
            return value.number != nil
        case "sequence":
            switch value {
            case .text, .list, .tuple, .mapping, .undefined: return true
            default: return false
            }
        case "iterable":
            switch value {
            case .text, .list, .tuple, .mapping, .undefined, .view, .iterator, .loop: return true
            default: return false
            }
        case "odd", "even":
            guard let number = value.integer else { throw badOperand("%", value, .integer(2)) }
            return (number % 2 == 0) == (name == "even")
        case "lower": return Self.isCased(try printed(value), upper: false)
        case "upper": return Self.isCased(try printed(value), upper: true)
        case "escaped": if case .text(let text) = value { return text.isMarkup }
        case "filter":
            if case .text(let text) = value { return Self.filterNames.contains(text.string) }
        case "test":
            if case .text(let text) = value {
                return Self.comparisonTests[text.string] != nil || Self.testNames.contains(text.string)
            }
        default: throw JinjaFault.invalid("no test named '\(name)'")
        }
        return false
    }

    private static let comparisonTests: [String: JinjaComparison] = [
        "==": .equal, "eq": .equal, "equalto": .equal, "!=": .unequal, "ne": .unequal, ">": .greater, "gt": .greater,
        "greaterthan": .greater, "ge": .greaterOrEqual, ">=": .greaterOrEqual, "<": .less, "lt": .less,
        "lessthan": .less, "<=": .lessOrEqual, "le": .lessOrEqual, "in": .contained,
    ]
    private static let testNames: Set<String> = [
        "divisibleby", "sameas", "defined", "undefined", "none", "boolean", "true", "false", "string", "mapping",
        "callable", "float", "integer", "number", "sequence", "iterable", "odd", "even", "lower", "upper", "escaped",
        "filter", "test",
    ]

    /// Identity, where values have one.
    private func isSame(_ left: JinjaValue, _ right: JinjaValue) throws -> Bool {
        switch (left, right) {
        case (.list(let first), .list(let second)), (.tuple(let first), .tuple(let second)): first === second
        case (.mapping(let first), .mapping(let second)): first === second
        case (.bool(let first), .bool(let second)): first == second
        case (.bool, _), (_, .bool): false
        case (.float, .integer), (.integer, .float): false
        default: try equal(left, right)
        }
    }

    /// Python's `isupper` and `islower`: at least one cased character, and none of the other case.
    static func isCased(_ text: JinjaText, upper: Bool) -> Bool {
        var found = false
        for unit in text.units {
            let properties = JinjaText.scalar(unit).properties
            if upper ? properties.isLowercase : properties.isUppercase { return false }
            if properties.generalCategory == .titlecaseLetter { return false }
            found = found || (upper ? properties.isUppercase : properties.isLowercase)
        }
        return found
    }
}
