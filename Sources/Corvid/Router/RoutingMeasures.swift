/// What a strategy achieved, with 95 % intervals.
public struct RoutingMeasures: Sendable {
    public let strategy: String
    public let curve: QualityCostCurve
    /// APGR; nil if the large model is not better.
    public let averageGapRecovered: RoutingEstimate?
    /// CPT(50), the least share of large calls that closes half of the gap; nil if the large model is not better.
    public let shareRecovering50: RoutingEstimate?
    /// CPT(80), likewise for 80 % of the gap.
    public let shareRecovering80: RoutingEstimate?
    /// Mean quality at each of the comparison's shares.
    public let accuracy: [RoutingEstimate]
}
