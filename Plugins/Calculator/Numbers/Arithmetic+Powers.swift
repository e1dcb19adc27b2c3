import BigInt

extension Arithmetic {
    /// A number to the power of another. 0^0 is 1.
    func power(_ base: Real, _ exponent: Real) throws(CalculatorError) -> Real {
        if case .exact(let power) = exponent, power.isInteger { return try integerPower(base, power.numerator) }
        switch try sign(base) {
        case 0:
            if try sign(exponent) < 0 { throw zeroPower }
            return .zero
        case -1:
            throw CalculatorError(
                .domain,
                "a negative number to a power that is no integer is not a real number; for odd roots write "
                    + "cbrt(x) or root(x, n)")
        default: break
        }
        if case .exact(let value) = base {
            if value == .one { return .one }
            if case .exact(let power) = exponent, let degree = Int(exactly: power.denominator), degree <= 64,
                let root = try exactRoot(value, degree)
            {
                return try integerPower(.exact(root), power.numerator)
            }
        }
        return try exponential(try multiply(exponent, try logarithm(base)))
    }

    private var zeroPower: CalculatorError {
        CalculatorError(.divisionByZero, "zero to a negative power is a division by zero")
    }

    private func integerPower(_ base: Real, _ exponent: BigInt) throws(CalculatorError) -> Real {
        if exponent.isZero { return .one }
        if exponent == 1 { return base }
        guard case .exact(let value) = base else {
            if try sign(base) == 0 {
                if exponent < 0 { throw zeroPower }
                return .zero
            }
            return try inexactPower(base, exponent)
        }
        if value.isZero {
            if exponent < 0 { throw zeroPower }
            return .zero
        }
        if value.magnitude == .one { return value.isNegative && exponent.magnitude % 2 == 1 ? Real(-1) : .one }
        // The lower bound of the power's bits is known before anything is computed.
        let lower = max(value.numerator.magnitude.bitWidth, value.denominator.magnitude.bitWidth) - 1
        let upper = lower + 1
        guard let count = Int(exactly: exponent.magnitude), count <= 1 << 40 else {
            return try inexactPower(base, exponent, isRefused: value.isInteger)
        }
        let fraction = exponent < 0 ? value.numerator : value.denominator
        if (fraction.magnitude.bitWidth - 1) * count > limits.denominatorBits {
            return try inexactPower(base, exponent)
        }
        if max(lower, 1) * count > limits.bits * 2 || lower * count > limits.bits { throw tooLarge }
        try chargeProduct(upper * count, upper * count)
        let numerator = value.numerator.power(count)
        let denominator = value.denominator.power(count)
        guard exponent < 0 else { return try checked(Rational(coprime: numerator, denominator)) }
        return try checked(
            Rational(coprime: numerator < 0 ? -denominator : denominator, BigInt(numerator.magnitude)))
    }

    /// The power by logarithm, for a base that is not zero.
    private func inexactPower(
        _ base: Real, _ exponent: BigInt, isRefused: Bool = false
    ) throws(CalculatorError) -> Real {
        if isRefused { throw tooLarge }
        let isNegative = try sign(base) < 0 && exponent.magnitude % 2 == 1
        let power = try exponential(
            try multiply(.exact(Rational(exponent)), try logarithm(try magnitude(base))))
        return isNegative ? negate(power) : power
    }

    func squareRoot(_ value: Real) throws(CalculatorError) -> Real {
        switch try sign(value) {
        case 0: return .zero
        case -1:
            throw CalculatorError(.domain, "the square root of a negative number is not real; its argument must be ≥ 0")
        default: break
        }
        if case .exact(let fraction) = value, let root = try exactRoot(fraction, 2) { return .exact(root) }
        try chargeProduct(bits, bits, times: 16)
        return try checked(try ball(value).squareRoot(bits: bits))
    }

    /// The real root of a degree that is an integer and not zero.
    func root(_ value: Real, degree: BigInt) throws(CalculatorError) -> Real {
        if degree < 0 { return try divide(.one, by: try root(value, degree: -degree)) }
        if degree == 1 { return value }
        if degree == 2 { return try squareRoot(value) }
        switch try sign(value) {
        case 0: return .zero
        case -1:
            guard degree.magnitude % 2 == 1 else {
                throw CalculatorError(
                    .domain, "an even root of a negative number is not real; its argument must be ≥ 0")
            }
            return negate(try root(negate(value), degree: degree))
        default: return try power(value, .exact(Rational(1, over: degree)))
        }
    }

    /// The root of a positive fraction, if it is a fraction, and a short enough one to look.
    private func exactRoot(_ value: Rational, _ degree: Int) throws(CalculatorError) -> Rational? {
        guard value.numerator.bitWidth <= 65_536 else { return nil }
        try chargeProduct(value.numerator.bitWidth, value.numerator.bitWidth, times: 24)
        try chargeProduct(value.denominator.bitWidth, value.denominator.bitWidth, times: 24)
        guard let numerator = value.numerator.magnitude.exactRoot(degree),
            let denominator = value.denominator.magnitude.exactRoot(degree)
        else { return nil }
        return Rational(coprime: BigInt(numerator), BigInt(denominator))
    }
}
