/// What one run may spend, all told. When a limit is nearly reached the model is made to answer without further calls.
public struct Budget: Sendable, Hashable {
    /// Wall-clock time, but for that in which a person is asked. Past four fifths of it the model is made to answer; at
    /// its end the run stops.
    public var duration: Duration?
    /// Tokens that the model reads and writes. What stays in the context from turn to turn is counted once.
    public var tokens: Int?
    public var toolCalls: Int?
    /// Bytes that tools bring in from outside.
    public var bytes: Int?
    /// Replies of the model.
    public var turns: Int?

    public init(
        duration: Duration? = nil, tokens: Int? = nil, toolCalls: Int? = nil, bytes: Int? = nil, turns: Int? = nil
    ) {
        self.duration = duration
        self.tokens = tokens
        self.toolCalls = toolCalls
        self.bytes = bytes
        self.turns = turns
    }

    /// Two minutes, 32,768 tokens, 32 calls, 16 MiB, 16 turns.
    public static let standard = Budget(
        duration: .seconds(120), tokens: 32_768, toolCalls: 32, bytes: 16 << 20, turns: 16)

    /// No bound at all.
    public static let unlimited = Budget()

    /// One of the budget's limits.
    public enum Limit: String, Sendable, Hashable, Codable {
        case duration, tokens, toolCalls, bytes, turns
    }

    /// When the model is made to answer.
    var concludingTime: Duration? { duration.map { $0 * 4 / 5 } }

    /// Fewer tokens left than this, and the model is made to answer.
    var concludingTokens: Int { tokens.map { min(512, $0 / 4) } ?? 0 }
}

extension Budget: Codable {
    private enum Key: String, CodingKey { case seconds, tokens, toolCalls, bytes, turns }

    public init(from decoder: any Decoder) throws {
        let keyed = try decoder.container(keyedBy: Key.self)
        duration = try keyed.decodeIfPresent(Double.self, forKey: .seconds).map { .seconds($0) }
        tokens = try keyed.decodeIfPresent(Int.self, forKey: .tokens)
        toolCalls = try keyed.decodeIfPresent(Int.self, forKey: .toolCalls)
        bytes = try keyed.decodeIfPresent(Int.self, forKey: .bytes)
        turns = try keyed.decodeIfPresent(Int.self, forKey: .turns)
    }

    public func encode(to encoder: any Encoder) throws {
        var keyed = encoder.container(keyedBy: Key.self)
        try keyed.encodeIfPresent(duration?.inSeconds, forKey: .seconds)
        try keyed.encodeIfPresent(tokens, forKey: .tokens)
        try keyed.encodeIfPresent(toolCalls, forKey: .toolCalls)
        try keyed.encodeIfPresent(bytes, forKey: .bytes)
        try keyed.encodeIfPresent(turns, forKey: .turns)
    }
}

extension Duration {
    package var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
    package var inMilliseconds: Int {
        Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }
}
