/// Draws questions with replacement: SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number
/// Generators", 2014), so that a seed means the same on every machine and with every standard library.
struct Resampling {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// How often each of `count` questions is drawn in as many draws.
    mutating func counts(of count: Int) -> [UInt32] {
        var counts = [UInt32](repeating: 0, count: count)
        for _ in 0..<count {
            // The high half of the product is uniform but for one part in 2^64 / count.
            counts[Int(next().multipliedFullWidth(by: UInt64(count)).high)] += 1
        }
        return counts
    }

    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
