/// Notices a transfer that goes on, but too slowly.
struct SpeedMeter {
    private let minimum: Int
    private let window: Duration
    private var bytes = 0
    private var bodyBytes = 0
    private var begin: ContinuousClock.Instant?

    init(_ limits: FetchLimits) {
        minimum = limits.minimumSpeed
        window = limits.slowTime
    }

    /// Counts bytes that came.
    mutating func add(_ count: Int) {
        bytes += count
        if begin == nil { begin = .now }
    }

    /// Counts the bytes of the body by their sum so far.
    mutating func update(total: Int) {
        guard total > bodyBytes else { return }
        add(total - bodyBytes)
        bodyBytes = total
    }

    /// Whether the last window was too slow. Before the first byte nothing is measured: a server may think.
    mutating func isTooSlow(at now: ContinuousClock.Instant) -> Bool {
        guard let begin, minimum > 0, now - begin >= window else { return false }
        let seconds = Double((now - begin).milliseconds) / 1000
        let isSlow = Double(bytes) < Double(minimum) * seconds
        self.begin = now
        bytes = 0
        return isSlow
    }
}
