import Synchronization

/// Runs work until a moment, and does not wait for work that ignores its cancellation.
enum TimeLimit {
    enum Outcome<Value: Sendable>: Sendable {
        case value(Value)
        case failure(any Error)
        /// Cancelled, and not ended within the grace time.
        case abandoned
    }

    /// How long cancelled work may take to end by itself.
    static let grace = Duration.milliseconds(100)

    /// - Parameter grace: how long cancelled work may take to end by itself.
    /// - Returns: also when the surrounding task is cancelled, after the grace time at most.
    static func run<Value: Sendable>(
        until deadline: ContinuousClock.Instant?, grace: Duration = Self.grace,
        _ work: @escaping @Sendable () async throws -> Value
    ) async -> Outcome<Value> {
        let (outcomes, continuation) = AsyncStream<Outcome<Value>>.makeStream()
        let task = Task {
            do {
                continuation.yield(.value(try await work()))
            } catch {
                continuation.yield(.failure(error))
            }
        }
        let timer = Task {
            if let deadline {
                try? await Task.sleep(until: deadline)
            } else {
                // Until it is cancelled.
                while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
            }
            task.cancel()
            // The timer itself may be cancelled; the grace time is then waited for outside of it.
            await Task.detached { try? await Task.sleep(for: grace) }.value
            continuation.yield(.abandoned)
        }
        defer {
            timer.cancel()
            task.cancel()
        }
        return await withTaskCancellationHandler {
            // Not the stream's own iteration, which a cancelled task leaves at once: the work has its grace time.
            await Task.detached {
                for await outcome in outcomes { return outcome }
                return .abandoned
            }.value
        } onCancel: {
            timer.cancel()
        }
    }
}
