import Corvid
import CorvidGrammar

/// Conversations in the shapes that chat templates read.
enum TemplateMessages {
    /// The variables of a template, in forms from the best to the plainest: templates refuse what they do not know.
    static func forms(of request: ModelRequest, syntax: CallSyntax, readsTools: Bool) -> [JSONValue] {
        let short = syntax.needsShortIdentifiers
        var forms: [JSONValue] = []
        if readsTools {
            let tools = request.tools.map(\.json)
            forms.append(variables(request.messages.map { json($0, short: short) }, tools))
            forms.append(variables(request.messages.map { json($0, short: short, argumentsAsText: true) }, tools))
            let merged = withoutSystem(request.messages)
            forms.append(variables(merged.map { json($0, short: short) }, tools))
        }
        let plain = plain(request.messages, tools: request.tools, syntax: syntax)
        forms.append(variables(plain.map { json($0, short: false) }, []))
        forms.append(variables(withoutSystem(plain).map { json($0, short: false) }, []))
        return forms
    }

    private static func variables(_ messages: [JSONValue], _ tools: [JSONValue]) -> JSONValue {
        var members: [JSONValue.Member] = [.init(key: Array("messages".utf8), value: .array(messages))]
        // Firefunction's template calls the tools functions, and wants them in any case.
        let functions = JSONValue.array(tools.map { $0["function"] ?? $0 }).serialized
        members.append(.init(key: Array("functions".utf8), value: .string(functions)))
        if !tools.isEmpty { members.append(.init(key: Array("tools".utf8), value: .array(tools))) }
        return .object(members)
    }

    private static func json(_ message: Message, short: Bool, argumentsAsText: Bool = false) -> JSONValue {
        var members: [JSONValue.Member] = []
        func add(_ key: String, _ value: JSONValue) { members.append(.init(key: Array(key.utf8), value: value)) }
        add("role", .text(message.role.rawValue))
        if message.images.isEmpty {
            add("content", .text(message.text))
        } else {
            add(
                "content",
                .array(
                    message.content.map { part in
                        switch part {
                        case .text(let text): .object(["type": .text("text"), "text": .text(text)])
                        case .image: .object(["type": .text("image")])
                        }
                    }))
        }
        if !message.toolCalls.isEmpty {
            let calls = message.toolCalls.map { call in
                let arguments = call.written ?? call.arguments
                return JSONValue.object([
                    "id": .text(identifier(call.id, short: short)), "type": .text("function"),
                    "function": .object([
                        "name": .text(call.name),
                        "arguments": argumentsAsText ? .string(arguments.serialized) : arguments,
                    ]),
                ])
            }
            add("tool_calls", .array(calls))
        }
        if message.role == .tool {
            if let name = message.toolName { add("name", .text(name)) }
            if let id = message.toolCallID { add("tool_call_id", .text(identifier(id, short: short))) }
        }
        return .object(members)
    }

    /// Nine letters or digits, equal for equal identifiers.
    private static func identifier(_ id: String, short: Bool) -> String {
        let isShort = id.utf8.count == 9 && id.utf8.allSatisfy { 0x30...0x39 ~= $0 || 0x61...0x7A ~= $0 | 0x20 }
        guard short, !isShort else { return id }
        // FNV-1a, of which nine digits are enough to tell the calls of one conversation apart.
        let hash = id.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        let text = String(hash % 101_559_956_668_416, radix: 36)
        return String(repeating: "0", count: 9 - text.count) + text
    }

    /// System messages moved into the next message of the user.
    private static func withoutSystem(_ messages: [Message]) -> [Message] {
        var result: [Message] = []
        var held = ""
        for var message in messages {
            if message.role == .system {
                held += message.text + "\n\n"
                continue
            }
            if message.role == .user, !held.isEmpty {
                message.content.insert(.text(held), at: 0)
                held = ""
            }
            result.append(message)
        }
        if !held.isEmpty { result.append(.user(held)) }
        return result
    }

    /// The conversation for a template that knows of no tools: they are described in the system message, calls are text of
    /// the assistant and results are turns of the user.
    private static func plain(_ messages: [Message], tools: [ToolDefinition], syntax: CallSyntax) -> [Message] {
        var messages = messages
        if !tools.isEmpty {
            let text = instructions(tools, syntax: syntax)
            if let first = messages.first, first.role == .system {
                messages[0] = .system(first.text + "\n\n" + text)
            } else {
                messages.insert(.system(text), at: 0)
            }
        }
        var result: [Message] = []
        for message in messages {
            var plain = Message(role: message.role == .tool ? .user : message.role, content: message.content)
            if !message.toolCalls.isEmpty {
                plain.content.append(.text(written(message.toolCalls, syntax: syntax)))
            }
            if message.role == .tool {
                plain.content = [.text("<tool_response>\n\(message.text)\n</tool_response>")]
            }
            if let last = result.last, last.role == plain.role, plain.role != .system {
                result[result.count - 1].content += [.text("\n")] + plain.content
            } else {
                result.append(plain)
            }
        }
        return result
    }

    /// Calls in a syntax of JSON.
    private static func written(_ calls: [ToolCall], syntax: CallSyntax) -> String {
        let texts = calls.map { call in
            syntax.head + call.name + syntax.middle
                + String(decoding: (call.written ?? call.arguments).serialized, as: UTF8.self) + syntax.tail
        }
        return syntax.marker + syntax.opening + texts.joined(separator: syntax.separator ?? "\n" + syntax.marker)
            + syntax.closing
    }

    private static func instructions(_ tools: [ToolDefinition], syntax: CallSyntax) -> String {
        let shown = tools.map { String(decoding: ($0.json["function"] ?? .null).serialized, as: UTF8.self) }
        let example =
            syntax.marker + syntax.opening + syntax.head + "NAME" + syntax.middle + "{…}" + syntax.tail
            + syntax.closing
        return """
            You can use these tools, each described in a line of JSON:
            \(shown.joined(separator: "\n"))

            To use a tool, answer with nothing but a call, the arguments as a JSON object:
            \(example)
            The result comes in the next message. When no tool is needed, answer in plain words.
            """
    }
}
