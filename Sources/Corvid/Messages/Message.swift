/// One message of a conversation. Encoded in the shape of OpenAI's chat completions, which session files, servers and
/// training sets share.
public struct Message: Sendable, Hashable {
    public enum Role: String, Sendable, Hashable, Codable {
        case system, user, assistant, tool
    }

    public var role: Role
    public var content: [Content]
    /// What the assistant calls, in its order.
    public var toolCalls: [ToolCall]
    /// Of a tool's message: the call that it answers.
    public var toolCallID: String?
    /// Of a tool's message: the tool.
    public var toolName: String?
    /// The text came from the web, a file or another place that nobody vouches for. It informs; it does not instruct.
    public var isUntrusted: Bool
    /// Where the content came from: a URL, a file, a database.
    public var source: String?
    /// Of a user's message: what the agent's tools hold of the values that it names.
    public var matches: [ValueMatch] = []

    public init(
        role: Role, content: [Content], toolCalls: [ToolCall] = [], toolCallID: String? = nil, toolName: String? = nil,
        isUntrusted: Bool = false, source: String? = nil
    ) {
        self.role = role
        self.content = content
        self.toolCalls = toolCalls
        self.toolCallID = toolCallID
        self.toolName = toolName
        self.isUntrusted = isUntrusted
        self.source = source
    }

    public static func system(_ text: String) -> Message { Message(role: .system, content: [.text(text)]) }

    public static func user(_ text: String, images: [ImageReference] = []) -> Message {
        Message(role: .user, content: images.map(Content.image) + [.text(text)])
    }

    public static func assistant(_ text: String, toolCalls: [ToolCall] = []) -> Message {
        Message(role: .assistant, content: text.isEmpty ? [] : [.text(text)], toolCalls: toolCalls)
    }

    /// The result of a call.
    public static func tool(
        _ text: String, call: ToolCall, isUntrusted: Bool = false, source: String? = nil
    ) -> Message {
        Message(
            role: .tool, content: [.text(text)], toolCallID: call.id, toolName: call.name, isUntrusted: isUntrusted,
            source: source)
    }

    /// The text parts together.
    public var text: String {
        content.reduce(into: "") { text, part in
            if case .text(let piece) = part { text += piece }
        }
    }

    public var images: [ImageReference] {
        content.compactMap { if case .image(let image) = $0 { image } else { nil } }
    }
}

/// A value of a tool's data that a text names, and where it stands there: a model that is told need not guess.
public struct ValueMatch: Sendable, Hashable, Codable {
    /// Where: `orders.city`, a table and a column.
    public var name: String
    /// The value as the data has it.
    public var value: String

    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// A part of a message.
public enum Content: Sendable, Hashable {
    case text(String)
    case image(ImageReference)
}

/// A picture, by where it is: a file path, an `http(s)` URL or a `data:` URL.
public struct ImageReference: Sendable, Hashable, Codable {
    public var url: String

    public init(_ url: String) { self.url = url }
}
