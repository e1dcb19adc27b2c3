import BigInt

extension Arithmetic {
    // MARK: - Circular functions

    func sine(_ value: Real) throws(CalculatorError) -> Real {
        if value.isExactZero { return .zero }
        if case .pi(let factor) = value {
            let turn = reduced(factor)
            // Niven's theorem: these are all the rational ones.
            if (turn * Rational(6)).isInteger, let twelfth = (turn * Rational(6)).int {
                switch twelfth {
                case 0, 6: return .zero
                case 1, 5: return .exact(Rational(1, over: 2))
                case 3: return .one
                case 7, 11: return .exact(Rational(-1, over: 2))
                case 9: return Real(-1)
                default: break
                }
            }
            return try checked(try sineAndCosine(try ball(.pi(turn))).sine)
        }
        return try checked(try sineAndCosine(try ball(value)).sine)
    }

    func cosine(_ value: Real) throws(CalculatorError) -> Real {
        switch value {
        case .exact(.zero): return .one
        case .pi(let factor): return try sine(Real(piTimes: factor + Rational(1, over: 2)))
        default: return try checked(try sineAndCosine(try ball(value)).cosine)
        }
    }

    func tangent(_ value: Real) throws(CalculatorError) -> Real {
        if case .pi(let factor) = value, (factor * Rational(4)).isInteger {
            switch (reduced(factor) * Rational(4)).int ?? 0 {
            case 0, 4: return .zero
            case 1, 5: return .one
            case 3, 7: return Real(-1)
            default:
                throw CalculatorError(.domain, "the tangent has no value at odd multiples of pi/2 (90 degrees)")
            }
        }
        return try divide(try sine(value), by: try cosine(value))
    }

    /// A factor of π in the first turn, from 0 to 2.
    private func reduced(_ factor: Rational) -> Rational {
        factor - Rational((factor / Rational(2)).floor * 2)
    }

    private func sineAndCosine(_ x: Ball) throws(CalculatorError) -> (sine: Ball, cosine: Ball) {
        guard x.magnitudeBits <= 4_096 else {
            throw CalculatorError(
                .tooLarge, "the angle is too large; take its remainder by 2 * pi before")
        }
        if !x.mayBeZero, x.magnitudeBits < -bits / 2 {
            return (nearlyItself(x), Ball(1).widened(byPowerOfTwo: 2 * x.magnitudeBits))
        }
        let places = bits + 32 + max(0, x.magnitudeBits) + min(max(0, -x.magnitudeBits), bits)
        try chargeProduct(places, places, times: places / 8 + 32)
        let argument = x.mantissa.shifted(rightBy: -(x.exponent + places))
        let spread = x.radius.shifted(rightBy: -(x.exponent + places)) + 2
        guard spread.bitWidth < places else { throw .imprecise }
        let pi = try pi(places: places)
        let quarter = Rational(coprime: argument * 2, pi).rounded
        let rest = argument - (quarter * pi).shifted(rightBy: 1)
        let (sine, cosine) = FixedPoint(bits: places).sineAndCosine(rest)
        let error = spread + 2 * quarter.magnitude + 2
        let s = Ball(sine.value, radius: sine.error + error, exponent: -places)
        let c = Ball(cosine.value, radius: cosine.error + error, exponent: -places)
        switch Int(quarter.modulus(4)) {
        case 0: return (s, c)
        case 1: return (c, s.negated)
        case 2: return (s.negated, c.negated)
        default: return (c.negated, s)
        }
    }

    /// The value of a function that near zero is x · (1 + δ) with |δ| < x².
    private func nearlyItself(_ x: Ball) -> Ball {
        // Bits must be there that the difference can touch.
        let room = max(0, 2 * bits - x.mantissa.magnitude.bitWidth)
        return Ball(x.mantissa << room, radius: x.radius << room, exponent: x.exponent - room)
            .widened(byPowerOfTwo: 3 * x.magnitudeBits)
    }

    // MARK: - Inverse functions

    func arcSine(_ value: Real) throws(CalculatorError) -> Real {
        if case .exact(let x) = value {
            if x.isZero { return .zero }
            if x.magnitude == .one { return .pi(x * Rational(1, over: 2)) }
            if x.magnitude == Rational(1, over: 2) { return .pi(x * Rational(1, over: 3)) }
        }
        let inner = try multiply(try subtract(.one, value), try add(.one, value))
        switch try sign(inner) {
        case -1: throw CalculatorError(.domain, "asin and acos are only defined for numbers from -1 to 1")
        case 0: return .pi(Rational(try sign(value), over: 2))
        default: break
        }
        return try arcTangent(try divide(value, by: try add(.one, try squareRoot(inner))), times: 2)
    }

    func arcCosine(_ value: Real) throws(CalculatorError) -> Real {
        let half = Real.pi(Rational(1, over: 2))
        if case .exact(let x) = value, (x * Rational(2)).isInteger, x.magnitude.floor <= 1 {
            return try subtract(half, try arcSine(value))
        }
        let (below, above) = (try subtract(.one, value), try add(.one, value))
        switch (try sign(below), try sign(above)) {
        case (0, _): return .zero
        case (_, 0): return .pi(.one)
        case (1, 1): return try arcTangent(try squareRoot(try divide(below, by: above)), times: 2)
        default: throw CalculatorError(.domain, "asin and acos are only defined for numbers from -1 to 1")
        }
    }

    func arcTangent(_ value: Real) throws(CalculatorError) -> Real { try arcTangent(value, times: 1) }

    private func arcTangent(_ value: Real, times factor: Int) throws(CalculatorError) -> Real {
        if case .exact(let x) = value {
            if x.isZero { return .zero }
            if x.magnitude == .one { return .pi(Rational(BigInt(x.signum * factor), over: 4)) }
        }
        let x = try ball(value)
        let result: Real
        if x.magnitudeBits > 1 {
            let inverse = Real.ball(try arcTangent(try ball(try divide(.one, by: .ball(x)))))
            result = try subtract(.pi(Rational(x.isNegative ? -1 : 1, over: 2)), inverse)
        } else {
            result = .ball(try arcTangent(x))
        }
        return try multiply(Real(factor), result)
    }

    /// For balls of magnitude below 2.
    private func arcTangent(_ x: Ball) throws(CalculatorError) -> Ball {
        if !x.mayBeZero, x.magnitudeBits < -bits / 2 { return nearlyItself(x) }
        let places = bits + 32 + min(max(0, -x.magnitudeBits), bits)
        try chargeProduct(places, places, times: places / 8 + 64)
        let argument = x.mantissa.shifted(rightBy: -(x.exponent + places))
        let spread = x.radius.shifted(rightBy: -(x.exponent + places)) + 2
        guard spread.bitWidth < places else { throw .imprecise }
        let result = FixedPoint(bits: places).arcTangent(argument)
        return Ball(result.value, radius: result.error + spread, exponent: -places)
    }

    /// The angle of a point, from -π to π.
    func arcTangent(y: Real, x: Real) throws(CalculatorError) -> Real {
        switch (try sign(x), try sign(y)) {
        case (0, 0): throw CalculatorError(.domain, "atan2(0, 0) has no value; one of the arguments must not be 0")
        case (0, let side): return .pi(Rational(BigInt(side), over: 2))
        case (1, _): return try arcTangent(try divide(y, by: x))
        case (_, let side):
            return try add(try arcTangent(try divide(y, by: x)), .pi(Rational(side < 0 ? -1 : 1)))
        }
    }

    // MARK: - Hyperbolic functions

    func hyperbolicSine(_ value: Real) throws(CalculatorError) -> Real {
        if value.isExactZero { return .zero }
        if let small = try smallArgument(value) { return small }
        let power = try exponential(value)
        return try divide(try subtract(power, try divide(.one, by: power)), by: Real(2))
    }

    func hyperbolicCosine(_ value: Real) throws(CalculatorError) -> Real {
        let power = try exponential(value)
        return try divide(try add(power, try divide(.one, by: power)), by: Real(2))
    }

    func hyperbolicTangent(_ value: Real) throws(CalculatorError) -> Real {
        if value.isExactZero { return .zero }
        if let small = try smallArgument(value) { return small }
        let x = try ball(value)
        if x.magnitudeBits > 17 {
            let one = Ball(BigInt(x.isNegative ? -1 : 1) << bits, radius: 1, exponent: -bits)
            return .ball(one)
        }
        let power = try exponential(try multiply(Real(2), value))
        return try subtract(.one, try divide(Real(2), by: try add(power, .one)))
    }

    private func smallArgument(_ value: Real) throws(CalculatorError) -> Real? {
        let x = try ball(value)
        return !x.mayBeZero && x.magnitudeBits < -bits / 2 ? try checked(nearlyItself(x)) : nil
    }
}

extension Rational {
    init(_ dividend: Int, over divisor: Int) { self.init(BigInt(dividend), over: BigInt(divisor)) }
}
