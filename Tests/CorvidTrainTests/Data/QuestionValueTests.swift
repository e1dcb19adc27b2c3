import Corvid
import CorvidGrammar
import Testing

@testable import CorvidTrain

@Suite struct QuestionValueTests {
    private static let tables = [
        TableDescription(
            name: "orders",
            columns: [
                .init(name: "id", type: "INTEGER", isKey: true), .init(name: "city", type: "TEXT"),
                .init(name: "status", type: "VARCHAR(20)"), .init(name: "day", type: "DATE"),
                .init(name: "total", type: "REAL"), .init(name: "client_id", type: "INTEGER", references: "clients.id"),
            ]),
        TableDescription(
            name: "clients",
            columns: [
                .init(name: "id", type: "INTEGER", isKey: true), .init(name: "full name", type: "TEXT"),
                .init(name: "home_city", type: "TEXT"),
            ]),
    ]

    @Test(arguments: [
        ("SELECT COUNT(*) FROM orders", []),
        ("SELECT id FROM orders WHERE city = 'Rome'", ["orders.city=Rome"]),
        ("SELECT id FROM Orders WHERE City <> 'Rome' AND total > 5", ["orders.city=Rome"]),
        (
            "SELECT id FROM orders WHERE city IN ('Rome', 'Bar') OR status NOT IN ('open')",
            ["orders.city=Rome", "orders.city=Bar", "orders.status=open"]
        ),
        ("SELECT id FROM orders WHERE city LIKE 'Rome' OR city LIKE '%Bar%'", ["orders.city=Rome"]),
        ("SELECT id FROM orders WHERE day = '2024-01-02'", []),
        (#"SELECT id FROM clients WHERE "full name" = 'O''Neil'"#, ["clients.full name=O'Neil"]),
        (
            "SELECT o.id FROM orders AS o JOIN clients c ON o.client_id = c.id WHERE c.home_city = 'Rome'",
            ["clients.home_city=Rome"]
        ),
        (
            "SELECT orders.id FROM orders, clients WHERE orders.client_id = clients.id AND home_city = 'Rome'",
            ["clients.home_city=Rome"]
        ),
        ("SELECT id FROM clients WHERE id IN (SELECT client_id FROM orders WHERE city = 'Rome')", ["orders.city=Rome"]),
        ("SELECT id FROM nothing WHERE city = 'Rome'", []),
    ])
    func textsOfQueries(_ sql: String, _ expected: [String]) {
        let names = TableNames(Self.tables)
        #expect(names.texts(in: sql).map { names.name(of: $0.place) + "=" + $0.value } == expected)
    }

    @Test(arguments: [
        ("orders in Rome?", ["Rome"]), ("ROME's orders", ["Rome"]), ("the two romes", ["Rome"]), ("Romero", []),
        ("(Rome)", ["Rome"]), ("Rome-Bar", ["Rome", "Bar"]), ("the \"Lower Wick\" orders", ["Lower Wick"]),
        ("lower  wick", ["Lower Wick"]), ("wick and lower wick", ["Wick", "Lower Wick"]),
        ("is Acme Inc. there?", ["Acme Inc."]), ("by J. P. Carver.", ["J. P. Carver"]), ("write Go+ or C", ["Go+"]),
        ("one two three four five", ["one two three four five"]),
        ("a one two three four five six", ["one two three four five"]), ("eins zwei drei vier fünf sechs", []),
        ("all of it", []), ("is IT there", ["it"]), ("in 2024", []), ("STRAßE!", ["straße"]), ("", []), (" ? ", []),
        ("Rome Bar straße Wick", ["Rome", "Bar", "straße"]),
    ])
    func stretches(_ question: String, _ expected: [String]) {
        var index = ValueIndex()
        for value in [
            "Rome", "Lower Wick", "Wick", "Acme Inc.", "J. P. Carver", "one two three four five",
            "eins zwei drei vier fünf sechs", "straße", "Bar", "Go+", "C", "it", "2024",
        ] {
            index.insert(value, at: .init(table: 0, column: 1))
        }
        #expect(ValueIndex.settled(index.all(in: QuestionStretches(question))).map(\.value) == expected)
    }

    private static func matches(_ question: String, _ sql: String, _ index: UInt64) -> [ValueMatch] {
        var random = Randomness(seed: 5, index: index)
        return SupposedValues(tables).matches(question, [sql], &random)
    }

    @Test func sharesOfNoise() {
        let sql = "SELECT id FROM orders WHERE city = 'Rome'"
        var (own, elsewhere, stray, similar) = (0, 0, 0, 0)
        let runs = 8_000
        for index in 0..<UInt64(runs) {
            let matches = Self.matches("Which orders of Smith come from rome?", sql, index)
            if matches.contains(.init(name: "orders.city", value: "Rome")) { own += 1 }
            if matches.contains(where: { $0.value == "Rome" && $0.name != "orders.city" }) { elsewhere += 1 }
            if matches.contains(.init(name: "clients.home_city", value: "Rome")) { similar += 1 }
            if matches.contains(where: { $0.value == "Smith" }) { stray += 1 }
            #expect(matches.allSatisfy { $0.value == "Rome" || $0.value == "Smith" })
        }
        func isNear(_ count: Int, _ share: Double) -> Bool { abs(Double(count) / Double(runs) - share) < 0.012 }
        #expect(isNear(own, 0.93), "\(own)")
        #expect(isNear(elsewhere, 0.12), "\(elsewhere)")
        #expect(isNear(stray, 0.06), "\(stray)")
        #expect(similar * 2 > elsewhere)
    }

    @Test func whatTheQuestionDoesNotSayIsNoMatch() {
        for index in 0..<200 as Range<UInt64> {
            #expect(
                Self.matches("orders from the capital", "SELECT id FROM orders WHERE city = 'Rome'", index).isEmpty)
            #expect(
                Self.matches("orders of 2024-01-02", "SELECT id FROM orders WHERE day = '2024-01-02'", index).isEmpty)
        }
    }

    @Test func valuesOfOtherQueriesAreFoundToo() {
        var known = ValueIndex()
        known.insert("Open", at: .init(table: 3, column: 1))
        var values = SupposedValues(Self.tables)
        values.add(known, places: [.init(table: 3, column: 1): .init(table: 0, column: 2)])
        var found = 0
        for index in 0..<1000 as Range<UInt64> {
            var random = Randomness(seed: 1, index: index)
            let matches = values.matches("open orders", ["SELECT COUNT(*) FROM orders"], &random)
            if matches == [.init(name: "orders.status", value: "Open")] { found += 1 }
        }
        #expect(880...970 ~= found)
    }

    @Test func eachMessageIsToldItsOwnValues() {
        func call(_ sql: String) -> Message {
            .assistant("", toolCalls: [.init(id: "call_1", name: "database", arguments: .object(["sql": .text(sql)]))])
        }
        var isWhole = false
        for index in 0..<20 as Range<UInt64> {
            var task = Example.Task([
                .user("orders from Rome"), call("SELECT id FROM orders WHERE city = 'Rome'"),
                .user("and from Bar?"), call("SELECT id FROM orders WHERE city = 'Bar'"), .user("thanks"),
            ])
            var random = Randomness(seed: 2, index: index)
            SupposedValues(Self.tables).tell(&task, &random)
            #expect(task.messages[4].matches.isEmpty)
            #expect(task.messages[0].matches.allSatisfy { $0.value == "Rome" })
            isWhole =
                isWhole
                || task.messages[0].matches.contains(.init(name: "orders.city", value: "Rome"))
                    && task.messages[2].matches.contains(.init(name: "orders.city", value: "Bar"))
        }
        #expect(isWhole)
    }
}
