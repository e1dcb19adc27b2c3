import CorvidGrammar

/// Declares an argument of a tool, or a member of a typed answer.
///
/// ```swift
/// @Parameter("Name of the city.") var city: String                // must be given
/// @Parameter("Days ahead.", in: 0...7) var days: Int = 0          // may be left out
/// @Parameter("Currency code.", .pattern("^[A-Z]{3}$")) var currency: String?
/// ```
///
/// The name that the model sees is the property's.
@propertyWrapper
public struct Parameter<Value: ParameterValue>: Sendable {
    /// What is known of the parameter; of a decoded one, nothing.
    private let declaration: ParameterDeclaration?
    /// Nil in a declaration without a default.
    private var value: Value?

    public var wrappedValue: Value {
        get {
            guard let value else { preconditionFailure("A parameter was read before its arguments were decoded") }
            return value
        }
        set { value = newValue }
    }

    /// An argument that must be given, unless its type is optional.
    public init(_ description: String, _ constraints: ParameterConstraint...) {
        declaration = ParameterDeclaration(description: description, constraints: constraints)
        value = Self.absent
    }

    /// An argument that may be left out.
    public init(wrappedValue: Value, _ description: String, _ constraints: ParameterConstraint...) {
        declaration = ParameterDeclaration(description: description, constraints: constraints)
        value = wrappedValue
    }

    /// A number between two bounds that must be given, unless its type is optional.
    public init<Bound: Comparable & Numeric & Encodable & Sendable>(
        _ description: String, in range: ClosedRange<Bound>, _ constraints: ParameterConstraint...
    ) {
        declaration = ParameterDeclaration(description: description, constraints: [.within(range)] + constraints)
        value = Self.absent
    }

    /// A number between two bounds that may be left out.
    public init<Bound: Comparable & Numeric & Encodable & Sendable>(
        wrappedValue: Value, _ description: String, in range: ClosedRange<Bound>, _ constraints: ParameterConstraint...
    ) {
        declaration = ParameterDeclaration(description: description, constraints: [.within(range)] + constraints)
        value = wrappedValue
    }
}

extension Parameter {
    private static var isOptional: Bool { Value.self is any OptionalParameterValue.Type }

    /// The nil of an optional type, which JSON's null decodes to.
    private static var absent: Value? {
        isOptional ? try? JSONValueDecoder().decode(Value.self, from: .null) : nil
    }
}

struct ParameterDeclaration: Sendable {
    let description: String
    let constraints: [ParameterConstraint]
}

extension ParameterConstraint {
    static func within<Bound: Comparable & Numeric & Encodable>(_ range: ClosedRange<Bound>) -> Self {
        func number(_ bound: Bound) -> JSONValue {
            // Encoding a number cannot fail unless it is infinite, and then there is no bound to state.
            (try? JSONValueEncoder().encode(bound)) ?? .null
        }
        return both("minimum", number(range.lowerBound), "maximum", number(range.upperBound))
    }
}

extension Parameter: Codable {
    public init(from decoder: any Decoder) throws {
        declaration = nil
        value = try decoder.singleValueContainer().decode(Value.self)
    }

    public func encode(to encoder: any Encoder) throws { try wrappedValue.encode(to: encoder) }
}

extension KeyedEncodingContainer {
    /// Leaves out optional parameters that have no value.
    public mutating func encode<Value>(_ parameter: Parameter<Value?>, forKey key: Key) throws {
        if let value = parameter.wrappedValue { try encode(value, forKey: key) }
    }
}

extension Parameter: AbsentDecodable {
    package static func absent(key: String, in container: Any.Type) -> Parameter<Value>? {
        guard let arguments = container as? any ToolArguments.Type else { return nil }
        let declared = Mirror(reflecting: arguments.init()).children.first { $0.label == "_" + key }
        guard let parameter = declared?.value as? Parameter<Value>, parameter.value != nil else { return nil }
        return parameter
    }
}

/// A declared parameter without its type, for the schema.
protocol DeclaredParameter {
    var isRequired: Bool { get }
    func schema(grammars: inout [String: Grammar]) -> JSONValue
}

extension Parameter: DeclaredParameter {
    var isRequired: Bool { value == nil }

    func schema(grammars: inout [String: Grammar]) -> JSONValue {
        guard case .object(var members) = Value.schema(grammars: &grammars) else { return .bool(true) }
        if let declaration {
            for constraint in declaration.constraints { constraint.apply(to: &members, grammars: &grammars) }
            if !declaration.description.isEmpty { members.set("description", to: .text(declaration.description)) }
        }
        if let value, !Self.isOptional,
            let json = try? JSONValueEncoder().encode(value)
        {
            members.set("default", to: json)
        }
        return .object(members)
    }
}
