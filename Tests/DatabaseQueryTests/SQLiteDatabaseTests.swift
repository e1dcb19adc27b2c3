import CorvidGrammar
import Foundation
import GRDB
import Testing

@testable import DatabaseQuery

@Suite struct SQLiteDatabaseTests {
    @Test func readsWithParametersAndTypes() async throws {
        let database = try ShopDatabase.inMemory()
        let result = try await database.run(
            "SELECT id, name, price FROM customers JOIN products USING (id) WHERE id = ? OR name = ? ORDER BY id;",
            parameters: [2, "Ada"])
        #expect(result.columns == ["id", "name"] || result.columns == ["id", "name", "price"])
        #expect(
            result.rows == [
                [.integer(1), .text("Ada"), .real(20.5)], [.integer(2), .text("Grace"), .real(300)],
            ])
        let text = try await database.run("SELECT name, city, (SELECT photo FROM \"group\") AS photo FROM customers")
        #expect(
            text.text == """
                name | city | photo
                Ada | Bergen | <2 bytes>
                Grace | Oslo | <2 bytes>
                Edsger | NULL | <2 bytes>
                """)
        #expect(
            String(
                decoding: try await database.run("SELECT 1 AS a, 2.0 AS b, NULL AS c, 'x\"' AS d").json.serialized,
                as: UTF8.self)
                == #"{"columns":["a","b","c","d"],"rows":[[1,2.0,null,"x\""]]}"#)
        #expect(try await database.run("SELECT name FROM customers WHERE id > 9").text == "name\n(no rows)")
        #expect(try await database.run("SELECT 'a\nb' AS x").text == "x\na\\nb")
        await expect(.failed) { _ = try await database.run("SELECT ?", parameters: []) }
        await expect(.failed) { _ = try await database.run("SELECT 1", parameters: [1]) }
    }

    @Test func boundsWhatIsRead() async throws {
        var policy = QueryPolicy()
        (policy.maximumRows, policy.maximumColumns, policy.maximumCellBytes) = (5, 2, 10)
        let numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000) SELECT i, i, i FROM n"
        let database = try ShopDatabase.inMemory(policy)
        let many = try await database.run(numbers)
        #expect(many.rows == (1...5).map { [.integer($0), .integer($0)] })
        #expect(many.truncation.hasMoreRows && many.truncation.omittedColumns == 1)
        #expect(
            many.text.hasSuffix(
                "(only the first 5 rows are shown; narrow the query, aggregate or use LIMIT; 1 more column is not shown)"
            ))
        let long = try await database.run("SELECT replace(hex(zeroblob(1000)), '0', 'é')")
        #expect(long.rows == [[.text("ééééé…")]] && long.truncation.shortenedCells == 1)
        // Exactly at the bounds nothing is left out.
        #expect(
            try await database.run("SELECT 'abcdefghij', 1 FROM customers, customers AS c LIMIT 5").isTruncated == false
        )
    }

    /// The replaced functions do what SQLite's own do; an unchanged connection is the oracle.
    @Test func replacedFunctionsAreLikeTheOriginals() async throws {
        let database = try ShopDatabase.inMemory()
        let original = try DatabaseQueue()
        let texts = [
            "''", "'a'", "'ab'", "'aab'", "'abaab'", "'größe'", "'ö'", "NULL", "12", "1.5", "x'6162'", "x'62'",
            "'  a '", "' '",
        ]
        var expressions: [String] = []
        for a in texts {
            expressions += ["trim(\(a))", "ltrim(\(a))", "rtrim(\(a))"]
            for b in texts {
                expressions += ["instr(\(a), \(b))", "trim(\(a), \(b))", "ltrim(\(a), \(b))", "rtrim(\(a), \(b))"]
                for c in ["'x'", "''", "NULL", "'größe'"] { expressions.append("replace(\(a), \(b), \(c))") }
            }
        }
        for expression in expressions {
            let sql = "SELECT quote(\(expression))"
            let expected = try await original.read { try String.fetchOne($0, sql: sql) }
            #expect(try await database.run(sql).rows == [[expected.map { .text($0) } ?? .null]], "\(expression)")
        }
    }

    @Test func stopsAtTheTimeoutAndWhenCancelled() async throws {
        var policy = QueryPolicy()
        policy.timeout = .milliseconds(200)
        let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        let database = try ShopDatabase.inMemory(policy)
        await expect(.timedOut) { _ = try await database.run(endless) }
        let patient = try ShopDatabase.inMemory()
        await expect(.timedOut) {
            _ = try await patient.run(
                endless, parameters: [], access: .reading, deadline: .now + .milliseconds(100))
        }
        let task = Task { try await patient.run(endless) }
        try await Task.sleep(for: .milliseconds(100))
        task.cancel()
        await expect(.cancelled) { _ = try await task.value }
        #expect(try await patient.run("SELECT 1").rows == [[.integer(1)]])
        await patient.close()
        await expect(.unavailable) { _ = try await patient.run("SELECT 1") }
    }

    @Test func writesOnlyWithAGrant() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/shop.db"
        let queue = try DatabaseQueue(path: path)
        try await queue.write { try $0.execute(sql: ShopDatabase.statements) }
        try queue.close()
        let reader = try SQLiteDatabase(path: path)
        await expect(.refused) {
            _ = try await reader.run("DELETE FROM orders", parameters: [], access: .writing, deadline: nil)
        }
        var policy = QueryPolicy()
        policy.allowsWriting = true
        let writer = try SQLiteDatabase(path: path, policy: policy)
        await expect(.refused) { _ = try await writer.run("DELETE FROM order_lines") }
        await expect(.refused) { _ = try await writer.run("WITH x AS (SELECT 1) DELETE FROM order_lines") }
        #expect(try await reader.run("SELECT count(*) FROM order_lines").rows == [[.integer(4)]])
        let result = try await writer.run(
            "UPDATE customers SET city = ? WHERE city IS NULL RETURNING id", parameters: ["Turing"], access: .writing,
            deadline: nil)
        #expect(result.changedRows == 1 && result.rows == [[.integer(3)]])
        #expect(try await reader.run("SELECT city FROM customers WHERE id = 3").rows == [[.text("Turing")]])
        for sql in [
            "DROP TABLE orders", "PRAGMA user_version = 3", "CREATE TABLE x (a)", "ATTACH 'x' AS y", "VACUUM",
            "DELETE FROM sqlite_master", "SELECT load_extension('x')",
        ] {
            await expect(.refused) { _ = try await writer.run(sql, parameters: [], access: .writing, deadline: nil) }
        }
        // Foreign keys hold, and what fails is undone.
        await expect(.failed) {
            _ = try await writer.run("DELETE FROM customers", parameters: [], access: .writing, deadline: nil)
        }
        #expect(try await reader.run("SELECT count(*) FROM customers").rows == [[.integer(3)]])
        let schema = try await writer.schema(samples: 0)
        let changes = try CompiledGrammar(QueryGrammar.changes(of: schema))
        for sql in [
            "UPDATE orders SET status = 'paid' WHERE id = 2",
            "DELETE FROM order_lines WHERE order_id = 1 AND product_id = 2",
            "INSERT INTO products (id, title, price) VALUES (4, 'Shelf', 45.5)",
        ] {
            var matcher = GrammarMatcher(changes)
            #expect(matcher.advance(by: Array(sql.utf8)) == sql.utf8.count && matcher.isComplete, "\(sql)")
            #expect(try await writer.run(sql, parameters: [], access: .writing, deadline: nil).changedRows == 1)
        }
    }

    @Test func saysWhatIsWrongWithAFile() throws {
        let folder = try TemporaryFolder()
        let text = try folder.file("text.db", String(repeating: "This is no database. ", count: 100))
        func error(_ path: String) -> DatabaseQuery.DatabaseError? {
            do {
                _ = try SQLiteDatabase(path: path)
                return nil
            } catch {
                return error
            }
        }
        #expect(error(folder.path + "/missing.db")?.code == .notFound)
        #expect(
            error(folder.path + "/missing.db")?.message
                == "there is no file \(folder.path)/missing.db; check the path")
        #expect(error(text)?.code == .notADatabase)
        #expect(error(folder.path)?.code == .invalidFile)
        #expect(error("/dev/zero")?.code == .invalidFile)
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/missing.db"))
    }

    /// Readers of a database in write-ahead mode see what was committed, while it is written.
    @Test func readsWhileOthersWrite() async throws {
        let folder = try TemporaryFolder()
        var configuration = Configuration()
        configuration.journalMode = .wal
        let writer = try DatabaseQueue(path: folder.path + "/wal.db", configuration: configuration)
        try await writer.write { try $0.execute(sql: ShopDatabase.statements) }
        let reader = try SQLiteDatabase(path: folder.path + "/wal.db")
        #expect(try await reader.run("SELECT count(*) FROM customers").rows == [[.integer(3)]])
        try await writer.write { database in
            try database.execute(sql: "DELETE FROM order_lines; CREATE VIRTUAL TABLE notes USING fts5(body)")
            try database.execute(sql: "INSERT INTO notes VALUES ('ravens')")
        }
        #expect(try await reader.run("SELECT count(*) FROM order_lines").rows == [[.integer(0)]])
        #expect(try await reader.run("SELECT body FROM notes WHERE notes MATCH 'ravens'").rows == [[.text("ravens")]])
    }

    @Test func readsUnusualSchemas() async throws {
        let database = try SQLiteDatabase(name: "odd", policy: QueryPolicy()) { database, _ in
            try database.execute(
                sql: """
                    CREATE TABLE "order details" ("from" INT, "a""b" TEXT, größe, "" REAL, "1st" NUMERIC(5,2));
                    CREATE TABLE plain (id INTEGER PRIMARY KEY, twice GENERATED ALWAYS AS (id * 2), thrice INT AS (id * 3) STORED);
                    CREATE TABLE keyed (a TEXT, b INT, c, PRIMARY KEY (b, a)) WITHOUT ROWID;
                    CREATE TABLE child (a TEXT, b INT, parent REFERENCES plain, FOREIGN KEY (b, a) REFERENCES keyed (b, a));
                    CREATE TABLE lost (x INT REFERENCES nowhere(y));
                    CREATE VIEW broken AS SELECT missing FROM nowhere;
                    CREATE VIEW fine AS SELECT id, twice AS "double" FROM plain;
                    CREATE VIRTUAL TABLE notes USING fts5(title, body);
                    INSERT INTO plain (id) VALUES (1), (2);
                    INSERT INTO notes VALUES ('Ravens', 'use tools');
                    """)
        }
        let schema = try await database.schema(samples: 1)
        #expect(
            schema.text() == """
                child(a text, b int, parent -> plain.id) (b, a) -> keyed(b, a)
                fine(id int e.g. '1', double e.g. '2') view
                keyed(a text key part, b int key part, c)
                lost(x int)
                notes(title e.g. 'Ravens', body e.g. 'use tools')
                "order details"("from" int, "a""b" text, "größe", "" real, "1st" numeric(5,2))
                plain(id int key e.g. '1', twice e.g. '2', thrice int e.g. '3')
                """)
        #expect(
            try await database.run("SELECT body FROM notes WHERE notes MATCH 'tools'").rows == [[.text("use tools")]])
        #expect(try await database.run("SELECT thrice FROM plain WHERE id = 2").rows == [[.integer(6)]])
        let grammar = try CompiledGrammar(QueryGrammar.queries(over: schema))
        var random = SeededGenerator(seed: 3)
        for index in 0..<500 {
            let sentence = try #require(GrammarWalk.sentence(of: grammar, length: 10 + index % 200, &random))
            do { try await database.check(sentence) } catch { Issue.record("\(error): \(sentence)") }
        }
        let empty = try SQLiteDatabase(name: "empty", policy: QueryPolicy()) { _, _ in }
        let none = try await empty.schema(samples: 1)
        #expect(none.text() == "(the database has no tables)")
        var matcher = GrammarMatcher(try CompiledGrammar(QueryGrammar.queries(over: none)))
        #expect(matcher.advance(by: Array("SELECT 1".utf8)) == 8)
    }

    @Test func leavesOutWhatDoesNotFitTheText() throws {
        let tables = (0..<50).map { table in
            DatabaseSchema.Table(
                name: "table\(table)",
                columns: (0..<30).map {
                    DatabaseSchema.Column(name: "column\($0)", type: "INTEGER", valueClass: .number)
                })
        }
        let schema = DatabaseSchema(dialect: .sqlite, tables: tables)
        let whole = schema.text(limit: 1 << 20)
        #expect(whole.split(separator: "\n").count == 50)
        for limit in [500, 1000, 2000, 5000, 10_000] {
            let text = schema.text(limit: limit)
            #expect(text.utf8.count <= limit)
            #expect(text.contains("left out"))
            #expect(text == schema.text(limit: limit))
        }
    }

    private func expect(_ code: DatabaseQuery.DatabaseError.Code, _ body: () async throws -> Void) async {
        do {
            try await body()
            Issue.record("nothing failed; expected \(code)")
        } catch {
            #expect((error as? DatabaseQuery.DatabaseError)?.code == code, "\(error)")
        }
    }
}
