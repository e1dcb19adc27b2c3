/// A recipe in progress: a sequence of its events. It ends when nobody listens any more.
public struct RecipeRun: AsyncSequence, Sendable {
    public typealias Element = RecipeEvent

    private let events: AsyncThrowingStream<RecipeEvent, any Error>
    private let task: Task<RecipeResult, any Error>

    init(_ body: @escaping @Sendable (_ emit: @escaping @Sendable (RecipeEvent) -> Void) async throws -> RecipeResult) {
        let (stream, continuation) = AsyncThrowingStream<RecipeEvent, any Error>.makeStream()
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

    public func makeAsyncIterator() -> AsyncThrowingStream<RecipeEvent, any Error>.Iterator {
        events.makeAsyncIterator()
    }

    /// How the recipe went. Waits for the end; cancelling the waiting task cancels the run.
    public var result: RecipeResult {
        get async throws {
            try await withTaskCancellationHandler {
                try await task.value
            } onCancel: {
                task.cancel()
            }
        }
    }
}
