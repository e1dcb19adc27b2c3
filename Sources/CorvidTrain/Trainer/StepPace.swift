/// Which steps are told of when not all can be: the first, and then one every few seconds.
package struct StepPace: Sendable {
    private let interval: Duration
    private var last: ContinuousClock.Instant?

    package init(_ interval: Duration = .seconds(5)) { self.interval = interval }

    /// Whether to tell of a step that ended now.
    package mutating func isDue(_ now: ContinuousClock.Instant = .now) -> Bool {
        if let last, last.duration(to: now) < interval { return false }
        last = now
        return true
    }
}
