import Foundation
import GRDB

extension SQLiteDatabase {
    /// What went wrong, in one sentence.
    func error(for error: any Error, _ end: ContinuousClock.Instant) -> DatabaseError {
        if let known = error as? DatabaseError { return known }
        guard let failure = error as? GRDB.DatabaseError else {
            if error is CancellationError {
                return ContinuousClock.now >= end
                    ? timedOut() : DatabaseError(.cancelled, "the statement was cancelled")
            }
            return DatabaseError(.failed, "the statement failed: \(error)")
        }
        let full = failure.message ?? "unknown error"
        // Messages may quote what was written, however long that is.
        let message = QueryValue.shortened(full, to: 500) ?? full
        switch failure.resultCode {
        case .SQLITE_INTERRUPT, .SQLITE_ABORT:
            return ContinuousClock.now >= end ? timedOut() : DatabaseError(.cancelled, "the statement was cancelled")
        case .SQLITE_AUTH:
            return DatabaseError(
                .refused,
                "not allowed: \(authorizer.refusal ?? message); the database is open for "
                    + (policy.allowsWriting ? "changes of rows only" : "reading only"))
        case .SQLITE_READONLY:
            return DatabaseError(.refused, "the statement would change the database, which is open for reading only")
        case .SQLITE_TOOBIG:
            return DatabaseError(
                .tooLarge,
                "a text or blob that the statement makes or reads is larger than "
                    + "\(policy.maximumValueBytes) bytes; select less")
        case .SQLITE_NOMEM, .SQLITE_FULL:
            return DatabaseError(.tooLarge, "the statement needs more memory than there is")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return DatabaseError(.unavailable, "another program holds a lock on \(name); try again")
        case .SQLITE_NOTADB, .SQLITE_CORRUPT:
            return DatabaseError(.notADatabase, "\(name) is damaged: \(message)")
        case .SQLITE_MISUSE where message.hasPrefix("Multiple statements"):
            return DatabaseError(
                .refused, "only one statement is allowed at a time; leave out what follows the first ;")
        case .SQLITE_MISUSE where message.contains("closed"):
            return DatabaseError(.unavailable, "the connection to \(name) was closed")
        case .SQLITE_ERROR, .SQLITE_RANGE: return Self.statementError(message)
        default: return DatabaseError(.failed, "the statement failed: \(message)")
        }
    }

    private static func statementError(_ message: String) -> DatabaseError {
        if message.contains("not authorized") || message.hasSuffix("may not be modified") {
            return DatabaseError(.refused, "not allowed: \(message)")
        }
        for what in ["column", "table"] {
            let prefix = "no such \(what): "
            guard message.hasPrefix(prefix) else { continue }
            let name = String(message.dropFirst(prefix.count))
            return DatabaseError(.unknownName, "there is no \(what) \(name)", unknownName: name)
        }
        let isSyntax = [
            "syntax error", "incomplete input", "unrecognized token", "wrong number of arguments", "misuse of",
            "ambiguous column", "no such function", "ORDER BY term", "GROUP BY term", "expression tree is too large",
            "too many", "sub-select returns", "do not have the same number", "HAVING clause", "row value misused",
            "circular reference", "no tables specified",
        ].contains { message.contains($0) }
        return DatabaseError(isSyntax ? .syntax : .failed, message)
    }

    static func openingError(_ error: any Error, _ path: String) -> DatabaseError {
        if let known = error as? DatabaseError { return known }
        guard let failure = error as? GRDB.DatabaseError else {
            return DatabaseError(.unavailable, "\(path) cannot be opened: \(error)")
        }
        switch failure.resultCode {
        case .SQLITE_NOTADB, .SQLITE_CORRUPT:
            return DatabaseError(
                .notADatabase,
                "\(path) is not a SQLite database; name a database, a .csv, .tsv or .jsonl file, or a "
                    + "postgres:// URL")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return DatabaseError(.unavailable, "another program holds a lock on \(path); try again")
        default:
            return DatabaseError(
                .unavailable,
                "\(path) cannot be opened: \(failure.message ?? "unknown error"); check the file and its folder")
        }
    }
}
