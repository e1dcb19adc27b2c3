import Corvid

extension DatabaseConnection {
    /// Runs a model's statement; what goes wrong is said in a way that helps it to do better.
    func output(
        of sql: String, _ access: QueryAccess, _ schema: DatabaseSchema, _ context: ToolContext
    ) async throws -> ToolOutput {
        do {
            let result = try await run(sql, parameters: [], access: access, deadline: context.deadline)
            let text = result.text
            try context.report(bytes: text.utf8.count)
            return ToolOutput(text, data: result.json, source: name, isEmpty: result.rows.isEmpty ? true : nil)
        } catch let error as DatabaseError {
            if error.code == .cancelled { throw CancellationError() }
            var message = error.message
            if let unknown = error.unknownName, let nearest = schema.nearest(to: unknown) {
                message += "; there is \(nearest)"
            }
            throw ToolError(message, isRetryable: error.code != .connectionFailed)
        }
    }
}
