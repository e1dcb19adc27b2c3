import CorvidEngine
import CorvidLLM

/// Learns a vocabulary of byte-level BPE in which copying a string copies its tokens.
///
/// A small model copies words of its prompt into calls: what stood there after a blank stands here after a quotation
/// mark. With the usual merges these are different tokens. Here merges never join letters with punctuation, blanks or
/// digits, and the merges of one blank with a whole word rank last. As merges apply by rank, the letters of a word are
/// cut the same way wherever it stands; only its first token may have the blank in it (`Zur|ich`, ` |Zur|ich` or
/// ` Zur|ich`). Digits and `_` stay alone; structure of JSON merges with its like, other punctuation with its like.
///
/// The result is a vocabulary for the pre-tokenizer `qwen2`, whose pieces its merges respect.
package struct BPETrainer: Sendable {
    package struct Options: Sendable {
        /// Tokens in all: bytes, control tokens, tags and what is learned. A number that is no multiple of 32 is padded to
        /// the next with unused tokens.
        package var vocabularySize = 6016
        /// Part of what is learned that is words with the blank before them.
        package var blankShare = 0.3
        /// A merge that occurs less often is not made; the vocabulary is smaller then.
        package var minimumFrequency = 3

        package init() {}
    }

    /// What `tokenizer.ggml.pre` says.
    package static let preTokenizer = "qwen2"

    package let options: Options

    /// - Throws: an error with code `option` when one is out of its range.
    package init(_ options: Options = Options()) throws(TokenizerTrainingError) {
        let smallest = TokenizerDraft.fixedCount
        guard smallest...(1 << 20) ~= options.vocabularySize else {
            throw TokenizerTrainingError(
                .option,
                "a vocabulary of \(options.vocabularySize) tokens is asked for; expected \(smallest) (bytes, control tokens"
                    + " and tags alone) to \(1 << 20)")
        }
        guard 0...0.9 ~= options.blankShare else {
            throw TokenizerTrainingError(
                .option, "the share of words with a blank is \(options.blankShare); expected 0 to 0.9")
        }
        guard 1...1_000_000_000 ~= options.minimumFrequency else {
            throw TokenizerTrainingError(
                .option, "the minimum frequency is \(options.minimumFrequency); expected 1 to 1,000,000,000")
        }
        self.options = options
    }

    /// Weights are kept as multiples of this fraction of an occurrence.
    private static let unit = 64.0

    /// Learns from pieces and how often each occurs, which need not be a whole number.
    ///
    /// Time is linear in the different pieces for the first merges and falls; memory holds every different piece once.
    /// The same pieces in any order give the same vocabulary.
    /// - Parameter progress: is told how many tokens there are; false ends the work.
    package func train(
        on pieces: WeightedPieces, progress: (Int) -> Bool = { _ in true }
    ) throws(TokenizerTrainingError) -> TokenizerDraft {
        var indices: [ArraySlice<UInt8>: Int] = [:]
        var (words, counts, blanks): ([ArraySlice<UInt8>], [Int], [Int]) = ([], [], [])
        for index in 0..<pieces.count {
            let (piece, weight) = pieces[index]
            let count = Int((weight * Self.unit).rounded())
            let word = Self.withoutBlank(piece)
            guard count > 0 else { continue }
            let place = indices[word] ?? words.count
            if place == words.count {
                indices[word] = place
                words.append(word)
                counts.append(0)
                blanks.append(0)
            }
            counts[place] += count
            if word.count < piece.count { blanks[place] += count }
        }
        guard !words.isEmpty else {
            throw TokenizerTrainingError(.text, "there is no text to learn from")
        }
        let learned = options.vocabularySize - TokenizerDraft.fixedCount
        var blankLed = Int(Double(learned) * options.blankShare)
        let minimum = options.minimumFrequency * Int(Self.unit)
        var goesOn = true
        func report(_ tokens: Int) -> Bool {
            goesOn = progress(tokens)
            return goesOn
        }
        var learner = MergeLearner(words: words, counts: counts)
        learner.learn(upTo: 256 + learned - blankLed, minimum: minimum, goesOn: report)
        var candidates = Self.mostFrequentWords(learner.vocabulary, words, blanks, minimum: minimum)
        if candidates.count < blankLed {
            // What words with a blank leave free goes to further merges.
            blankLed = candidates.count
            learner.learn(upTo: 256 + learned - blankLed, minimum: minimum, goesOn: report)
            candidates = Self.mostFrequentWords(learner.vocabulary, words, blanks, minimum: minimum)
        }
        guard goesOn else { throw TokenizerTrainingError(.cancelled, "the training was interrupted") }
        var vocabulary = learner.vocabulary
        for token in candidates.prefix(blankLed) { vocabulary.append(0x20, token) }
        return TokenizerDraft(vocabulary, size: options.vocabularySize)
    }

    /// A piece without the one blank that the pre-tokenizer puts in front of words and punctuation.
    private static func withoutBlank(_ piece: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard piece.first == 0x20, piece.count > 1, !(piece.dropFirst().first.map(isBlank) ?? true) else {
            return piece
        }
        return piece.dropFirst()
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0D ~= byte }

    /// Tokens that are a whole piece after a blank, the most frequent first.
    private static func mostFrequentWords(
        _ vocabulary: MergeVocabulary, _ words: [ArraySlice<UInt8>], _ blanks: [Int], minimum: Int
    ) -> [Int] {
        var counts: [Int: Int] = [:]
        for (word, count) in zip(words, blanks) where count >= minimum {
            let tokens = vocabulary.encode(word)
            if tokens.count == 1, vocabulary.takesBlank(tokens[0]) { counts[tokens[0], default: 0] += count }
        }
        return counts.sorted { first, second in
            first.value != second.value
                ? first.value > second.value
                : vocabulary.tokens[first.key].lexicographicallyPrecedes(vocabulary.tokens[second.key])
        }.map(\.key)
    }
}
