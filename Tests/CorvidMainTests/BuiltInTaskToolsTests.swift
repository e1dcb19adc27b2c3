import Calculator
import Corvid
import CorvidGrammar
import CorvidTrain
import DatabaseQuery
import Foundation
import GRDB
import HTTPFetch
import Testing

@testable import CorvidMain

@Suite struct BuiltInTaskToolsTests {
    /// Keys of one and two columns, names that need quotation marks, types that SQLite's plugin abbreviates.
    private static let tables = [
        TableDescription(
            name: "Customers",
            columns: [
                .init(name: "id", type: "INTEGER", isKey: true), .init(name: "Full Name", type: "VARCHAR(100)"),
                .init(name: "since", type: "DATE"), .init(name: "order", type: "REAL"),
            ]),
        TableDescription(
            name: "orders",
            columns: [
                .init(name: "order_id", type: "INTEGER", isKey: true),
                .init(name: "customer_id", type: "INTEGER", references: "customers.ID"),
                .init(name: "total", type: "DOUBLE PRECISION"), .init(name: "note", type: "TEXT"),
                .init(name: "lost", type: "INTEGER", references: "elsewhere.id"),
            ]),
        TableDescription(
            name: "stock",
            columns: [
                .init(name: "shop", type: "TEXT", isKey: true), .init(name: "item", type: "TEXT", isKey: true),
                .init(name: "count", type: "INTEGER"), .init(name: "is_open", type: "BOOLEAN"),
            ]),
    ]

    private static func create(_ table: TableDescription) -> String {
        func quoted(_ name: String) -> String { "\"\(name)\"" }
        var parts = table.columns.map { quoted($0.name) + " " + $0.type }
        let keys = table.columns.filter(\.isKey).map { quoted($0.name) }
        parts.append("PRIMARY KEY (\(keys.joined(separator: ", ")))")
        for column in table.columns {
            guard let target = column.references?.split(separator: ".") else { continue }
            parts.append(
                "FOREIGN KEY (\(quoted(column.name))) REFERENCES \(quoted(String(target[0])))(\(quoted(String(target[1]))))"
            )
        }
        return "CREATE TABLE \(quoted(table.name)) (\(parts.joined(separator: ", ")))"
    }

    @Test func showsADatabaseAsTheOpenedFileIsShown() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "task-tools-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "shop.db").path
        let queue = try DatabaseQueue(path: path)
        try await queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA foreign_keys = OFF")
            for table in Self.tables {
                try database.execute(sql: Self.create(table))
            }
        }
        try queue.close()
        let plugin = try await DatabasePlugin([DatabaseLocation(parsing: path)])
        let (tool, instructions) = BuiltInTaskTools.make().database(Self.tables)
        #expect(instructions == plugin.instructions)
        let real = try #require(plugin.tools.first?.definition)
        #expect(plugin.tools.count == 1)
        #expect(tool.name == real.name)
        #expect(tool.description == real.description)
        #expect(tool.parameters == real.parameters)
        for (sql, isSaid) in [
            (#"SELECT "Full Name" FROM Customers WHERE since >= '2024-01-01'"#, true),
            (#"SELECT COUNT(*) FROM orders JOIN Customers ON orders.customer_id = Customers.id"#, true),
            ("SELECT nothing FROM orders", false), ("DELETE FROM orders", false),
        ] {
            for definition in [tool, real] {
                let grammar = try CompiledGrammar(try #require(definition.grammars["sql"]))
                #expect(GrammarMatcher.matches(sql, grammar) == isSaid, "\(sql)")
            }
        }
        await plugin.close()
    }

    @Test func showsCalculatorAndFetchAsThePluginsDo() {
        let tools = BuiltInTaskTools.make()
        #expect(tools.calculator == CalculatorPlugin().tools.first?.definition)
        let fetch = HTTPFetchPlugin().tools.first?.definition
        #expect(tools.fetch.name == fetch?.name)
        #expect(tools.fetch.description == fetch?.description)
        #expect(tools.fetch.parameters == fetch?.parameters)
    }
}

extension GrammarMatcher {
    static func matches(_ text: String, _ grammar: CompiledGrammar) -> Bool {
        var matcher = GrammarMatcher(grammar)
        let bytes = Array(text.utf8)
        return matcher.advance(by: bytes) == bytes.count && matcher.isComplete
    }
}
