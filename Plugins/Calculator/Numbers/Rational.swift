import BigInt

/// A ratio of integers in lowest terms with a positive denominator.
struct Rational: Hashable, Sendable {
    let numerator: BigInt
    let denominator: BigInt

    static let zero = Rational(0)
    static let one = Rational(1)

    init(_ integer: BigInt) {
        numerator = integer
        denominator = 1
    }

    init(_ integer: Int) { self.init(BigInt(integer)) }

    /// A quotient; `divisor` is not zero. Its cost is that of a greatest common divisor.
    init(_ dividend: BigInt, over divisor: BigInt) {
        let common = dividend.commonDivisor(with: divisor)
        let sign: BigInt = divisor < 0 ? -1 : 1
        if common == 1 {
            self.init(coprime: dividend * sign, divisor * sign)
        } else {
            self.init(coprime: dividend / common * sign, divisor / common * sign)
        }
    }

    /// A fraction that is already in lowest terms with a positive denominator.
    init(coprime numerator: BigInt, _ denominator: BigInt) {
        self.numerator = numerator
        self.denominator = denominator
    }

    var isInteger: Bool { denominator == 1 }
    var isZero: Bool { numerator.isZero }
    var isNegative: Bool { numerator.sign == .minus }
    /// -1, 0 or 1.
    var signum: Int { isZero ? 0 : isNegative ? -1 : 1 }
    var magnitude: Rational { isNegative ? -self : self }
    /// The integer, if it is one that fits.
    var int: Int? { isInteger ? Int(exactly: numerator) : nil }

    /// The largest integer that is not above it.
    var floor: BigInt {
        if isInteger { return numerator }
        let quotient = numerator / denominator
        return isNegative ? quotient - 1 : quotient
    }

    /// The nearest integer; halves go away from zero.
    var rounded: BigInt {
        let twice = numerator.magnitude * 2 + denominator.magnitude
        return BigInt(sign: numerator.sign, magnitude: twice / (denominator.magnitude * 2))
    }

    static prefix func - (value: Rational) -> Rational { Rational(coprime: -value.numerator, value.denominator) }

    static func + (a: Rational, b: Rational) -> Rational {
        if a.isInteger, b.isInteger { return Rational(a.numerator + b.numerator) }
        return Rational(
            a.numerator * b.denominator + b.numerator * a.denominator, over: a.denominator * b.denominator)
    }

    static func - (a: Rational, b: Rational) -> Rational { a + -b }

    static func * (a: Rational, b: Rational) -> Rational {
        if a.isInteger, b.isInteger { return Rational(a.numerator * b.numerator) }
        return Rational(a.numerator * b.numerator, over: a.denominator * b.denominator)
    }

    /// The quotient; `b` is not zero.
    static func / (a: Rational, b: Rational) -> Rational {
        Rational(a.numerator * b.denominator, over: a.denominator * b.numerator)
    }
}
