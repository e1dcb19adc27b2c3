import Corvid
import CorvidGrammar

/// Writes calls of a conversation under the functions' new names, numbers by reference.
struct CallWriter {
    private var references = ReferenceWriter()
    private var count = 0

    init() {}

    init(_ messages: [(isUser: Bool, text: String)]) {
        for message in messages where message.isUser { references.read(message.text) }
    }

    /// Takes the next text of a user or a tool.
    mutating func read(_ text: String) { references.read(text) }

    mutating func write(_ call: ToolRecord.Call, _ function: ToolRenamer.Renamed) -> ToolCall {
        count += 1
        var members: [JSONValue.Member] = []
        var written: [JSONValue.Member] = []
        for (place, parameter) in function.parameters.enumerated() {
            guard let argument = call.arguments.first(where: { $0.parameter == parameter.index }) else { continue }
            let key = Array(parameter.name.utf8)
            members.append(.init(key: key, value: argument.value))
            written.append(.init(key: key, value: refer(argument.value, function.schemas[place])))
        }
        let hasReferences = members != written
        return ToolCall(
            id: "call_\(count)", name: function.definition.name, arguments: .object(members),
            written: hasReferences ? .object(written) : nil)
    }

    /// The value with its numbers by reference, where the schema takes any number.
    private mutating func refer(_ value: JSONValue, _ schema: JSONValue) -> JSONValue {
        switch value {
        case .number(let text):
            let type = schema["type"]?.text
            guard type == "number" || type == "integer", schema["enum"] == nil,
                let place = references.place(of: text)
            else { return value }
            return .text("@\(place)")
        case .array(let values):
            let items = schema["items"] ?? .null
            return .array(values.map { refer($0, items) })
        case .object(let members):
            return .object(
                members.map { member in
                    let key = String(decoding: member.key, as: UTF8.self)
                    return .init(key: member.key, value: refer(member.value, schema["properties"]?[key] ?? .null))
                })
        default: return value
        }
    }
}
