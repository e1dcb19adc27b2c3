#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One line on the terminal that tells how far a long task is, at what rate, and how long it will still take.
struct ProgressMeter {
    private let stopwatch = Stopwatch()
    private var lastShown: Double?

    /// Shows `done` of `total` bytes, ten times a second at most.
    mutating func show(done: UInt64, of total: UInt64, label: String) {
        guard Console.showsProgress else { return }
        let seconds = stopwatch.seconds
        if let lastShown, seconds - lastShown < 0.1, done < total { return }
        lastShown = seconds
        let rate = Double(done) / max(seconds, 1e-9)
        var line = "\(total > 0 ? done * 100 / total : 100) % of \(NumberFormat.megabytes(Double(total)))"
        line += ", \(NumberFormat.rate(rate / 1e6)) MB/s"
        if seconds > 0.5, done > 0 {
            line += ", \(NumberFormat.clock(Double(total - min(done, total)) / rate)) left"
        }
        Console.progress(String("\(line)  \(label)".prefix(Self.width)))
    }

    private static var width: Int {
        var size = winsize()
        return ioctl(2, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 10 ? Int(size.ws_col) - 1 : 79
    }
}
