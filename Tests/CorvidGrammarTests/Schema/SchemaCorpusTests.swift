import CorvidGrammar
import Testing

/// Every schema of the corpus against documents that an independent validator has judged.
@Suite("Corpus of schemas")
struct SchemaCorpusTests {
    /// Schemas that ask for what is refused.
    static let refused: Set<String> = []

    private static func accepts(_ grammar: CompiledGrammar, _ document: [UInt8]) -> Bool {
        var matcher = GrammarMatcher(grammar)
        return matcher.advance(by: document) == document.count && matcher.isComplete
    }

    @Test func corpusIsThere() {
        #expect(SchemaCorpus.entries.count >= 200)
        #expect(SchemaCorpus.entries.allSatisfy { !$0.valid.isEmpty && $0.invalid.count >= 2 })
    }

    @Test(arguments: SchemaCorpus.entries) func takesValidDocumentsOnly(_ entry: SchemaCorpus.Entry) throws {
        let schema: JSONSchema
        do {
            schema = try JSONSchema(entry.schema)
            for style in [JSONSchema.Style.compact, .any] {
                let grammar = try CompiledGrammar(schema, style: style)
                for document in entry.valid {
                    #expect(Self.accepts(grammar, document), "\(style): \(String(decoding: document, as: UTF8.self))")
                }
                for (document, reason) in entry.invalid {
                    let text = String(decoding: document, as: UTF8.self)
                    #expect(!Self.accepts(grammar, document), "\(style): \(text) (\(reason))")
                }
            }
        } catch {
            #expect(Self.refused.contains(entry.name), "refused: \(error)")
            return
        }
        #expect(!Self.refused.contains(entry.name), "is enforced by now")
    }
}
