/// The last tokens of a sequence with their counts, as the penalties see them.
struct PenaltyWindow: Sendable {
    /// How often each token stands in the window.
    private(set) var counts: [TokenID: Int32] = [:]
    private let limit: Int?
    private var ring: [TokenID] = []
    private var next = 0

    /// - Parameter limit: Tokens to look back on; nil for all.
    init(limit: Int?) {
        self.limit = limit
    }

    /// Adds a token, and forgets the oldest when the window is full.
    mutating func append(_ token: TokenID) {
        if let limit {
            guard limit > 0 else { return }
            if ring.count < limit {
                ring.append(token)
            } else {
                let oldest = ring[next]
                ring[next] = token
                next = (next + 1) % limit
                if let count = counts[oldest], count > 1 {
                    counts[oldest] = count - 1
                } else {
                    counts[oldest] = nil
                }
            }
        }
        counts[token, default: 0] += 1
    }
}
