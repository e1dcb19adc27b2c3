/// A token with its log-probability (natural logarithm).
public struct TokenLogProbability: Sendable, Hashable {
    public var token: TokenID
    public var logProbability: Double

    public init(token: TokenID, logProbability: Double) {
        self.token = token
        self.logProbability = logProbability
    }
}

/// What one draw gave.
public struct SampledToken: Sendable, Hashable {
    public var token: TokenID
    /// The token's log-probability in the model's own distribution, before mask, bias, penalties and temperature; nil
    /// unless asked for.
    public var logProbability: Double?
    /// The likeliest tokens of the same distribution, likeliest first, ties by lower id; as many as were asked for.
    public var alternatives: [TokenLogProbability]

    public init(token: TokenID, logProbability: Double? = nil, alternatives: [TokenLogProbability] = []) {
        self.token = token
        self.logProbability = logProbability
        self.alternatives = alternatives
    }
}
