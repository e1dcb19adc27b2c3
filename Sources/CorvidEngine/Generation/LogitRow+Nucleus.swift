extension LogitRow {
    /// The smallest set of likeliest tokens whose probabilities add up to `share` or more, ties broken by the lower id;
    /// at least one token. In no particular, but always the same order.
    ///
    /// Tokens are first counted into buckets by their distance from the peak, so that only those of one bucket need
    /// sorting: linear time whatever the distribution.
    func nucleus(share: Double, peak: Candidate) -> [Candidate] {
        var masses = [Double](repeating: 0, count: Self.buckets)
        forEachSpan(peak: peak.logit) { start, weights, _ in
            for (offset, weight) in weights.enumerated() where weight > 0 {
                masses[Self.bucket(values[start + offset], peak)] += weight
            }
            return true
        }
        let target = share * masses.reduce(0, +)
        var sum = 0.0
        var edge = 0
        while edge < Self.buckets, sum + masses[edge] < target {
            sum += masses[edge]
            edge += 1
        }
        var kept: [Candidate] = []
        var border: [Candidate] = []
        for (index, logit) in values.enumerated() where logit > -.infinity {
            let bucket = Self.bucket(logit, peak)
            guard bucket <= edge else { continue }
            let candidate = Candidate(token: TokenID(index), logit: logit)
            if bucket < edge { kept.append(candidate) } else { border.append(candidate) }
        }
        border.sort { $0.precedes($1) }
        for candidate in border {
            kept.append(candidate)
            sum += PortableMath.exp(Double(candidate.logit) - Double(peak.logit))
            if sum >= target { break }
        }
        return kept
    }

    private static let buckets = 1024

    /// Thirty-second parts of the distance from the peak in nats; the last bucket takes all that is farther.
    private static func bucket(_ logit: Float, _ peak: Candidate) -> Int {
        let distance = (Double(peak.logit) - Double(logit)) * 32
        return distance < Double(buckets - 1) ? Int(distance) : buckets - 1
    }
}
