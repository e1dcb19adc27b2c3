/// Builds the table of merges from their texts, "LEFT RIGHT", in the order of their ranks.
///
/// A model has hundreds of thousands, and every look-up misses the cache, so merges are taken by the block: all hashes
/// first, then all slots, then all comparisons, so that the misses overlap.
struct MergeReader {
    private var table: PairTable
    private let vocabulary: Vocabulary
    private let byteLevel: Bool
    private let powers: PermanentArray<UInt64>
    private var rank: UInt32 = 0
    /// Bytes of the open block's parts, one after another.
    private var bytes: [UInt8] = []
    private var parts: [Part] = []
    private var pairs: [PairTable.Pair] = []
    /// The token that the last merge made; the next one often makes the same or the one after.
    private var lastJoined: Int32 = 0
    /// Of which the right one begins every token that continues a word: it is dropped when the two join.
    var continuingPrefix: [UInt8] = []
    /// A pair that comes twice has its last rank, as in Hugging Face `tokenizers`, instead of its first.
    var lastCounts = false

    /// One side of a merge in the open block; a side outside of the byte alphabet has length -1.
    private struct Part: BitwiseCopyable {
        var start: Int32
        var length: Int32
        var hash: UInt64
        var entry: UInt64 = 0
        var id: Int32 = -1
    }

    private static let blockSize = 256

    /// - Parameter byteLevel: the texts are in the byte alphabet, the vocabulary holds bytes.
    init(vocabulary: Vocabulary, count: Int, byteLevel: Bool) {
        table = PairTable(capacity: count)
        self.vocabulary = vocabulary
        self.byteLevel = byteLevel
        powers = ByteHash.powers(longest: vocabulary.longest)
        parts.reserveCapacity(2 * Self.blockSize)
    }

    /// Adds the next merge.
    mutating func append(_ text: UnsafeBufferPointer<UInt8>) throws(VocabularyDefect) {
        var space = 1
        while space < text.count, text[space] != 0x20 { space += 1 }
        guard space + 1 < text.count else {
            throw VocabularyDefect(
                "merge \(Int(rank) + parts.count / 2), \(printable(text)), is not two tokens parted by a space")
        }
        try append(
            UnsafeBufferPointer(rebasing: text[..<space]), UnsafeBufferPointer(rebasing: text[(space + 1)...]))
    }

    /// Adds the next merge, given as its parts.
    mutating func append(
        _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
    ) throws(VocabularyDefect) {
        add(left)
        add(right)
        if parts.count == 2 * Self.blockSize || bytes.count > 1 << 24 { try closeBlock() }
    }

    /// The table, after the last merge.
    mutating func finish() throws(VocabularyDefect) -> PairTable {
        try closeBlock()
        return table
    }

    /// Adds one side to the open block.
    private mutating func add(_ text: UnsafeBufferPointer<UInt8>) {
        let start = bytes.count
        var hash: UInt64 = 0
        // A byte takes at most two in the byte alphabet; what is longer is no token.
        if text.count > 2 * vocabulary.longest {
            parts.append(Part(start: Int32(start), length: -1, hash: 0))
            return
        }
        if byteLevel {
            let isInside = ByteAlphabet.decode(text) { byte in
                bytes.append(byte)
                hash = ByteHash.appending(byte, to: hash)
            }
            if !isInside {
                parts.append(Part(start: Int32(start), length: -1, hash: 0))
                return
            }
        } else {
            for byte in text { hash = ByteHash.appending(byte, to: hash) }
            bytes.append(contentsOf: text)
        }
        let length = bytes.count - start
        parts.append(
            Part(start: Int32(truncatingIfNeeded: start), length: Int32(truncatingIfNeeded: length), hash: hash))
    }

    private mutating func closeBlock() throws(VocabularyDefect) {
        if parts.isEmpty { return }
        let vocabulary = vocabulary
        bytes.append(0)  // So that there is a first byte.
        bytes.withUnsafeBufferPointer { bytes in
            parts.withUnsafeMutableBufferPointer { parts in
                let base = bytes.baseAddress.unsafelyUnwrapped
                for index in parts.indices { parts[index].entry = vocabulary.firstEntry(hash: parts[index].hash) }
                for index in parts.indices where parts[index].length >= 0 {
                    let part = parts[index]
                    parts[index].id = vocabulary.find(
                        base + Int(part.start), Int(part.length), hash: part.hash, firstEntry: part.entry)
                }
            }
        }
        pairs.removeAll(keepingCapacity: true)
        for index in stride(from: 0, to: parts.count, by: 2) {
            let (left, right) = (parts[index], parts[index + 1])
            let joined = left.id >= 0 && right.id >= 0 ? joined(left, right) : -1
            guard joined >= 0 else {
                let texts = [left, right].map { part in
                    printable(part.length < 0 ? [] : bytes[Int(part.start)..<Int(part.start + part.length)])
                }
                throw VocabularyDefect(
                    "merge \(Int(rank) + index / 2), \(texts[0]) and \(texts[1]), names or makes a token that is not in "
                        + "the vocabulary")
            }
            lastJoined = joined
            pairs.append(
                PairTable.Pair(
                    first: UInt32(bitPattern: left.id), second: UInt32(bitPattern: right.id),
                    value: UInt64(rank + UInt32(index / 2)) << 32 | UInt64(joined)))
        }
        table.insert(pairs, replacing: lastCounts)
        rank += UInt32(parts.count / 2)
        parts.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
    }

    /// The token that two parts spell together, or -1.
    private func joined(_ left: Part, _ right: Part) -> Int32 {
        let (start, length) = (Int(left.start), Int(left.length + right.length))
        if !continuingPrefix.isEmpty {
            let second = bytes[Int(right.start)..<Int(right.start + right.length)]
            let rest = second.starts(with: continuingPrefix) ? second.dropFirst(continuingPrefix.count) : second
            return vocabulary.find(bytes[start..<start + Int(left.length)] + rest) ?? -1
        }
        if length > vocabulary.longest { return -1 }
        return bytes.withUnsafeBufferPointer { bytes in
            // The two parts lie side by side.
            let text = UnsafeBufferPointer(rebasing: bytes[start..<start + length])
            for guess in [lastJoined, lastJoined + 1] where vocabulary.isFound(guess, as: text) { return guess }
            return vocabulary.find(
                text.baseAddress.unsafelyUnwrapped, length,
                hash: left.hash &* powers.base[Int(right.length)] &+ right.hash)
        }
    }
}
