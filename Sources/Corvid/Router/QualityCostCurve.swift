/// What a routing strategy's answers are worth and what they cost, from no question to every question for the large
/// model.
///
/// ```swift
/// let curve = try QualityCostCurve(outcomes: outcomes, strategy: strategy)
/// let cut = curve.cut(keeping: 0.99)  // 99 % of the large model's accuracy, with the fewest calls of it
/// ```
///
/// Questions go to the large model by descending score. Questions of equal score have no order among them, so that
/// between two cuts the curve is the expectation over all their orders, a straight line.
///
/// The measures are those of Ong et al., "RouteLLM: Learning to Route LLMs with Preference Data", 2024
/// (arXiv:2406.18665), taken on the whole curve rather than at ten places of it. They are nil where the large model is
/// not better than the small one: then there is no gap to recover.
public struct QualityCostCurve: Sendable {
    /// What a threshold can reach, by ascending share: from no question to every question, one for each distinct score.
    public let cuts: [RoutingCut]
    /// The small model alone.
    public let smallOnly: RoutingPoint
    /// The large model alone; cheaper than a cascade that sends every question on.
    public let largeOnly: RoutingPoint

    /// - Throws: `RoutingDataError` if there is no question, not one score for each, or a number out of range.
    /// - Complexity: O(n log n).
    public init(outcomes: [RoutingOutcome], strategy: RoutingStrategy) throws(RoutingDataError) {
        try RoutingOutcome.check(outcomes)
        try strategy.check(questions: outcomes.count)
        self.init(outcomes, strategy, RankedOutcomes(outcomes: outcomes, scores: strategy.scores))
    }

    /// Of data that has been checked.
    init(_ outcomes: [RoutingOutcome], _ strategy: RoutingStrategy, _ ranked: RankedOutcomes) {
        let count = Double(outcomes.count)
        let small = RoutingPoint(
            share: 0,
            accuracy: outcomes.reduce(0) { $0 + $1.small.quality } / count,
            cost: outcomes.reduce(0) { $0 + $1.small.cost } / count)
        let large = RoutingPoint(
            share: 1,
            accuracy: outcomes.reduce(0) { $0 + $1.large.quality } / count,
            cost: outcomes.reduce(0) { $0 + $1.large.cost } / count)

        var cuts = [RoutingCut(threshold: .infinity, point: small)]
        var gain = 0.0
        var extra = 0.0
        var start = 0
        for end in ranked.ends {
            for question in ranked.order[start..<end] {
                let outcome = outcomes[question]
                gain += outcome.gain
                extra += outcome.large.cost - (strategy.runsSmallFirst ? 0 : outcome.small.cost)
            }
            start = end
            let point = RoutingPoint(
                share: Double(end) / count, accuracy: small.accuracy + gain / count, cost: small.cost + extra / count)
            cuts.append(RoutingCut(threshold: strategy.scores[ranked.order[end - 1]], point: point))
        }
        // The whole is known without the rounding of the sums.
        cuts[cuts.count - 1] = RoutingCut(
            threshold: -.infinity,
            point: RoutingPoint(
                share: 1, accuracy: large.accuracy, cost: large.cost + (strategy.runsSmallFirst ? small.cost : 0)))
        self.cuts = cuts
        smallOnly = small
        largeOnly = large
    }

    /// Sums of as many questions as memory holds differ by less through rounding alone.
    static let rounding = 1e-12

    /// The curve at a share of questions for the large model; shares out of 0 to 1 count as the nearest.
    public func point(atShare share: Double) -> RoutingPoint {
        var low = 0
        var high = cuts.count - 1
        while high - low > 1 {
            let middle = (low + high) / 2
            if cuts[middle].point.share <= share { low = middle } else { high = middle }
        }
        let (first, second) = (cuts[low].point, cuts[high].point)
        // Not-a-number becomes 0.
        let part = min(max(0, (share - first.share) / (second.share - first.share)), 1)
        if part == 1 { return second }
        return RoutingPoint(
            share: first.share + (second.share - first.share) * part,
            accuracy: first.accuracy + (second.accuracy - first.accuracy) * part,
            cost: first.cost + (second.cost - first.cost) * part)
    }
}

extension QualityCostCurve {
    /// How much better the large model is; nil if it is not.
    private var gap: Double? {
        let gap = largeOnly.accuracy - smallOnly.accuracy
        return gap > Self.rounding ? gap : nil
    }

    /// PGR, the part of the gap between the two models that is closed at a share of large calls: 0 as good as the small
    /// model, 1 as good as the large one, more or less where the mixture is better or worse than both. Nil if the large
    /// model is not better.
    public func gapRecovered(atShare share: Double) -> Double? {
        gap.map { (point(atShare: share).accuracy - smallOnly.accuracy) / $0 }
    }

    /// APGR, the mean of PGR over all shares of large calls, that is the area under it; 0.5 for chance. Nil if the large
    /// model is not better.
    public var averageGapRecovered: Double? {
        guard let gap else { return nil }
        var area = 0.0
        for (first, second) in zip(cuts, cuts.dropFirst()) {
            let mean = (first.point.accuracy + second.point.accuracy) / 2 - smallOnly.accuracy
            area += (second.point.share - first.point.share) * mean
        }
        return area / gap
    }

    /// CPT, the least share of large calls at which PGR is at least `level`, for example 0.5; as on the whole curve,
    /// part of the questions of one score may be sent. Nil if it is never reached, or the large model is not better.
    public func leastShare(recovering level: Double) -> Double? {
        guard let gap else { return nil }
        let target = smallOnly.accuracy + level * gap
        if smallOnly.accuracy >= target - Self.rounding { return 0 }
        for (first, second) in zip(cuts, cuts.dropFirst()) where second.point.accuracy >= target - Self.rounding {
            let part = (target - first.point.accuracy) / (second.point.accuracy - first.point.accuracy)
            return first.point.share + (second.point.share - first.point.share) * min(part, 1)
        }
        return nil
    }
}

extension QualityCostCurve {
    /// The cut with the fewest large calls whose accuracy is at least `fraction` of the large model's own. Questions of
    /// one score stay together, as a threshold cannot part them. Always there for a fraction up to 1; nil if not even
    /// the best cut is as good.
    public func cut(keeping fraction: Double) -> RoutingCut? {
        cuts.first { $0.point.accuracy >= fraction * largeOnly.accuracy - Self.rounding }
    }

    /// The cut with the most large calls that are no more than `share` of the questions. Where many questions have one
    /// score it may fall far below: with one score for all, every share under 1 gives the cut that sends none.
    public func cut(withinShare share: Double) -> RoutingCut {
        cuts.last { $0.point.share <= share } ?? cuts[0]
    }
}
