/// What happens to a request, in order: tokens and text as they come, then one of `finished` and `failed`.
public enum GenerationEvent: Sendable {
    /// A token was generated.
    case token(GeneratedToken)
    /// Text became certain: complete characters, outside of any stop sequence; never empty.
    case text(String)
    /// The request is done.
    case finished(GenerationResult)
    /// The request cannot go on; others in the batch are not affected.
    case failed(EngineError)
}

/// A generated token and how it came about.
public struct GeneratedToken: Sendable, Hashable {
    public var token: TokenID
    /// The token's log-probability and the likeliest tokens, as ``SamplingOptions/logProbabilities`` asked; nil and
    /// empty for a forced token.
    public var logProbability: Double?
    public var alternatives: [TokenLogProbability]
    /// Whether the constraint left no choice and the model was not asked.
    public var isForced: Bool

    public init(
        token: TokenID, logProbability: Double? = nil, alternatives: [TokenLogProbability] = [], isForced: Bool = false
    ) {
        self.token = token
        self.logProbability = logProbability
        self.alternatives = alternatives
        self.isForced = isForced
    }
}

/// Why the output ended.
public enum FinishReason: Sendable, Hashable {
    /// A stop token; it is the last of the output's tokens and no part of its text.
    case stopToken(TokenID)
    /// A stop sequence; the output's text ends before it.
    case stopSequence(String)
    /// The largest number of tokens asked for.
    case length
    /// The context is full.
    case contextFull
    /// The constraint says that the text is complete.
    case constraintComplete
    case cancelled

    /// The reason in one word: `stop`, `length`, `context`, `complete` or `cancelled`.
    public var name: String {
        switch self {
        case .stopToken, .stopSequence: "stop"
        case .length: "length"
        case .contextFull: "context"
        case .constraintComplete: "complete"
        case .cancelled: "cancelled"
        }
    }
}

/// A finished request's output.
public struct GenerationResult: Sendable, Hashable {
    /// All generated tokens, those of a stop sequence and a stop token included.
    public var tokens: [TokenID]
    /// The output's text, without stop sequence; empty where no tokenizer is at hand.
    public var text: String
    public var finishReason: FinishReason
    public var usage: GenerationUsage

    public init(tokens: [TokenID], text: String, finishReason: FinishReason, usage: GenerationUsage) {
        self.tokens = tokens
        self.text = text
        self.finishReason = finishReason
        self.usage = usage
    }
}

/// What a request cost.
public struct GenerationUsage: Sendable, Hashable {
    public var promptTokens = 0
    /// Prompt tokens that were in the cache already.
    public var cachedTokens = 0
    /// Tokens of the output, forced ones included.
    public var generatedTokens = 0
    /// Tokens of the output that the constraint forced.
    public var forcedTokens = 0
    /// Tokens that were drafted, by a draft source or by the constraint, and how many of them stand in the output.
    public var draftedTokens = 0
    public var acceptedTokens = 0
    /// Forwards of the model in which the request took part.
    public var forwards = 0
    /// Forwards of the draft model.
    public var draftForwards = 0
    /// The seed of the random stream.
    public var seed: UInt64 = 0

    public init() {}
}
