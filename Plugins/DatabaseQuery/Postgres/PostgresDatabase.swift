import CPostgres
import Foundation
import Synchronization

/// A PostgreSQL database, through libpq.
///
/// What keeps statements from writing: the session's transactions are read-only by default and each one is begun so; a query
/// is run as the query of a cursor, for which the server's own parser takes nothing but SELECT, VALUES and WITH without
/// changes; only one statement is ever sent, by the extended protocol; functions that the server declares volatile are
/// refused by name unless they are known to be harmless, for they may have effects in read-only transactions too. It is
/// still best to connect with a role that may only read.
public final class PostgresDatabase: DatabaseConnection {
    public let name: String
    public let policy: QueryPolicy
    public var dialect: SQLDialect { .postgres }

    private let parameters: [(String, String)]
    private let password: String?
    private let queue = DispatchQueue(label: "corvid.postgres")
    private let session = Mutex(Session())

    private struct Session {
        var connection: PostgresConnection?
        var isClosed = false
        /// What may not be called and not be read.
        var rules: PostgresRules?
    }

    /// Connects to a server.
    ///
    /// - Parameter location: A URL or the words that libpq takes (https://www.postgresql.org/docs/15/libpq-connect.html,
    ///   section 34.1.1). What it leaves out comes from the environment and `~/.pgpass`, as with every client.
    /// - Throws: ``DatabaseError`` `.invalidFile` for a location that cannot be read, `.connectionFailed`, `.accessDenied`,
    ///   `.unknownDatabase`.
    public init(_ location: String, policy: QueryPolicy = QueryPolicy()) async throws {
        self.policy = policy
        let words = try ConnectionWords(parsing: location)
        name = words.displayName
        password = words.password
        parameters = words.parameters
        _ = try await onQueue(until: ContinuousClock.now + .seconds(15)) { connection, end in
            _ = try connection.run("SELECT 1", until: end)
        }
    }

    public func check(_ sql: String) async throws {
        let statement = try SQLStatement(sql, dialect: .postgres, access: .reading, policy: policy)
        try await onQueue(until: deadline(nil)) { connection, end in
            try self.rules(connection, end).check(statement, self.policy)
            try Self.transaction("BEGIN READ ONLY", connection, end) {
                let described = try connection.describe(statement.text, until: end)
                let query = try BoundedQuery(statement.text, described, self.policy)
                _ = try connection.describe(query.select, until: end)
            }
        }
    }

    public func run(
        _ sql: String, parameters: [QueryValue], access: QueryAccess, deadline: ContinuousClock.Instant?
    ) async throws -> QueryResult {
        let statement = try SQLStatement(sql, dialect: .postgres, access: access, policy: policy)
        let values = try parameters.map { value throws(DatabaseError) in try value.postgresText }
        return try await onQueue(until: self.deadline(deadline)) { connection, end in
            try self.rules(connection, end).check(statement, self.policy, isWriting: access == .writing)
            let milliseconds = max(Int((end - .now) / .milliseconds(1)), 1)
            return try Self.transaction(access == .reading ? "BEGIN READ ONLY" : "BEGIN READ WRITE", connection, end) {
                _ = try connection.run("SET LOCAL statement_timeout = \(milliseconds)", until: end)
                return access == .reading
                    ? try self.query(statement.text, values, connection, end)
                    : try self.change(statement.text, values, connection, end)
            }
        }
    }

    public func close() async {
        let connection = session.withLock { session in
            session.isClosed = true
            return session.connection
        }
        connection?.cancel()
        await withCheckedContinuation { continuation in
            queue.async {
                self.session.withLock { $0.connection = nil }
                continuation.resume()
            }
        }
    }

    // MARK: - Statements

    private func query(
        _ sql: String, _ parameters: [String?], _ connection: PostgresConnection, _ end: ContinuousClock.Instant
    ) throws -> QueryResult {
        let described = try connection.describe(sql, until: end)
        let query = try BoundedQuery(sql, described, policy)
        _ = try connection.run("DECLARE corvid NO SCROLL CURSOR FOR \(query.select)", parameters, until: end)
        var collector = ResultCollector(columns: described.columns, policy)
        // As many rows at a time as cannot take much memory, whatever is in them.
        let chunk = max(min(policy.maximumRows + 1, (4 << 20) / max(query.maximumRowBytes, 1)), 1)
        while true {
            let rows = try connection.run("FETCH FORWARD \(chunk) FROM corvid", until: end).rows
            for row in rows {
                if collector.isFull {
                    collector.result.truncation.hasMoreRows = true
                    break
                }
                collector.append(query.values(row, &collector))
            }
            if rows.count < chunk || collector.result.truncation.hasMoreRows { break }
        }
        return collector.result
    }

    private func change(
        _ sql: String, _ parameters: [String?], _ connection: PostgresConnection, _ end: ContinuousClock.Instant
    ) throws -> QueryResult {
        let outcome = try connection.run(sql, parameters, rowLimit: policy.maximumRows, until: end)
        var collector = ResultCollector(columns: outcome.columns, policy)
        for row in outcome.rows where !collector.isFull {
            var values: [QueryValue] = []
            for (text, type) in zip(row, outcome.types).prefix(policy.maximumColumns) {
                values.append(PostgresType(type).value(text, &collector))
            }
            collector.append(values)
        }
        collector.result.changedRows = outcome.changedRows
        if outcome.hasMoreRows { collector.result.truncation.hasMoreRows = true }
        return collector.result
    }

    /// Runs `body` in a transaction that is committed when it returns, and rolled back when it throws.
    private static func transaction<Result>(
        _ begin: String, _ connection: PostgresConnection, _ end: ContinuousClock.Instant, _ body: () throws -> Result
    ) throws -> Result {
        _ = try connection.run(begin, until: end)
        let result: Result
        do {
            result = try body()
        } catch {
            // A cancelled or late statement leaves time for this.
            _ = try? connection.run("ROLLBACK", until: .now + .seconds(2))
            throw error
        }
        _ = try connection.run("COMMIT", until: max(end, .now + .seconds(1)))
        return result
    }

    private func rules(
        _ connection: PostgresConnection, _ end: ContinuousClock.Instant
    ) throws(DatabaseError) -> PostgresRules {
        if let rules = session.withLock(\.rules) { return rules }
        let rules = try PostgresRules(connection, until: end)
        session.withLock { $0.rules = rules }
        return rules
    }

    // MARK: - The thread

    /// Runs `body` on the connection's thread, where it may block; cancelling the task cancels what the server runs.
    func onQueue<Result: Sendable>(
        until end: ContinuousClock.Instant,
        _ body: @escaping @Sendable (PostgresConnection, ContinuousClock.Instant) throws -> Result
    ) async throws -> Result {
        let call = Mutex(Call())
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                queue.async {
                    continuation.resume(
                        with: Swift.Result {
                            let connection = try self.connected()
                            connection.beginCall()
                            guard call.withLock({ $0.begin(connection) }) else {
                                throw DatabaseError(.cancelled, "the statement was cancelled")
                            }
                            defer { call.withLock { $0.connection = nil } }
                            do {
                                return try body(connection, end)
                            } catch {
                                throw self.judged(error, connection, end)
                            }
                        })
                }
            }
        } onCancel: {
            guard let connection = call.withLock({ $0.cancel() }) else { return }
            // Cancelling opens a connection of its own, which may block.
            DispatchQueue.global().async { connection.cancel() }
        }
    }

    private struct Call {
        var connection: PostgresConnection?
        var isCancelled = false

        mutating func begin(_ connection: PostgresConnection) -> Bool {
            if isCancelled { return false }
            self.connection = connection
            return true
        }

        mutating func cancel() -> PostgresConnection? {
            isCancelled = true
            return connection
        }
    }

    /// The error with what is known about the time; drops a connection that is of no more use.
    private func judged(
        _ error: any Error, _ connection: PostgresConnection, _ end: ContinuousClock.Instant
    ) -> any Error {
        guard let failure = error as? DatabaseError else { return error }
        let isUseless =
            [.connectionFailed, .timedOut].contains(failure.code) || failure.message == "COPY is not allowed"
        if isUseless || !connection.isAlive { session.withLock { $0.connection = nil } }
        if failure.code == .cancelled, ContinuousClock.now >= end { return timedOut() }
        return failure
    }

    private func connected() throws(DatabaseError) -> PostgresConnection {
        let (known, isClosed) = session.withLock { ($0.connection, $0.isClosed) }
        guard !isClosed else { throw DatabaseError(.unavailable, "the connection to \(name) was closed") }
        if let known, known.isAlive { return known }
        let connection = try PostgresConnection(parameters, location: name, password: password)
        let end = ContinuousClock.now + .seconds(10)
        for (setting, value) in [
            ("client_encoding", "'UTF8'"), ("standard_conforming_strings", "on"),
            ("default_transaction_read_only", "on"),
            ("idle_in_transaction_session_timeout", "60000"), ("DateStyle", "'ISO'"), ("IntervalStyle", "'postgres'"),
            ("bytea_output", "'hex'"), ("extra_float_digits", "1"),
        ] {
            _ = try connection.run("SET \(setting) = \(value)", until: end)
        }
        session.withLock { $0.connection = connection }
        return connection
    }
}
