import Corvid
import CorvidGrammar
import DatabaseQuery
import Foundation
import Testing

@testable import CorvidMain
@testable import CorvidTrain

/// What is taught about databases must be what the database tool lets a model write.
@Suite struct RecordGrammarTests {
    private static let folder: String? = {
        var folder = URL(filePath: #filePath).deletingLastPathComponent()
        for _ in 0..<3 { folder.deleteLastPathComponent() }
        let named = ProcessInfo.processInfo.environment["CORVID_RECORDS"]
        let path = (named ?? folder.appending(path: "shared/data").path) + "/sql"
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }()

    @Test(
        .enabled(if: folder != nil, "needs ../shared/data"),
        arguments: [
            (["sql_spider_schemas_train.jsonl.gz", "sql_spider_train.jsonl.gz"], 1_500),
            (["sql_wikisql_train.jsonl.gz"], 500),
        ])
    func queriesAreTextsOfTheGrammar(_ files: [String], _ examples: Int) throws {
        let folder = try #require(Self.folder)
        let tools = BuiltInTaskTools.make()
        let (sources, _) = try RecordSet.sources(
            kind: .sql, files: files.map { folder + "/" + $0 }, portion: .training, tools: tools)
        var refused: [String] = []
        var count = 0
        for index in 0..<examples {
            var random = Randomness(seed: 7, index: UInt64(index))
            for source in sources {
                let example = source.example(&random)
                let tool = try #require(example.tools.first)
                let grammar = try CompiledGrammar(try #require(tool.grammars["sql"]))
                for call in example.tasks.flatMap(\.messages).flatMap(\.toolCalls) {
                    let sql = try #require(call.arguments["sql"]?.text)
                    count += 1
                    if !GrammarMatcher.matches(sql, grammar) { refused.append(sql + "\n    " + example.instructions) }
                }
            }
        }
        #expect(count > examples)
        #expect(refused.isEmpty, "\(refused.count) of \(count): \(refused.prefix(20).joined(separator: "\n"))")
    }

    @Test(.enabled(if: folder != nil, "needs ../shared/data"))
    func everySpiderQueryIsATextOfTheGrammar() throws {
        let folder = try #require(Self.folder)
        var reader = RecordReader(portion: .training, isLenient: false, heldOut: nil)
        var known: [String: SQLSchema] = [:]
        _ = try reader.read(folder + "/sql_spider_schemas_train.jsonl.gz") { (line) throws(RecordError) in
            try SQLRecord.read(line, &known)
        }
        let records = try reader.read(folder + "/sql_spider_train.jsonl.gz") { (line) throws(RecordError) in
            try SQLRecord.read(line, &known)
        }
        var drops: [RecordDrop] = []
        var refused: [String] = []
        var count = 0
        let tools = BuiltInTaskTools.make()
        for database in SQLSource.databases(records, known, &drops) {
            var random = Randomness(seed: 1)
            let schema = database.schema
            let names = Set(schema.tables.map(\.name) + schema.tables.flatMap { $0.columns.map(\.name) })
            var view = SQLView(quoted: SQLNames.quoted(names, tools), &random)
            let written = view.add(schema, Set(schema.tables.indices), renames: false, &random)
            let grammar = try CompiledGrammar(try #require(tools.database(view.tables).tool.grammars["sql"]))
            for task in database.tasks {
                let sql = written.text(of: task.query)
                count += 1
                if !GrammarMatcher.matches(sql, grammar) { refused.append(sql) }
            }
        }
        #expect(count > 6_000)
        #expect(refused.isEmpty, "\(refused.count) of \(count): \(refused.prefix(40).joined(separator: "\n"))")
    }
}
