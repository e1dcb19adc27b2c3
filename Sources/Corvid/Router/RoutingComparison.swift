/// Strategies side by side on the same questions, with intervals from the same resamples.
///
/// ```swift
/// let comparison = try RoutingComparison(
///     outcomes: outcomes, strategies: [learned, .promptLength(lengths), .random(questions: outcomes.count)])
/// let isBetter = (comparison.difference(0, 1)?.interval?.lowerBound ?? 0) > 0
/// ```
///
/// Intervals are percentiles of the bootstrap (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter
/// 13): the questions are drawn again with replacement and everything is measured anew. The strategies' scores are taken
/// as they are, so that the uncertainty is that of the questions, not that of a strategy's training.
public struct RoutingComparison: Sendable {
    /// Of large calls, where accuracies are measured.
    public let shares: [Double]
    /// One for each strategy, in their order.
    public let measures: [RoutingMeasures]
    /// APGR by strategy and resample.
    private let resampled: [[Double]]

    /// Every percent from 0 to 1.
    public static let everyPercent = (0...100).map { Double($0) / 100 }

    /// - Parameters:
    ///   - resamples: 1 to 10,000.
    ///   - seed: the same seed gives the same intervals, on every machine.
    ///   - shares: of large calls, where accuracies are measured; ascending, from 0 to 1.
    /// - Throws: `RoutingDataError` if there is no question, not one score for each, or a number out of range.
    /// - Complexity: O(n log n) for each strategy, and O(n) for each strategy and resample.
    public init(
        outcomes: [RoutingOutcome], strategies: [RoutingStrategy], resamples: Int = 1000, seed: UInt64 = 1,
        shares: [Double] = everyPercent
    ) throws(RoutingDataError) {
        try RoutingOutcome.check(outcomes)
        for strategy in strategies { try strategy.check(questions: outcomes.count) }
        guard 1...10_000 ~= resamples else {
            throw RoutingDataError(code: .invalidSetting, message: "\(resamples) resamples; expected 1 to 10,000")
        }
        guard shares.allSatisfy({ 0...1 ~= $0 }), zip(shares, shares.dropFirst()).allSatisfy({ $0 <= $1 }) else {
            throw RoutingDataError(
                code: .invalidSetting, message: "the shares to measure at are not ascending numbers from 0 to 1")
        }
        self.shares = shares

        let ranked = strategies.map { RankedOutcomes(outcomes: outcomes, scores: $0.scores) }
        let count = Double(outcomes.count)
        var bootstrap = Bootstrap(strategies: strategies.count, resamples: resamples, shares: shares.count)
        var random = Resampling(seed: seed)
        for resample in 0..<resamples {
            let counts = random.counts(of: outcomes.count)
            let small = zip(counts, outcomes).reduce(0) { $0 + Double($1.0) * $1.1.small.quality }
            let total = zip(counts, outcomes).reduce(0) { $0 + Double($1.0) * $1.1.gain }
            for index in ranked.indices {
                let trace = ranked[index].trace(counts: counts, total: total, levels: [0.5, 0.8], shares: shares)
                bootstrap.averages[index][resample] = trace.averageGapRecovered
                bootstrap.half[index][resample] = trace.shares[0]
                bootstrap.most[index][resample] = trace.shares[1]
                for (share, gain) in trace.gains.enumerated() {
                    bootstrap.accuracies[index][share][resample] = (small + gain) / count
                }
            }
        }
        resampled = bootstrap.averages
        measures = strategies.indices.map { index in
            let curve = QualityCostCurve(outcomes, strategies[index], ranked[index])
            func estimate(_ value: Double?, _ resampled: [[Double]]) -> RoutingEstimate? {
                value.map { RoutingEstimate(value: $0, resampled: resampled[index]) }
            }
            return RoutingMeasures(
                strategy: strategies[index].name, curve: curve,
                averageGapRecovered: estimate(curve.averageGapRecovered, bootstrap.averages),
                shareRecovering50: estimate(curve.leastShare(recovering: 0.5), bootstrap.half),
                shareRecovering80: estimate(curve.leastShare(recovering: 0.8), bootstrap.most),
                accuracy: shares.indices.map {
                    RoutingEstimate(
                        value: curve.point(atShare: shares[$0]).accuracy, resampled: bootstrap.accuracies[index][$0])
                })
        }
    }

    /// By how much the first strategy's APGR exceeds the second's; the strategies by their index. The interval is of the
    /// difference on the same resamples, which is much narrower than the two strategies' intervals suggest. Nil if the
    /// large model is not better than the small one.
    public func difference(_ first: Int, _ second: Int) -> RoutingEstimate? {
        guard let one = measures[first].averageGapRecovered, let other = measures[second].averageGapRecovered else {
            return nil
        }
        return RoutingEstimate(
            value: one.value - other.value, resampled: zip(resampled[first], resampled[second]).map { $0 - $1 })
    }
}

/// The measures by strategy and resample.
private struct Bootstrap {
    var averages: [[Double]]
    var half: [[Double]]
    var most: [[Double]]
    /// [strategies, shares, resamples]
    var accuracies: [[[Double]]]

    init(strategies: Int, resamples: Int, shares: Int) {
        let values = [Double](repeating: .nan, count: resamples)
        averages = Array(repeating: values, count: strategies)
        half = averages
        most = averages
        accuracies = Array(repeating: Array(repeating: values, count: shares), count: strategies)
    }
}
