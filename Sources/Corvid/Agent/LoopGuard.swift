import CorvidGrammar

/// Notices that a run goes in circles. On by default.
public struct LoopGuard: Sendable, Hashable, Codable {
    /// How often the same call may be made while it brings the same result.
    public var maximumRepeats: Int
    /// How many calls in a row may bring only results that the run has seen before.
    public var maximumWithoutNews: Int

    public init(maximumRepeats: Int = 2, maximumWithoutNews: Int = 4) {
        self.maximumRepeats = maximumRepeats
        self.maximumWithoutNews = maximumWithoutNews
    }

    /// What the guard found.
    public struct Finding: Sendable, Hashable, Codable, CustomStringConvertible {
        public enum Kind: String, Sendable, Hashable, Codable {
            /// The same call with the same result, again.
            case identicalCalls
            /// A, B, A, B: a cycle of two or three calls with the same results.
            case cycle
            /// Nothing that the run did not know already.
            case noNewInformation
        }

        public var kind: Kind
        /// The call that would go on with it.
        public var tool: String
        /// How many calls belong to the circle, the stopped one included.
        public var count: Int

        public var description: String {
            switch kind {
            case .identicalCalls: "\(tool) was about to be called for the \(count). time with the same arguments"
            case .cycle: "\(count) calls went round in a circle, \(tool) the last of them"
            case .noNewInformation: "\(count) calls in a row brought nothing new, \(tool) the last of them"
            }
        }
    }

    /// A finished call.
    struct Step: Sendable, Hashable {
        var tool: String
        var arguments: JSONValue
        var result: String

        func isCall(_ call: ToolCall) -> Bool { tool == call.name && arguments == call.arguments }
    }

    /// What speaks against running the proposed call after these.
    func check(_ call: ToolCall, after history: [Step]) -> Finding? {
        let same = history.filter { $0.isCall(call) }
        let repeats = same.reversed().prefix { $0.result == same.last?.result }.count
        if repeats >= maximumRepeats {
            return Finding(kind: .identicalCalls, tool: call.name, count: repeats + 1)
        }
        for period in 2...3 where history.count >= 2 * period - 1 {
            let recent = history.suffix(2 * period - 1)
            // x0 x1 … x0 x1 …, where the proposed call closes the second round.
            let first = Array(recent.prefix(period))
            let second = Array(recent.dropFirst(period))
            if first.prefix(period - 1) == second[...], first[period - 1].isCall(call), Set(first).count > 1 {
                return Finding(kind: .cycle, tool: call.name, count: 2 * period)
            }
        }
        var seen = Set<String>()
        var withoutNews = 0
        for step in history { withoutNews = seen.insert(step.result).inserted ? 0 : withoutNews + 1 }
        if withoutNews >= maximumWithoutNews {
            return Finding(kind: .noNewInformation, tool: call.name, count: withoutNews + 1)
        }
        return nil
    }
}
