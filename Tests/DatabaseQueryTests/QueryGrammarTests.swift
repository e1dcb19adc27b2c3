import CorvidGrammar
import Testing

@testable import DatabaseQuery

@Suite struct QueryGrammarTests {
    /// What a sentence of the grammar may still fail of when it is prepared. Everything else is a defect of the grammar.
    private static let documented = ["too many", "expression tree is too large", "parser stack overflow"]

    @Test func randomSentencesPrepare() async throws {
        let database = try ShopDatabase.inMemory()
        let schema = try await database.schema(samples: 0)
        let grammar = try CompiledGrammar(QueryGrammar.queries(over: schema))
        var random = SeededGenerator(seed: 1)
        var failures: [String] = []
        let count = 3000
        for index in 0..<count {
            let sentence = try #require(GrammarWalk.sentence(of: grammar, length: 10 + index % 300, &random))
            do {
                try await database.check(sentence)
            } catch {
                failures.append("\(error): \(sentence)")
            }
        }
        print("prepared \(count - failures.count) of \(count)")
        for failure in failures.prefix(20) { print(failure) }
        #expect(failures.count * 20 <= count)
        for failure in failures { #expect(Self.documented.contains { failure.contains($0) }, "\(failure)") }
    }

    /// Sentences do not only prepare: they run, or fail of what their values are.
    @Test func randomSentencesRun() async throws {
        var policy = QueryPolicy()
        policy.timeout = .seconds(2)
        let database = try ShopDatabase.inMemory(policy)
        let grammar = try CompiledGrammar(QueryGrammar.queries(over: try await database.schema(samples: 0)))
        var random = SeededGenerator(seed: 4)
        for index in 0..<300 {
            let sentence = try #require(GrammarWalk.sentence(of: grammar, length: 10 + index, &random))
            do {
                let result = try await database.run(sentence)
                #expect(!result.columns.isEmpty)
            } catch {
                let code = (error as? DatabaseError)?.code
                #expect([.timedOut, .failed, .tooLarge].contains(code), "\(error): \(sentence)")
            }
        }
    }

    @Test(arguments: [
        "SELECT name FROM customers",
        "SELECT * FROM customers WHERE city = 'Bergen'",
        "SELECT COUNT(*) FROM orders",
        "SELECT customers.name, SUM(orders.total) FROM customers JOIN orders ON customers.id = orders.customer_id "
            + "GROUP BY customers.name ORDER BY SUM(orders.total) DESC LIMIT 3",
        "SELECT DISTINCT city FROM customers WHERE city IS NOT NULL ORDER BY city",
        "SELECT name FROM customers WHERE id NOT IN (SELECT customer_id FROM orders)",
        "SELECT name FROM customers WHERE EXISTS (SELECT * FROM orders WHERE orders.customer_id = customers.id)",
        "SELECT status, COUNT(*) AS n FROM orders GROUP BY status HAVING COUNT(*) > 1",
        "SELECT AVG(total) FROM orders WHERE placed BETWEEN '2024-03-01' AND '2024-03-31'",
        "SELECT title FROM products WHERE price > (SELECT AVG(price) FROM products)",
        "SELECT products.title FROM customers JOIN orders ON orders.customer_id = customers.id "
            + "JOIN order_lines ON order_lines.order_id = orders.id JOIN products ON products.id = order_lines.product_id "
            + "WHERE customers.name = 'Ada'",
        "SELECT city FROM customers UNION SELECT status FROM orders",
        "SELECT \"select\", \"größe\" FROM \"group\" WHERE \"größe\" LIKE 'g%'",
        "SELECT STRFTIME('%Y-%m', placed), SUM(total) FROM orders GROUP BY placed",
        "SELECT ROUND(AVG(price), 2) FROM products",
        "SELECT city, COUNT(*) AS n FROM customers GROUP BY city ORDER BY n DESC LIMIT 1",
        "SELECT customers.name FROM customers INNER JOIN orders ON customers.id = orders.customer_id WHERE total > 100",
        "SELECT name FROM customers WHERE customers.city = 'Oslo'",
        "SELECT name, MAX(joined) FROM customers",
        "SELECT COUNT(DISTINCT city) FROM customers WHERE active = 1",
        "SELECT SUM(quantity * product_id) FROM order_lines",
        "SELECT MAX(total) - MIN(total) FROM orders WHERE status IN ('paid', 'open')",
        "SELECT name, CASE WHEN active = TRUE THEN 'yes' ELSE 'no' END FROM customers",
    ])
    func takesUsualQueries(_ sql: String) async throws {
        let database = try ShopDatabase.inMemory()
        let grammar = try CompiledGrammar(QueryGrammar.queries(over: try await database.schema(samples: 0)))
        var matcher = GrammarMatcher(grammar)
        let taken = matcher.advance(by: Array(sql.utf8))
        #expect(taken == sql.utf8.count, "\(String(decoding: Array(sql.utf8).prefix(taken), as: UTF8.self))⟂")
        #expect(matcher.isComplete)
        try await database.check(sql)
    }

    /// A model that runs in circles writes such things; each level must not multiply what the grammar has to keep.
    @Test(arguments: [
        ("SELECT ", "ROUND("), ("SELECT ", "("), ("SELECT ", "CASE WHEN "), ("SELECT SUM(", "ROUND("),
        ("SELECT ", "CAST("),
        ("SELECT name FROM customers WHERE ", "("), ("SELECT name FROM customers WHERE ", "CASE WHEN "),
        ("SELECT city FROM customers GROUP BY city ORDER BY SUM(", "ROUND("),
        ("SELECT title FROM products WHERE ", "NOT ("),
        ("SELECT title FROM products WHERE price > (SELECT MAX(", "ROUND("),
    ])
    func nestingDoesNotMultiply(start: String, level: String) async throws {
        let database = try ShopDatabase.inMemory()
        let grammar = try CompiledGrammar(QueryGrammar.queries(over: try await database.schema(samples: 0)))
        var matcher = GrammarMatcher(grammar)
        let taken = matcher.advance(by: Array((start + String(repeating: level, count: 40)).utf8))
        #expect(taken >= start.utf8.count + 2 * level.utf8.count || level == "CASE WHEN ")
        #expect(grammar.memoryBytes < 60 << 20)
        let bytes = grammar.memoryBytes
        // What was taken can be ended.
        #expect(matcher.advance(by: matcher.shortestCompletion()) > 0 && matcher.isComplete)
        #expect(grammar.memoryBytes < 2 * bytes + (20 << 20))
    }
}
