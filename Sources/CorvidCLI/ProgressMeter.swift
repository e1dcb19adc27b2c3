#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One line on the terminal that tells how far a long task is, at what rate, and how long it will still take.
struct ProgressMeter {
    private let enabled: Bool
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private var shown: ContinuousClock.Instant?

    /// - Parameter enabled: false to print nothing, as in a pipe.
    init(enabled: Bool) {
        self.enabled = enabled
        start = clock.now
    }

    /// Shows `done` of `total` bytes, ten times a second at most.
    mutating func show(done: UInt64, of total: UInt64, label: String) {
        guard enabled else { return }
        let now = clock.now
        if let shown, shown.duration(to: now) < .milliseconds(100), done < total { return }
        shown = now
        let seconds = start.duration(to: now) / .seconds(1)
        let rate = Double(done) / max(seconds, 1e-9)
        let left = seconds > 0.5 && rate > 0 ? ", \(Self.time(Double(total - min(done, total)) / rate)) left" : ""
        let percent = total > 0 ? done * 100 / total : 100
        let line = "\(percent) %  \(Self.size(done)) of \(Self.size(total)), \(Int(rate / 1e6)) MB/s\(left)  \(label)"
        StandardError.write("\r\u{1B}[K\(line.prefix(Self.width))")
    }

    /// Removes the line.
    mutating func clear() {
        guard enabled, shown != nil else { return }
        shown = nil
        StandardError.write("\r\u{1B}[K")
    }

    /// A count of bytes in decimal units: `1.24 GB`.
    static func size(_ bytes: UInt64) -> String {
        if bytes < 1_000_000 { return "\((bytes + 999) / 1000) KB" }
        if bytes < 1_000_000_000 { return "\(bytes / 1_000_000) MB" }
        let hundredths = bytes / 10_000_000
        return "\(hundredths / 100).\(hundredths % 100 / 10)\(hundredths % 10) GB"
    }

    private static func time(_ seconds: Double) -> String {
        let whole = Int(min(seconds, 1e9).rounded(.up))
        return whole < 60 ? "\(whole) s" : "\(whole / 60) min \(whole % 60) s"
    }

    private static var width: Int {
        var size = winsize()
        return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 10 ? Int(size.ws_col) - 1 : 79
    }
}
