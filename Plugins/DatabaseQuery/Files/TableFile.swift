import CorvidGrammar
import Foundation
import GRDB

/// A text file that becomes a table.
struct TableFile {
    /// Bytes that a file may have.
    private static let maximumBytes = 512 << 20
    /// Columns that a table may have.
    private static let maximumColumns = 1000

    let path: String
    private let bytes: [UInt8]

    /// - Throws: `.notFound`, `.accessDenied` or `.tooLarge`.
    init(path: String) throws(DatabaseError) {
        self.path = path
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
            throw DatabaseError(.notFound, "there is no file \(path); check the path")
        }
        let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
        guard size <= Self.maximumBytes else {
            throw DatabaseError(
                .tooLarge,
                "\(path) has \(size >> 20) MB; files up to \(Self.maximumBytes >> 20) MB open as tables, import it "
                    + "into a SQLite database")
        }
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else {
            throw DatabaseError(.accessDenied, "\(path) may not be read; check its permissions")
        }
        bytes = Array(data)
    }

    // MARK: - Separated values

    /// Makes a table of the file's records.
    ///
    /// The first record names the columns, unless all of it are numbers.
    func importDelimited(_ delimiter: UInt8?, as name: String, into database: Database) throws {
        var reader = DelimitedText(bytes, delimiter: delimiter, path: path)
        guard let first = try reader.next() else {
            throw DatabaseError(.invalidFile, "\(path) is empty; its first line has to name the columns")
        }
        let hasNames = first.fields.contains { $0.map { !ColumnType.isNumber(Array($0.utf8)) } ?? false }
        let columns = try names(first.fields.map { hasNames ? $0 ?? "" : "" })
        if !hasNames { reader = DelimitedText(bytes, delimiter: delimiter, path: path) }
        let start = reader
        var types = columns.map { _ in ColumnType() }
        while let record = try reader.next() {
            guard record.fields.count == columns.count else {
                throw DatabaseError(
                    .invalidFile,
                    "\(path), line \(record.line): there are \(record.fields.count) values, but "
                        + "\(columns.count) columns")
            }
            for (index, field) in record.fields.enumerated() { if let field { types[index].take(text: field) } }
        }
        let insertion = try create(name, columns, types.map(\.declared), database)
        reader = start
        while let record = try reader.next() {
            let values = zip(record.fields, types).map { Self.value($0, $1.declared) }
            insertion.setUncheckedArguments(StatementArguments(values))
            try insertion.execute()
        }
    }

    private static func value(_ field: String?, _ type: String) -> DatabaseValue {
        guard let field else { return .null }
        switch type {
        case "BOOLEAN": return (field.lowercased() == "true").databaseValue
        case "INTEGER": return Int64(field)?.databaseValue ?? field.databaseValue
        case "REAL": return Double(field)?.databaseValue ?? field.databaseValue
        default: return field.databaseValue
        }
    }

    // MARK: - JSON

    /// Makes a table of JSON objects, one a line or all in one array; values that are objects or arrays are kept as JSON.
    func importJSON(as name: String, into database: Database) throws {
        let objects = try readObjects()
        var columns: [[UInt8]] = []
        var places: [[UInt8]: Int] = [:]
        for object in objects {
            for member in object.members where places[member.key] == nil {
                places[member.key] = columns.count
                columns.append(member.key)
                guard columns.count <= Self.maximumColumns else {
                    throw DatabaseError(
                        .invalidFile,
                        "\(path), line \(object.line): the objects have more than \(Self.maximumColumns) "
                            + "different members")
                }
            }
        }
        guard !columns.isEmpty else { throw DatabaseError(.invalidFile, "\(path) has no objects with members") }
        var types = [JSONColumnType](repeating: JSONColumnType(), count: columns.count)
        for object in objects {
            for member in object.members { if let place = places[member.key] { types[place].take(member.value) } }
        }
        let names = try names(columns.map { String(decoding: $0, as: UTF8.self) })
        let insertion = try create(name, names, types.map(\.declared), database)
        for object in objects {
            var values = [DatabaseValue](repeating: .null, count: columns.count)
            for member in object.members {
                if let place = places[member.key] { values[place] = JSONColumnType.value(member.value) }
            }
            insertion.setUncheckedArguments(StatementArguments(values))
            try insertion.execute()
        }
    }

    private func readObjects() throws(DatabaseError) -> [(members: [JSONValue.Member], line: Int)] {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || 0x09...0x0D ~= $0 }
        let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        if content.first(where: { !isSpace($0) }) == UInt8(ascii: "[") {
            guard case .array(let elements) = try parsed(content, line: 1) else { return [] }
            return try elements.enumerated().map { (index, element) throws(DatabaseError) in
                guard let members = element.members else {
                    throw DatabaseError(.invalidFile, "\(path): element \(index + 1) of the array is no object")
                }
                return (members, index + 1)
            }
        }
        var objects: [(members: [JSONValue.Member], line: Int)] = []
        for (index, line) in content.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            if line.allSatisfy(isSpace) { continue }
            guard let members = try parsed(line, line: index + 1).members else {
                throw DatabaseError(
                    .invalidFile, "\(path), line \(index + 1): the line is no JSON object; each line has to be one")
            }
            objects.append((members, index + 1))
        }
        return objects
    }

    private func parsed(_ bytes: ArraySlice<UInt8>, line: Int) throws(DatabaseError) -> JSONValue {
        do {
            return try JSONValue(parsing: Array(bytes))
        } catch {
            throw DatabaseError(.invalidFile, "\(path), line \(line): \(error)")
        }
    }

    // MARK: - Tables

    /// Names for columns: those given where they are not empty and not yet taken.
    private func names(_ given: [String]) throws(DatabaseError) -> [String] {
        guard given.count <= Self.maximumColumns else {
            throw DatabaseError(.invalidFile, "\(path) has more than \(Self.maximumColumns) columns")
        }
        var taken: Set<String> = []
        var names: [String] = []
        for (index, name) in given.enumerated() {
            let trimmed = name.trimmingCharacters(in: .whitespacesAndNewlines)
            let base = trimmed.isEmpty ? "column_\(index + 1)" : QueryResult.line(trimmed)
            var unique = base
            var number = 2
            while !taken.insert(unique.lowercased()).inserted {
                unique = "\(base)_\(number)"
                number += 1
            }
            names.append(unique)
        }
        return names
    }

    private func create(
        _ name: String, _ columns: [String], _ types: [String], _ database: Database
    ) throws -> Statement {
        let table = SQLDialect.sqlite.forceQuoted(name)
        let definitions = zip(columns, types).map { "\(SQLDialect.sqlite.forceQuoted($0)) \($1)" }
        try database.execute(sql: "CREATE TABLE \(table) (\(definitions.joined(separator: ", ")))")
        let places = columns.map { _ in "?" }.joined(separator: ", ")
        return try database.makeStatement(sql: "INSERT INTO \(table) VALUES (\(places))")
    }
}
