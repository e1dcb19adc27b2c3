/// WordPiece: a word is cut into the longest token that begins it, the longest that continues it, and so on.
///
/// A word that cannot be cut wholly is the unknown token. Schuster, Nakajima: Japanese and Korean Voice Search (2012),
/// as BERT uses it.
struct WordPieceModel: Sendable {
    let vocabulary: Vocabulary
    private let filter: PrefixFilter
    private let unknown: TokenID?
    /// What a token bears that continues a word (`##`).
    private let continuingPrefix: [UInt8]
    private let continuingSeed: UInt64
    /// What a word bears before it is looked up (the `▁` of GGUF vocabularies).
    private let wordPrefix: [UInt8]
    /// Longer words are unknown.
    private let longestWord: Int

    init(
        vocabulary: Vocabulary, unknown: TokenID?, continuingPrefix: [UInt8], wordPrefix: [UInt8], longestWord: Int
    ) {
        self.vocabulary = vocabulary
        filter = PrefixFilter(vocabulary) { _ in true }
        self.unknown = unknown
        self.continuingPrefix = continuingPrefix
        continuingSeed = continuingPrefix.reduce(0) { ByteHash.appending($1, to: $0) }
        self.wordPrefix = wordPrefix
        self.longestWord = longestWord
    }

    /// Appends the tokens of one word.
    func encode(_ word: UnsafeBufferPointer<UInt8>, into out: inout [TokenID], scratch: inout MergeScratch) {
        if word.isEmpty { return }
        if wordPrefix.isEmpty {
            cut(word, into: &out)
        } else {
            let marked = wordPrefix + word
            marked.withUnsafeBufferPointer { cut($0, into: &out) }
        }
    }

    private func cut(_ word: UnsafeBufferPointer<UInt8>, into out: inout [TokenID]) {
        guard let base = word.baseAddress else { return }
        let before = out.count
        if longestWord < word.count {
            var characters = 0
            for byte in word where byte & 0xC0 != 0x80 { characters += 1 }
            if characters > longestWord {
                if let unknown { out.append(unknown) }
                return
            }
        }
        var start = 0
        while start < word.count {
            var hash = start == 0 ? 0 : continuingSeed
            let prefix = start == 0 ? [] : continuingPrefix
            var (end, match, matchEnd) = (start, Int32(-1), start)
            while end < word.count, end - start + prefix.count < vocabulary.longest {
                let next = min(end + UTF8Text.length(base[end]), word.count)
                while end < next {
                    hash = ByteHash.appending(base[end], to: hash)
                    end += 1
                }
                if !filter.mayContain(hash) { break }
                let id = vocabulary.find(prefix: prefix, base + start, end - start, hash: hash)
                if id >= 0 { (match, matchEnd) = (id, end) }
            }
            if match < 0 {
                out.removeLast(out.count - before)
                if let unknown { out.append(unknown) }
                return
            }
            out.append(match)
            start = matchEnd
        }
    }
}
