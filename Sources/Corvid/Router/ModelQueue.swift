import Synchronization

/// The bounded queue before a model: so many requests run at once, so many may wait, and the others are told at
/// once that it is full.
///
/// A freed slot goes to the most urgent waiting request, in order of arrival among equals. When all waiting places
/// are taken, a request displaces the youngest of the less urgent ones. A circuit breaker refuses requests at once
/// after failures in a row: work that failed, requests refused because the queue was full, and waiting that took
/// too long.
///
///     let reply = try await queue.withSlot(priority: .batch) { try await model.reply(to: request) }
package final class ModelQueue<C: Clock<Duration>>: Sendable {
    /// What the queue is doing right now.
    package struct Status: Sendable, Hashable {
        package let running: Int
        package let waiting: Int
        package let circuit: CircuitBreaker<C.Instant>.State
    }

    private struct Waiter {
        let continuation: CheckedContinuation<ModelSlot, any Error>
        var timer: Task<Void, Never>?
    }

    private struct Shared {
        var state: ModelQueueState<C.Instant>
        var waiters: [Int: Waiter] = [:]
        var lastID = 0
    }

    private typealias Answer = ModelQueueState<C.Instant>.Answer

    private let clock: C
    private let shared: Mutex<Shared>

    package init(options: ModelQueueOptions = ModelQueueOptions(), clock: C = ContinuousClock()) {
        self.clock = clock
        shared = Mutex(Shared(state: ModelQueueState(options: options)))
    }

    package var status: Status {
        shared.withLock { shared in
            Status(running: shared.state.running, waiting: shared.state.waiting, circuit: shared.state.circuit)
        }
    }

    /// Runs the work as soon as the model has a slot free for it. The slot is free again when the work returns or
    /// throws; an error counts as the model's failure, unless it is a `CancellationError` or the task was cancelled.
    ///
    /// Throws what the work throws, and what `acquire` does.
    package func withSlot<Result>(
        priority: RequestPriority = .interactive, deadline: C.Instant? = nil,
        isolation: isolated (any Actor)? = #isolation, _ work: () async throws -> Result
    ) async throws -> Result {
        let slot = try await acquire(priority: priority, deadline: deadline)
        do {
            let result = try await work()
            slot.release(.succeeded)
            return result
        } catch {
            slot.release(Task.isCancelled || error is CancellationError ? .cancelled : .failed)
            throw error
        }
    }

    /// Waits for a slot, for work that outlasts a function, such as a streamed reply. The holder calls
    /// `ModelSlot.release`.
    ///
    /// Throws `ModelQueueError`, and `CancellationError` if the task is cancelled before the slot is its own.
    package func acquire(
        priority: RequestPriority = .interactive, deadline: C.Instant? = nil,
        isolation: isolated (any Actor)? = #isolation
    ) async throws -> ModelSlot {
        let id = shared.withLock { shared in
            shared.lastID += 1
            return shared.lastID
        }
        let slot = try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                enter(id, priority, deadline, continuation)
            }
        } onCancel: {
            cancel(id)
        }
        if Task.isCancelled {
            slot.release(.cancelled)
            throw CancellationError()
        }
        return slot
    }

    private func enter(
        _ id: Int, _ priority: RequestPriority, _ deadline: C.Instant?,
        _ continuation: CheckedContinuation<ModelSlot, any Error>
    ) {
        update { shared, now in
            shared.waiters[id] = Waiter(continuation: continuation)
            // The cancellation handler finds nothing to do if it ran before this; the flag was up by then. If it
            // runs after this, it finds the waiter.
            guard !Task.isCancelled else { return [id: nil] }
            let answers = shared.state.enter(id, priority: priority, deadline: deadline, at: now)
            if let limit = shared.state.limit(of: id) { shared.waiters[id]?.timer = timer(until: limit) }
            return answers
        }
    }

    private func timer(until limit: C.Instant) -> Task<Void, Never> {
        Task {
            do { try await clock.sleep(until: limit, tolerance: nil) } catch { return }
            // A clock that wakes a little early must not leave the request waiting for ever.
            update { shared, now in shared.state.expire(at: max(now, limit)) }
        }
    }

    private func cancel(_ id: Int) {
        update { shared, now in shared.state.cancel(id, at: now) ? [id: nil] : [:] }
    }

    /// Changes the state and then, outside the lock, tells the requests concerned; `nil` stands for cancellation.
    private func update(_ change: (inout Shared, C.Instant) -> [Int: Answer?]) {
        let told = shared.withLock { shared in
            change(&shared, clock.now).compactMap { id, answer in
                shared.waiters.removeValue(forKey: id).map { (waiter: $0, answer: answer) }
            }
        }
        for (waiter, answer) in told {
            waiter.timer?.cancel()
            switch answer {
            case .granted(let pass):
                let slot = ModelSlot { outcome in
                    self.update { shared, now in shared.state.finish(pass, outcome, at: now) }
                }
                waiter.continuation.resume(returning: slot)
            case .refused(let error): waiter.continuation.resume(throwing: error)
            case nil: waiter.continuation.resume(throwing: CancellationError())
            }
        }
    }
}
