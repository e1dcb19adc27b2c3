/// How many requests a model takes at once, how many may wait for it, and when it is left alone to recover.
///
/// Values out of range are brought to the nearest that makes sense; durations end at a year.
public struct ModelQueueOptions: Sendable, Hashable {
    /// How many requests run at once; at least 1.
    public let concurrency: Int
    /// How many requests may wait; at least 0, which refuses whatever cannot run at once.
    public let capacity: Int
    /// How long a request may wait at most; `nil` sets no bound besides the request's own deadline.
    public let patience: Duration?
    /// How many failures in a row open the circuit; at least 1.
    public let threshold: Int
    /// How long the circuit stays open the first time. Each failed probe doubles it.
    public let pause: Duration
    /// The longest that the circuit stays open before the next probe; at least `pause`.
    public let longestPause: Duration

    public init(
        concurrency: Int = 4, capacity: Int = 64, patience: Duration? = nil, threshold: Int = 3,
        pause: Duration = .seconds(5), longestPause: Duration = .seconds(60)
    ) {
        // Bounded durations keep `now + duration` and `pause * 2` within what a clock can represent.
        let bounds = Duration.zero...Duration.seconds(365 * 24 * 3600)
        func bounded(_ duration: Duration) -> Duration { min(max(duration, bounds.lowerBound), bounds.upperBound) }
        self.concurrency = max(concurrency, 1)
        self.capacity = max(capacity, 0)
        self.patience = patience.map(bounded)
        self.threshold = max(threshold, 1)
        self.pause = bounded(pause)
        self.longestPause = max(bounded(longestPause), bounded(pause))
    }
}
