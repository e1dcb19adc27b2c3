import BigInt

extension Arithmetic {
    /// A number rounded to so many significant digits.
    ///
    /// - Throws: ``CalculatorError/imprecise`` if it is not known well enough.
    func decimal(_ value: Real, significant count: Int) throws(CalculatorError) -> Decimal {
        if case .exact(let value) = value {
            let bits = value.numerator.bitWidth + value.denominator.bitWidth
            try chargeProduct(bits, bits)
            return Decimal(value.numerator, over: value.denominator, significant: count, powerOfTen: powerOfTen)
        }
        let ball = try ball(value)
        try chargeProduct(abs(ball.exponent), abs(ball.exponent))
        func rounded(_ end: BigInt) -> Decimal {
            ball.exponent >= 0
                ? Decimal(end << ball.exponent, over: 1, significant: count, powerOfTen: powerOfTen)
                : Decimal(end, over: BigInt(1) << -ball.exponent, significant: count, powerOfTen: powerOfTen)
        }
        if ball.mayBeZero {
            guard isNegligible(ball) else { throw .imprecise }
            return rounded(0)
        }
        let low = rounded(ball.ends.low)
        if low == rounded(ball.ends.high) { return low }
        // The number is next to the middle between two decimals.
        guard isFinal, ball.radius.bitWidth + bits / 4 < ball.mantissa.magnitude.bitWidth else { throw .imprecise }
        return rounded(ball.mantissa)
    }
}

extension Rational {
    /// The decimal places after which its decimal ends, if it does.
    var decimalPlaces: Int? {
        let twos = denominator.magnitude.trailingZeroBitCount
        var rest = denominator.shifted(rightBy: twos)
        // 5^k has 2.32 k bits.
        let fives = Int((Double(rest.bitWidth - 1) / 2.321928094887362).rounded())
        let power = BigInt(5).power(fives)
        if rest == power { rest = 1 }
        return rest == 1 ? max(twos, fives) : nil
    }
}
