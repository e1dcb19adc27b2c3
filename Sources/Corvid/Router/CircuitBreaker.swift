/// Keeps requests from a model that fails: after some failures in a row it refuses all for a pause, then lets a
/// single one through as a probe, whose success ends the trouble and whose failure begins a pause twice as long.
///
/// A side-effect-free struct: the caller brings the time. After M. Nygard, "Release It!" (2007), chapter 5.
package struct CircuitBreaker<Instant: InstantProtocol<Duration>>: Sendable {
    package enum State: Sendable, Hashable {
        /// Requests pass.
        case closed
        /// Requests are refused until then; the first one after it becomes the probe.
        case open(until: Instant)
        /// The probe is under way and all others are refused.
        case halfOpen
    }

    /// A request's leave to go on, to be handed back with its outcome.
    package struct Pass: Sendable, Hashable {
        fileprivate let period: Int
    }

    package private(set) var state = State.closed
    private let options: ModelQueueOptions
    private var failures = 0
    private var pause: Duration
    // Each opening begins a new period. An outcome of an earlier one is old news: the circuit has judged it already.
    private var period = 0

    package init(options: ModelQueueOptions) {
        self.options = options
        pause = options.pause
    }

    /// Lets a request pass, or throws `ModelQueueError.open`.
    package mutating func admit(at now: Instant) throws(ModelQueueError) -> Pass {
        switch state {
        case .closed: break
        case .halfOpen: throw .open(retryAfter: nil)
        case .open(let end):
            guard end <= now else { throw .open(retryAfter: now.duration(to: end)) }
            state = .halfOpen
        }
        return Pass(period: period)
    }

    /// Takes note of how a request ended; `true` if this opened the circuit.
    @discardableResult
    package mutating func record(_ outcome: ModelSlot.Outcome, of pass: Pass, at now: Instant) -> Bool {
        guard pass.period == period else { return false }
        switch (state, outcome) {
        case (.open, _), (.closed, .cancelled): break
        case (.closed, .succeeded): failures = 0
        case (.closed, .failed):
            failures += 1
            guard failures >= options.threshold else { break }
            open(at: now)
            return true
        // The pass is the probe's: while the circuit is half open, no other of this period is under way.
        case (.halfOpen, .succeeded):
            state = .closed
            failures = 0
            pause = options.pause
        case (.halfOpen, .cancelled): state = .open(until: now)
        case (.halfOpen, .failed):
            pause = min(pause * 2, options.longestPause)
            open(at: now)
            return true
        }
        return false
    }

    private mutating func open(at now: Instant) {
        state = .open(until: now.advanced(by: pause))
        period += 1
    }
}
