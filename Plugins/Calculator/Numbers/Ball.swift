import BigInt

/// A real number that is known to lie within a distance of a binary fraction: `(mantissa ± radius) · 2^exponent`.
///
/// Every operation makes the radius large enough for what it cuts off, so that a ball always holds the true value. That
/// is what makes results right to their last digit: an expression is computed anew with more bits until all numbers in
/// the ball round to the same decimal (A. Ziv, ACM TOMS 17, 1991; F. Johansson, "Arb", IEEE TC 66, 2017).
struct Ball: Hashable, Sendable {
    var mantissa: BigInt
    var radius: BigUInt
    var exponent: Int

    init(_ mantissa: BigInt, radius: BigUInt = 0, exponent: Int = 0) {
        self.mantissa = mantissa
        self.radius = radius
        self.exponent = exponent
    }

    /// A fraction to about so many bits.
    init(_ value: Rational, bits: Int) {
        let shift = bits + value.denominator.bitWidth - value.numerator.bitWidth
        if value.isInteger, shift >= 0 {
            self.init(value.numerator)
        } else if shift >= 0 {
            self.init((value.numerator << shift) / value.denominator, radius: 1, exponent: -shift)
        } else {
            self.init(value.numerator / (value.denominator << -shift), radius: 1, exponent: -shift)
        }
    }

    /// Whether zero lies in it.
    var mayBeZero: Bool { mantissa.magnitude <= radius }
    var isNegative: Bool { mantissa.sign == .minus }
    /// About the binary logarithm of its magnitude.
    var magnitudeBits: Int { mantissa.magnitude.bitWidth + exponent }
    var negated: Ball { Ball(-mantissa, radius: radius, exponent: exponent) }

    /// The numbers at the ends of the ball.
    var ends: (low: BigInt, high: BigInt) { (mantissa - BigInt(radius), mantissa + BigInt(radius)) }

    /// A ball around this one whose mantissa has no more than so many bits.
    func trimmed(to bits: Int) -> Ball {
        let shift = max(mantissa.magnitude.bitWidth - bits, radius.bitWidth - 32)
        guard shift > 0 else { return self }
        return Ball(mantissa.shifted(rightBy: shift), radius: (radius >> shift) + 2, exponent: exponent + shift)
    }

    /// A ball around this one that is wider at both ends by a power of two.
    func widened(byPowerOfTwo power: Int) -> Ball {
        if power >= exponent { return Ball(mantissa, radius: radius + (1 << (power - exponent)), exponent: exponent) }
        return Ball(mantissa, radius: radius + 1, exponent: exponent)
    }

    func adding(_ other: Ball, bits: Int) -> Ball {
        var (a, b) = exponent >= other.exponent ? (self, other) : (other, self)
        // Whatever lies below all bits that are kept only widens the ball.
        let room = min(a.exponent - b.exponent, bits + 64)
        a = Ball(a.mantissa << room, radius: a.radius << room, exponent: a.exponent - room)
        if a.exponent > b.exponent {
            if b.exponent + max(b.mantissa.magnitude.bitWidth, b.radius.bitWidth) + 1 <= a.exponent {
                return Ball(a.mantissa, radius: a.radius + 1, exponent: a.exponent).trimmed(to: bits)
            }
            let shift = a.exponent - b.exponent
            a = Ball(a.mantissa << shift, radius: a.radius << shift, exponent: b.exponent)
        }
        b.mantissa += a.mantissa
        b.radius += a.radius
        return b.trimmed(to: bits)
    }

    func multiplied(by other: Ball, bits: Int) -> Ball {
        let spread =
            mantissa.magnitude * other.radius + other.mantissa.magnitude * radius + radius * other.radius
        return Ball(mantissa * other.mantissa, radius: spread, exponent: exponent + other.exponent).trimmed(to: bits)
    }

    /// The quotient; `other` does not hold zero.
    func divided(by other: Ball, bits: Int) -> Ball {
        let shift = max(0, bits + other.mantissa.magnitude.bitWidth - mantissa.magnitude.bitWidth + 8)
        let quotient = (mantissa << shift) / other.mantissa
        let spread = (radius << shift) + (quotient.magnitude + 1) * other.radius
        return Ball(
            quotient, radius: spread / (other.mantissa.magnitude - other.radius) + 2,
            exponent: exponent - shift - other.exponent
        ).trimmed(to: bits)
    }

    /// The square root; all of the ball is above zero.
    func squareRoot(bits: Int) -> Ball {
        var shift = max(0, 2 * bits + 8 - mantissa.magnitude.bitWidth)
        if (exponent - shift) % 2 != 0 { shift += 1 }
        let root = (mantissa.magnitude << shift).squareRoot()
        return Ball(
            BigInt(root), radius: (radius << shift) / max(root, 1) + 3, exponent: (exponent - shift) / 2
        ).trimmed(to: bits)
    }
}
