/// Something in progress: a sequence of its events, and its outcome. It ends when nobody listens any more.
public struct Run<Event: Sendable, Outcome: Sendable>: AsyncSequence, Sendable {
    public typealias Element = Event

    private let events: AsyncThrowingStream<Event, any Error>
    private let task: Task<Outcome, any Error>

    init(_ body: @escaping @Sendable (_ emit: @escaping @Sendable (Event) -> Void) async throws -> Outcome) {
        let (stream, continuation) = AsyncThrowingStream<Event, any Error>.makeStream()
        let task = Task {
            do {
                let outcome = try await body { continuation.yield($0) }
                continuation.finish()
                return outcome
            } catch {
                continuation.finish(throwing: error)
                throw error
            }
        }
        continuation.onTermination = { if case .cancelled = $0 { task.cancel() } }
        events = stream
        self.task = task
    }

    public func makeAsyncIterator() -> AsyncThrowingStream<Event, any Error>.Iterator { events.makeAsyncIterator() }

    /// How it ended. Waits for the end; cancelling the waiting task cancels the run.
    public var result: Outcome {
        get async throws {
            try await withTaskCancellationHandler {
                try await task.value
            } onCancel: {
                task.cancel()
            }
        }
    }
}

/// An agent's run in progress.
public typealias AgentRun = Run<AgentEvent, AgentResult>

/// A recipe in progress.
public typealias RecipeRun = Run<RecipeEvent, RecipeResult>
