/// A measured value with its uncertainty.
public struct RoutingEstimate: Sendable, Equatable {
    /// As measured on the questions themselves.
    public var value: Double
    /// Holds 95 % of the values on the resamples that have one. Nil if fewer than 95 % of the resamples have one: then
    /// there are too few questions to tell.
    public var interval: ClosedRange<Double>?

    public init(value: Double, interval: ClosedRange<Double>?) {
        self.value = value
        self.interval = interval
    }

    /// - Parameter resampled: not-a-number for a resample on which the measure is not defined.
    init(value: Double, resampled: [Double]) {
        self.value = value
        let sorted = resampled.filter { !$0.isNaN }.sorted()
        guard !sorted.isEmpty, Double(sorted.count) >= 0.95 * Double(resampled.count) else { return }
        interval = Self.quantile(0.025, of: sorted)...Self.quantile(0.975, of: sorted)
    }

    /// Between the two nearest values in proportion (the seventh of Hyndman and Fan, "Sample Quantiles in Statistical
    /// Packages", 1996).
    static func quantile(_ share: Double, of sorted: [Double]) -> Double {
        let place = share * Double(sorted.count - 1)
        let below = Int(place)
        let above = min(below + 1, sorted.count - 1)
        // Not a sum of two products, which could round to less than the value below.
        return sorted[below] + (sorted[above] - sorted[below]) * (place - Double(below))
    }
}
