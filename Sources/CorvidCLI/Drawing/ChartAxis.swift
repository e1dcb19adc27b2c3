/// An axis: its name, what it spans and where it is labelled.
struct ChartAxis {
    enum Format {
        case number
        /// 0.25 is written as 25 %.
        case percent
    }

    var name: String
    /// Nil for what the data need, widened to whole ticks.
    var range: ClosedRange<Double>?
    /// Nil for about six round numbers.
    var ticks: [Double]?
    var format = Format.number

    /// An axis with nothing left open.
    struct Scale {
        var range: ClosedRange<Double>
        var ticks: [(value: Double, label: String)]

        /// 0 at the low end, 1 at the high end.
        func part(_ value: Double) -> Double {
            (value - range.lowerBound) / (range.upperBound - range.lowerBound)
        }
    }

    /// Beyond this a number is as good as infinite.
    private static let greatest = 1e30

    static func isDrawable(_ value: Double) -> Bool { value.magnitude <= greatest }

    /// - Parameter values: that are to be seen if the range is left open.
    func scale(for values: [Double]) -> Scale {
        let values = values.filter(Self.isDrawable)
        var low = range?.lowerBound ?? values.min() ?? 0
        var high = range?.upperBound ?? values.max() ?? 1
        if !Self.isDrawable(low) || !Self.isDrawable(high) { (low, high) = (0, 1) }
        // A range of nothing is widened, by enough to tell its ends apart.
        let least = max(low.magnitude, high.magnitude) * 1e-9
        if high - low <= least {
            let margin = low == 0 && high == 0 ? 1 : max(low.magnitude, high.magnitude) * 0.1
            (low, high) = (low - margin, high + margin)
        }
        let step = Self.step(for: high - low)
        if range == nil {
            low = (low / step + 1e-9).rounded(.down) * step
            high = (high / step - 1e-9).rounded(.up) * step
        }
        let places = ticks?.filter { $0 >= low && $0 <= high } ?? Self.multiples(of: step, from: low, to: high)
        let spacing = zip(places, places.dropFirst()).map { abs($1 - $0) }.filter { $0 > 0 }.min() ?? step
        return Scale(range: low...high, ticks: places.map { ($0, label($0, spacing: spacing)) })
    }

    /// 1, 2 or 5 times a power of ten, at most seven of which span the range (Heckbert, "Nice Numbers for Graph Labels",
    /// in Graphics Gems, 1990).
    private static func step(for span: Double) -> Double {
        // By multiplication, not by logarithm, whose rounding differs between C libraries.
        var power = 1.0
        while power > span { power /= 10 }
        while power * 10 <= span { power *= 10 }
        return [0.1, 0.2, 0.5, 1, 2, 5].map { $0 * power }.first { span / $0 <= 7 } ?? power
    }

    private static func multiples(of step: Double, from low: Double, to high: Double) -> [Double] {
        let first = (low / step - 1e-9).rounded(.up)
        let last = (high / step + 1e-9).rounded(.down)
        // Adding zero turns the negative zero into the plain one.
        return (0...Int(max(0, last - first))).map { (first + Double($0)) * step + 0 }
    }

    /// As many decimals as neighbours need to differ.
    private func label(_ value: Double, spacing: Double) -> String {
        let factor = format == .percent ? 100.0 : 1
        var decimals = 0
        var unit = spacing * factor
        while decimals < 9, abs(unit - unit.rounded()) > 1e-6 * max(1, unit) || unit < 0.5 {
            unit *= 10
            decimals += 1
        }
        return Self.decimal(value * factor, decimals: decimals) + (format == .percent ? "%" : "")
    }

    /// With commas between the thousands.
    static func decimal(_ value: Double, decimals: Int) -> String {
        let power = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
        let scaled = (value * power).rounded()
        guard scaled.magnitude < 1e15 else { return "\(value)" }
        var digits = Array(String(Int(scaled.magnitude)))
        if digits.count <= decimals {
            digits = [Character](repeating: "0", count: decimals + 1 - digits.count) + digits
        }
        let whole = digits.dropLast(decimals)
        var text = scaled < 0 ? "-" : ""
        for (place, digit) in whole.enumerated() {
            if place > 0, (whole.count - place) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return decimals == 0 ? text : text + "." + String(digits.suffix(decimals))
    }
}
