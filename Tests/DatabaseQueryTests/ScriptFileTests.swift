import Corvid
import CorvidGrammar
import Foundation
import Testing

@testable import DatabaseQuery

/// Databases that a file of statements makes.
@Suite struct ScriptFileTests {
    private func open(_ script: String, in folder: TemporaryFolder) async throws -> any DatabaseConnection {
        try await DatabaseLocation(parsing: try folder.file("shop.sql", script)).open()
    }

    /// What is said of a script that cannot be used.
    private func complaint(_ script: String) async throws -> DatabaseError? {
        let folder = try TemporaryFolder()
        do {
            _ = try await open(script, in: folder)
            return nil
        } catch let error as DatabaseError {
            return error
        }
    }

    @Test func aDump() async throws {
        let folder = try TemporaryFolder()
        let database = try await open(
            """
            PRAGMA foreign_keys=OFF;
            BEGIN TRANSACTION;
            CREATE TABLE orders(id INTEGER PRIMARY KEY, customer INTEGER REFERENCES customers(id), total REAL);
            INSERT INTO orders VALUES(1, 7, 2.5), (2, 9, 4);
            CREATE TABLE customers(id INTEGER PRIMARY KEY, name TEXT COLLATE NOCASE);
            INSERT INTO customers VALUES(7, 'O''Hara; & co');
            CREATE INDEX by_name ON customers(name);
            CREATE VIEW large AS SELECT * FROM orders WHERE total > 3;
            COMMIT;
            """, in: folder)
        #expect(
            try await database.run(
                "SELECT total FROM orders JOIN customers c ON c.id = customer WHERE name = 'o''hara; & CO'"
            )
            .rows == [[.real(2.5)]])
        #expect(try await database.run("SELECT id FROM large").rows == [[.integer(2)]])
        let text = try await database.schema(samples: 0).text()
        #expect(text.contains("orders(id int key, customer int -> customers.id, total real)"), "\(text)")
        // It can only be read, and the file stays as it was.
        await #expect(throws: DatabaseError.self) { try await database.run("DELETE FROM orders") }
        let plugin = try await DatabasePlugin([DatabaseLocation(parsing: "\(folder.path)/shop.sql")])
        #expect(plugin.tools.map(\.name) == ["database"])
    }

    @Test(arguments: [
        "ATTACH '/tmp/other.db' AS other", "CREATE VIRTUAL TABLE v USING fts5(a)", "SELECT load_extension('x')",
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END", "SELECT writefile('/tmp/x', 'y')",
    ])
    func whatReachesOut(statement: String) async throws {
        let error = try #require(try await complaint("CREATE TABLE a(b);\n\(statement);"))
        #expect(error.code == .refused || error.code == .invalidFile, "\(error)")
        #expect(error.message.contains("shop.sql"), "\(error)")
    }

    @Test func nothingIsWrittenBesides() async throws {
        let folder = try TemporaryFolder()
        let target = "\(folder.path)/copy.db"
        _ = try? await open("CREATE TABLE a(b); COMMIT; VACUUM INTO '\(target)';", in: folder)
        #expect(!FileManager.default.fileExists(atPath: target))
    }

    @Test func whatIsNoScript() async throws {
        #expect(try await complaint("CREATE TABLE a(b); INSERT INTO c VALUES (1)")?.message.contains("c") == true)
        #expect(try await complaint("This is a letter.")?.code == .invalidFile)
        var policy = QueryPolicy()
        policy.allowsWriting = true
        let folder = try TemporaryFolder()
        let path = try folder.file("a.sql", "CREATE TABLE a(b)")
        #expect(throws: DatabaseError.self) { try SQLiteDatabase(script: path, policy: policy) }
        #expect(throws: DatabaseError.self) { try SQLiteDatabase(script: "/no/such.sql") }
        // An endless statement would be stopped; an empty file is a database without tables.
        #expect(try await complaint("") == nil)
    }
}
