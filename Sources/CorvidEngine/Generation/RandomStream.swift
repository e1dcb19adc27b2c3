/// A random stream with random access: number `i` depends on the seed and `i` alone.
///
/// It is SplitMix64 (Steele, Lea, Flood 2014) read as a counter: number `i` is `mix(start + (i + 1) * gamma)`, where
/// `start` is the mixed seed, so that neighbouring seeds give unrelated streams. Integer arithmetic only: the same on
/// every machine.
package struct RandomStream: Sendable {
    let start: UInt64

    package init(seed: UInt64) {
        start = Self.mix(seed &+ Self.gamma)
    }

    /// Number `index` of the stream, uniform over all 64-bit numbers.
    package func bits(at index: UInt64) -> UInt64 {
        Self.mix(start &+ (index &+ 1) &* Self.gamma)
    }

    /// Number `index` of the stream, uniform in 0..<1 in steps of 2^-53.
    package func unit(at index: UInt64) -> Double {
        Double(bits(at: index) >> 11) * 0x1p-53
    }

    private static let gamma: UInt64 = 0x9E37_79B9_7F4A_7C15

    private static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
