import Testing

@testable import CorvidGrammar

@Suite("Cutting texts into tokens")
struct TokenCutTests {
    /// The fewest tokens for `text`, by trying all.
    private func fewest(_ text: ArraySlice<UInt8>, _ tokens: [[UInt8]], _ known: inout [Int: Int]) -> Int {
        if text.isEmpty { return 0 }
        if let count = known[text.startIndex] { return count }
        var best = 1_000_000
        for token in tokens where !token.isEmpty && text.starts(with: token) {
            best = min(best, 1 + fewest(text.dropFirst(token.count), tokens, &known))
        }
        known[text.startIndex] = best
        return best
    }

    @Test(arguments: 0..<60)
    func fewestTokensEqualBruteForce(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let letters = Array("abc\"".utf8)
        let tokens = (0..<(1 + generator.below(14))).map { _ in
            (0..<generator.below(5)).map { _ in letters[generator.below(letters.count)] }
        }
        let trie = try TokenTrie(tokens: tokens)
        for _ in 0..<20 {
            let text = (0..<generator.below(14)).map { _ in letters[generator.below(letters.count)] }
            var known: [Int: Int] = [:]
            let expected = fewest(text[...], tokens, &known)
            let found = trie.fewestTokens(for: text)
            #expect(found?.count ?? 1_000_000 == expected)
            if let found { #expect(found.flatMap { tokens[$0] } == text) }
        }
    }

    @Test func controlTokensAreCutAsOne() throws {
        let trie = try TokenTrie(tokens: [Array("a".utf8), [], Array("b".utf8)], special: [1])
        #expect(
            trie.fewestTokens(for: Array("a".utf8) + TokenTrie.spelling(special: 1) + Array("b".utf8)) == [0, 1, 2])
        #expect(trie.fewestTokens(for: TokenTrie.spelling(special: 0)) == nil)
        #expect(trie.token(spelled: TokenTrie.spelling(special: 1)[...]) == 1)
        #expect(trie.token(spelled: TokenTrie.spelling(special: 2)[...]) == nil)
    }

    @Test func forcedRunsEndBeforeChoicesAndKnowWhatMayReachBeyond() throws {
        let tokens = ["\"", "na", "me", "name", "\":", "\":1", "\":2", ":", "x"].map { Array($0.utf8) }
        let trie = try TokenTrie(tokens: tokens)
        let grammar = try CompiledGrammar { pool throws(GrammarError) in
            pool.sequence([
                pool.literal("\"name\":"), pool.choice(pool.literal("1"), pool.literal("3")), pool.literal("x"),
            ])
        }
        var matcher = GrammarMatcher(grammar)
        let run = trie.forcedRun(for: matcher)
        #expect(run.bytes == Array("\"name\":".utf8))
        // Only `":1` reaches beyond.
        #expect(run.openings == [5])
        matcher.advance(by: Array("\"name\":1".utf8))
        #expect(trie.forcedRun(for: matcher).bytes == Array("x".utf8))
        #expect(trie.forcedRun(for: matcher).openings == [])
    }

    /// Where a token may begin within a forced run and reach beyond it, found by trying every token at every place.
    @Test(arguments: 0..<80)
    func openingsEqualBruteForce(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let vocabulary = RandomVocabulary(using: &generator)
        let trie = try vocabulary.trie
        guard
            let grammar = try? CompiledGrammar({ pool throws(GrammarError) in
                var random = RandomExpression(pool, SeededGenerator(seed: UInt64(seed) + 77), special: [])
                let word = pool.literal(random.word() + random.word())
                do {
                    return pool.sequence(word, try random.value(2))
                } catch {
                    throw GrammarError(.tooComplex, "\(error)")
                }
            })
        else { return }
        let matcher = GrammarMatcher(grammar)
        let run = trie.forcedRun(for: matcher)
        #expect(!run.bytes.isEmpty)
        var expected: [Int] = []
        for start in run.bytes.indices {
            var before = matcher
            before.advance(by: run.bytes[..<start])
            let rest = run.bytes[start...]
            let reaches = vocabulary.tokens.indices.contains { token in
                guard let bytes = vocabulary.bytes(token), bytes.count > rest.count, bytes.starts(with: rest) else {
                    return false
                }
                var copy = before
                return copy.advance(by: bytes) == bytes.count
            }
            if reaches { expected.append(start) }
        }
        #expect(run.openings == expected)
    }

    /// The tokens after which a text can be finished within a budget.
    @Test(arguments: 0..<40)
    func restrictedMasksKeepWhatCanBeFinished(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let vocabulary = RandomVocabulary(using: &generator)
        let trie = try vocabulary.trie
        guard
            let grammar = try? CompiledGrammar({ pool throws(GrammarError) in
                var random = RandomExpression(pool, SeededGenerator(seed: UInt64(seed) + 500), special: [])
                do {
                    return try random.value(2)
                } catch {
                    throw GrammarError(.tooComplex, "\(error)")
                }
            })
        else { return }
        let matcher = GrammarMatcher(grammar)
        var all = TokenMask(count: trie.count)
        trie.fill(&all, for: matcher)
        for budget in [0, 1, 2, 3, 6, 20] {
            var mask = all
            trie.restrict(&mask, for: matcher, budget: budget)
            #expect(Set(mask.tokens).isSubset(of: all.tokens))
            for token in mask.tokens where !vocabulary.endOfSequence.contains(token) {
                var after = matcher
                after.advance(by: vocabulary.bytes(token) ?? [])
                let rest = trie.fewestTokens(for: after.shortestCompletion())
                #expect(rest?.count ?? .max <= budget)
            }
        }
    }
}
