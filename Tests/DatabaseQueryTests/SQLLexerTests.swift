import Testing

@testable import DatabaseQuery

@Suite struct SQLLexerTests {
    private func statement(_ sql: String, _ dialect: SQLDialect = .postgres) throws -> SQLStatement {
        try SQLStatement(sql, dialect: dialect, access: .reading, policy: QueryPolicy())
    }

    @Test(arguments: [
        ("SELECT 1;", "SELECT 1"), ("SELECT 1 ; ; -- done", "SELECT 1"), ("  SELECT ';' ;", "  SELECT ';'"),
        ("SELECT 1 /* a /* b */ ; */", "SELECT 1"), ("SELECT $x$;$x$", "SELECT $x$;$x$"),
        ("SELECT E'\\';'", "SELECT E'\\';'"), ("SELECT \";\"\"\"", "SELECT \";\"\"\""),
        ("(SELECT 1)", "(SELECT 1)"), ("select 1", "select 1"),
        ("WITH a AS (SELECT 1) SELECT * FROM a", "WITH a AS (SELECT 1) SELECT * FROM a"),
    ])
    func findsTheStatement(_ sql: String, _ text: String) throws {
        #expect(try statement(sql).text == text)
    }

    @Test func findsCalls() throws {
        #expect(try statement("SELECT pg_catalog . \"F\" /* x */ (1), lower(a), b FROM t").calls == ["F", "lower"])
        #expect(try statement("SELECT '(' , \"x\" FROM \"T\"").names == ["select", "x", "from", "T"])
    }

    @Test(arguments: [
        "SELECT 1; SELECT 2", "SELECT '", "SELECT \"", "SELECT /*", "SELECT $a$ x $b$", "", ";", "SELECT U&'a'", "x",
        "(DELETE FROM t)",
        "EXPLAIN SELECT 1", "\0SELECT 1",
    ])
    func refuses(_ sql: String) {
        #expect(throws: DatabaseError.self) { try statement(sql) }
    }

    /// Brackets and back quotes enclose names only in SQLite, where comments do not nest.
    @Test func dialectsDiffer() throws {
        #expect(try statement("SELECT [a;b], `c;d` /* /* */", .sqlite).names == ["select", "a;b", "c;d"])
        #expect(throws: DatabaseError.self) { try statement("SELECT 1 /* /* */", .postgres) }
        #expect(throws: DatabaseError.self) { try statement("SELECT [a;b]", .postgres) }
        #expect(try statement("SELECT $1 + ?", .sqlite).verb == "SELECT")
    }
}
