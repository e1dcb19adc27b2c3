/// Questions in the order in which a strategy sends them to the large model, sorted once for any number of resamples.
struct RankedOutcomes: Sendable {
    /// Questions by descending score; where scores are equal, by index.
    let order: [Int]
    /// Where each group of equal scores ends in `order`.
    let ends: [Int]
    /// What the large model wins at each question, in the order of `order`.
    private let gains: [Double]

    init(outcomes: [RoutingOutcome], scores: [Double]) {
        let order = scores.indices.sorted {
            scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1
        }
        self.order = order
        gains = order.map { outcomes[$0].gain }
        ends = (1...order.count).filter { $0 == order.count || scores[order[$0 - 1]] != scores[order[$0]] }
    }

    /// The measures of one resample.
    struct Trace {
        /// APGR; not-a-number if the large model is not better.
        var averageGapRecovered: Double
        /// The share of large calls at each of the levels of recovery; not-a-number where it is never reached.
        var shares: [Double]
        /// Sum of what is won over the small model at each of the shares asked for.
        var gains: [Double]
    }

    /// Walks along the curve of a resample once.
    ///
    /// - Parameters:
    ///   - counts: how often the resample has each question; as many together as there are questions.
    ///   - total: what the large model wins on all of the resample.
    ///   - levels: parts of the gap that are to be recovered.
    ///   - shares: ascending, from 0 to 1.
    /// - Complexity: O(n).
    func trace(counts: [UInt32], total: Double, levels: [Double], shares: [Double]) -> Trace {
        let count = Double(order.count)
        let rounding = QualityCostCurve.rounding * count
        let hasGap = total > rounding
        var trace = Trace(
            averageGapRecovered: .nan, shares: [Double](repeating: .nan, count: levels.count),
            gains: [Double](repeating: total, count: shares.count))
        var area = 0.0
        var sent = 0.0
        var gained = 0.0
        var nextShare = 0
        var start = 0
        for end in ends {
            var group: UInt32 = 0
            var gain = 0.0
            for place in start..<end {
                let times = counts[order[place]]
                group += times
                gain += Double(times) * gains[place]
            }
            start = end
            if group == 0 { continue }
            let size = Double(group)
            area += size * (gained + gain / 2)
            while nextShare < shares.count, shares[nextShare] * count <= sent + size {
                trace.gains[nextShare] = gained + gain * (shares[nextShare] * count - sent) / size
                nextShare += 1
            }
            for index in levels.indices where hasGap && trace.shares[index].isNaN {
                let missing = levels[index] * total - gained
                if missing <= rounding {
                    trace.shares[index] = sent / count
                } else if gain >= missing - rounding {
                    trace.shares[index] = (sent + size * min(missing / gain, 1)) / count
                }
            }
            sent += size
            gained += gain
        }
        if hasGap { trace.averageGapRecovered = area / (count * total) }
        return trace
    }
}
