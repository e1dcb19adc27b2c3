/// The rules of a model's queue as a side-effect-free struct: it takes an event and the time, and returns what to
/// tell which request. `ModelQueue` performs it.
///
/// Invariant: requests wait only while all slots are taken.
struct ModelQueueState<Instant: InstantProtocol<Duration>>: Sendable {
    typealias Pass = CircuitBreaker<Instant>.Pass

    enum Answer: Sendable, Hashable {
        /// The request may run, and ends with `finish`.
        case granted(Pass)
        case refused(ModelQueueError)
    }

    private struct Waiter {
        let id: Int
        let priority: RequestPriority
        let arrival: Instant
        let limit: Instant?
        let pass: Pass
    }

    private let options: ModelQueueOptions
    private var breaker: CircuitBreaker<Instant>
    // The most urgent first, each priority in order of arrival.
    private var waiters: [Waiter] = []
    private(set) var running = 0

    var waiting: Int { waiters.count }
    var circuit: CircuitBreaker<Instant>.State { breaker.state }

    init(options: ModelQueueOptions) {
        self.options = options
        breaker = CircuitBreaker(options: options)
    }

    /// When the request's waiting ends; `nil` if it does not wait, or without a bound.
    func limit(of id: Int) -> Instant? { waiters.first { $0.id == id }?.limit }

    /// A request comes. It waits if the answers do not name it.
    mutating func enter(
        _ id: Int, priority: RequestPriority, deadline: Instant?, at now: Instant
    ) -> [Int: Answer] {
        var answers = expire(at: now)
        // Not counted against the model, which had no chance.
        if let deadline, deadline <= now {
            answers[id] = .refused(.late(waited: .zero))
            return answers
        }
        let pass: Pass
        do {
            pass = try breaker.admit(at: now)
        } catch {
            answers[id] = .refused(error)
            return answers
        }
        if running < options.concurrency {
            running += 1
            answers[id] = .granted(pass)
            return answers
        }
        let limit = [deadline, options.patience.map(now.advanced(by:))].compactMap { $0 }.min()
        if let limit, limit <= now {
            answers[id] = refuse(.late(waited: .zero), pass, at: now)
            return answers
        }
        if waiters.count >= options.capacity {
            guard let last = waiters.last, last.priority < priority else {
                answers[id] = refuse(.full(waiting: waiters.count), pass, at: now)
                return answers
            }
            // Not counted either, or urgent work that displaces batch work would open the circuit to itself.
            waiters.removeLast()
            breaker.record(.cancelled, of: last.pass, at: now)
            answers[last.id] = .refused(.displaced)
        }
        let place = waiters.firstIndex { $0.priority < priority } ?? waiters.endIndex
        waiters.insert(Waiter(id: id, priority: priority, arrival: now, limit: limit, pass: pass), at: place)
        return answers
    }

    /// Refuses the requests whose waiting has reached its limit.
    mutating func expire(at now: Instant) -> [Int: Answer] {
        var answers: [Int: Answer] = [:]
        waiters.removeAll { waiter in
            guard let limit = waiter.limit, limit <= now else { return false }
            breaker.record(.failed, of: waiter.pass, at: now)
            answers[waiter.id] = .refused(.late(waited: waiter.arrival.duration(to: now)))
            return true
        }
        return answers
    }

    /// The caller of a waiting request loses interest; `false` if it does not wait (any more).
    mutating func cancel(_ id: Int, at now: Instant) -> Bool {
        guard let place = waiters.firstIndex(where: { $0.id == id }) else { return false }
        breaker.record(.cancelled, of: waiters.remove(at: place).pass, at: now)
        return true
    }

    /// A running request ends and frees its slot.
    mutating func finish(_ pass: Pass, _ outcome: ModelSlot.Outcome, at now: Instant) -> [Int: Answer] {
        running -= 1
        let opened = breaker.record(outcome, of: pass, at: now)
        var answers = expire(at: now)
        // Those who wait would only meet the same failure. (Those who wait while refusals alone opened the circuit
        // keep their places: that model works, only too slowly.)
        if opened, case .open(let end) = breaker.state {
            for waiter in waiters { answers[waiter.id] = .refused(.open(retryAfter: now.duration(to: end))) }
            waiters = []
        }
        if !waiters.isEmpty {
            let next = waiters.removeFirst()
            running += 1
            answers[next.id] = .granted(next.pass)
        }
        return answers
    }

    private mutating func refuse(_ error: ModelQueueError, _ pass: Pass, at now: Instant) -> Answer {
        breaker.record(.failed, of: pass, at: now)
        return .refused(error)
    }
}
