import Foundation
import Testing

@testable import CorvidGrammar

@Suite("A corpus of schemas with documents")
struct SchemaCorpusTests {
    struct Entry {
        var name: String
        var schema: JSONSchema
        var valid: [String]
        var invalid: [String]
    }

    static func entries() throws -> [Entry] {
        let folder = try #require(Bundle.module.resourceURL)
        let text = try Data(contentsOf: folder.appending(path: "Fixtures/Schemas/corpus.jsonl"))
        return try text.split(separator: 0x0A).map { line in
            let entry = try JSONValue(parsing: Array(line))
            let schema = try #require(entry["schema"])
            return Entry(
                name: entry["name"]?.text ?? "", schema: try JSONSchema(schema),
                valid: entry["valid"]?.array?.compactMap(\.text) ?? [],
                invalid: entry["invalid"]?.array?.compactMap { $0["document"]?.text } ?? [])
        }
    }

    @Test func documentsAreJudgedAsTheOracleDid() throws {
        let entries = try Self.entries()
        #expect(entries.count > 200)
        for entry in entries {
            let any = try CompiledGrammar(entry.schema, style: .any)
            let compact = try CompiledGrammar(entry.schema)
            func matches(_ grammar: CompiledGrammar, _ document: String) -> Bool {
                var matcher = GrammarMatcher(grammar)
                return matcher.advance(by: document.utf8) == document.utf8.count && matcher.isComplete
            }
            for document in entry.valid {
                #expect(matches(any, document), "\(entry.name) should accept \(document)")
                #expect(matches(compact, document), "\(entry.name) should be able to make \(document)")
            }
            for document in entry.invalid {
                #expect(!matches(any, document), "\(entry.name) should refuse \(document)")
                #expect(!matches(compact, document), "\(entry.name) must not make \(document)")
            }
        }
    }

    @Test func whatIsMadeIsValid() throws {
        var random = SeededGenerator(seed: 11)
        for entry in try Self.entries() {
            let compact = try CompiledGrammar(entry.schema)
            for length in [3, 40] {
                let made = try #require(SchemaWalk.document(of: compact, length: length, &random), "\(entry.name)")
                let value = try JSONValue(parsing: made)
                #expect(try entry.schema.evaluate(value), "\(entry.name): \(String(decoding: made, as: UTF8.self))")
            }
        }
    }
}
