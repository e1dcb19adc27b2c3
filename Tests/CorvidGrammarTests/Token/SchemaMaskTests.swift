import Testing

@testable import CorvidGrammar

@Suite("Token masks of schemas")
struct SchemaMaskTests {
    /// Along real documents, with vocabularies that cut them anywhere.
    @Test(arguments: 0..<12)
    func masksEqualBruteForceAlongDocuments(part: Int) throws {
        var generator = SeededGenerator(seed: UInt64(part))
        let vocabulary = RandomVocabulary(using: &generator)
        let trie = try vocabulary.trie
        var mask = TokenMask(count: trie.count)
        var steps = 0
        for (index, entry) in SchemaCorpus.entries.enumerated() where index % 12 == part {
            let document = try #require(entry.valid.first)
            let style: JSONSchema.Style = index % 24 < 12 ? .compact : .any
            let schema = try JSONSchema(entry.schema)
            let grammar = try CompiledGrammar(schema, style: style)
            let plain = try CompiledGrammar(schema, style: style)
            var place = 0
            var matcher = GrammarMatcher(grammar)
            var judge = GrammarMatcher(plain)
            while place < document.count, steps < 4000 {
                let step = min(1 + generator.below(12), document.count - place)
                guard matcher.advance(by: document[place..<(place + step)]) == step else { break }
                judge.advance(by: document[place..<(place + step)])
                place += step
                steps += 1
                trie.fill(&mask, for: matcher)
                let expected = vocabulary.bruteForce(judge)
                #expect(Set(mask.tokens) == expected, "\(entry.name) behind \(place) bytes")
            }
        }
        #expect(steps > 50)
    }
}
