extension Message: Codable {
    private enum Key: String, CodingKey {
        case role, content, name, source, matches
        case toolCalls = "tool_calls"
        case toolCallID = "tool_call_id"
        case isUntrusted = "untrusted"
    }

    public init(from decoder: any Decoder) throws {
        let keyed = try decoder.container(keyedBy: Key.self)
        role = try keyed.decode(Role.self, forKey: .role)
        if try keyed.decodeNil(forKey: .content) {
            content = []
        } else if let text = try? keyed.decode(String.self, forKey: .content) {
            content = text.isEmpty ? [] : [.text(text)]
        } else {
            content = try keyed.decode([Content].self, forKey: .content)
        }
        toolCalls = try keyed.decodeIfPresent([ToolCall].self, forKey: .toolCalls) ?? []
        toolCallID = try keyed.decodeIfPresent(String.self, forKey: .toolCallID)
        toolName = try keyed.decodeIfPresent(String.self, forKey: .name)
        isUntrusted = try keyed.decodeIfPresent(Bool.self, forKey: .isUntrusted) ?? false
        source = try keyed.decodeIfPresent(String.self, forKey: .source)
        matches = try keyed.decodeIfPresent([ValueMatch].self, forKey: .matches) ?? []
    }

    public func encode(to encoder: any Encoder) throws {
        var keyed = encoder.container(keyedBy: Key.self)
        try keyed.encode(role, forKey: .role)
        switch content.count {
        case 0 where !toolCalls.isEmpty: try keyed.encodeNil(forKey: .content)
        case 0: try keyed.encode("", forKey: .content)
        case 1 where images.isEmpty: try keyed.encode(text, forKey: .content)
        default: try keyed.encode(content, forKey: .content)
        }
        if !toolCalls.isEmpty { try keyed.encode(toolCalls, forKey: .toolCalls) }
        try keyed.encodeIfPresent(toolCallID, forKey: .toolCallID)
        try keyed.encodeIfPresent(toolName, forKey: .name)
        if isUntrusted { try keyed.encode(true, forKey: .isUntrusted) }
        try keyed.encodeIfPresent(source, forKey: .source)
        if !matches.isEmpty { try keyed.encode(matches, forKey: .matches) }
    }
}

extension Content: Codable {
    private enum Key: String, CodingKey {
        case type, text
        case imageURL = "image_url"
    }

    public init(from decoder: any Decoder) throws {
        let keyed = try decoder.container(keyedBy: Key.self)
        switch try keyed.decode(String.self, forKey: .type) {
        case "text": self = .text(try keyed.decode(String.self, forKey: .text))
        case "image_url": self = .image(try keyed.decode(ImageReference.self, forKey: .imageURL))
        case let type:
            throw DecodingError.dataCorruptedError(
                forKey: .type, in: keyed, debugDescription: "\"\(type)\" is neither \"text\" nor \"image_url\"")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var keyed = encoder.container(keyedBy: Key.self)
        switch self {
        case .text(let text):
            try keyed.encode("text", forKey: .type)
            try keyed.encode(text, forKey: .text)
        case .image(let image):
            try keyed.encode("image_url", forKey: .type)
            try keyed.encode(image, forKey: .imageURL)
        }
    }
}
