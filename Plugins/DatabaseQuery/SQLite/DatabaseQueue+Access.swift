import GRDB

extension DatabaseQueue {
    /// Runs `body` on the queue; cancelling the task interrupts what runs.
    func unsafeAccess<Result: Sendable>(
        writing: Bool, _ body: @escaping @Sendable (Database) throws -> Result
    ) async throws -> Result {
        writing ? try await writeWithoutTransaction(body) : try await unsafeRead(body)
    }
}
