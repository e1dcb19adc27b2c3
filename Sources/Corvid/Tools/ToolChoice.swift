/// Whether and what the model must call. Obeyed by construction: the grammar of the reply follows from it.
public enum ToolChoice: Sendable, Hashable {
    /// Text, calls, or both.
    case auto
    /// Text only.
    case none
    /// At least one call.
    case required
    /// A call of this tool.
    case named(String)
}

extension ToolChoice: Codable, CustomStringConvertible {
    public var description: String {
        switch self {
        case .auto: "auto"
        case .none: "none"
        case .required: "required"
        case .named(let name): "named:\(name)"
        }
    }

    /// Reads "auto", "none", "required" and "named:NAME".
    public init?(_ text: String) {
        switch text {
        case "auto": self = .auto
        case "none": self = .none
        case "required": self = .required
        case let text where text.hasPrefix("named:") && text.count > 6: self = .named(String(text.dropFirst(6)))
        default: return nil
        }
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let choice = ToolChoice(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "\"\(text)\" is none of auto, none, required and named:NAME")
        }
        self = choice
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
