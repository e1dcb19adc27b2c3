/// An open database that statements can be run on: a ``SQLiteDatabase`` or a ``PostgresDatabase``.
///
/// ```swift
/// let database = try await DatabaseLocation(parsing: "shop.db").open()
/// let result = try await database.run("SELECT name FROM customers WHERE city = ?", parameters: ["Bergen"])
/// print(result.text)
/// ```
/// Statements of one connection run one after another. Cancelling the task stops the statement in the database.
public protocol DatabaseConnection: Sendable {
    /// What the database is called in messages: a file, or a URL without its password.
    var name: String { get }
    /// Which SQL it speaks.
    var dialect: SQLDialect { get }
    /// What its statements may do.
    var policy: QueryPolicy { get }

    /// Reads the tables, views, columns and keys that there are now.
    ///
    /// - Parameter samples: How many different values of each column are read as examples.
    /// - Throws: ``DatabaseError``.
    func schema(samples: Int) async throws -> DatabaseSchema

    /// Runs one statement.
    ///
    /// - Parameters:
    ///   - sql: Exactly one statement, a final `;` allowed.
    ///   - parameters: Values for `?` (SQLite) or `$1`, `$2`, … (PostgreSQL).
    ///   - access: `.writing` for changes of rows; the policy must allow it.
    ///   - deadline: When the statement is stopped, if that is before the policy's timeout.
    /// - Throws: ``DatabaseError``.
    func run(
        _ sql: String, parameters: [QueryValue], access: QueryAccess, deadline: ContinuousClock.Instant?
    ) async throws -> QueryResult

    /// Checks that a query is valid and allowed, without running it.
    ///
    /// - Throws: ``DatabaseError``.
    func check(_ sql: String) async throws

    /// Ends the connection. Statements that come later fail.
    func close() async
}

extension DatabaseConnection {
    /// Runs one statement that only reads, within the policy's timeout.
    public func run(_ sql: String, parameters: [QueryValue] = []) async throws -> QueryResult {
        try await run(sql, parameters: parameters, access: .reading, deadline: nil)
    }

    /// When a statement that starts now has to end.
    func deadline(_ given: ContinuousClock.Instant?) -> ContinuousClock.Instant {
        let own = ContinuousClock.now + policy.timeout
        return given.map { min($0, own) } ?? own
    }

    func timedOut() -> DatabaseError {
        DatabaseError(
            .timedOut,
            "the statement was stopped because it ran longer than it may; narrow it with WHERE, join on keys, or use LIMIT"
        )
    }
}
