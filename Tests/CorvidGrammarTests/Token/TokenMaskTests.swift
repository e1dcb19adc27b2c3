import Testing

@testable import CorvidGrammar

@Suite("Token masks")
struct TokenMaskTests {
    private func grammar(_ seed: UInt64, special: [Int]) -> CompiledGrammar? {
        // What cannot match anything is no grammar.
        try? CompiledGrammar { pool throws(GrammarError) in
            var random = RandomExpression(pool, SeededGenerator(seed: seed), special: special)
            do {
                return try random.value(3)
            } catch {
                throw GrammarError(.tooComplex, "\(error)")
            }
        }
    }

    @Test(arguments: 0..<150)
    func masksEqualBruteForce(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let vocabulary = RandomVocabulary(using: &generator)
        let trie = try vocabulary.trie
        let special = vocabulary.special.sorted()
        guard let compiled = grammar(UInt64(seed) + 1000, special: special),
            let plain = grammar(UInt64(seed) + 1000, special: special)
        else { return }
        var mask = TokenMask(count: trie.count)
        for _ in 0..<3 {
            var matcher = GrammarMatcher(compiled)
            // An automaton of its own: what masks leave behind in the other must not matter.
            var judge = GrammarMatcher(plain)
            for _ in 0..<12 {
                let expected = vocabulary.bruteForce(judge)
                trie.fill(&mask, for: matcher)
                #expect(
                    Set(mask.tokens) == expected, "after \(String(decoding: judge.text, as: UTF8.self)), seed \(seed)")
                guard Set(mask.tokens) == expected else { return }
                let next = expected.subtracting(vocabulary.endOfSequence).sorted()
                guard !next.isEmpty, let bytes = vocabulary.bytes(next[generator.below(next.count)]) else { break }
                matcher.advance(by: bytes)
                judge.advance(by: bytes)
                if generator.below(5) == 0 {
                    // There and back again.
                    let back = generator.below(matcher.text.count + 1)
                    let text = Array(matcher.text.suffix(back))
                    matcher.rollBack(back)
                    matcher.advance(by: text)
                }
            }
            #expect(matcher.failure == nil)
        }
    }

    @Test func tokensWithoutTextAreNeverAllowed() throws {
        let trie = try TokenTrie(
            tokens: [[], Array("a".utf8), [0xFF], Array("b".utf8)], special: [3], endOfSequence: [])
        let compiled = try CompiledGrammar { pool throws(GrammarError) in pool.anyText }
        var mask = TokenMask(count: 4)
        trie.fill(&mask, for: GrammarMatcher(compiled))
        #expect(mask.tokens == [1])
    }

    @Test func controlTokensAreAllowedWhereAskedFor() throws {
        let trie = try TokenTrie(
            tokens: [Array("x".utf8), Array("<call>".utf8), [0xFF], [0xFF, 0]], special: [1], endOfSequence: [])
        let compiled = try CompiledGrammar { pool throws(GrammarError) in
            pool.sequence(pool.literal(TokenTrie.spelling(special: 1)), pool.literal("x"))
        }
        var mask = TokenMask(count: 4)
        var matcher = GrammarMatcher(compiled)
        trie.fill(&mask, for: matcher)
        #expect(mask.tokens == [1])
        matcher.advance(by: TokenTrie.spelling(special: 1))
        trie.fill(&mask, for: matcher)
        #expect(mask.tokens == [0])
    }

    @Test func endOfSequenceIsAllowedWhereTheTextMayEnd() throws {
        let trie = try TokenTrie(tokens: [Array("a".utf8), []], endOfSequence: [1, 7])
        let compiled = try CompiledGrammar { pool throws(GrammarError) in pool.repetition(pool.literal("a"), 1, 2) }
        var mask = TokenMask(count: 2)
        var matcher = GrammarMatcher(compiled)
        trie.fill(&mask, for: matcher)
        #expect(mask.tokens == [0])
        matcher.advance(by: "a".utf8)
        trie.fill(&mask, for: matcher)
        #expect(mask.tokens == [0, 1])
        matcher.advance(by: "a".utf8)
        trie.fill(&mask, for: matcher)
        #expect(mask.tokens == [1])
    }

    @Test func emptyVocabulary() throws {
        let trie = try TokenTrie(tokens: [])
        let compiled = try CompiledGrammar { pool throws(GrammarError) in pool.anyText }
        var mask = TokenMask(count: 0)
        trie.fill(&mask, for: GrammarMatcher(compiled))
        #expect(mask.isEmpty && mask.allowedCount == 0 && !mask.contains(0))
    }
}
