/// How long numbers may get where the specification itself sets no end.
package struct NumberLimits: Hashable, Sendable {
    /// Digits before the decimal point where a bound is missing; nil for any number of them, which makes the fewest states.
    /// Where the specification only has longer numbers, it is widened until it has some.
    package var integerDigits: Int?
    /// Digits behind the decimal point where neither a divisor nor a bound needs more.
    package var fractionDigits: Int

    package init(integerDigits: Int? = nil, fractionDigits: Int = 17) {
        self.integerDigits = integerDigits
        self.fractionDigits = max(0, fractionDigits)
    }
}
