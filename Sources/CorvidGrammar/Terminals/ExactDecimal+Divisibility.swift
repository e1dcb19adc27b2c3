extension ExactDecimal {
    /// Whether the number is a whole number of times `divisor`, exactly; only 0 is a multiple of 0.
    ///
    /// Time grows with the product of both lengths in digits, and with the logarithm of the exponents.
    package func isMultiple(of divisor: ExactDecimal) -> Bool {
        if isZero { return true }
        if divisor.isZero { return false }
        let shift = exponent - divisor.exponent
        // Neither has a zero at its end, so no multiple can have a finer last digit than its divisor.
        guard shift >= 0 else { return false }
        let modulus = Natural(digits: divisor.digits)
        let remainder = Self.remainder(of: digits, by: modulus)
        return (remainder * Natural.powerOfTen(shift, modulo: modulus) % modulus).isZero
    }

    /// The digits' value modulo `modulus`, taken up in portions, so that no large number is ever made of them.
    private static func remainder(of digits: [UInt8], by modulus: Natural) -> Natural {
        if modulus.isOne { return .zero }
        var remainder = Natural.zero
        var index = 0
        while index < digits.count {
            let end = min(index + 18, digits.count)
            let chunk = Natural(digits: digits[index..<end])
            remainder = (remainder * Natural.powerOfTen(end - index) + chunk) % modulus
            index = end
        }
        return remainder
    }
}
