import BigInt

extension Arithmetic {
    func negate(_ value: Real) -> Real {
        switch value {
        case .exact(let value): .exact(-value)
        case .pi(let factor): .pi(-factor)
        case .ball(let ball): .ball(ball.negated)
        }
    }

    func magnitude(_ value: Real) throws(CalculatorError) -> Real { try sign(value) < 0 ? negate(value) : value }

    func add(_ a: Real, _ b: Real) throws(CalculatorError) -> Real {
        switch (a, b) {
        case (.exact(let a), .exact(let b)):
            try charge(a, b)
            return try checked(a + b)
        case (.pi(let a), .pi(let b)):
            try charge(a, b)
            guard case .exact(let factor) = try checked(a + b) else { break }
            return Real(piTimes: factor)
        case (_, .exact(.zero)): return a
        case (.exact(.zero), _): return b
        default: break
        }
        try chargeProduct(bits, 128)
        return try checked(try ball(a).adding(try ball(b), bits: bits))
    }

    func subtract(_ a: Real, _ b: Real) throws(CalculatorError) -> Real { try add(a, negate(b)) }

    func multiply(_ a: Real, _ b: Real) throws(CalculatorError) -> Real {
        switch (a, b) {
        case (.exact(let x), .exact(let y)):
            try charge(x, y)
            return try checked(x * y)
        case (.exact(.zero), _), (_, .exact(.zero)): return .zero
        case (.exact(let x), .pi(let y)), (.pi(let x), .exact(let y)):
            try charge(x, y)
            guard case .exact(let factor) = try checked(x * y) else { break }
            return Real(piTimes: factor)
        default: break
        }
        try chargeProduct(bits, bits)
        return try checked(try ball(a).multiplied(by: try ball(b), bits: bits))
    }

    func divide(_ a: Real, by b: Real) throws(CalculatorError) -> Real {
        guard try sign(b) != 0 else {
            throw CalculatorError(.divisionByZero, "division by zero; the divisor must not be 0")
        }
        switch (a, b) {
        case (.exact(let x), .exact(let y)), (.pi(let x), .pi(let y)):
            try charge(x, Rational(coprime: y.denominator, y.numerator))
            return try checked(x / y)
        case (.exact(.zero), _): return .zero
        case (.pi(let x), .exact(let y)):
            try charge(x, Rational(coprime: y.denominator, y.numerator))
            guard case .exact(let factor) = try checked(x / y) else { break }
            return Real(piTimes: factor)
        default: break
        }
        try chargeProduct(bits, bits, times: 2)
        return try checked(try ball(a).divided(by: try ball(b), bits: bits))
    }

    /// The largest integer that is not above a quotient.
    func floorQuotient(_ a: Real, _ b: Real) throws(CalculatorError) -> BigInt {
        if case .exact(let x) = a, case .exact(let y) = b, !y.isZero {
            // Without reducing the quotient.
            let (n, d) = (x.numerator * y.denominator, x.denominator * y.numerator)
            try chargeProduct(n.bitWidth, d.bitWidth)
            let (quotient, remainder) = n.quotientAndRemainder(dividingBy: d)
            return !remainder.isZero && (n < 0) != (d < 0) ? quotient - 1 : quotient
        }
        return try floor(try divide(a, by: b))
    }

    /// What is left of a division that rounds down: it has the sign of the divisor.
    func remainder(_ a: Real, by b: Real) throws(CalculatorError) -> Real {
        try subtract(a, try multiply(.exact(Rational(try floorQuotient(a, b))), b))
    }

    /// Counts the steps of an operation on fractions, reduction included.
    private func charge(_ a: Rational, _ b: Rational) throws(CalculatorError) {
        let (n, m) = (a.numerator.bitWidth, b.numerator.bitWidth)
        let (d, e) = (a.denominator.bitWidth, b.denominator.bitWidth)
        if a.isInteger, b.isInteger { return try chargeProduct(n, m) }
        try chargeProduct(n + d, m + e)
        let (large, small) = (max(n + m, d + e), min(n + m, d + e))
        try chargeProduct(large, small)
        // Lehmer's algorithm passes over the numbers four times for about 30 bits.
        try chargeProduct(small, small, times: 8)
    }
}
