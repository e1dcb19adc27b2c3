/// Limits what a request may generate, token by token: a grammar, a list of choices.
///
/// The generator asks ``forcedTokens()`` first and after every token it accepts; whatever comes back is appended without
/// asking the model, in one forward with the token before. Otherwise it calls ``mask(_:)`` on the logits before the draw.
/// Every token that is generated, drawn or forced, goes through ``accept(_:)`` once.
public protocol TokenConstraint: Sendable {
    /// Sets to minus infinity the logits, [vocabulary], of tokens that may not come next.
    mutating func mask(_ logits: UnsafeMutableBufferPointer<Float>)
    /// Moves on by one generated token.
    mutating func accept(_ token: TokenID)
    /// Tokens that have to come next, in order; empty when there is a choice. They are accepted one by one afterwards,
    /// and asking again before that gives the same answer.
    func forcedTokens() -> [TokenID]
    /// Whether the text is complete and generation ends here.
    var isComplete: Bool { get }
}

extension TokenConstraint {
    public func forcedTokens() -> [TokenID] { [] }
    public var isComplete: Bool { false }
}
