import CorvidGrammar
import CorvidTrain
import Foundation
import Testing

/// Runs the queries of all lessons on SQLite itself, its command line: package `sqlite3`.
@Suite struct LessonQueryTests {
    private static let program = "/usr/bin/sqlite3"

    @Test("Every query runs on its tables") func run() throws {
        try #require(
            FileManager.default.isExecutableFile(atPath: Self.program), "the Debian package sqlite3 is not installed")
        let databases = try LessonQueries(folder: LessonFixtures.folder).databases
        #expect(databases.count > 100)
        for database in databases {
            for error in try Self.errors(database) { Issue.record("\(database.file):\(database.line): \(error)") }
        }
    }

    @Test("A query that cannot run is found") func wrong() throws {
        try #require(FileManager.default.isExecutableFile(atPath: Self.program))
        var database = try #require(try LessonQueries(folder: LessonFixtures.folder).databases.first)
        database.queries.append((question: 99, sql: "SELECT no_such_column FROM \"\(database.tables[0].name)\""))
        let errors = try Self.errors(database)
        #expect(errors.count == 1)
        #expect(errors.first?.contains("question 99") == true)
    }

    /// What SQLite says about a database's statements, by question.
    private static func errors(_ database: LessonQueries.Database) throws -> [String] {
        var lines: [String] = []
        var owners: [String] = []
        func add(_ line: String, _ owner: String) {
            lines.append(line.replacing("\n", with: " "))
            owners.append(owner)
        }
        for (table, rows) in zip(database.tables, database.rows) {
            let columns = table.columns.map { "\"\($0.name)\" \($0.type)" }.joined(separator: ", ")
            add("CREATE TABLE \"\(table.name)\" (\(columns));", "table \(table.name)")
            for row in rows {
                add(
                    "INSERT INTO \"\(table.name)\" VALUES (\(row.map(literal).joined(separator: ", ")));",
                    "rows of \(table.name)")
            }
        }
        for query in database.queries { add(query.sql + ";", "question \(query.question): \(query.sql)") }
        let script = FileManager.default.temporaryDirectory.appendingPathComponent("lessons-\(UUID().uuidString).sql")
        defer { try? FileManager.default.removeItem(at: script) }
        try Data(lines.joined(separator: "\n").utf8).write(to: script)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["-batch", ":memory:"]
        let output = Pipe()
        process.standardInput = try FileHandle(forReadingFrom: script)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return text.split(separator: "\n").compactMap { message in
            // "Parse error near line 12: no such column: x"
            guard let near = message.firstRange(of: "line ") else { return nil }
            let number = Int(message[near.upperBound...].prefix { $0.isNumber }) ?? 0
            return "\(owners.indices.contains(number - 1) ? owners[number - 1] : "?"): \(message)"
        }
    }

    private static func literal(_ value: JSONValue) -> String {
        switch value {
        case .number(let text): text
        case .string(let bytes): "'" + String(decoding: bytes, as: UTF8.self).replacing("'", with: "''") + "'"
        default: "NULL"
        }
    }
}
