import CorvidGrammar
import CorvidTrain
import Testing

@Suite struct QueryScoreTests {
    private func rows(_ json: String) throws -> [[JSONValue]] {
        (try JSONValue(parsing: json).array ?? []).map { $0.array ?? [] }
    }

    @Test(arguments: [
        ("[[1],[2]]", "[[2],[1]]", true), ("[[1],[2]]", "[[1],[2],[2]]", false),
        ("[[1],[1],[2]]", "[[1],[2],[2]]", false),
        ("[]", "[]", true), ("[]", "[[null]]", false), ("[[null]]", "[[null]]", true), ("[[null]]", "[[0]]", false),
        ("[[1]]", "[[1.0]]", true), ("[[1]]", #"[["1"]]"#, false), ("[[0.3333333]]", "[[0.33333333]]", true),
        ("[[0.333]]", "[[0.334]]", false), ("[[1000000.1]]", "[[1000000.2]]", true),
        (#"[["a"],["B"]]"#, #"[["B"],["a"]]"#, true), (#"[["a"]]"#, #"[["A"]]"#, false),
        // Columns in another order, the same one in all rows.
        (#"[["a", 1]]"#, #"[[1, "a"]]"#, true), (#"[["a", 1], ["b", 2]]"#, #"[[2, "b"], [1, "a"]]"#, true),
        (#"[["a", 1], ["b", 2]]"#, #"[["a", 2], ["b", 1]]"#, false), ("[[1,2],[3,4]]", "[[2,1],[3,4]]", false),
        ("[[1,2,3]]", "[[3,1,2]]", true), ("[[1,2,2]]", "[[1,1,2]]", false), ("[[1,2]]", "[[1]]", false),
        // Numbers that differ by less than counts, and stand in another order beside texts.
        (#"[[1.0000000001, "b"], [1, "a"]]"#, #"[[1.0000000001, "a"], [1, "b"]]"#, true),
    ])
    func inAnyOrder(one: String, other: String, areEqual: Bool) throws {
        #expect(try QueryScore.areEqual(rows(one), rows(other), isOrdered: false) == areEqual)
        #expect(try QueryScore.areEqual(rows(other), rows(one), isOrdered: false) == areEqual)
    }

    @Test func orderAndCase() throws {
        #expect(try !QueryScore.areEqual(rows("[[1],[2]]"), rows("[[2],[1]]"), isOrdered: true))
        #expect(try QueryScore.areEqual(rows("[[1],[2]]"), rows("[[1],[2]]"), isOrdered: true))
        #expect(try QueryScore.areEqual(rows("[[1,5],[2,3]]"), rows("[[5,1],[3,2]]"), isOrdered: true))
        #expect(try !QueryScore.areEqual(rows("[[2,3],[1,5]]"), rows("[[5,1],[3,2]]"), isOrdered: true))
        #expect(
            try QueryScore.areEqual(
                rows(#"[["ab"],["Z"]]"#), rows(#"[["z"],["AB"]]"#), isOrdered: false, ignoringCase: true))
    }

    @Test(arguments: [
        ("SELECT a FROM t WHERE b = 'x'", "select  A from T where B='x' ;", true),
        ("SELECT a FROM t WHERE b = 'x'", "SELECT a FROM t WHERE b = 'X'", false),
        (#"SELECT "a" FROM [t] -- all"#, "SELECT a FROM `t`", true),
        ("SELECT a FROM t WHERE b <> 1", "SELECT a FROM t WHERE b != 1.0", true),
        ("SELECT a FROM t", "SELECT b FROM t", false), ("SELECT 'it''s'", "SELECT 'it'", false),
        ("SELECT a FROM t LIMIT 1", "SELECT a FROM t LIMIT 2", false), ("SELECT /* x */ 1", "SELECT 1", true),
    ])
    func texts(one: String, other: String, areSame: Bool) {
        #expect(QueryScore.areSameText(one, other) == areSame)
    }

    @Test func caseOfTextsMayNotCount() {
        #expect(QueryScore.areSameText("SELECT 'Ab'", "SELECT 'aB'", ignoringCase: true))
    }

    @Test func order() {
        #expect(QueryScore.isOrdered("SELECT a FROM t ORDER  BY b"))
        #expect(!QueryScore.isOrdered("SELECT a FROM (SELECT a FROM t ORDER BY b)"))
        #expect(!QueryScore.isOrdered("SELECT 'order by' FROM t"))
    }

    @Test(arguments: [
        ("SELECT a FROM t", ["plain"]), ("SELECT COUNT(*) FROM t WHERE a > 1", ["where", "aggregate"]),
        ("SELECT a FROM t JOIN u ON t.x = u.x", ["join"]), ("SELECT a FROM t, u WHERE t.x = u.x", ["where", "join"]),
        ("SELECT a, b FROM t GROUP BY a HAVING sum(b) > 2", ["aggregate", "group by", "having"]),
        ("SELECT DISTINCT a FROM t ORDER BY a LIMIT 3", ["order by", "limit", "distinct"]),
        ("SELECT a FROM t WHERE b = (SELECT max(b) FROM t)", ["where", "aggregate", "subquery"]),
        ("SELECT a FROM t UNION SELECT b FROM u", ["set operation"]), ("SELECT a FROM t ORDER BY a, b", ["order by"]),
    ])
    func clauses(sql: String, names: [String]) {
        #expect(QueryClauses(sql).names == names)
    }
}
