/// Why a run ended.
public enum StopReason: Sendable, Hashable {
    /// The model answered.
    case answered
    /// The answer was cut: the reply reached its longest length or the end of the context.
    case length
    /// A limit of the budget was reached. The answer, if there is one, was made with what was known by then.
    case budget(Budget.Limit)
    /// The run went in circles; the answer was made with what was known.
    case loop(LoopGuard.Finding)
    /// Calls wait for a person. `Agent.resume` goes on with the decisions.
    case awaitingApproval
}

extension StopReason: Codable, CustomStringConvertible {
    private enum Key: String, CodingKey { case reason, limit, finding }

    public var description: String {
        switch self {
        case .answered: "answered"
        case .length: "length"
        case .budget(let limit): "budget (\(limit.rawValue))"
        case .loop(let finding): "loop (\(finding))"
        case .awaitingApproval: "awaiting approval"
        }
    }

    public init(from decoder: any Decoder) throws {
        let keyed = try decoder.container(keyedBy: Key.self)
        switch try keyed.decode(String.self, forKey: .reason) {
        case "answered": self = .answered
        case "length": self = .length
        case "budget": self = .budget(try keyed.decode(Budget.Limit.self, forKey: .limit))
        case "loop": self = .loop(try keyed.decode(LoopGuard.Finding.self, forKey: .finding))
        case "awaitingApproval": self = .awaitingApproval
        case let name:
            throw DecodingError.dataCorruptedError(
                forKey: .reason, in: keyed, debugDescription: "\"\(name)\" is no reason to stop")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var keyed = encoder.container(keyedBy: Key.self)
        switch self {
        case .answered: try keyed.encode("answered", forKey: .reason)
        case .length: try keyed.encode("length", forKey: .reason)
        case .budget(let limit):
            try keyed.encode("budget", forKey: .reason)
            try keyed.encode(limit, forKey: .limit)
        case .loop(let finding):
            try keyed.encode("loop", forKey: .reason)
            try keyed.encode(finding, forKey: .finding)
        case .awaitingApproval: try keyed.encode("awaitingApproval", forKey: .reason)
        }
    }
}
