import CorvidGrammar
import Testing

@testable import DatabaseQuery

@Suite(
    .serialized,
    .enabled(if: PostgresServer.binaryFolder != nil, "PostgreSQL is not installed (Debian package postgresql)"))
struct PostgresDatabaseTests {
    /// A database of a test's own with the shop's tables.
    static func shop(_ name: String) throws -> (PostgresServer, String) {
        let server = try #require(PostgresServer.shared)
        try server.execute("CREATE DATABASE \(name)")
        try server.execute(ShopDatabase.postgresStatements, database: name)
        return (server, server.url(database: name))
    }

    @Test func readsWithParametersAndTypes() async throws {
        let (_, url) = try Self.shop("types")
        let database = try await PostgresDatabase(url)
        let result = try await database.run(
            "SELECT id, name, joined, active, city FROM customers WHERE id = $1 OR city = $2 ORDER BY id;",
            parameters: [3, "Bergen"])
        #expect(result.columns == ["id", "name", "joined", "active", "city"])
        #expect(
            result.rows == [
                [.integer(1), .text("Ada"), .text("2023-01-05"), .boolean(true), .text("Bergen")],
                [.integer(3), .text("Edsger"), .null, .boolean(false), .null],
            ])
        let others = try await database.run(
            "SELECT price, \"unit price\", (SELECT photo FROM \"group\"), (SELECT details FROM orders WHERE id = 1) "
                + "FROM products WHERE id = 1 -- the lamp")
        #expect(
            others.rows == [[.decimal("20.50"), .decimal("20.5"), .blob(byteCount: 2), .text(#"{"a": 1}"#)]])
        #expect(try await database.run("SELECT 1 AS a WHERE false").text == "a\n(no rows)")
        #expect(
            try await database.run("SELECT 'NaN'::float8, 1e300::float8, 2::numeric / 3").rows[0][0] == .decimal("NaN"))
        await database.close()
        await expect(.unavailable) { _ = try await database.run("SELECT 1") }
    }

    @Test func boundsWhatIsRead() async throws {
        let (_, url) = try Self.shop("bounds")
        var policy = QueryPolicy()
        (policy.maximumRows, policy.maximumColumns, policy.maximumCellBytes) = (5, 2, 10)
        let database = try await PostgresDatabase(url, policy: policy)
        let many = try await database.run("SELECT n, n, n FROM generate_series(1, 1000000) n ORDER BY n")
        #expect(many.rows == (1...5).map { [.integer($0), .integer($0)] })
        #expect(many.truncation.hasMoreRows && many.truncation.omittedColumns == 1)
        // The server cuts the text; a gigabyte is never sent.
        let long = try await database.run("SELECT repeat('é', 100000000)")
        #expect(long.rows == [[.text("ééééé…")]])
        #expect(long.truncation.shortenedCells == 1)
        #expect(try await database.run("SELECT n FROM generate_series(1, 5) n").isTruncated == false)
        policy.maximumBytes = 20
        policy.maximumRows = 100
        let few = try await PostgresDatabase(url, policy: policy)
        let cut = try await few.run("SELECT 'abcdefgh' FROM generate_series(1, 10)")
        #expect(cut.rows.count == 2 && cut.truncation.hasMoreRows)
    }

    @Test func stopsAtTheTimeoutAndWhenCancelled() async throws {
        let (_, url) = try Self.shop("stops")
        var policy = QueryPolicy()
        policy.timeout = .milliseconds(300)
        let database = try await PostgresDatabase(url, policy: policy)
        let endless = "SELECT count(*) FROM generate_series(1, 100000) a, generate_series(1, 100000) b"
        await expect(.timedOut) { _ = try await database.run(endless) }
        let patient = try await PostgresDatabase(url)
        let task = Task { try await patient.run(endless) }
        try await Task.sleep(for: .milliseconds(200))
        task.cancel()
        await expect(.cancelled) { _ = try await task.value }
        // Cancelled before it began.
        let early = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await patient.run("SELECT 1")
        }
        await expect(.cancelled) { _ = try await early.value }
        #expect(try await patient.run("SELECT 1").rows == [[.integer(1)]])
        #expect(try await database.run("SELECT 1").rows == [[.integer(1)]])
    }

    @Test func writesOnlyWithAGrant() async throws {
        let (server, url) = try Self.shop("writing")
        let reader = try await PostgresDatabase(url)
        await expect(.refused) {
            _ = try await reader.run("DELETE FROM orders", parameters: [], access: .writing, deadline: nil)
        }
        var policy = QueryPolicy()
        policy.allowsWriting = true
        let writer = try await PostgresDatabase(url, policy: policy)
        await expect(.refused) { _ = try await writer.run("DELETE FROM order_lines") }
        await expect(.refused) {
            _ = try await writer.run("WITH gone AS (DELETE FROM order_lines RETURNING *) SELECT * FROM gone")
        }
        #expect(try server.execute("SELECT count(*) FROM order_lines", database: "writing") == "4\n")
        let result = try await writer.run(
            "UPDATE customers SET city = $1 WHERE city IS NULL RETURNING id", parameters: ["Turing"], access: .writing,
            deadline: nil)
        #expect(result.changedRows == 1 && result.rows == [[.integer(3)]])
        #expect(result.text == "1 row changed\nid\n3")
        #expect(try server.execute("SELECT city FROM customers WHERE id = 3", database: "writing") == "Turing\n")
        for sql in ["DROP TABLE orders", "TRUNCATE orders", "COPY orders TO '/tmp/evil'", "SELECT pg_sleep(1)"] {
            await expect(.refused) { _ = try await writer.run(sql, parameters: [], access: .writing, deadline: nil) }
        }
        // What fails is undone.
        await expect(.failed) {
            _ = try await writer.run(
                "UPDATE customers SET id = 1 WHERE id > 1", parameters: [], access: .writing, deadline: nil)
        }
        #expect(try await writer.run("SELECT count(DISTINCT id) FROM customers").rows == [[.integer(3)]])
    }

    @Test func readsTheSchema() async throws {
        let (_, url) = try Self.shop("schema")
        let schema = try await PostgresDatabase(url).schema(samples: 0)
        #expect(
            schema.text() == """
                customers(id int key, name text, city varchar(40), joined date, active boolean)
                "group"(id int key, "select" text, "Größe" text, photo bytea, twice int)
                hr.people(id int key, name text)
                large_orders(id int, total double) view
                order_lines(order_id int key part -> orders.id, product_id int key part -> products.id, quantity int)
                orders(id int key, customer_id int -> customers.id, placed timestamp, total double, status text, \
                details jsonb, token uuid, tags text[])
                products(id int key, title text, price numeric(10,2), "unit price" double)
                """)
        let samples = try await PostgresDatabase(url).schema(samples: 2)
        #expect(samples.tables.first { $0.name == "customers" }?.columns[1].samples == ["Ada", "Edsger"])
    }

    @Test func sentencesOfTheGrammarPrepare() async throws {
        let (_, url) = try Self.shop("grammar")
        let database = try await PostgresDatabase(url)
        let grammar = try CompiledGrammar(QueryGrammar.queries(over: try await database.schema(samples: 0)))
        var random = SeededGenerator(seed: 2)
        var failures: [String] = []
        let count = 1500
        for index in 0..<count {
            let sentence = try #require(GrammarWalk.sentence(of: grammar, length: 10 + index % 300, &random))
            do {
                try await database.check(sentence)
            } catch {
                failures.append("\(error): \(sentence)")
            }
        }
        print("PostgreSQL prepared \(count - failures.count) of \(count)")
        for failure in failures.prefix(30) { print(failure) }
        #expect(failures.count * 20 <= count)
    }

    @Test func saysWhyThereIsNoConnection() async throws {
        let server = try #require(PostgresServer.shared)
        func error(_ url: String) async -> DatabaseError? {
            do {
                _ = try await PostgresDatabase(url)
                return nil
            } catch {
                return error as? DatabaseError
            }
        }
        let password = await error(server.url(password: "wrong secret"))
        #expect(password?.code == .accessDenied)
        #expect(password?.message.contains("secret") == false)
        let user = await error(server.url(user: "nobody"))
        #expect(user?.code == .accessDenied)
        let database = await error(server.url(database: "missing"))
        #expect(database?.code == .unknownDatabase)
        #expect(
            database?.message
                == "the server has no database like that of postgres://owner@127.0.0.1:\(server.port)/missing; check its name"
        )
        let port = await error("postgres://owner:hidden@127.0.0.1:1/x")
        #expect(port?.code == .connectionFailed)
        #expect(port?.message.contains("hidden") == false)
        #expect(
            port?.message
                == "no PostgreSQL server answers at postgres://owner@127.0.0.1:1/x; start it, or check host and port")
        #expect(await error("postgres://owner@no-such-host.invalid/x")?.code == .connectionFailed)
        #expect(await error("postgres://[")?.code == .invalidFile)
        #expect(await error("postgres://x@/tmp:%zz/")?.code != nil)
    }

    @Test func comesBackAfterTheConnectionWasLost() async throws {
        let (server, url) = try Self.shop("lost")
        let database = try await PostgresDatabase(url)
        #expect(try await database.run("SELECT 1").rows == [[.integer(1)]])
        try server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'lost' AND application_name = 'corvid'"
        )
        await expect(.connectionFailed) { _ = try await database.run("SELECT 1") }
        #expect(try await database.run("SELECT 2").rows == [[.integer(2)]])
    }

    /// What read-only transactions do not keep from having effects is refused before it is sent.
    @Test func functionsWithEffectsAreRefused() async throws {
        let (_, url) = try Self.shop("functions")
        let database = try await PostgresDatabase(url)
        for sql in HostileStatements.postgres
        where sql.contains("pg_sleep") || sql.contains("change_it") || sql.contains("nap") {
            do {
                _ = try await database.run(sql)
                Issue.record("\(sql) ran")
            } catch {
                #expect([.refused, .syntax].contains((error as? DatabaseError)?.code), "\(sql): \(error)")
            }
        }
        #expect(try await database.run("SELECT random() < 2, upper('a'), now() > '2020-01-01'").rows.count == 1)
        var policy = QueryPolicy()
        policy.allowedFunctions = ["change_it"]
        // Allowed, but a read-only transaction all the same.
        let allowing = try await PostgresDatabase(url, policy: policy)
        await expect(.refused) { _ = try await allowing.run("SELECT change_it()") }
    }

    @Test func namesWhatDoesNotExist() async throws {
        let (_, url) = try Self.shop("names")
        let database = try await PostgresDatabase(url)
        let schema = try await database.schema(samples: 0)
        for (sql, name, nearest) in [
            ("SELECT nam FROM customers", "nam", "customers.name"),
            ("SELECT customers.nam FROM customers", "customers.nam", "customers.name"),
            ("SELECT 1 FROM costumers", "costumers", "customers"),
        ] {
            do {
                _ = try await database.run(sql)
                Issue.record("\(sql) ran")
            } catch {
                let error = try #require(error as? DatabaseError)
                #expect(error.code == .unknownName && error.unknownName == name)
                #expect(schema.nearest(to: name) == nearest)
            }
        }
    }

    private func expect(_ code: DatabaseError.Code, _ body: () async throws -> Void) async {
        do {
            try await body()
            Issue.record("nothing failed; expected \(code)")
        } catch {
            #expect((error as? DatabaseError)?.code == code, "\(error)")
        }
    }
}
