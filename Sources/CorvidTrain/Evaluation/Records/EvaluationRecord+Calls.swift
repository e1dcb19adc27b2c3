import Corvid
import CorvidGrammar

extension EvaluationRecord {
    /// The tools, the dialogue and the calls of a record.
    static func calls(_ fields: RecordFields) throws(EvaluationError) -> CallTask {
        var names = FunctionNames()
        var functions: [OfferedFunction] = []
        for (index, entry) in try fields.objects("tools").enumerated() {
            let function = try OfferedFunction(entry, &names)
            guard !functions.contains(where: { $0.name == function.name }) else {
                throw fields.error("tools[\(index)].name", "a second function has the name \(function.name)")
            }
            functions.append(function)
        }
        var expected: [ExpectedCall] = []
        for (index, entry) in try fields.objects("calls").enumerated() {
            let call = try ExpectedCall(entry)
            guard functions.contains(where: { $0.name == call.name }) else {
                let known = functions.map(\.name)
                throw fields.error(
                    "calls[\(index)]",
                    "\(call.name) is none of the record's tools\(NearestName.hint(call.name, in: known))")
            }
            expected.append(call)
        }
        return CallTask(messages: try messages(fields, names), functions: functions, expected: expected)
    }

    private static func messages(
        _ fields: RecordFields, _ names: FunctionNames
    ) throws(EvaluationError) -> [Message] {
        guard fields["messages"] != nil else { return [.user(try fields.text("question"))] }
        var messages: [Message] = []
        var open: [ToolCall] = []
        var count = 0
        for entry in try fields.objects("messages") {
            switch try entry.text("role") {
            case "system": messages.append(.system(try entry.text("content")))
            case "user": messages.append(.user(try entry.text("content")))
            case "assistant":
                var calls: [ToolCall] = []
                for call in entry["tool_calls"] == nil ? [] : try entry.objects("tool_calls") {
                    let function = call["function"] == nil ? call : try call.object("function")
                    count += 1
                    calls.append(
                        ToolCall(
                            id: "call_\(count)", name: names.offered(try function.text("name")),
                            arguments: try arguments(function)))
                }
                messages.append(.assistant(try entry.optionalText("content") ?? "", toolCalls: calls))
                open = calls
            case "tool":
                let name = try entry.optionalText("name").map(names.offered)
                let place = open.firstIndex { $0.name == name } ?? (open.isEmpty ? nil : 0)
                let call =
                    place.map { open.remove(at: $0) } ?? ToolCall(id: "", name: name ?? "", arguments: .object([]))
                messages.append(.tool(try entry.text("content"), call: call))
            case let role:
                throw entry.error("role", "\"\(role)\" is none of system, user, assistant and tool")
            }
        }
        guard let last = messages.last?.role, last == .user || last == .tool else {
            throw fields.error("messages", "the last message must be the user's or a tool's")
        }
        return messages
    }

    /// An object, or one written as text.
    static func arguments(_ fields: RecordFields) throws(EvaluationError) -> JSONValue {
        guard let value = fields["arguments"] else { return .object([]) }
        if let text = value.text, let parsed = try? JSONValue(parsing: text), parsed.members != nil { return parsed }
        guard value.members != nil else {
            throw fields.error("arguments", "expected an object, found \(value.kind)")
        }
        return value
    }
}
