/// Exponentials and logarithms made of additions, multiplications and divisions alone, whose results IEEE 754 fixes.
///
/// The C library's `exp` and `log` differ in the last bit from one system to the next, which would be enough to choose
/// another token for the same seed.
package enum PortableMath {
    package typealias Lanes = SIMD8<Double>

    /// e^x for x at most 0, to within two units in the last place; 0 below -700 (minus infinity included).
    @inline(__always)
    static func exp(_ x: Lanes) -> Lanes {
        // Argument reduction after Cody and Waite: x = n ln 2 + r, |r| <= ln 2 / 2; then a Taylor series of degree 13.
        let clamped = x.replacing(with: -700, where: x .< -700)
        let shifted = clamped * 1.4426950408889634 + magic
        let n = shifted - magic
        let r = (clamped - n * 0x1.62e42feep-1) - n * 0x1.a39ef35793c76p-33
        var sum = Lanes(repeating: 1.0 / 6_227_020_800)
        sum = sum * r + 1.0 / 479_001_600
        sum = sum * r + 1.0 / 39_916_800
        sum = sum * r + 1.0 / 3_628_800
        sum = sum * r + 1.0 / 362_880
        sum = sum * r + 1.0 / 40_320
        sum = sum * r + 1.0 / 5_040
        sum = sum * r + 1.0 / 720
        sum = sum * r + 1.0 / 120
        sum = sum * r + 1.0 / 24
        sum = sum * r + 1.0 / 6
        sum = sum * r + 0.5
        sum = sum * r + 1
        sum = sum * r + 1
        // The integer n stands in the low bits of `shifted`; moved to the exponent's place it scales by 2^n.
        let bits = unsafeBitCast(sum, to: SIMD8<Int64>.self) &+ (unsafeBitCast(shifted, to: SIMD8<Int64>.self) &<< 52)
        return unsafeBitCast(bits, to: Lanes.self).replacing(with: 0, where: x .< -700)
    }

    /// e^x for one x at most 0.
    package static func exp(_ x: Double) -> Double {
        exp(Lanes(repeating: x))[0]
    }

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

    // 1.5 * 2^52: adding it rounds to an integer, which then stands in the low bits.
    private static let magic = 0x1.8p52
}
