import Foundation
import GRDBSQLite
import Synchronization

/// Decides what statements of one connection may touch, and when they have run long enough.
///
/// SQLite asks the authorizer as it compiles a statement (https://sqlite.org/c3ref/set_authorizer.html), and the progress
/// handler every few thousand instructions as it runs one.
// Sendable: mode and last refusal are only used on the connection's queue; the deadline is behind a lock.
final class SQLiteAuthorizer: @unchecked Sendable {
    enum Mode {
        /// Statements of this library: reading the schema, beginning and ending transactions.
        case trusted
        case reading
        case writing
        /// A file's statements that make tables in memory.
        case filling
    }

    /// What may run now.
    var mode = Mode.trusted
    /// What was refused last.
    private(set) var refusal: String?
    private let deadline = Mutex<ContinuousClock.Instant?>(nil)

    private static let instructionsBetweenChecks: CInt = 2000

    func install(on connection: OpaquePointer?) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        sqlite3_set_authorizer(
            connection,
            { context, action, first, second, database, _ in
                guard let context else { return SQLITE_DENY }
                return Unmanaged<SQLiteAuthorizer>.fromOpaque(context).takeUnretainedValue()
                    .decide(action, first, second)
            }, context)
        sqlite3_progress_handler(
            connection, Self.instructionsBetweenChecks,
            { context in
                guard let context else { return 1 }
                return Unmanaged<SQLiteAuthorizer>.fromOpaque(context).takeUnretainedValue().isOverdue ? 1 : 0
            }, context)
    }

    /// Runs `body` with statements restricted to what `mode` allows, until `deadline`.
    func restricted<Result>(
        to mode: Mode, until deadline: ContinuousClock.Instant, _ body: () throws -> Result
    ) rethrows -> Result {
        self.mode = mode
        refusal = nil
        self.deadline.withLock { $0 = deadline }
        defer {
            self.mode = .trusted
            self.deadline.withLock { $0 = nil }
        }
        return try body()
    }

    var isOverdue: Bool {
        deadline.withLock { $0.map { ContinuousClock.now >= $0 } ?? false }
    }

    private func decide(
        _ action: CInt, _ first: UnsafePointer<CChar>?, _ second: UnsafePointer<CChar>?
    ) -> CInt {
        guard mode != .trusted else { return SQLITE_OK }
        if mode == .filling { return decideFilling(action, first, second) }
        let name = first.map { String(cString: $0) } ?? ""
        switch action {
        case SQLITE_SELECT, SQLITE_RECURSIVE: return SQLITE_OK
        case SQLITE_READ: return isReadable(name) ? SQLITE_OK : deny("reading \(name)")
        case SQLITE_FUNCTION:
            let function = second.map { String(cString: $0).lowercased() } ?? ""
            return Self.refusedFunctions.contains(function) ? deny("the function \(function)") : SQLITE_OK
        case SQLITE_PRAGMA where second == nil && (name == "data_version" || name == "page_size"):
            // Full-text search asks for them on its own.
            return SQLITE_OK
        case SQLITE_INSERT, SQLITE_UPDATE, SQLITE_DELETE:
            guard mode == .writing else { return deny("changing \(name)") }
            return name.lowercased().hasPrefix("sqlite_") ? deny("changing \(name)") : SQLITE_OK
        default: return deny(Self.actions[action] ?? "this statement")
        }
    }

    /// Making and filling tables, and nothing that reaches out of the database. The statements are one transaction already;
    /// settings, which dumps begin with, change nothing.
    private func decideFilling(
        _ action: CInt, _ first: UnsafePointer<CChar>?, _ second: UnsafePointer<CChar>?
    ) -> CInt {
        switch action {
        case SQLITE_TRANSACTION, SQLITE_SAVEPOINT, SQLITE_PRAGMA: return SQLITE_IGNORE
        case SQLITE_SELECT, SQLITE_RECURSIVE, SQLITE_READ, SQLITE_INSERT, SQLITE_UPDATE, SQLITE_DELETE,
            SQLITE_CREATE_TABLE, SQLITE_CREATE_INDEX, SQLITE_CREATE_VIEW, SQLITE_DROP_TABLE, SQLITE_DROP_INDEX,
            SQLITE_DROP_VIEW, SQLITE_ALTER_TABLE, SQLITE_REINDEX, SQLITE_ANALYZE:
            return SQLITE_OK
        case SQLITE_FUNCTION:
            let function = second.map { String(cString: $0).lowercased() } ?? ""
            return Self.refusedFunctions.contains(function) ? deny("the function \(function)") : SQLITE_OK
        default: return deny(Self.actions[action] ?? "this statement")
        }
    }

    private func deny(_ what: String) -> CInt {
        refusal = what
        return SQLITE_DENY
    }

    /// Tables that are no data: what SQLite makes of its own state.
    private func isReadable(_ table: String) -> Bool {
        let name = table.lowercased()
        if name.hasPrefix("sqlite_") {
            return ["sqlite_master", "sqlite_schema", "sqlite_sequence"].contains(name)
        }
        return !name.hasPrefix("pragma_")
            && !["dbstat", "bytecode", "tables_used", "fts3tokenize", "completion"].contains(name)
    }

    private static let refusedFunctions: Set<String> = [
        "load_extension", "fts3_tokenizer", "readfile", "writefile", "edit", "zipfile", "sqlite_log", "randomblob_fill",
        "sqlite_rename_column", "sqlite_rename_table", "sqlite_rename_quotefix", "sqlite_rename_test",
        "sqlite_drop_column",
        "sqlite_attach", "sqlite_detach", "sqlite_crypt",
    ]

    private static let actions: [CInt: String] = [
        SQLITE_ATTACH: "ATTACH", SQLITE_DETACH: "DETACH", SQLITE_PRAGMA: "PRAGMA", SQLITE_TRANSACTION: "a transaction",
        SQLITE_SAVEPOINT: "a savepoint", SQLITE_CREATE_TABLE: "CREATE TABLE", SQLITE_CREATE_INDEX: "CREATE INDEX",
        SQLITE_CREATE_VIEW: "CREATE VIEW", SQLITE_CREATE_TRIGGER: "CREATE TRIGGER",
        SQLITE_CREATE_TEMP_TABLE: "CREATE TEMP TABLE", SQLITE_CREATE_VTABLE: "CREATE VIRTUAL TABLE",
        SQLITE_DROP_TABLE: "DROP TABLE", SQLITE_DROP_INDEX: "DROP INDEX", SQLITE_DROP_VIEW: "DROP VIEW",
        SQLITE_DROP_TRIGGER: "DROP TRIGGER", SQLITE_ALTER_TABLE: "ALTER TABLE", SQLITE_REINDEX: "REINDEX",
        SQLITE_ANALYZE: "ANALYZE",
    ]
}
