import Corvid
import CorvidGrammar
import Testing

@testable import DatabaseQuery

@Suite struct DatabasePluginTests {
    private static func plugin(_ names: [String], writing: Bool = false) async throws -> DatabasePlugin {
        var sources: [DatabasePlugin.Source] = []
        for name in names {
            let connection = try ShopDatabase.inMemory()
            sources.append(
                DatabasePlugin.Source(
                    name: name, connection: connection, schema: try await connection.schema(samples: 0)))
        }
        return DatabasePlugin(sources, textLimit: 4096)
    }

    @Test func oneDatabaseIsOneTool() async throws {
        let plugin = try await Self.plugin(["shop"])
        #expect(plugin.tools.map(\.name) == ["database"])
        #expect(
            plugin.instructions?.hasPrefix("Tables of the tool database (SQLite):\ncustomers(id int key, name text,")
                == true)
        #expect(plugin.tools[0].traits.returnsUntrustedText && !plugin.tools[0].traits.hasSideEffects)
        let several = try await Self.plugin(["shop", "shop", "hr"])
        #expect(several.tools.map(\.name) == ["database_shop", "database_shop_2", "database_hr"])
    }

    @Test func callsCarryTextDataAndSource() async throws {
        let plugin = try await Self.plugin(["shop"])
        let output = try await plugin.tools[0].call(
            json: .object(["sql": .text("SELECT name FROM customers WHERE city = 'Oslo'")]), context: ToolContext())
        #expect(output.text == "name\nGrace")
        #expect(output.source == "shop")
        #expect(
            String(decoding: output.data?.serialized ?? [], as: UTF8.self)
                == #"{"columns":["name"],"rows":[["Grace"]]}"#)
    }

    @Test func errorsNameWhatWasPerhapsMeant() async throws {
        let plugin = try await Self.plugin(["shop"])
        for (sql, message) in [
            ("SELECT nme FROM customers", "there is no column nme; there is customers.name"),
            ("SELECT name FROM costumers", "there is no table costumers; there is customers"),
            ("SELECT orders.totl FROM orders", "there is no column orders.totl; there is orders.total"),
            ("DELETE FROM orders", "DELETE is not allowed: the database is open for reading only; write a SELECT"),
        ] {
            do {
                _ = try await plugin.tools[0].call(json: .object(["sql": .text(sql)]), context: ToolContext())
                Issue.record("\(sql) ran")
            } catch {
                let error = try #require(error as? ToolError)
                #expect(error.message == message && error.isRetryable)
            }
        }
    }

    /// The schema of the arguments, as the loop compiles it, takes a query in a JSON string and no other.
    @Test func argumentsFollowTheGrammar() async throws {
        let definition = try await Self.plugin(["shop"]).tools[0].definition
        var options = JSONSchema.Options()
        options.grammars = definition.grammars
        let schema = try JSONSchema(definition.parameters, options: options)
        let grammar = try CompiledGrammar(schema)
        for (text, isTaken) in [
            (#"{"sql":"SELECT \"select\" FROM \"group\""}"#, true), (#"{"sql":"SELECT name FROM customers"}"#, true),
            (#"{"sql":"SELECT name FROM orders"}"#, false), (#"{"sql":"DROP TABLE orders"}"#, false),
            (#"{"sql":"SELECT name FROM customers; DELETE FROM customers"}"#, false),
        ] {
            var matcher = GrammarMatcher(grammar)
            #expect(
                (matcher.advance(by: Array(text.utf8)) == text.utf8.count && matcher.isComplete) == isTaken, "\(text)")
        }
    }

    @Test func cancellingStopsTheQuery() async throws {
        let plugin = try await Self.plugin(["shop"])
        let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        let task = Task {
            try await plugin.tools[0].call(json: .object(["sql": .text(endless)]), context: ToolContext())
        }
        try await Task.sleep(for: .milliseconds(100))
        task.cancel()
        await #expect(throws: CancellationError.self) { _ = try await task.value }
    }
}
