import Foundation
import GRDB
import Testing

@testable import DatabaseQuery

@Suite(.serialized) struct HostileStatementTests {
    private static func policy() -> QueryPolicy {
        var policy = QueryPolicy()
        policy.timeout = .milliseconds(400)
        return policy
    }

    @Test func sqliteStaysAsItIs() async throws {
        #expect(HostileStatements.common.count + HostileStatements.sqlite.count >= 100)
        let folder = try TemporaryFolder()
        let path = folder.path + "/shop.db"
        let queue = try DatabaseQueue(path: path)
        try await queue.write { try $0.execute(sql: ShopDatabase.statements) }
        try queue.close()
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        let database = try SQLiteDatabase(path: path, policy: Self.policy())
        for sql in HostileStatements.common + HostileStatements.sqlite { try await expectBounded(sql, database) }
        // The connection is still good.
        #expect(try await database.run("SELECT count(*) FROM customers").rows == [[.integer(3)]])
        await database.close()
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["shop.db"])
        #expect(!FileManager.default.fileExists(atPath: "evil.db"))
    }

    /// A copy in memory is protected by the authorizer alone.
    @Test func importedTablesStayAsTheyAre() async throws {
        let database = try ShopDatabase.inMemory(Self.policy())
        let digest = "SELECT group_concat(id || name) FROM customers"
        let before = try await database.run(digest)
        for sql in HostileStatements.common + HostileStatements.sqlite { try await expectBounded(sql, database) }
        #expect(try await database.run(digest) == before)
        #expect(try await database.schema(samples: 0).tables.count == 6)
    }

    @Test(.enabled(if: PostgresServer.binaryFolder != nil, "PostgreSQL is not installed (Debian package postgresql)"))
    func postgresStaysAsItIs() async throws {
        #expect(HostileStatements.common.count + HostileStatements.postgres.count >= 100)
        let server = try #require(PostgresServer.shared)
        try server.execute("CREATE DATABASE hostile")
        try server.execute(ShopDatabase.postgresStatements, database: "hostile")
        let digest = """
            SELECT 'customers ' || md5(string_agg(t::text, '')) FROM (SELECT * FROM customers ORDER BY id) t
            UNION ALL SELECT 'orders ' || md5(string_agg(t::text, '')) FROM (SELECT * FROM orders ORDER BY id) t
            UNION ALL SELECT 'counter ' || last_value || '' || is_called FROM counter
            UNION ALL SELECT 'pg_class ' || count(*) FROM pg_class UNION ALL SELECT 'pg_proc ' || count(*) FROM pg_proc
            UNION ALL SELECT 'pg_largeobject_metadata ' || count(*) FROM pg_largeobject_metadata UNION ALL SELECT 'x ' || count(*) FROM pg_database WHERE datname IN ('x', 'postgres')
            UNION ALL SELECT 'pg_authid ' || count(*) FROM pg_authid
            """
        let before = try server.execute(digest, database: "hostile")
        // As the superuser, whom nothing but read-only transactions and the rules for functions keep from anything.
        let database = try await PostgresDatabase(server.url(database: "hostile"), policy: Self.policy())
        for sql in HostileStatements.common + HostileStatements.postgres { try await expectBounded(sql, database) }
        #expect(try await database.run("SELECT count(*) FROM customers").rows == [[.integer(3)]])
        await database.close()
        let after = try server.execute(digest, database: "hostile")
        #expect(after == before)
        #expect(!FileManager.default.fileExists(atPath: "/tmp/evil"))
    }

    /// A statement ends in time, with a result within the bounds or a typed error.
    private func expectBounded(_ sql: String, _ database: any DatabaseConnection) async throws {
        let start = ContinuousClock.now
        do {
            let result = try await database.run(sql)
            #expect(result.rows.count <= 100)
            #expect(result.text.utf8.count < 100_000)
            #expect(result.changedRows == nil)
        } catch let error as DatabaseQuery.DatabaseError {
            #expect(!error.message.isEmpty && error.message.utf8.count < 2000)
        }
        // The limit is 400 milliseconds; a hang would be minutes.
        #expect(ContinuousClock.now - start < .seconds(15), "\(sql.prefix(200))")
    }
}
