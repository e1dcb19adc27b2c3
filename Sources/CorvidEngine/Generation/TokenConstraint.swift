/// Limits what a request may generate, token by token: a grammar, a list of choices.
///
/// The generator calls ``begin(budget:)`` once. It then asks ``forcedTokens()`` first and after every token it accepts;
/// whatever comes back is appended without asking the model, in one forward with the token before. Otherwise it calls
/// ``mask(_:)`` on the logits, draws, and asks ``admits(_:)`` about the draw. Every token that is generated, drawn or
/// forced, goes through ``accept(_:)`` once. What a constraint throws ends its request.
public protocol TokenConstraint: Sendable {
    /// Says that at most `budget` tokens will be generated. Throwing refuses the request before its first token.
    mutating func begin(budget: Int) throws(EngineError)
    /// Sets to minus infinity the logits, [vocabulary], of tokens that may not come next.
    mutating func mask(_ logits: UnsafeMutableBufferPointer<Float>) throws(EngineError)
    /// Whether a token that the mask left may really come next. When it may not, the mask is asked once more, on the same
    /// logits, and what is drawn then has to be good.
    mutating func admits(_ token: TokenID) throws(EngineError) -> Bool
    /// Moves on by one generated token.
    mutating func accept(_ token: TokenID) throws(EngineError)
    /// Tokens that have to come next, in order; empty when there is a choice. They are accepted one by one afterwards,
    /// and asking again before that gives the same answer.
    func forcedTokens() -> [TokenID]
    /// Tokens that will probably come next, where there is a choice: a draft for the model to verify.
    func likelyTokens() -> [TokenID]
    /// Whether the text is complete and generation ends here.
    var isComplete: Bool { get }
}

extension TokenConstraint {
    public mutating func begin(budget: Int) {}
    public mutating func admits(_ token: TokenID) -> Bool { true }
    public func forcedTokens() -> [TokenID] { [] }
    public func likelyTokens() -> [TokenID] { [] }
    public var isComplete: Bool { false }
}
