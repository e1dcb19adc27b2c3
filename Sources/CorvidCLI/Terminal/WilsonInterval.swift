/// Where the true rate of success lies with 95 % confidence.
///
/// Source: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference" (1927).
struct WilsonInterval: Sendable, Hashable {
    var lower: Double
    var upper: Double

    /// Nil without trials.
    init?(successes: Int, of trials: Int) {
        guard trials > 0 else { return nil }
        let z = 1.959963984540054
        let count = Double(trials)
        let rate = Double(successes) / count
        let scale = 1 / (1 + z * z / count)
        let center = scale * (rate + z * z / (2 * count))
        let width = scale * z * (rate * (1 - rate) / count + z * z / (4 * count * count)).squareRoot()
        // At the ends the bound is exact, and rounding would miss it.
        lower = successes == 0 ? 0 : max(0, center - width)
        upper = successes == trials ? 1 : min(1, center + width)
    }
}
