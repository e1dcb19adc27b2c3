/// Builds the table of merges from their texts, "LEFT RIGHT", in the order of their ranks.
struct MergeReader {
    private(set) var table: PairTable
    private let vocabulary: Vocabulary
    private let byteLevel: Bool
    private let powers: PermanentArray<UInt64>
    private var rank: UInt32 = 0
    /// Both parts without the space between.
    private var scratch: [UInt8]
    /// Of which the right one begins every token that continues a word: it is dropped when the two join.
    var continuingPrefix: [UInt8] = []
    /// A pair that comes twice has its last rank, as in Hugging Face `tokenizers`, instead of its first.
    var lastCounts = false

    /// - Parameter byteLevel: the texts are in the byte alphabet, the vocabulary holds bytes.
    init(vocabulary: Vocabulary, count: Int, byteLevel: Bool) {
        table = PairTable(capacity: count)
        self.vocabulary = vocabulary
        self.byteLevel = byteLevel
        powers = ByteHash.powers(longest: vocabulary.longest)
        scratch = Array(repeating: 0, count: 256)
    }

    /// Adds the next merge.
    mutating func append(_ text: UnsafeBufferPointer<UInt8>) throws(VocabularyDefect) {
        var space = 1
        while space < text.count, text[space] != 0x20 { space += 1 }
        guard space + 1 < text.count else {
            throw VocabularyDefect("merge \(rank), \(printable(text)), is not two tokens parted by a space")
        }
        try append(
            UnsafeBufferPointer(rebasing: text[..<space]), UnsafeBufferPointer(rebasing: text[(space + 1)...]))
    }

    /// Adds the next merge, given as its parts.
    mutating func append(
        _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
    ) throws(VocabularyDefect) {
        var scratch: [UInt8] = []
        swap(&scratch, &self.scratch)
        defer { swap(&scratch, &self.scratch) }
        if scratch.count < left.count + right.count {
            scratch = Array(repeating: 0, count: 2 * (left.count + right.count))
        }
        let found: (left: Int32, right: Int32, joined: Int32)? = scratch.withUnsafeMutableBufferPointer { scratch in
            let base = scratch.baseAddress.unsafelyUnwrapped
            guard let split = copy(left, to: base), let length = copy(right, to: base + split) else { return nil }
            if !continuingPrefix.isEmpty { return findWithPrefix(base, split, length) }
            let leftHash = ByteHash.of(base, split)
            let rightHash = ByteHash.of(base + split, length)
            let (leftID, rightID) = (
                vocabulary.find(base, split, hash: leftHash), vocabulary.find(base + split, length, hash: rightHash)
            )
            guard length <= vocabulary.longest else { return (leftID, rightID, -1) }
            let hash = leftHash &* powers.base[length] &+ rightHash
            return (leftID, rightID, vocabulary.find(base, split + length, hash: hash))
        }
        guard let found, found.left >= 0, found.right >= 0, found.joined >= 0 else {
            throw VocabularyDefect(
                "merge \(rank), \(printable(left)) and \(printable(right)), names or makes a token that is not in the "
                    + "vocabulary")
        }
        table.insert(
            UInt32(bitPattern: found.left), UInt32(bitPattern: found.right),
            value: UInt64(rank) << 32 | UInt64(found.joined), replacing: lastCounts)
        rank += 1
    }

    private func findWithPrefix(
        _ base: UnsafeMutablePointer<UInt8>, _ split: Int, _ length: Int
    ) -> (left: Int32, right: Int32, joined: Int32) {
        let left = Array(UnsafeBufferPointer(start: base, count: split))
        let right = Array(UnsafeBufferPointer(start: base + split, count: length))
        let joined = left + (right.starts(with: continuingPrefix) ? right.dropFirst(continuingPrefix.count) : right[...])
        return (vocabulary.find(left) ?? -1, vocabulary.find(right) ?? -1, vocabulary.find(joined) ?? -1)
    }

    /// Copies `text` to `target`, as bytes where it is in the byte alphabet; the count of what was written.
    @inline(__always)
    private func copy(_ text: UnsafeBufferPointer<UInt8>, to target: UnsafeMutablePointer<UInt8>) -> Int? {
        var count = 0
        if byteLevel {
            let isInside = ByteAlphabet.decode(text) {
                target[count] = $0
                count += 1
            }
            return isInside ? count : nil
        }
        for byte in text {
            target[count] = byte
            count += 1
        }
        return count
    }
}
