public import CorvidGrammar

/// What to generate: prompt tokens, how to choose, and when to stop.
public struct GenerationRequest: Sendable {
    /// The tokens to continue, the beginning-of-sequence token included where the model wants one; at least one.
    public var prompt: [TokenID]
    /// Pictures that stand in the prompt in place of tokens. A prefix that the cache knows is taken from it only where its
    /// pictures are the same.
    public var images: [PlacedImage]
    /// Tokens to generate at most, at least 1; nil goes on to the end of the context.
    public var maximumTokens: Int?
    public var sampling: SamplingOptions
    /// Tokens that end the output; nil takes the tokenizer's end-of-sequence tokens.
    public var stopTokens: Set<TokenID>?
    /// Text that ends the output, wherever token boundaries fall; it is not part of the output's text. Needs a tokenizer.
    public var stopSequences: [String]
    /// Rules out tokens before every draw, by setting their logits, [vocabulary], to minus infinity.
    public var mask: (@Sendable (UnsafeMutableBufferPointer<Float>) -> Void)?
    /// Rules out tokens depending on those before; asked in addition to `mask`.
    public var constraint: (any TokenConstraint)?
    /// What the output has to follow; it then always ends complete, within the tokens allowed, unless a stop token or stop
    /// sequence of the request's own ends it first. Needs a tokenizer, and excludes another constraint.
    public var grammar: CompiledGrammar?
    public var speculation: Speculation

    public init(
        prompt: [TokenID], images: [PlacedImage] = [], maximumTokens: Int? = nil,
        sampling: SamplingOptions = SamplingOptions(),
        stopTokens: Set<TokenID>? = nil, stopSequences: [String] = [],
        mask: (@Sendable (UnsafeMutableBufferPointer<Float>) -> Void)? = nil,
        constraint: (any TokenConstraint)? = nil, grammar: CompiledGrammar? = nil, speculation: Speculation = .none
    ) {
        self.prompt = prompt
        self.images = images
        self.maximumTokens = maximumTokens
        self.sampling = sampling
        self.stopTokens = stopTokens
        self.stopSequences = stopSequences
        self.mask = mask
        self.constraint = constraint
        self.grammar = grammar
        self.speculation = speculation
    }
}

/// Where drafts come from that the model verifies many at a time. The output is the same with any of them as without;
/// what changes is how many forwards it takes.
public enum Speculation: Sendable {
    case none
    /// What followed the last few tokens earlier in prompt and output; at most `longest` tokens a forward.
    case promptLookup(longest: Int = 16)
    /// A smaller model of the same vocabulary; at most `longest` tokens a forward.
    case model(DraftModel, longest: Int = 8)
}
