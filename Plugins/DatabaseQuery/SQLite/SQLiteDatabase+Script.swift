import Foundation
import GRDB

extension SQLiteDatabase {
    /// Bytes that a file of statements may have.
    private static let maximumScript = 64 << 20
    /// How long its statements may run, all told.
    private static let scriptTime = Duration.seconds(60)

    /// A database in memory that a file's statements make: CREATE TABLE, INSERT and the like, such as a dump by SQLite's
    /// shell. It can only be read.
    ///
    /// - Throws: ``DatabaseError`` `.notFound`, `.accessDenied`, `.tooLarge`, `.invalidFile` for what is no text, `.refused`
    ///   for statements that reach out of the database and when the policy allows writing, and those of the statements.
    public convenience init(script path: String, policy: QueryPolicy = QueryPolicy()) throws(DatabaseError) {
        guard !policy.allowsWriting else {
            throw DatabaseError(
                .refused, "\(path) can only be read; make a SQLite database of it to change it")
        }
        let size = try FileCheck.size(of: path)
        guard size <= Self.maximumScript else {
            throw DatabaseError(
                .tooLarge,
                "\(path) has \(size >> 20) MB, and files up to \(Self.maximumScript >> 20) MB are run; make a "
                    + "SQLite database of it")
        }
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else {
            throw DatabaseError(.accessDenied, "\(path) may not be read; check its permissions")
        }
        guard let script = String(validating: data, as: UTF8.self) else {
            throw DatabaseError(.invalidFile, "\(path) is not UTF-8 text")
        }
        do {
            try self.init(name: path, policy: policy) { database, authorizer in
                try authorizer.restricted(to: .filling, until: .now + Self.scriptTime) {
                    do {
                        try database.execute(sql: script)
                    } catch let error as GRDB.DatabaseError {
                        let what = authorizer.refusal.map { "\($0) is not allowed" } ?? error.message ?? "\(error)"
                        throw DatabaseError(authorizer.refusal == nil ? .invalidFile : .refused, "\(path): \(what)")
                    }
                }
            }
        } catch {
            throw Self.openingError(error, path)
        }
    }
}
