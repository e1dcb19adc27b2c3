import BigInt
import Foundation

extension Arithmetic {
    /// e to the power of a number.
    func exponential(_ value: Real) throws(CalculatorError) -> Real {
        if value.isExactZero { return .one }
        return try checked(try exponential(try ball(value)))
    }

    func exponential(_ x: Ball) throws(CalculatorError) -> Ball {
        // The result has about 1.44 · x bits.
        guard x.magnitudeBits < 22, x.radius.bitWidth + x.exponent < 22 else {
            if x.isNegative {
                throw CalculatorError(
                    .tooLarge, "the result is closer to zero than 10^-\(limits.digits); use larger numbers")
            }
            throw tooLarge
        }
        let places = bits + 32 + max(0, x.magnitudeBits)
        try chargeProduct(places, places, times: places / 10 + 32)
        let fixed = FixedPoint(bits: places)
        let argument = x.mantissa.shifted(rightBy: -(x.exponent + places))
        let spread = x.radius.shifted(rightBy: -(x.exponent + places)) + 2
        let logarithm = try logarithmOfTwo(places: places)
        let count = Rational(coprime: argument, logarithm).rounded
        guard let power = Int(exactly: count), spread.bitWidth < places else { throw .imprecise }
        let result = fixed.exponential(argument - count * logarithm)
        return Ball(
            result.value, radius: result.error + 4 * (spread + 2 * count.magnitude + 2), exponent: power - places)
    }

    /// The natural logarithm.
    func logarithm(_ value: Real) throws(CalculatorError) -> Real {
        if value == .one { return .zero }
        guard try sign(value) > 0 else {
            throw CalculatorError(.domain, "the logarithm is only defined for numbers above 0")
        }
        let x = try ball(value)
        let size = x.mantissa.magnitude.bitWidth
        let places = bits + 40
        try chargeProduct(places, places, times: places / 5 + 64)
        // A number between 3/4 and 3/2, and a power of two.
        var power = size + x.exponent
        var scaled = x.mantissa.shifted(rightBy: size - places)
        if scaled.magnitude < BigUInt(3) << (places - 2) {
            scaled = x.mantissa.shifted(rightBy: size - places - 1)
            power -= 1
        }
        let start = Foundation.log(Double(scaled.shifted(rightBy: places - 60)) / 0x1p60)
        let result = FixedPoint(bits: places).logarithm(scaled, beginning: start)
        let spread = (x.radius << places) / (x.mantissa.magnitude - x.radius) + 1
        let constant = try logarithmOfTwo(places: places)
        return try checked(
            Ball(
                result.value + BigInt(power) * constant,
                radius: result.error + spread + BigUInt(2 * abs(power) + 2), exponent: -places))
    }

    /// The logarithm to a base.
    func logarithm(_ value: Real, base: Real) throws(CalculatorError) -> Real {
        guard try sign(value) > 0 else {
            throw CalculatorError(.domain, "the logarithm is only defined for numbers above 0")
        }
        guard try sign(base) > 0, try compare(base, .one) != 0 else {
            throw CalculatorError(.domain, "the base of a logarithm must be above 0 and not 1")
        }
        let result = try divide(try logarithm(value), by: try logarithm(base))
        guard case .exact(let number) = value, case .exact(let root) = base, case .ball(let ball) = result else {
            return result
        }
        // Where it is a small fraction p/q, base^p = value^q, and only then.
        for degree in 1...12 {
            let (multiple, isSmall) =
                (try? multiply(result, Real(degree))).flatMap { product in
                    if case .ball(let ball) = product { Self.nearbyInteger(ball).map { ($0, true) } } else { nil }
                } ?? (0, false)
            guard isSmall else { continue }
            try charge(0)
            let left = try? power(.exact(root), Real(multiple))
            let right = try? power(.exact(number), Real(degree))
            if let left, left == right, case .exact = left {
                return .exact(Rational(BigInt(multiple), over: BigInt(degree)))
            }
        }
        return .ball(ball)
    }

    /// The integer that a ball of small numbers holds, if it holds one.
    private static func nearbyInteger(_ ball: Ball) -> Int? {
        guard ball.exponent < 0, ball.magnitudeBits < 40 else { return nil }
        let nearest = Rational(coprime: ball.mantissa, BigInt(1) << -ball.exponent).rounded
        guard ((nearest << -ball.exponent) - ball.mantissa).magnitude <= ball.radius else { return nil }
        return Int(exactly: nearest)
    }
}

extension BigUInt {
    /// The number divided by a power of two and rounded up; a negative shift multiplies.
    func shifted(rightBy shift: Int) -> BigUInt { shift > 0 ? (self >> shift) + 1 : self << -shift }
}
