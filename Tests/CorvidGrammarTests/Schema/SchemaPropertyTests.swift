import Testing

@testable import CorvidGrammar

@Suite("Random schemas")
struct SchemaPropertyTests {
    /// What plain evaluation says of random documents, the grammar says; what the grammar makes, plain evaluation accepts.
    @Test(arguments: 0..<8)
    func grammarsAgreeWithPlainEvaluation(_ group: Int) throws {
        var accepted = 0
        for seed in 0..<60 {
            var random = SeededGenerator(seed: UInt64(group * 1_000 + seed))
            let text = SchemaGenerator.schema(&random, depth: 2)
            let shown = String(decoding: text.serialized, as: UTF8.self)
            let schema = try JSONSchema(text)
            let documents = (0..<30).map { _ in SchemaGenerator.value(&random, depth: 2) }
            let grammars: (any: CompiledGrammar, compact: CompiledGrammar)?
            do throws(GrammarError) {
                grammars = (try CompiledGrammar(schema, style: .any), try CompiledGrammar(schema))
            } catch {
                grammars = nil
                #expect(error.kind == .unsatisfiable || error.kind == .unsupported, "\(shown): \(error)")
                if error.kind == .unsupported { continue }
            }
            for document in documents {
                let isValid = try schema.evaluate(document)
                let bytes = document.serialized
                guard let grammars else {
                    #expect(!isValid, "\(shown) is not unsatisfiable: \(String(decoding: bytes, as: UTF8.self))")
                    continue
                }
                accepted += isValid ? 1 : 0
                var matcher = GrammarMatcher(grammars.any)
                let isTaken = matcher.advance(by: bytes) == bytes.count && matcher.isComplete
                #expect(isTaken == isValid, "\(shown) and \(String(decoding: bytes, as: UTF8.self))")
            }
            guard let grammars else { continue }
            for length in [2, 8, 40] {
                let made = SchemaWalk.document(of: grammars.compact, length: length, &random)
                let document = try #require(made, "\(shown) led to a dead end")
                let value = try JSONValue(parsing: document)
                #expect(try schema.evaluate(value), "\(shown) made \(String(decoding: document, as: UTF8.self))")
            }
        }
        #expect(accepted > 100)
    }
}
