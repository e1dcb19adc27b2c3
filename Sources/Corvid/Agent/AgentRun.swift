/// A run in progress: a sequence of its events. The run ends when nobody listens any more.
public struct AgentRun: AsyncSequence, Sendable {
    public typealias Element = AgentEvent

    private let events: AsyncThrowingStream<AgentEvent, any Error>
    private let task: Task<AgentResult, any Error>

    init(_ body: @escaping @Sendable (_ emit: @escaping @Sendable (AgentEvent) -> Void) async throws -> AgentResult) {
        let (stream, continuation) = AsyncThrowingStream<AgentEvent, any Error>.makeStream()
        let task = Task {
            do {
                let result = try await body { continuation.yield($0) }
                continuation.finish()
                return result
            } catch {
                continuation.finish(throwing: error)
                throw error
            }
        }
        continuation.onTermination = { if case .cancelled = $0 { task.cancel() } }
        events = stream
        self.task = task
    }

    public func makeAsyncIterator() -> AsyncThrowingStream<AgentEvent, any Error>.Iterator {
        events.makeAsyncIterator()
    }

    /// How the run ended. Waits for the end; cancelling the waiting task cancels the run.
    public var result: AgentResult {
        get async throws {
            try await withTaskCancellationHandler {
                try await task.value
            } onCancel: {
                task.cancel()
            }
        }
    }
}
