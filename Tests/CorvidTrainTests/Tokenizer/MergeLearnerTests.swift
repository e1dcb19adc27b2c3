import Testing

@testable import CorvidTrain

@Suite struct MergeLearnerTests {
    /// Counts everything anew for each merge.
    private static func plainMerges(_ words: [ArraySlice<UInt8>], _ counts: [Int], upTo size: Int) -> MergeVocabulary {
        var vocabulary = MergeVocabulary()
        while vocabulary.count < size {
            var pairs: [UInt64: Int] = [:]
            for (word, count) in zip(words, counts) {
                let tokens = vocabulary.encode(word)
                for (left, right) in zip(tokens, tokens.dropFirst()) where vocabulary.mayJoin(left, right) {
                    pairs[MergeVocabulary.pair(left, right), default: 0] += count
                }
            }
            func text(_ pair: UInt64) -> (joined: [UInt8], left: Int) {
                let left = vocabulary.tokens[MergeVocabulary.left(of: pair)]
                return (left + vocabulary.tokens[MergeVocabulary.right(of: pair)], left.count)
            }
            let best = pairs.min { first, second in
                if first.value != second.value { return first.value > second.value }
                let (one, other) = (text(first.key), text(second.key))
                return one.joined != other.joined
                    ? one.joined.lexicographicallyPrecedes(other.joined) : one.left < other.left
            }
            guard let best, best.value >= 2 else { break }
            vocabulary.append(MergeVocabulary.left(of: best.key), MergeVocabulary.right(of: best.key))
        }
        return vocabulary
    }

    @Test(arguments: 1...12)
    func `merges are those of counting anew each time`(seed: UInt64) throws {
        var random = Randomness(seed: seed)
        // Few letters, so that one token comes about in several ways.
        let letters = Array("abc".utf8)
        var words: [ArraySlice<UInt8>] = (0..<60).map { _ in
            (0..<Int.random(in: 1...9, using: &random)).map { _ in random.pick(letters) }[...]
        }
        if seed % 2 == 0 {
            words += try SampleText.pieces((0..<6).map { _ in SampleText.text(&random) }.joined()).map { $0[...] }
        }
        let counts = words.map { _ in Int.random(in: 1...9, using: &random) }
        let expected = Self.plainMerges(words, counts, upTo: 340)
        var learner = MergeLearner(words: words, counts: counts)
        learner.learn(upTo: 340, minimum: 2) { _ in true }
        #expect(learner.vocabulary.tokens == expected.tokens)
        #expect(learner.vocabulary.merges.map { [$0.left, $0.right] } == expected.merges.map { [$0.left, $0.right] })
    }
}
