import CorvidGrammar
import GRDB
import Testing

@testable import DatabaseQuery

@Suite struct LargeSchemaTests {
    /// 300 tables of 40 columns, with keys between them.
    private static let schema: DatabaseSchema = {
        var random = SeededGenerator(seed: 5)
        let words = [
            "account", "order", "customer", "price", "date", "status", "region", "amount", "invoice", "status",
        ]
        let tables = (0..<300).map { index -> DatabaseSchema.Table in
            let columns = (0..<40).map { column -> DatabaseSchema.Column in
                let type = ["integer", "text", "real", "date"][random.below(4)]
                let name =
                    column == 0
                    ? "id"
                    : "\(words[random.below(words.count)])_\(words[random.below(words.count)])_\(column)_\(index % 50)"
                return DatabaseSchema.Column(
                    name: name, type: column == 0 ? "integer" : type, valueClass: .init(declared: type))
            }
            var table = DatabaseSchema.Table(name: "\(words[index % words.count])_\(index)", columns: columns)
            table.primaryKey = ["id"]
            return table
        }
        var linked = tables
        for index in 1..<300 {
            let other = random.below(index)
            linked[index].foreignKeys = [
                DatabaseSchema.ForeignKey(
                    columns: [tables[index].columns[1].name], table: tables[other].name, referencedColumns: ["id"])
            ]
        }
        return DatabaseSchema(dialect: .sqlite, tables: linked)
    }()

    @Test func growsOnlyWithWhatIsWritten() throws {
        let grammar = try CompiledGrammar(QueryGrammar.queries(over: Self.schema))
        #expect(grammar.memoryBytes < 1 << 20)
        // A vocabulary of all bytes, common words and pieces of names.
        var tokens = (UInt8.min...UInt8.max).map { [$0] }
        for word in [
            "SELECT", "SELECT ", " FROM ", " WHERE ", "COUNT(", "account", "order_", "customer", "price_", "status",
            "1", "10",
        ] {
            tokens.append(Array(word.utf8))
        }
        var random = SeededGenerator(seed: 6)
        for _ in 0..<30_000 {
            tokens.append((0..<(2 + random.below(6))).map { _ in UInt8(ascii: "a") + UInt8(random.below(26)) })
        }
        let trie = try TokenTrie(tokens: tokens)
        var mask = TokenMask(count: trie.count)
        let clock = ContinuousClock()
        var matcher = GrammarMatcher(grammar)
        var slowest = Duration.zero
        let sql = "SELECT COUNT(*) FROM order_1 JOIN"
        for byte in sql.utf8 {
            let time = clock.measure { trie.fill(&mask, for: matcher) }
            slowest = max(slowest, time)
            #expect(mask.contains(Int(byte)))
            #expect(matcher.advance(by: [byte]) == 1)
        }
        print("large schema: slowest mask \(slowest), memory \(grammar.memoryBytes >> 10) KB")
        #expect(grammar.memoryBytes < 4 << 20)
    }

    @Test func randomSentencesPrepare() async throws {
        let schema = Self.schema
        let database = try SQLiteDatabase(name: "large", policy: QueryPolicy()) { database, _ in
            for table in schema.tables {
                let columns = table.columns.map { "\($0.name) \($0.type)" }.joined(separator: ", ")
                try database.execute(sql: "CREATE TABLE \(table.name) (\(columns))")
            }
        }
        let grammar = try CompiledGrammar(QueryGrammar.queries(over: schema))
        var random = SeededGenerator(seed: 7)
        for index in 0..<300 {
            let sentence = try #require(GrammarWalk.sentence(of: grammar, length: 10 + index, &random), "\(index)")
            do { try await database.check(sentence) } catch { Issue.record("\(error): \(sentence)") }
        }
        print("large schema: memory after 300 sentences \(grammar.memoryBytes >> 10) KB")
    }
}
