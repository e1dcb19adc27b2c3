/// Numbers as people read them, without Foundation.
enum NumberFormat {
    /// `value` with so many digits behind the point.
    static func fixed(_ value: Double, _ digits: Int) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let scaled = (abs(value) * scale).rounded(.toNearestOrEven)
        let whole = (scaled / scale).rounded(.down)
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard digits > 0 else { return "\(sign)\(Int(whole))" }
        let fraction = String(Int(scaled - whole * scale))
        return "\(sign)\(Int(whole)).\(String(repeating: "0", count: digits - fraction.count))\(fraction)"
    }

    /// A rate with three or so digits that count.
    static func rate(_ value: Double) -> String {
        fixed(value, value < 10 ? 2 : value < 100 ? 1 : 0)
    }

    /// Bytes in megabytes of 10^6.
    static func megabytes(_ bytes: Double) -> String { "\(fixed(bytes / 1e6, bytes < 1e8 ? 1 : 0)) MB" }

    /// Seconds as `1:02:03` or `2:03`.
    static func clock(_ seconds: Double) -> String {
        let total = Int(seconds.isFinite ? max(seconds, 0).rounded(.up) : 0)
        let (hours, minutes, rest) = (total / 3600, total / 60 % 60, total % 60)
        let tail = "\(rest < 10 ? "0" : "")\(rest)"
        return hours > 0 ? "\(hours):\(minutes < 10 ? "0" : "")\(minutes):\(tail)" : "\(minutes):\(tail)"
    }

    /// `text` moved to the right end of `width` columns.
    static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    /// `text` filled up to `width` columns.
    static func left(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
