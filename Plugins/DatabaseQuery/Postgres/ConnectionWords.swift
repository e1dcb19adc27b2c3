import CPostgres
import Foundation

/// The location of a PostgreSQL database, taken apart by libpq.
struct ConnectionWords {
    let parameters: [(String, String)]
    let password: String?
    /// A URL without password and options.
    let displayName: String

    init(parsing location: String) throws(DatabaseError) {
        var reason: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(location, &reason) else {
            PQfreemem(reason)
            throw DatabaseError(
                .invalidFile,
                "the location of the PostgreSQL database cannot be read; write postgres://user@host:port/database")
        }
        defer { PQconninfoFree(options) }
        var words: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { words[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        password = words["password"]
        let user = words["user"].map { $0 + "@" } ?? ""
        let host = words["host"] ?? words["hostaddr"] ?? "localhost"
        let port = words["port"].map { ":" + $0 } ?? ""
        displayName = "postgres://\(user)\(host)\(port)/\(words["dbname"] ?? "")"
        words["connect_timeout"] = words["connect_timeout"] ?? "10"
        words["application_name"] = words["application_name"] ?? "corvid"
        parameters = words.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
