public import CorvidGrammar

/// The arguments of a tool, or a typed answer: a structure of `@Parameter` properties.
///
/// The declaration is read from a default instance by reflection, so that nothing is said twice.
public protocol ToolArguments: ParameterValue {
    init()
}

extension ToolArguments {
    public static func schema(grammars: inout [String: Grammar]) -> JSONValue {
        var properties: [JSONValue.Member] = []
        var required: [JSONValue] = []
        for child in Mirror(reflecting: Self()).children {
            guard let label = child.label, label.hasPrefix("_"), let parameter = child.value as? any DeclaredParameter
            else { continue }
            let name = String(label.dropFirst())
            properties.append(.init(key: Array(name.utf8), value: parameter.schema(grammars: &grammars)))
            if parameter.isRequired { required.append(.text(name)) }
        }
        return .object([
            "type": .text("object"), "properties": .object(properties), "required": .array(required),
            "additionalProperties": .bool(false),
        ])
    }
}
