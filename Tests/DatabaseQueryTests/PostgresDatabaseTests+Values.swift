import Corvid
import Testing

@testable import DatabaseQuery

extension PostgresDatabaseTests {
    private static func matches(_ url: String, _ text: String) async throws -> [String] {
        let database = try await PostgresDatabase(url)
        let tool = ValueLookupTests.patient(database, try await database.schema(samples: 0))
        return await tool.matches(in: text).map { "\($0.name)=\($0.value)" }
    }

    @Test func namesValues() async throws {
        let (server, url) = try Self.shop("named")
        try server.execute(
            """
            INSERT INTO customers VALUES (4, 'O''Brien "Bo"', 'New York'), (5, 'York', 'York'), (6, 'Örn', 'ÖREBRO');
            INSERT INTO hr.people VALUES (1, 'York');
            ANALYZE;
            """, database: "named")
        for (text, expected) in [
            (
                "Orders of ada from bergen, paid?",
                ["customers.name=Ada", "customers.city=Bergen", "orders.status=paid"]
            ),
            ("new york", ["customers.name=York", "customers.city=New York", "hr.people.name=York"]),
            ("What did O'Brien \"Bo\" buy in örebro?", ["customers.name=O'Brien \"Bo\"", "customers.city=ÖREBRO"]),
            ("'); DROP TABLE customers; --", []), ("341 {x,y} 2023", []), ("a groß", ["group.Größe=groß"]),
        ] {
            #expect(try await Self.matches(url, text) == expected, "\(text)")
        }
    }

    @Test func whatARoleMayNotReadIsNotLookedInto() async throws {
        let (server, url) = try Self.shop("rights")
        try server.execute(
            """
            INSERT INTO hr.people VALUES (1, 'Ada');
            CREATE ROLE clerk LOGIN PASSWORD 'clerk secret';
            GRANT SELECT (id, city) ON customers TO clerk; GRANT SELECT ON products TO clerk;
            """, database: "rights")
        #expect(
            try await Self.matches(url, "Ada, Bergen") == [
                "customers.name=Ada", "customers.city=Bergen", "hr.people.name=Ada",
            ])
        let clerk = try await PostgresDatabase(
            server.url(user: "clerk", password: "clerk secret", database: "rights"))
        let own = ValueLookupTests.patient(clerk, try await clerk.schema(samples: 0))
        #expect(await own.matches(in: "Ada, Bergen").map(\.value) == ["Bergen"])
        // Even where the tool is told of more than the role may read: the server refuses.
        let whole = try await PostgresDatabase(url).schema(samples: 0)
        #expect(await ValueLookupTests.patient(clerk, whole).matches(in: "Ada, Lamp").map(\.value) == ["Lamp"])
    }

    @Test(.timeLimit(.minutes(1))) func largeTablesAndSlowViewsAreLeftOut() async throws {
        let (server, url) = try Self.shop("large")
        try server.execute(
            """
            CREATE TABLE huge AS SELECT 'Ada' AS a FROM generate_series(1, 250000); ANALYZE;
            CREATE VIEW endless AS WITH RECURSIVE n(i, a) AS (
                SELECT 1, 'Ada'::text UNION ALL SELECT i + 1, 'x' FROM n) SELECT a FROM n;
            """, database: "large")
        let database = try await PostgresDatabase(url)
        let tool = ValueLookupTests.patient(database, try await database.schema(samples: 0), .seconds(3))
        #expect(await tool.matches(in: "Ada").map(\.name) == ["customers.name"])
        #expect(try await database.run("SELECT 1").rows == [[.integer(1)]])
    }

    @Test func aCancelledTaskGetsNoValues() async throws {
        let (_, url) = try Self.shop("unasked")
        let database = try await PostgresDatabase(url)
        let tool = ValueLookupTests.patient(database, try await database.schema(samples: 0))
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return await tool.matches(in: "Ada")
        }
        task.cancel()
        #expect(await task.value.isEmpty)
        #expect(await tool.matches(in: "Ada").map(\.name) == ["customers.name"])
    }
}
