/// Exponentials and logarithms made of additions, multiplications and divisions alone, whose results IEEE 754 fixes.
///
/// The C library's `exp` and `log` differ in the last bit from one system to the next, which would be enough to choose
/// another token for the same seed.
package enum PortableMath {
    /// e^x for x at most 0, to within two units in the last place; 0 below -700 (minus infinity included). The plain twin
    /// of the kernel `corvid_exponentials`.
    package static func exp(_ x: Double) -> Double {
        guard x >= -700 else { return 0 }
        // Argument reduction after Cody and Waite: x = n ln 2 + r, |r| <= ln 2 / 2; then a Taylor series of degree 13.
        // 1.5 * 2^52 rounds to an integer, which then stands in the low bits.
        let shifted = x * 1.4426950408889634 + 0x1.8p52
        let n = shifted - 0x1.8p52
        let r = (x - n * 0x1.62e42feep-1) - n * 0x1.a39ef35793c76p-33
        var sum = 1.0 / 6_227_020_800
        for factorial in inverseFactorials { sum = sum * r + factorial }
        return Double(bitPattern: sum.bitPattern &+ (shifted.bitPattern &<< 52))
    }

    /// 1/12!, 1/11! … 1/0!
    private static let inverseFactorials: [Double] = [
        1 / 479_001_600, 1 / 39_916_800, 1 / 3_628_800, 1 / 362_880, 1 / 40_320, 1 / 5_040, 1 / 720, 1 / 120, 1 / 24,
        1 / 6, 0.5, 1, 1,
    ]

    /// The natural logarithm of a positive, normal number.
    package static func log(_ x: Double) -> Double {
        // x = m 2^e with m in sqrt(1/2)...sqrt(2); log m = 2 artanh((m - 1) / (m + 1)).
        var exponent = Double(x.exponent)
        var mantissa = x.significand
        if mantissa > 1.4142135623730951 {
            mantissa *= 0.5
            exponent += 1
        }
        let s = (mantissa - 1) / (mantissa + 1)
        let square = s * s
        var sum = 0.0
        for k in stride(from: 23, through: 1, by: -2) { sum = sum * square + 1 / Double(k) }
        return exponent * 0x1.62e42feep-1 + (2 * s * sum + exponent * 0x1.a39ef35793c76p-33)
    }
}
