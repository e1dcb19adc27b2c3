/// Finds records that were there before, word by word or nearly.
///
/// Near duplicates are found by MinHash over runs of three words (A. Broder, "On the resemblance and containment of
/// documents", 1997): 32 least hashes, looked up in eight bands of four, and two records count as one where at least 29 of
/// the 32 agree, which is a resemblance of about 0.9. Memory is bounded: after ``capacity`` records only exact duplicates
/// are found.
struct DuplicateFilter {
    private static let hashes = 32
    private static let rows = 4
    private static let agreement = 29
    let capacity: Int

    private var exact: Set<UInt64> = []
    private var signatures: [UInt32] = []
    private var bands: [[UInt64: Int32]]

    init(capacity: Int = 400_000) {
        self.capacity = capacity
        bands = Array(repeating: [:], count: Self.hashes / Self.rows)
    }

    /// What the text repeats, or nil; then it is remembered.
    mutating func check(_ text: String) -> RecordDrop? {
        let words = RecordText.words(text)
        guard exact.insert(RecordText.hash(words: words)).inserted else { return .duplicate }
        // Short texts differ by a word in everything.
        guard words.count >= 8, signatures.count / Self.hashes < capacity else { return nil }
        let signature = Self.signature(words)
        let record = Int32(signatures.count / Self.hashes)
        var candidates: Set<Int32> = []
        var keys: [UInt64] = []
        for band in bands.indices {
            let rows = signature[band * Self.rows..<(band + 1) * Self.rows]
            let key = rows.reduce(UInt64(band)) { RecordText.mix($0 ^ UInt64($1)) }
            keys.append(key)
            if let candidate = bands[band][key] { candidates.insert(candidate) }
        }
        for candidate in candidates {
            let start = Int(candidate) * Self.hashes
            let agreeing = signature.indices.reduce(0) { $0 + (signatures[start + $1] == signature[$1] ? 1 : 0) }
            if agreeing >= Self.agreement { return .nearDuplicate }
        }
        signatures += signature
        for band in bands.indices where bands[band][keys[band]] == nil { bands[band][keys[band]] = record }
        return nil
    }

    private static func signature(_ hashes: [UInt64]) -> [UInt32] {
        var least = [UInt32](repeating: .max, count: Self.hashes)
        for index in 0..<max(1, hashes.count - 2) {
            var shingle = hashes[index..<min(index + 3, hashes.count)].reduce(0) { RecordText.mix($0 ^ $1) }
            for place in least.indices {
                // One multiplication and a shift make the next of a family of hashes.
                shingle = shingle &* 0xD134_2543_DE82_EF95 &+ 0x2545_F491_4F6C_DD1D
                least[place] = min(least[place], UInt32(truncatingIfNeeded: shingle >> 32))
            }
        }
        return least
    }
}
