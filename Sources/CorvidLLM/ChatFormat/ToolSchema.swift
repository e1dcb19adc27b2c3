import Corvid
import CorvidGrammar

/// A tool's parameters as the schema that generation follows: never more than the tool accepts.
struct ToolSchema {
    let tool: ToolDefinition
    /// Objects take only the members they name; what is left open would be filled with noise.
    var value: JSONValue

    init(_ tool: ToolDefinition) {
        self.tool = tool
        var value = Self.closed(tool.parameters)
        if value["type"] == nil, case .object(let members) = value {
            value = .object([.init(key: Array("type".utf8), value: .text("object"))] + members)
        }
        self.value = value
    }

    /// Words beside which an object cannot be closed, for others may name its members.
    private static let composing = [
        "additionalProperties", "patternProperties", "unevaluatedProperties", "allOf", "anyOf", "oneOf", "not", "if",
        "$ref", "$dynamicRef", "propertyNames", "dependentSchemas", "dependencies", "minProperties",
    ]

    private static func closed(_ schema: JSONValue, depth: Int = 0) -> JSONValue {
        guard case .object(let members) = schema, depth < 64 else { return schema }
        var result = members.map { member in
            var member = member
            switch String(decoding: member.key, as: UTF8.self) {
            case "properties":
                if case .object(let properties) = member.value {
                    member.value = .object(
                        properties.map { .init(key: $0.key, value: closed($0.value, depth: depth + 1)) })
                }
            case "items": member.value = closed(member.value, depth: depth + 1)
            default: break
            }
            return member
        }
        let isObject = schema["type"] == .text("object") || schema["properties"] != nil || depth == 0
        if isObject, schema["properties"] != nil || depth == 0, !composing.contains(where: { schema[$0] != nil }) {
            let known = (schema["properties"]?.members ?? []).map { $0.key }
            let required = (schema["required"]?.array ?? []).compactMap(\.utf8)
            if required.allSatisfy(known.contains) {
                result.append(.init(key: Array("additionalProperties".utf8), value: .bool(false)))
            }
        }
        return .object(result)
    }

    /// Whether some value must be copied from the conversation.
    var isGrounded: Bool { Self.mentions("x-grounded", in: tool.parameters) }

    static func mentions(_ keyword: String, in value: JSONValue) -> Bool {
        switch value {
        case .object(let members):
            members.contains { $0.key.elementsEqual(keyword.utf8) || mentions(keyword, in: $0.value) }
        case .array(let values): values.contains { mentions(keyword, in: $0) }
        default: false
        }
    }

    /// The schema with references admitted wherever a plain number is expected and the number named fits. A number that
    /// may be left out is one of the conversation or the parameter's default: what nobody said is not made up.
    func admitting(_ references: ConversationNumbers) -> JSONValue {
        Self.admitting(references, in: value, isOptional: false, depth: 0)
    }

    private static func admitting(
        _ references: ConversationNumbers, in schema: JSONValue, isOptional: Bool, depth: Int
    ) -> JSONValue {
        guard case .object(let members) = schema, depth < 64 else { return schema }
        let type = schema["type"]?.text
        if type == "number" || type == "integer", depth > 0, schema["enum"] == nil, schema["const"] == nil {
            let fitting = references.names(fitting: schema)
            var choices = fitting.isEmpty ? [] : [JSONValue.object(["enum": .array(fitting.map { .text($0) })])]
            if !isOptional {
                choices.append(schema)
            } else if let value = schema["default"], !value.isNull {
                choices.append(.object(["const": value]))
            }
            if choices.isEmpty { return .bool(false) }
            return choices.count == 1 ? choices[0] : .object(["anyOf": .array(choices)])
        }
        let required = Set((schema["required"]?.array ?? []).compactMap(\.utf8))
        return .object(
            members.map { member in
                var member = member
                switch String(decoding: member.key, as: UTF8.self) {
                case "properties":
                    if case .object(let properties) = member.value {
                        member.value = .object(
                            properties.map {
                                .init(
                                    key: $0.key,
                                    value: admitting(
                                        references, in: $0.value, isOptional: !required.contains($0.key),
                                        depth: depth + 1))
                            })
                    }
                case "items":
                    member.value = admitting(references, in: member.value, isOptional: false, depth: depth + 1)
                default: break
                }
                return member
            })
    }
}
