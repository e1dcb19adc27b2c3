import BigInt

/// Operations on real numbers with so many bits, within limits.
///
/// Where the bits do not suffice to decide (is this difference zero?), ``CalculatorError/imprecise`` is thrown, and the
/// calculation begins anew with more of them; with the last allowed number of bits what cannot be told apart is equal.
final class Arithmetic {
    let limits: CalculatorLimits
    /// Bits to which inexact numbers are kept.
    let bits: Int
    /// Whether there will be no more bits.
    let isFinal: Bool
    /// Elementary steps that are left.
    private(set) var work: Int
    private var piCache: (bits: Int, value: BigInt) = (0, 0)
    private var logarithmCache: (bits: Int, value: BigInt) = (0, 0)
    private var tenCache: (exponent: Int, value: BigInt) = (0, 1)

    init(limits: CalculatorLimits, bits: Int, isFinal: Bool, work: Int) {
        self.limits = limits
        self.bits = bits
        self.isFinal = isFinal
        self.work = work
    }

    // MARK: - Bounds

    /// Counts steps, and looks whether the task was cancelled.
    func charge(_ steps: Int) throws(CalculatorError) {
        work -= min(max(steps, 0), Int.max / 4) + 64
        if work < 0 {
            throw CalculatorError(
                .tooLarge, "the calculation takes too many steps; split it, or use smaller or rounded numbers")
        }
        if Task.isCancelled { throw CalculatorError(.cancelled, "the calculation was cancelled") }
    }

    /// Counts the steps of an operation on numbers of so many bits.
    func chargeProduct(_ a: Int, _ b: Int, times count: Int = 1) throws(CalculatorError) {
        let words = (a / 64 + 1).multipliedReportingOverflow(by: b / 64 + 1)
        let (steps, overflow) = words.partialValue.multipliedReportingOverflow(by: count)
        try charge(words.overflow || overflow ? Int.max / 4 : steps)
    }

    var tooLarge: CalculatorError {
        CalculatorError(
            .tooLarge,
            "the result has more than \(limits.digits) digits; use smaller numbers, or compare logarithms instead")
    }

    /// A fraction as a number, if it is not too large.
    func checked(_ value: Rational) throws(CalculatorError) -> Real {
        guard value.numerator.bitWidth <= limits.bits, value.denominator.bitWidth <= limits.bits else { throw tooLarge }
        guard value.denominator.bitWidth <= limits.denominatorBits else {
            try chargeProduct(value.numerator.bitWidth, value.denominator.bitWidth)
            return .ball(Ball(value, bits: bits))
        }
        return .exact(value)
    }

    /// A ball as a number, if it is neither too large nor too small.
    func checked(_ value: Ball) throws(CalculatorError) -> Real {
        guard value.magnitudeBits <= limits.bits else { throw tooLarge }
        guard value.mayBeZero || value.magnitudeBits >= -limits.bits else {
            throw CalculatorError(
                .tooLarge, "the result is closer to zero than 10^-\(limits.digits); use larger numbers")
        }
        return .ball(value.trimmed(to: bits))
    }

    // MARK: - Constants

    /// π with so many places.
    func pi(places: Int) throws(CalculatorError) -> BigInt {
        if piCache.bits < places {
            try chargeProduct(places, places / 2)
            piCache = (places, FixedPoint.pi(bits: places))
        }
        return piCache.value >> (piCache.bits - places)
    }

    /// ln 2 with so many places.
    func logarithmOfTwo(places: Int) throws(CalculatorError) -> BigInt {
        if logarithmCache.bits < places {
            try chargeProduct(places, places / 2)
            logarithmCache = (places, FixedPoint.naturalLogarithmOfTwo(bits: places))
        }
        return logarithmCache.value >> (logarithmCache.bits - places)
    }

    /// 10 to a power. Powers near the last one cost little.
    func powerOfTen(_ exponent: Int) -> BigInt {
        let distance = exponent - tenCache.exponent
        if abs(distance) > 64 || tenCache.exponent == 0 {
            tenCache = (exponent, BigInt(10).power(exponent))
        } else if distance > 0 {
            tenCache = (exponent, tenCache.value * BigInt(10).power(distance))
        } else if distance < 0 {
            tenCache = (exponent, tenCache.value / BigInt(10).power(-distance))
        }
        return tenCache.value
    }

    /// A number as a ball.
    func ball(_ value: Real) throws(CalculatorError) -> Ball {
        switch value {
        case .exact(let value):
            try chargeProduct(value.numerator.bitWidth, value.denominator.bitWidth)
            return Ball(value, bits: bits)
        case .pi(let factor):
            let pi = Ball(try pi(places: bits), radius: 2, exponent: -bits)
            return try ball(.exact(factor)).multiplied(by: pi, bits: bits)
        case .ball(let ball): return ball
        }
    }

    // MARK: - Signs

    /// -1, 0 or 1.
    func sign(_ value: Real) throws(CalculatorError) -> Int {
        switch value {
        case .exact(let value), .pi(let value): return value.signum
        case .ball(let ball):
            if ball.mayBeZero {
                guard isNegligible(ball) else { throw .imprecise }
                return 0
            }
            return ball.isNegative ? -1 : 1
        }
    }

    /// Whether all that is not known of a number is far below what anybody asks for, and no more bits will tell.
    func isNegligible(_ ball: Ball) -> Bool { isFinal && ball.radius.bitWidth + ball.exponent < -bits / 4 }

    /// The sign of a difference.
    func compare(_ a: Real, _ b: Real) throws(CalculatorError) -> Int { try sign(subtract(a, b)) }

    /// The largest integer that is not above a number.
    func floor(_ value: Real) throws(CalculatorError) -> BigInt {
        if case .exact(let value) = value { return value.floor }
        return try decide(try ball(value)) { $0.floor }
    }

    /// The nearest integer; halves go away from zero.
    func round(_ value: Real) throws(CalculatorError) -> BigInt {
        if case .exact(let value) = value { return value.rounded }
        return try decide(try ball(value)) { $0.rounded }
    }

    /// What all numbers of a ball are rounded to.
    private func decide(_ ball: Ball, _ rounding: (Rational) -> BigInt) throws(CalculatorError) -> BigInt {
        func ended(_ end: BigInt) -> Rational {
            ball.exponent >= 0
                ? Rational(end << ball.exponent) : Rational(coprime: end, BigInt(1) << -ball.exponent)
        }
        try chargeProduct(abs(ball.exponent), 64)
        let ends = ball.ends
        let (low, high) = (rounding(ended(ends.low)), rounding(ended(ends.high)))
        if low == high { return low }
        guard isNegligible(ball) else { throw .imprecise }
        // The ends are next to an integer on either side.
        let nearest = ended(ball.mantissa).rounded
        return rounding(Rational(nearest)) == nearest && high - low == 1 ? high : nearest
    }
}
