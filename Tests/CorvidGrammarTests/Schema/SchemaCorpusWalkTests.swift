@testable import CorvidGrammar
import Testing

/// What the corpus's schemas make of random bytes.
@Suite("Walks through the corpus of schemas")
struct SchemaCorpusWalkTests {
    @Test func whatIsMadeIsValid() throws {
        var random = SeededGenerator(seed: 11)
        for entry in SchemaCorpus.entries {
            let schema = try JSONSchema(entry.schema)
            let compact = try CompiledGrammar(schema)
            for length in [3, 40] {
                let made = try #require(SchemaWalk.document(of: compact, length: length, &random), "\(entry.name)")
                let value = try JSONValue(parsing: made)
                #expect(try schema.evaluate(value), "\(entry.name): \(String(decoding: made, as: UTF8.self))")
            }
        }
    }
}
