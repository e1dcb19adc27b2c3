/// What a model streams while it replies.
public enum ModelEvent: Sendable, Hashable {
    /// A ``ModelRouter`` has picked the model whose reply follows. Where that model fails, another decision follows, and
    /// what was streamed since the first is void.
    case routed(RoutingDecision)
    case textDelta(String)
    /// The model has opened its `index`th call of this reply and chosen the tool.
    case callStarted(index: Int, name: String)
    /// A piece of the call's arguments, as the model writes them.
    case callDelta(index: Int, arguments: String)
    /// The whole reply; the last event.
    case reply(ModelReply)
}

/// A whole reply.
public struct ModelReply: Sendable, Hashable, Codable {
    public var text: String
    /// The calls in order. The loop gives them their identifiers and resolves references.
    public var toolCalls: [ToolCall]
    public var finishReason: FinishReason
    public var usage: Usage
    /// How sure the model was; nil where ``ModelRequest/wantsConfidence`` did not ask, or the model cannot tell.
    public var confidence: ReplyConfidence?

    public init(
        text: String = "", toolCalls: [ToolCall] = [], finishReason: FinishReason = .stop, usage: Usage = Usage(),
        confidence: ReplyConfidence? = nil
    ) {
        self.text = text
        self.toolCalls = toolCalls
        self.finishReason = finishReason
        self.usage = usage
        self.confidence = confidence
    }

    public enum FinishReason: String, Sendable, Hashable, Codable {
        /// The model ended its turn.
        case stop
        /// `maximumTokens` or the context was reached.
        case length
        /// The deadline was reached.
        case deadline
    }
}

/// Tokens of one or several requests.
public struct Usage: Sendable, Hashable, Codable {
    public var promptTokens: Int
    /// Of the prompt: taken from the cache.
    public var cachedTokens: Int
    public var completionTokens: Int
    /// Of the completion: written by the grammar without asking the model.
    public var forcedTokens: Int

    public init(promptTokens: Int = 0, cachedTokens: Int = 0, completionTokens: Int = 0, forcedTokens: Int = 0) {
        self.promptTokens = promptTokens
        self.cachedTokens = cachedTokens
        self.completionTokens = completionTokens
        self.forcedTokens = forcedTokens
    }

    public var totalTokens: Int { promptTokens + completionTokens }

    public static func += (sum: inout Usage, other: Usage) {
        sum.promptTokens += other.promptTokens
        sum.cachedTokens += other.cachedTokens
        sum.completionTokens += other.completionTokens
        sum.forcedTokens += other.forcedTokens
    }
}
