/// The hash of byte strings under which vocabularies are kept: a polynomial, so that the hash of a string follows from
/// those of its parts, and one of all its prefixes falls out on the way.
enum ByteHash {
    private static let multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// The hash of the string of `hash` with `byte` appended; the empty string's is 0.
    @inline(__always)
    static func appending(_ byte: UInt8, to hash: UInt64) -> UInt64 {
        (hash &+ UInt64(byte) &+ 1) &* multiplier
    }

    @inline(__always)
    static func of(_ bytes: UnsafePointer<UInt8>, _ count: Int, seed: UInt64 = 0) -> UInt64 {
        var hash = seed
        for index in 0..<count { hash = appending(bytes[index], to: hash) }
        return hash
    }

    /// Multiplier of a prefix's hash for each length of what follows, 0 to `longest`: the hash of a and b together is
    /// that of a times `powers[count of b]` plus that of b.
    static func powers(longest: Int) -> PermanentArray<UInt64> {
        PermanentArray(count: longest + 1) { powers in
            var power: UInt64 = 1
            for index in 0...longest {
                (powers.baseAddress! + index).initialize(to: power)
                power = power &* multiplier
            }
        }
    }

    /// The hash with its bits mixed: the upper bits choose a slot, the lower 32 are kept in it.
    @inline(__always)
    static func mixed(_ hash: UInt64) -> UInt64 {
        let folded = (hash ^ (hash >> 31)) &* 0xBF58_476D_1CE4_E5B9
        return folded ^ (folded >> 29)
    }
}
