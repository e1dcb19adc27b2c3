package import Corvid
import CorvidGrammar

/// A function that a record offers.
package struct OfferedFunction: Sendable {
    /// As the record has it.
    package var name: String
    /// As the model sees it.
    package var definition: ToolDefinition

    package init(name: String, definition: ToolDefinition) {
        self.name = name
        self.definition = definition
    }

    /// Reads `{"name", "description", "parameters"}`, also as OpenAI wraps it in `{"type", "function"}`.
    init(_ entry: RecordFields, _ names: inout FunctionNames) throws(EvaluationError) {
        let fields = entry["function"] == nil ? entry : try entry.object("function")
        name = try fields.text("name")
        let parameters = fields["parameters"] ?? .object([])
        guard parameters.members != nil else {
            throw fields.error("parameters", "expected an object, found \(parameters.kind)")
        }
        definition = ToolDefinition(
            name: names.add(name), description: try fields.optionalText("description") ?? "",
            parameters: Self.schema(parameters, depth: 0))
    }

    /// Names of types beside JSON Schema's, as function lists that were made for programming languages have them.
    private static let types: [String: String?] = [
        "dict": "object", "map": "object", "hashmap": "object", "list": "array", "tuple": "array", "arraylist": "array",
        "set": "array", "float": "number", "double": "number", "decimal": "number", "int": "integer",
        "long": "integer", "short": "integer", "byte": "integer", "bigint": "integer", "bool": "boolean",
        "str": "string", "char": "string", "any": nil,
    ]

    /// The schema in the words of JSON Schema.
    private static func schema(_ value: JSONValue, depth: Int) -> JSONValue {
        guard case .object(var members) = value, depth < 64 else { return value }
        members = members.compactMap { member in
            var member = member
            switch String(decoding: member.key, as: UTF8.self) {
            case "type":
                guard let name = member.value.text?.lowercased() else { return member }
                if let known = types[name] {
                    guard let known else { return nil }
                    member.value = .text(known)
                } else {
                    member.value = .text(name)
                }
            case "properties", "$defs", "definitions":
                guard let inner = member.value.members else { return member }
                member.value = .object(inner.map { .init(key: $0.key, value: schema($0.value, depth: depth + 1)) })
            case "items", "additionalProperties": member.value = schema(member.value, depth: depth + 1)
            case "anyOf", "oneOf", "allOf":
                guard let inner = member.value.array else { return member }
                member.value = .array(inner.map { schema($0, depth: depth + 1) })
            // Some sets mark a property as required with a truth value, or leave the list empty as null.
            case "required": if member.value.array == nil { return nil }
            default: break
            }
            return member
        }
        if depth == 0, JSONValue.object(members)["type"] == nil {
            members.insert(.init(key: Array("type".utf8), value: .text("object")), at: 0)
        }
        return .object(members)
    }
}

/// Names of functions made such that a tool may have them; the same name always becomes the same.
package struct FunctionNames: Sendable {
    private var names: [[UInt8]: String] = [:]
    private var taken: Set<String> = []

    package init() {}

    /// Takes a name and gives the one to offer.
    package mutating func add(_ name: String) -> String {
        if let known = names[Array(name.utf8)] { return known }
        let base = Self.admitted(name)
        var unique = base
        var number = 2
        while !taken.insert(unique).inserted {
            unique = String(base.prefix(60)) + "_\(number)"
            number += 1
        }
        names[Array(name.utf8)] = unique
        return unique
    }

    /// The name under which a function is offered.
    package func offered(_ name: String) -> String { names[Array(name.utf8)] ?? Self.admitted(name) }

    private static func admitted(_ name: String) -> String {
        var bytes: [UInt8] = name.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
                byte
            default: UInt8(ascii: "_")
            }
        }
        if bytes.isEmpty { bytes = [UInt8(ascii: "_")] }
        return String(decoding: bytes.prefix(64), as: UTF8.self)
    }
}
