/// A fast 256-bit hash of bytes, to tell contents apart; not made to withstand an adversary.
///
/// Four lanes absorb eight bytes each in turn by multiply-and-fold, and are mixed into one another at the end. The
/// value depends only on the bytes and on how they were divided into calls of `append`.
package struct ContentHash {
    private var lanes: SIMD4<UInt64> = [
        0x243F_6A88_85A3_08D3, 0x1319_8A2E_0370_7344, 0xA409_3822_299F_31D0, 0x082E_FA98_EC4E_6C89,
    ]
    private var total: UInt64 = 0
    private static let factor: UInt64 = 0x9E37_79B9_7F4A_7C15

    package init() {}

    /// Absorbs one number.
    package mutating func append(_ value: UInt64) {
        absorb(value, lane: Int(total & 3))
        total &+= 1
    }

    /// Absorbs bytes and their count.
    package mutating func append(_ bytes: UnsafeRawBufferPointer) {
        append(UInt64(bytes.count))
        let words = bytes.count / 8
        for index in 0..<words {
            let word = bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)
            absorb(UInt64(littleEndian: word), lane: index & 3)
        }
        var rest: UInt64 = 0
        for byte in bytes[(words * 8)...] { rest = rest << 8 | UInt64(byte) }
        append(rest)
    }

    /// The 32 bytes of the hash.
    package func finish() -> [UInt8] {
        var copy = self
        for round in 0..<8 { copy.absorb(copy.lanes[(round + 1) & 3] ^ total, lane: round & 3) }
        return (0..<4).flatMap { lane in (0..<8).map { UInt8(truncatingIfNeeded: copy.lanes[lane] >> (8 * $0)) } }
    }

    private mutating func absorb(_ value: UInt64, lane: Int) {
        let product = (lanes[lane] ^ value ^ 0x5851_F42D_4C95_7F2D).multipliedFullWidth(by: Self.factor)
        lanes[lane] = (product.high ^ product.low) &+ lanes[lane] &* Self.factor
    }
}
