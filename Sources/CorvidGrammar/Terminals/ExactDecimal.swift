/// A decimal number of any size and precision, exactly: digits times a power of ten.
///
/// The form is canonical: equal numbers are equal values with equal hashes (`1.0`, `1` and `10e-1` are one value), so the
/// type serves as a key for `const`, `enum` and `uniqueItems`. Memory grows with the digits written, never with the exponent.
package struct ExactDecimal: Hashable, Sendable {
    /// Whether the number is below 0; 0 is not.
    package let isNegative: Bool
    /// Decimal digits (values 0...9) without zeros at either end; none for 0.
    package let digits: [UInt8]
    /// The power of ten that the digits, read as an integer, are multiplied by; 0 for 0.
    package let exponent: Int

    /// The largest exponent that a text may have, either way: sums of exponents and lengths then never overflow.
    static let largestExponent = 1 << 59

    package static let zero = ExactDecimal(0)
    package static let one = ExactDecimal(1)

    /// Digits may have zeros at both ends.
    init(isNegative: Bool, digits list: some RandomAccessCollection<UInt8>, exponent: Int) {
        var body = list[...]
        while body.first == 0 { body = body.dropFirst() }
        let count = body.count
        while body.last == 0 { body = body.dropLast() }
        digits = Array(body)
        self.isNegative = isNegative && !digits.isEmpty
        self.exponent = digits.isEmpty ? 0 : exponent + count - digits.count
    }

    init(isNegative: Bool, magnitude: Natural, exponent: Int) {
        self.init(isNegative: isNegative, digits: magnitude.digits, exponent: exponent)
    }

    package init(_ value: Int) {
        self.init(isNegative: value < 0, magnitude: Natural(UInt128(value.magnitude)), exponent: 0)
    }

    package var isZero: Bool { digits.isEmpty }

    /// Whether the number is a whole one, however it was written.
    package var isInteger: Bool { exponent >= 0 }

    /// Digits behind the decimal point.
    package var fractionDigits: Int { max(0, -exponent) }

    /// Digits before the decimal point; 0 below 1.
    package var integerDigits: Int { max(0, digits.count + exponent) }

    /// The value as a whole number, or nil when it is none or does not fit.
    package var integer: Int? {
        guard isInteger, integerDigits <= 19 else { return nil }
        let magnitude = Natural(digits: digits) * Natural.powerOfTen(exponent)
        return isNegative ? Int(exactly: -Int128(magnitude.small)) : Int(exactly: magnitude.small)
    }
}

extension ExactDecimal: Comparable {
    package static func < (a: ExactDecimal, b: ExactDecimal) -> Bool {
        if a.isNegative != b.isNegative { return a.isNegative }
        return a.isNegative ? b.isSmallerInMagnitude(than: a) : a.isSmallerInMagnitude(than: b)
    }

    private func isSmallerInMagnitude(than other: ExactDecimal) -> Bool {
        if isZero || other.isZero { return isZero && !other.isZero }
        let (height, otherHeight) = (digits.count + exponent, other.digits.count + other.exponent)
        if height != otherHeight { return height < otherHeight }
        return digits.lexicographicallyPrecedes(other.digits)
    }
}
