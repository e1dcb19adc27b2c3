/// Random numbers that depend on a seed and a place alone: SplitMix64 (Steele, Lea, Flood 2014).
package struct Randomness: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// - Parameters:
    ///   - seed: of the run.
    ///   - index: which of the run's independent streams, for example the number of the document.
    package init(seed: UInt64, index: UInt64 = 0) {
        state = Self.mix(Self.mix(seed) ^ (index &* 0x9E37_79B9_7F4A_7C15))
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mix(state)
    }

    /// True with the given probability.
    package mutating func chance(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &self) < probability }

    /// One of `values`, which must not be empty.
    package mutating func pick<Values: RandomAccessCollection>(_ values: Values) -> Values.Element {
        let distance = Int.random(in: 0..<values.count, using: &self)
        return values[values.index(values.startIndex, offsetBy: distance)]
    }

    private static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
