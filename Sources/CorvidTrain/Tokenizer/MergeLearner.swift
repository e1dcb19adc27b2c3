/// Learns merges: again and again the most frequent pair of neighbours becomes a token.
///
/// Pairs are counted once and then corrected where a merge changes a word (Sennrich, Haddow, Birch 2016). Which pairs may
/// merge at all is up to ``SymbolKind``.
struct MergeLearner {
    private(set) var vocabulary = MergeVocabulary()

    private struct Pair {
        var count = 0
        /// Words that hold or held it.
        var words: [Int32] = []
    }

    private var words: [[Int32]]
    private let counts: [Int]
    private var pairs: [UInt64: Pair] = [:]
    private var heap = MergeHeap()

    /// - Parameters:
    ///   - words: pieces of text without the blank before them.
    ///   - counts: how often each occurs.
    init(words: [ArraySlice<UInt8>], counts: [Int]) {
        self.words = words.map { $0.map(Int32.init) }
        self.counts = counts
        for (index, word) in self.words.enumerated() {
            let found = pairs(in: word)
            for pair in found { pairs[pair, default: Pair()].count += counts[index] }
            for pair in Set(found) { pairs[pair]?.words.append(Int32(index)) }
        }
        for (pair, value) in pairs { push(pair, value.count) }
    }

    /// Merges until there are `tokenCount` tokens, or until no pair is as frequent as `minimum`.
    ///
    /// - Parameter goesOn: is told how many tokens there are; false ends the work.
    mutating func learn(upTo tokenCount: Int, minimum: Int, goesOn: (Int) -> Bool) {
        var steps = 0
        while vocabulary.count < tokenCount, let entry = heap.pop(vocabulary.tokens) {
            let count = pairs[entry.pair]?.count ?? 0
            guard count == entry.count else {
                // What grew since it was put into the heap is in it a second time.
                if count > 0, count < entry.count { push(entry.pair, count) }
                continue
            }
            guard count >= max(minimum, 1) else { return }
            vocabulary.append(MergeVocabulary.left(of: entry.pair), MergeVocabulary.right(of: entry.pair))
            var raised = merge(entry.pair)
            // A token that two merges make may come to stand where an earlier merge applies again.
            while let known = raised.compactMap({ pair in vocabulary.rank(of: pair).map { ($0, pair) } })
                .min(by: { $0.0 < $1.0 })
            {
                raised.remove(known.1)
                raised.formUnion(merge(known.1))
            }
            for pair in raised { if let count = pairs[pair]?.count { push(pair, count) } }
            steps += 1
            if steps % 64 == 0, !goesOn(vocabulary.count) { return }
        }
    }

    private mutating func push(_ pair: UInt64, _ count: Int) {
        heap.push(MergeHeap.Entry(count: count, pair: pair), vocabulary.tokens)
    }

    /// Carries a merge out in all words; returns the pairs that this brought about.
    private mutating func merge(_ pair: UInt64) -> Set<UInt64> {
        guard let affected = pairs[pair]?.words, let id = vocabulary.token(of: pair) else { return [] }
        let (left, right) = (Int32(pair >> 32), Int32(pair & 0xFFFF_FFFF))
        var raised: Set<UInt64> = []
        for index in Set(affected).map(Int.init) {
            let count = counts[index]
            let before = pairs(in: words[index])
            words[index] = Self.merging(words[index], left, right, into: Int32(id))
            let after = pairs(in: words[index])
            for old in before { pairs[old]?.count -= count }
            for new in after {
                pairs[new, default: Pair()].count += count
                if !before.contains(new) {
                    pairs[new]?.words.append(Int32(index))
                    raised.insert(new)
                }
            }
        }
        pairs[pair] = nil
        raised.remove(pair)
        return raised
    }

    private static func merging(_ word: [Int32], _ left: Int32, _ right: Int32, into id: Int32) -> [Int32] {
        var out: [Int32] = []
        out.reserveCapacity(word.count)
        var index = 0
        while index < word.count {
            if word[index] == left, index + 1 < word.count, word[index + 1] == right {
                out.append(id)
                index += 2
            } else {
                out.append(word[index])
                index += 1
            }
        }
        return out
    }

    /// The neighbours that may merge, as often as they stand there.
    private func pairs(in word: [Int32]) -> [UInt64] {
        var found: [UInt64] = []
        guard word.count > 1 else { return found }
        found.reserveCapacity(word.count - 1)
        for index in 1..<word.count {
            let (left, right) = (Int(word[index - 1]), Int(word[index]))
            if vocabulary.mayJoin(left, right) { found.append(MergeVocabulary.pair(left, right)) }
        }
        return found
    }
}
