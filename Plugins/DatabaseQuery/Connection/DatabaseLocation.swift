import Foundation

/// Where a database is: a SQLite file, a PostgreSQL server, a CSV, TSV, JSON or JSON lines file, or a file of SQL.
public struct DatabaseLocation: Sendable, Hashable {
    /// What is there.
    public enum Kind: Sendable, Hashable {
        /// A file.
        case sqlite(path: String)
        /// A URL, or the words of libpq; may hold a password.
        case postgres(String)
        /// A text file of lines with separated values; nil for a delimiter that is to be found out.
        case delimited(path: String, delimiter: UInt8?)
        /// A text file with one JSON object a line, or one array of objects.
        case json(path: String)
        /// A text file of SQLite's statements that make tables and rows, such as a dump.
        case script(path: String)
    }

    public var kind: Kind
    /// A short name for the tool and the model: letters, digits and `_`.
    public var name: String

    public init(_ kind: Kind, name: String? = nil) {
        self.kind = kind
        self.name = Self.identifier(name ?? Self.defaultName(kind))
    }

    /// Reads `shop.db`, `postgres://user@host/db`, `data.csv`, `log.jsonl`, or any of them after a name of one's own:
    /// `sales=postgres://host/db`.
    ///
    /// What is no URL and has none of the endings `.csv`, `.tsv`, `.tab`, `.psv`, `.json`, `.jsonl`, `.ndjson` and `.sql`
    /// is a SQLite file. Whether there is anything is only known when it is opened.
    /// - Throws: ``DatabaseError`` `.invalidFile` when the text is empty or a URL of another kind.
    public init(parsing text: String) throws(DatabaseError) {
        var location = text
        var name: String?
        if let sign = text.firstIndex(of: "="), !text[..<sign].isEmpty,
            text[..<sign].utf8.allSatisfy({ Self.isWordByte($0) }), !text[..<sign].hasPrefix("host"),
            !FileManager.default.fileExists(atPath: text)
        {
            name = String(text[..<sign])
            location = String(text[text.index(after: sign)...])
        }
        guard !location.isEmpty else {
            throw DatabaseError(
                .invalidFile, "the database has no location; write a file or postgres://user@host/database")
        }
        let lower = location.lowercased()
        func has(_ endings: String...) -> Bool { endings.contains { lower.hasSuffix($0) } }
        if lower.hasPrefix("postgres://") || lower.hasPrefix("postgresql://") {
            self.init(.postgres(location), name: name)
        } else if let scheme = location.range(of: "://") {
            guard lower.hasPrefix("sqlite://") || lower.hasPrefix("file://") else {
                throw DatabaseError(
                    .invalidFile,
                    "databases of the kind \(location[..<scheme.lowerBound]):// are not known; write a SQLite, CSV or JSON "
                        + "lines file, or postgres://user@host/database")
            }
            self.init(.sqlite(path: String(location[scheme.upperBound...])), name: name)
        } else if has(".tsv", ".tab") {
            self.init(.delimited(path: location, delimiter: UInt8(ascii: "\t")), name: name)
        } else if has(".csv", ".psv") {
            self.init(.delimited(path: location, delimiter: nil), name: name)
        } else if has(".json", ".jsonl", ".ndjson") {
            self.init(.json(path: location), name: name)
        } else if has(".sql") {
            self.init(.script(path: location), name: name)
        } else {
            self.init(.sqlite(path: location), name: name)
        }
    }

    /// Opens the database.
    ///
    /// - Throws: ``DatabaseError``.
    public func open(policy: QueryPolicy = QueryPolicy()) async throws -> any DatabaseConnection {
        switch kind {
        case .sqlite(let path): try SQLiteDatabase(path: path, policy: policy)
        case .postgres(let location): try await PostgresDatabase(location, policy: policy)
        case .delimited, .json: try SQLiteDatabase(importing: [self], policy: policy)
        case .script(let path): try SQLiteDatabase(script: path, policy: policy)
        }
    }

    /// Whether the tables are read from a text file.
    var isTextFile: Bool {
        switch kind {
        case .delimited, .json: true
        case .sqlite, .postgres, .script: false
        }
    }

    private static func defaultName(_ kind: Kind) -> String {
        switch kind {
        case .sqlite(let path), .delimited(let path, _), .json(let path), .script(let path):
            return URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        case .postgres(let location):
            let path = location.split(separator: "?").first ?? ""
            let parts = path.split(separator: "/", omittingEmptySubsequences: true)
            return parts.count > 2 ? String(parts[parts.count - 1]) : "postgres"
        }
    }

    /// The name with other characters made `_`.
    static func identifier(_ name: String) -> String {
        var bytes = name.utf8.map { isWordByte($0) ? $0 : UInt8(ascii: "_") }
        if bytes.isEmpty { bytes = Array("data".utf8) }
        if UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[0] { bytes.insert(UInt8(ascii: "_"), at: 0) }
        return String(decoding: bytes.prefix(40), as: UTF8.self)
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
