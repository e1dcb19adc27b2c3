import Corvid
import CorvidGrammar
import GRDB
import Testing

@testable import DatabaseQuery

@Suite struct ValueLookupTests {
    private static func tool(_ sql: String, policy: QueryPolicy = QueryPolicy()) async throws -> DatabaseQueryTool {
        let connection = try SQLiteDatabase(name: "test", policy: policy) { database, _ in
            try database.execute(sql: sql)
        }
        return patient(connection, try await connection.schema(samples: 0))
    }

    /// With more time than a busy machine takes.
    static func patient(
        _ connection: any DatabaseConnection, _ schema: DatabaseSchema, _ time: Duration = .seconds(30)
    ) -> DatabaseQueryTool {
        var tool = DatabaseQueryTool(connection, schema: schema)
        tool.matchingTime = time
        return tool
    }

    private static let places = """
        CREATE TABLE orders (id INTEGER PRIMARY KEY, city TEXT, status VARCHAR(10), total REAL, note TEXT);
        CREATE TABLE places (name TEXT, kind);
        INSERT INTO orders VALUES (1, 'New York', 'paid', 5, 'O''Brien said "now"'), (2, 'York', 'open', 7, '2024'),
            (3, 'Örebro', 'paid', 9, 'C++'), (4, 'Paris', 'open', 1, NULL), (5, 'PARIS', 'open', 1, x'5061'),
            (6, 'Rome', 'void', 1, '東京'), (7, 'Oslo', 'void', 1, '%');
        INSERT INTO places VALUES ('York', 'city'), ('new york', 'city'), ('Lamp', 12), ('Acme Inc.', 'firm');
        """

    @Test(arguments: [
        ("Total of orders from New York?", ["orders.city=New York", "places.name=new york"]),
        (
            "Is York bigger than New York?",
            [
                "orders.city=York", "orders.city=New York", "places.name=York", "places.name=new york",
            ]
        ),
        ("PAID orders in örebro", ["orders.city=Örebro", "orders.status=paid"]),
        ("which city is open", ["orders.status=open", "places.kind=city"]),
        ("lamps' price, in paris's shops", ["orders.city=PARIS", "orders.city=Paris", "places.name=Lamp"]),
        ("What did O'Brien said \"now\" mean, in 2024?", [#"orders.note=O'Brien said "now""#]),
        ("Who writes C++ in 東京?", ["orders.note=C++", "orders.note=東京"]),
        ("Debts of Acme Inc.", ["places.name=Acme Inc."]),
        (
            "Oslo; Rome, York: New York, Paris.",
            [
                "orders.city=Oslo", "orders.city=Rome", "orders.city=York", "places.name=York", "places.name=new york",
            ]
        ),
        ("'; DROP TABLE orders; --", []), ("5 % 7", []), ("12", []), ("", []), ("nothing of theirs", []),
    ]) func namesWhatIsThere(_ text: String, _ expected: [String]) async throws {
        let matches = await (try Self.tool(Self.places)).matches(in: text)
        #expect(matches.map { "\($0.name)=\($0.value)" } == expected)
    }

    /// Values are those of the data, byte for byte.
    @Test func valuesAreAsStored() async throws {
        let tool = try await Self.tool("CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('cafe\u{301} Noir')")
        let matches = await tool.matches(in: "the CAFE\u{301} noir")
        #expect(matches.map { Array($0.value.utf8) } == [Array("cafe\u{301} Noir".utf8)])
    }

    @Test func namesAreQuoted() async throws {
        let tool = try await Self.tool(
            """
            CREATE TABLE "a ""b" ("select" TEXT, "value" TEXT, "größe" TEXT);
            INSERT INTO "a ""b" VALUES ('Rome', 'Rome', 'Rome');
            """)
        #expect(await tool.matches(in: "rome").map(\.name) == [#"a "b.select"#, #"a "b.value"#, #"a "b.größe"#])
    }

    @Test func thereAreNotTooMany() async throws {
        let columns = (0..<100).map { "c\($0) TEXT" }.joined(separator: ", ")
        let rows = ["One", "Two", "Three", "Four"].map { value in
            "(\(Array(repeating: "'\(value)'", count: 100).joined(separator: ", ")))"
        }
        var policy = QueryPolicy()
        policy.timeout = .seconds(10)
        let tool = try await Self.tool(
            "CREATE TABLE t (\(columns)); INSERT INTO t VALUES \(rows.joined(separator: ", "))", policy: policy)
        let matches = await tool.matches(in: "One, Two, Three, Four")
        #expect(
            matches.map(\.name)
                == (0..<5).flatMap { Array(repeating: "t.c\($0)", count: 3) } + ["t.c5"])
        #expect(matches.prefix(3).map(\.value) == ["One", "Two", "Three"])
    }

    /// What the tool's schema does not show, and what no query may read, is not looked into.
    @Test func hiddenTablesAreNotLookedInto() async throws {
        let whole = try await Self.tool(Self.places)
        let shown = DatabaseSchema(dialect: .sqlite, tables: whole.schema.tables.filter { $0.name == "places" })
        let tool = Self.patient(whole.connection, shown)
        #expect(await tool.matches(in: "York, paid").map(\.name) == ["places.name"])
        var system = DatabaseSchema.Table(name: "sqlite_stat1", columns: [.init(name: "tbl", declared: "text")])
        system.estimatedRows = 1
        let analysed = try await Self.tool(Self.places + "; CREATE INDEX i ON orders (city); ANALYZE;")
        let hostile = Self.patient(
            analysed.connection, DatabaseSchema(dialect: .sqlite, tables: analysed.schema.tables + [system]))
        #expect(await hostile.matches(in: "orders by York").map(\.name) == ["orders.city", "places.name"])
    }

    /// A schema may be older than the tables.
    @Test func columnsThatAreGoneAreLeftOut() async throws {
        let tool = try await Self.tool(Self.places)
        var tables = tool.schema.tables
        tables[0].columns.insert(.init(name: "status_before", declared: "text"), at: 0)
        tables.append(.init(name: "gone", columns: [.init(name: "a", declared: "text")]))
        let old = Self.patient(tool.connection, DatabaseSchema(dialect: .sqlite, tables: tables))
        #expect(await old.matches(in: "gone status_before a paid").map(\.name) == ["orders.status"])
    }

    private static let million = """
        CREATE TABLE huge (a TEXT);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)
        INSERT INTO huge SELECT CASE i WHEN 1 THEN 'Rome' ELSE 'x' || i END FROM n;
        """

    @Test func largeTablesAreSkipped() async throws {
        let tool = try await Self.tool(Self.places + Self.million)
        #expect(tool.schema.tables.first { $0.name == "huge" }?.estimatedRows == 300_000)
        #expect(await tool.matches(in: "Rome").map(\.name) == ["orders.city"])
    }

    /// A view without end takes its time and no more, and what came before it stands.
    @Test(.timeLimit(.minutes(1))) func whatTakesTooLongIsLeftOut() async throws {
        var tool = try await Self.tool(
            Self.places + """
                CREATE VIEW endless AS WITH RECURSIVE n(i, a) AS (
                    SELECT 1, 'Rome' UNION ALL SELECT i + 1, 'x' FROM n) SELECT a FROM n;
                """)
        tool.matchingTime = .seconds(3)
        #expect(await tool.matches(in: "Rome").map(\.name) == ["orders.city"])
        // The connection is fit for more.
        #expect(try await tool.connection.run("SELECT 1").rows == [[.integer(1)]])
    }

    @Test(.timeLimit(.minutes(1))) func aCancelledTaskGetsNone() async throws {
        let tool = try await Self.tool(Self.places)
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return await tool.matches(in: "Rome")
        }
        task.cancel()
        #expect(await task.value.isEmpty)
        await tool.connection.close()
        #expect(await tool.matches(in: "Rome").isEmpty)
    }

    @Test func anAgentTellsItsModel() async throws {
        let tool = try await Self.tool(Self.places)
        var options = AgentOptions()
        options.matchingTime = .seconds(30)
        let agent = Agent(
            model: ScriptedModel { request in
                .text((request.messages.last?.matches ?? []).map { "\($0.name)=\($0.value)" }.joined(separator: " "))
            }, tools: [tool], options: options)
        let log = MemoryLog()
        let result = try await agent.respond(to: "How many orders from paris are void?", log: log)
        #expect(result.text == "orders.city=PARIS orders.city=Paris orders.status=void")
        // The replay has it from the log: the database is gone.
        await tool.connection.close()
        let replayed = try await agent.replay(log.records()).result
        #expect(replayed.messages == result.messages)
    }
}
