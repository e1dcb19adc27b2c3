import BigInt

extension BigInt {
    /// The number divided by a power of two and cut towards zero; a negative shift multiplies.
    func shifted(rightBy shift: Int) -> BigInt {
        shift >= 0
            ? BigInt(sign: sign, magnitude: magnitude >> shift) : BigInt(sign: sign, magnitude: magnitude << -shift)
    }
}

extension BigUInt {
    /// The largest number whose power does not exceed this one; `degree` is at least 2.
    func root(_ degree: Int) -> BigUInt {
        if degree == 2 { return squareRoot() }
        if isZero { return 0 }
        if degree >= bitWidth { return 1 }
        // Newton's iteration falls to the root from any beginning above it.
        var guess = BigUInt(1) << ((bitWidth + degree - 1) / degree)
        while true {
            let next = (guess * BigUInt(degree - 1) + self / guess.power(degree - 1)) / BigUInt(degree)
            if next >= guess { return guess }
            guess = next
        }
    }

    /// The number of which this one is the power, if there is one.
    func exactRoot(_ degree: Int) -> BigUInt? {
        let candidate = root(degree)
        return candidate.power(degree) == self ? candidate : nil
    }
}
