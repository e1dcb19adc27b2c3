/// Proposes tokens that may come next; the target model verifies them, so a bad proposal costs time and nothing else.
package protocol DraftSource {
    /// Proposes at most `limit` tokens to follow `tokens` (prompt and output so far).
    ///
    /// - Parameter sampler: A copy of the request's sampler, in the state of the next draw.
    mutating func propose(after tokens: [TokenID], limit: Int, sampler: Sampler) throws(EngineError) -> [TokenID]
    /// Tells how many of the `drafted` tokens of the last proposal were right.
    mutating func learn(accepted: Int, of drafted: Int)
    /// Forwards of a draft model so far.
    var forwards: Int { get }
}

/// How many tokens to draft: doubles after a run of hits, falls to just above what was right after a miss.
package struct DraftLength: Sendable, Hashable {
    package private(set) var current: Int
    private let longest: Int

    /// - Parameter longest: Upper bound, at least 1.
    package init(start: Int = 4, longest: Int) {
        self.longest = max(longest, 1)
        current = min(start, self.longest)
    }

    package mutating func learn(accepted: Int, of drafted: Int) {
        guard drafted > 0 else { return }
        if accepted == drafted {
            // A proposal cut short by the end of the output says nothing about longer ones.
            if drafted >= current { current = min(current * 2, longest) }
        } else {
            current = max(1, min(current, accepted + 1))
        }
    }
}
