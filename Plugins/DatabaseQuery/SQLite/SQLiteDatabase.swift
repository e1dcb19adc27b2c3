import Foundation
import GRDB
import GRDBSQLite
import Synchronization

/// A SQLite database, opened through GRDB: a file, or tables imported from CSV and JSON lines files.
///
/// What keeps statements from writing: the file is opened read-only, an authorizer refuses everything but reading at the time
/// a statement is compiled, and the compiled statement must be read-only by SQLite's own judgement. Statements are stopped by
/// a progress handler; values and statements have SQLite's own limits, and the few built-in functions that can take very long
/// within one step are replaced.
public final class SQLiteDatabase: DatabaseConnection {
    public let name: String
    public let policy: QueryPolicy
    public var dialect: SQLDialect { .sqlite }

    let queue: DatabaseQueue
    let authorizer: SQLiteAuthorizer
    private let isClosed = Mutex(false)

    /// Opens a database file that exists.
    ///
    /// - Throws: ``DatabaseError`` `.notFound`, `.invalidFile`, `.notADatabase`, `.accessDenied` or `.unavailable`.
    public init(path: String, policy: QueryPolicy = QueryPolicy()) throws(DatabaseError) {
        name = path
        self.policy = policy
        _ = try FileCheck.size(of: path)
        let authorizer = SQLiteAuthorizer()
        self.authorizer = authorizer
        var configuration = Self.configuration(authorizer, policy)
        configuration.readonly = !policy.allowsWriting
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
        } catch {
            throw Self.openingError(error, path)
        }
    }

    /// A database in memory that `fill` fills and that then cannot be changed.
    init(name: String, policy: QueryPolicy, fill: (Database, SQLiteAuthorizer) throws -> Void) throws {
        self.name = name
        var policy = policy
        policy.allowsWriting = false
        self.policy = policy
        let authorizer = SQLiteAuthorizer()
        self.authorizer = authorizer
        var configuration = Self.configuration(authorizer, policy)
        // Rows may come before those that they refer to.
        configuration.foreignKeysEnabled = false
        queue = try DatabaseQueue(configuration: configuration)
        try queue.writeWithoutTransaction { database in
            try database.inTransaction {
                try fill(database, authorizer)
                return .commit
            }
            try database.execute(sql: "PRAGMA query_only = ON")
        }
    }

    private static func configuration(_ authorizer: SQLiteAuthorizer, _ policy: QueryPolicy) -> Configuration {
        var configuration = Configuration()
        configuration.label = "corvid.database"
        configuration.busyMode = .timeout(2)
        configuration.prepareDatabase { database in
            let connection = database.sqliteConnection
            BoundedFunctions.install(on: connection)
            let limits: [(CInt, Int)] = [
                (SQLITE_LIMIT_LENGTH, policy.maximumValueBytes),
                (SQLITE_LIMIT_SQL_LENGTH, max(policy.maximumStatementBytes, 1_000_000)),
                (SQLITE_LIMIT_EXPR_DEPTH, 300), (SQLITE_LIMIT_COMPOUND_SELECT, 100),
                (SQLITE_LIMIT_VDBE_OP, 1_000_000), (SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 500),
                (SQLITE_LIMIT_ATTACHED, 0), (SQLITE_LIMIT_WORKER_THREADS, 0),
            ]
            for (limit, value) in limits { sqlite3_limit(connection, limit, CInt(clamping: value)) }
            // What the schema of a hostile file calls must be harmless too.
            try database.execute(sql: "PRAGMA trusted_schema = OFF")
            authorizer.install(on: connection)
            try Self.connectVirtualTables(database)
        }
        return configuration
    }

    /// Lets virtual tables, also those that functions like `json_each` are, declare their columns, which is a statement that
    /// a restricted connection would refuse.
    private static func connectVirtualTables(_ database: Database) throws {
        for sql in ["SELECT count(*) FROM json_each('[]')", "SELECT count(*) FROM json_tree('[]')"] {
            try database.execute(sql: sql)
        }
        // A file that is no database shows here as well as later.
        _ = try? Row.fetchAll(database, sql: "SELECT * FROM pragma_table_list")
    }

    public func check(_ sql: String) async throws {
        let statement = try SQLStatement(sql, dialect: .sqlite, access: .reading, policy: policy)
        try await access(until: deadline(nil), .reading) { database in _ = try self.compiled(statement, database) }
    }

    public func run(
        _ sql: String, parameters: [QueryValue], access: QueryAccess, deadline: ContinuousClock.Instant?
    ) async throws -> QueryResult {
        let statement = try SQLStatement(sql, dialect: .sqlite, access: access, policy: policy)
        let end = self.deadline(deadline)
        return try await self.access(until: end, access) { database in
            let compiled = try self.compiled(statement, database)
            guard access == .writing || compiled.isReadonly else {
                throw DatabaseError(.refused, "the statement would change the database, which is open for reading only")
            }
            let expected = Int(sqlite3_bind_parameter_count(compiled.sqliteStatement))
            guard expected == parameters.count else {
                throw DatabaseError(
                    .failed, "the statement has \(expected) parameters, but \(parameters.count) values were given")
            }
            let values = parameters.compactMap(\.databaseValue)
            guard values.count == parameters.count else {
                throw DatabaseError(.failed, "binary values cannot be given as parameters")
            }
            try compiled.setArguments(StatementArguments(values))
            return try self.rows(of: compiled, database, access)
        }
    }

    public func close() async {
        isClosed.withLock { $0 = true }
        queue.interrupt()
        try? queue.close()
    }

    // MARK: - Running

    private func compiled(_ statement: SQLStatement, _ database: Database) throws -> Statement {
        try database.makeStatement(sql: statement.text)
    }

    private func rows(of statement: Statement, _ database: Database, _ access: QueryAccess) throws -> QueryResult {
        let raw = statement.sqliteStatement
        defer { sqlite3_reset(raw) }
        let columnCount = Int(sqlite3_column_count(raw))
        var collector = ResultCollector(columns: statement.columnNames, policy)
        let before = sqlite3_total_changes(database.sqliteConnection)
        while true {
            let code = sqlite3_step(raw)
            if code == SQLITE_DONE { break }
            guard code == SQLITE_ROW else {
                throw GRDB.DatabaseError(
                    resultCode: ResultCode(rawValue: sqlite3_extended_errcode(database.sqliteConnection)),
                    message: database.lastErrorMessage)
            }
            if collector.isFull {
                collector.result.truncation.hasMoreRows = true
                if access == .reading { break }
                continue
            }
            var row: [QueryValue] = []
            for column in 0..<min(columnCount, policy.maximumColumns) {
                row.append(value(raw, CInt(column), &collector))
            }
            collector.append(row)
        }
        if access == .writing, !statement.isReadonly {
            collector.result.changedRows = Int(sqlite3_total_changes(database.sqliteConnection) - before)
        }
        return collector.result
    }

    private func value(_ row: OpaquePointer, _ column: CInt, _ collector: inout ResultCollector) -> QueryValue {
        switch sqlite3_column_type(row, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(row, column))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(row, column))
        case SQLITE_BLOB: return .blob(byteCount: Int(sqlite3_column_bytes(row, column)))
        case SQLITE_TEXT:
            guard let bytes = sqlite3_column_text(row, column) else { return .null }
            let count = Int(sqlite3_column_bytes(row, column))
            // One character more than the limit shows that there was more.
            let text = String(
                decoding: UnsafeBufferPointer(start: bytes, count: min(count, policy.maximumCellBytes + 4)),
                as: UTF8.self)
            return .text(collector.shortened(text, isCut: count > policy.maximumCellBytes))
        default: return .null
        }
    }

    /// Runs `body` on the connection's queue with statements restricted, stopping them at `end` and when the task is
    /// cancelled.
    func access<Result: Sendable>(
        until end: ContinuousClock.Instant, _ access: QueryAccess,
        _ body: @escaping @Sendable (Database) throws -> Result
    ) async throws -> Result {
        let authorizer = authorizer
        if isClosed.withLock({ $0 }) {
            throw DatabaseError(.unavailable, "the connection to \(name) was closed")
        }
        do {
            return try await queue.unsafeAccess(writing: access == .writing) { database in
                try Task.checkCancellation()
                let mode: SQLiteAuthorizer.Mode = access == .writing ? .writing : .reading
                do {
                    return try authorizer.restricted(to: mode, until: end) { try body(database) }
                } catch let error as GRDB.DatabaseError
                    where error.message?.hasPrefix("vtable constructor failed") == true
                {
                    // The schema was changed elsewhere and read again.
                    try Self.connectVirtualTables(database)
                    return try authorizer.restricted(to: mode, until: end) { try body(database) }
                }
            }
        } catch {
            throw self.error(for: error, end)
        }
    }
}
