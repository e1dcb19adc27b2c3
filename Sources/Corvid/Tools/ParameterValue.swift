public import CorvidGrammar

/// A type that a tool's argument or a typed answer can have.
///
/// Strings, numbers, booleans, arrays and optionals conform; a structure of `@Parameter` properties does by
/// `ToolArguments`; an enumeration of strings by `enum Unit: String, CaseIterable, ParameterValue { … }`.
public protocol ParameterValue: Codable, Sendable {
    /// The JSON Schema of the type's values.
    ///
    /// - Parameter grammars: takes the grammars of strings, under the names that `x-grammar` keywords use.
    static func schema(grammars: inout [String: Grammar]) -> JSONValue
}

extension ParameterValue {
    /// The schema and the grammars that it names.
    package static var parameterSchema: (json: JSONValue, grammars: [String: Grammar]) {
        var grammars: [String: Grammar] = [:]
        let json = schema(grammars: &grammars)
        return (json, grammars)
    }
}

extension ParameterValue where Self: CaseIterable & RawRepresentable, RawValue == String {
    public static func schema(grammars: inout [String: Grammar]) -> JSONValue {
        .object(["type": .text("string"), "enum": .array(allCases.map { .text($0.rawValue) })])
    }
}

extension String: ParameterValue {
    public static func schema(grammars: inout [String: Grammar]) -> JSONValue { .object(["type": .text("string")]) }
}

extension Bool: ParameterValue {
    public static func schema(grammars: inout [String: Grammar]) -> JSONValue { .object(["type": .text("boolean")]) }
}

extension Int: ParameterValue {
    // Without the bounds a model could write an integer that Int cannot hold.
    public static func schema(grammars: inout [String: Grammar]) -> JSONValue {
        .object(["type": .text("integer"), "minimum": .integer(Int64.min), "maximum": .integer(Int64.max)])
    }
}

extension Double: ParameterValue {
    public static func schema(grammars: inout [String: Grammar]) -> JSONValue {
        .object([
            "type": .text("number"), "minimum": .number(-Double.greatestFiniteMagnitude),
            "maximum": .number(Double.greatestFiniteMagnitude),
        ])
    }
}

/// Any JSON.
extension JSONValue: ParameterValue {
    public static func schema(grammars: inout [String: Grammar]) -> JSONValue { .object([:]) }
}

extension Array: ParameterValue where Element: ParameterValue {
    public static func schema(grammars: inout [String: Grammar]) -> JSONValue {
        .object(["type": .text("array"), "items": Element.schema(grammars: &grammars)])
    }
}

extension Optional: ParameterValue where Wrapped: ParameterValue {
    public static func schema(grammars: inout [String: Grammar]) -> JSONValue { Wrapped.schema(grammars: &grammars) }
}

/// Tells optionals apart: their parameters need not be given.
protocol OptionalParameterValue {}

extension Optional: OptionalParameterValue {}
