package import CorvidGrammar

/// The database of a record.
package enum CaseDatabase: Sendable, Hashable {
    /// A file.
    case file(path: String)
    /// Tables that the record brings.
    case tables([CaseTable], ignoresCase: Bool)

    /// Whether queries can be judged by what they return.
    package var hasRows: Bool {
        switch self {
        case .file: true
        case .tables(let tables, _): tables.contains { !$0.rows.isEmpty }
        }
    }

    /// Statements that make the tables, for SQLite; nil for a file.
    package var script: String? {
        guard case .tables(let tables, let ignoresCase) = self else { return nil }
        return tables.map { $0.script(ignoresCase: ignoresCase) }.joined()
    }
}

/// A table with its rows.
package struct CaseTable: Sendable, Hashable {
    package var description: TableDescription
    /// Values in the order of the columns.
    package var rows: [[JSONValue]]

    package init(_ description: TableDescription, rows: [[JSONValue]] = []) {
        self.description = description
        self.rows = rows
    }

    fileprivate func script(ignoresCase: Bool) -> String {
        let name = Self.quoted(description.name)
        let keys = description.columns.filter(\.isKey)
        var parts = description.columns.map { column in
            var part = "\(Self.quoted(column.name)) \(column.type)"
            if ignoresCase, column.type == "TEXT" { part += " COLLATE NOCASE" }
            if keys.count == 1, column.isKey { part += " PRIMARY KEY" }
            if let target = column.references, let point = target.firstIndex(of: ".") {
                part += " REFERENCES \(Self.quoted(String(target[..<point])))"
                part += "(\(Self.quoted(String(target[target.index(after: point)...]))))"
            }
            return part
        }
        if keys.count > 1 {
            parts.append("PRIMARY KEY (\(keys.map { Self.quoted($0.name) }.joined(separator: ", ")))")
        }
        var script = "CREATE TABLE \(name) (\(parts.joined(separator: ", ")));\n"
        // Below SQLite's bound of 500 terms where VALUES were a compound.
        for start in stride(from: 0, to: rows.count, by: 200) {
            let lines = rows[start..<min(start + 200, rows.count)].map { row in
                "(\(row.map(Self.literal).joined(separator: ", ")))"
            }
            script += "INSERT INTO \(name) VALUES \(lines.joined(separator: ",\n"));\n"
        }
        return script
    }

    private static func quoted(_ name: String) -> String {
        "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    private static func literal(_ value: JSONValue) -> String {
        switch value {
        case .null: "NULL"
        case .bool(let value): value ? "1" : "0"
        case .number(let digits): digits
        case .string(let bytes): text(bytes)
        case .array, .object: text(value.serialized)
        }
    }

    private static func text(_ bytes: [UInt8]) -> String {
        var quoted: [UInt8] = [UInt8(ascii: "'")]
        for byte in bytes where byte != 0 {
            if byte == UInt8(ascii: "'") { quoted.append(byte) }
            quoted.append(byte)
        }
        return String(decoding: quoted + [UInt8(ascii: "'")], as: UTF8.self)
    }
}
