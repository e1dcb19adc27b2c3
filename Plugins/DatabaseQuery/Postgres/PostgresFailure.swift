import CPostgres

/// What libpq or the server said went wrong.
struct PostgresFailure {
    /// SQLSTATE (https://www.postgresql.org/docs/15/errcodes-appendix.html); empty when there is none.
    private let state: String
    private let message: String
    private let hint: String?
    private let connectionError: DatabaseError?

    /// What a statement came to.
    init(_ result: OpaquePointer) {
        func field(_ code: Character) -> String? {
            code.asciiValue.flatMap { PQresultErrorField(result, CInt($0)) }.map { String(cString: $0) }
        }
        state = field("C") ?? ""
        // Messages may quote what was written, however long that is.
        let full = field("M") ?? String(cString: PQresultErrorMessage(result))
        message = QueryValue.shortened(full, to: 500) ?? full
        hint = field("H").map { QueryValue.shortened($0, to: 500) ?? $0 }
        connectionError = nil
    }

    /// Why there is no connection. Only words tell: libpq gives no code for this.
    init(connecting message: String, location: String, password: String?) {
        var text = message.split(separator: "\n").map(String.init).last ?? "no reason was given"
        if let password, !password.isEmpty { text = text.replacing(password, with: "***") }
        (state, hint) = ("", nil)
        self.message = text
        func has(_ part: String) -> Bool { message.contains(part) }
        connectionError =
            if has("password authentication failed") || has("no password supplied") || has("pg_hba.conf")
                || has("authentication failed") || has("role \"")
            {
                DatabaseError(
                    .accessDenied,
                    "the server of \(location) refused the user or the password; check both"
                        + (has("no password supplied")
                            ? " (no password was given; PGPASSWORD or ~/.pgpass can hold it)" : ""))
            } else if has("database \""), has("does not exist") {
                DatabaseError(.unknownDatabase, "the server has no database like that of \(location); check its name")
            } else if has("Connection refused") || has("No such file or directory") || has("timeout expired") {
                DatabaseError(
                    .connectionFailed,
                    "no PostgreSQL server answers at \(location); start it, or check host and port")
            } else if has("could not translate host name") {
                DatabaseError(.connectionFailed, "the host of \(location) is not known; check its name")
            } else {
                DatabaseError(.connectionFailed, "there is no connection to \(location): \(text)")
            }
    }

    var error: DatabaseError { error(isCancelled: false) }

    func error(isCancelled: Bool) -> DatabaseError {
        if let connectionError { return connectionError }
        let text = hint.map { message + " (" + $0 + ")" } ?? message
        switch state {
        case "57014":
            return isCancelled
                ? DatabaseError(.cancelled, "the statement was cancelled")
                : DatabaseError(
                    .timedOut,
                    "the statement was stopped because it ran longer than it may; narrow it with WHERE, join on keys, or use "
                        + "LIMIT")
        case "42703", "42P01": return DatabaseError(.unknownName, message, unknownName: Self.quotedName(message))
        case "0A000" where message.contains("data-modifying"):
            return DatabaseError(.refused, "\(message): the database is open for reading only")
        case "25006": return DatabaseError(.refused, "\(message): the database is open for reading only")
        case "42501", "28000", "28P01": return DatabaseError(.accessDenied, text)
        case "54000", "54001", "54011", "54023", "53200", "53100", "53400":
            return DatabaseError(.tooLarge, text)
        case "57P01", "57P02", "57P03", "08000", "08003", "08006":
            return DatabaseError(.connectionFailed, "the server ended the connection: \(message)")
        case "55P03", "40001", "40P01": return DatabaseError(.unavailable, text)
        case _ where state.hasPrefix("42") || state.hasPrefix("26") || state.hasPrefix("0A"):
            return DatabaseError(.syntax, text)
        default: return DatabaseError(.failed, text)
        }
    }

    /// The name in `column "x" does not exist`, `column t.x does not exist`.
    private static func quotedName(_ message: String) -> String? {
        if let first = message.firstIndex(of: "\""), let last = message.lastIndex(of: "\""), first < last {
            return String(message[message.index(after: first)..<last])
        }
        let words = message.split(separator: " ")
        return words.count > 1 ? String(words[1]) : nil
    }
}
