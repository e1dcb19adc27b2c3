/// Tells quickly that no token begins with given bytes: a bit set over the hashes of all tokens' prefixes.
///
/// It may say "perhaps" of bytes with which no token begins, never "no" of bytes with which one does. Prefixes end where
/// characters end.
struct PrefixFilter: Sendable {
    private let bits: PermanentArray<UInt64>
    private let shift: UInt64

    init(_ vocabulary: Vocabulary, including: (Int) -> Bool) {
        var total = 0
        for id in 0..<vocabulary.count where including(id) { total += vocabulary.bytes(of: id).count }
        var size: UInt64 = 10
        while 1 << size < total * 8 { size += 1 }
        let shift = 64 - size
        bits = PermanentArray(count: 1 << Int(size - 6)) { words in
            words.initialize(repeating: 0)
            for id in 0..<vocabulary.count where including(id) {
                let bytes = vocabulary.bytes(of: id)
                var hash: UInt64 = 0
                for index in 0..<bytes.count {
                    hash = ByteHash.appending(bytes[index], to: hash)
                    if index + 1 < bytes.count, bytes[index + 1] & 0xC0 == 0x80 { continue }
                    let bit = ByteHash.mixed(hash) >> shift
                    words[Int(bit >> 6)] |= 1 << (bit & 63)
                }
            }
        }
        self.shift = shift
    }

    /// Whether a token may begin with the bytes of this hash.
    @inline(__always)
    func mayContain(_ hash: UInt64) -> Bool {
        let bit = ByteHash.mixed(hash) >> shift
        return bits.base[Int(bit >> 6)] >> (bit & 63) & 1 != 0
    }
}
