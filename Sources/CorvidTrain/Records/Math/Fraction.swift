/// An exact number of limited size, for the values of word problems.
struct Fraction: Hashable, Sendable {
    /// In lowest terms; the denominator is positive.
    let numerator: Int128
    let denominator: Int128

    /// Nil for a denominator of zero.
    init?(_ numerator: Int128, _ denominator: Int128 = 1) {
        guard denominator != 0, numerator != .min, denominator != .min else { return nil }
        var (a, b) = (numerator.magnitude, denominator.magnitude)
        while b != 0 { (a, b) = (b, a % b) }
        let divisor = Int128(max(a, 1))
        let sign: Int128 = denominator < 0 ? -1 : 1
        self.numerator = sign * (numerator / divisor)
        self.denominator = sign * (denominator / divisor)
    }

    /// A number as JSON writes it, without an exponent; a point may begin or end it.
    init?(_ text: some StringProtocol) {
        var digits: Int128 = 0
        var scale: Int128 = 1
        var hasPoint = false
        var count = 0
        var rest = text.utf8[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative { rest = rest.dropFirst() }
        for byte in rest {
            if byte == UInt8(ascii: "."), !hasPoint {
                hasPoint = true
                continue
            }
            guard 0x30...0x39 ~= byte, count < 30 else { return nil }
            count += 1
            digits = digits * 10 + Int128(byte - 0x30)
            if hasPoint { scale *= 10 }
        }
        guard count > 0 else { return nil }
        self.init(isNegative ? -digits : digits, scale)
    }

    var isNegative: Bool { numerator < 0 }
    var double: Double { Double(numerator) / Double(denominator) }

    static func + (a: Fraction, b: Fraction) -> Fraction? {
        guard let left = product(a.numerator, b.denominator), let right = product(b.numerator, a.denominator),
            let denominator = product(a.denominator, b.denominator)
        else { return nil }
        let (sum, overflows) = left.addingReportingOverflow(right)
        return overflows ? nil : Fraction(sum, denominator)
    }

    static prefix func - (a: Fraction) -> Fraction? { Fraction(-a.numerator, a.denominator) }

    static func - (a: Fraction, b: Fraction) -> Fraction? { (-b).flatMap { a + $0 } }

    static func * (a: Fraction, b: Fraction) -> Fraction? {
        guard let numerator = product(a.numerator, b.numerator),
            let denominator = product(a.denominator, b.denominator)
        else { return nil }
        return Fraction(numerator, denominator)
    }

    static func / (a: Fraction, b: Fraction) -> Fraction? {
        Fraction(b.denominator, b.numerator).flatMap { a * $0 }
    }

    private static func product(_ a: Int128, _ b: Int128) -> Int128? {
        let (product, overflows) = a.multipliedReportingOverflow(by: b)
        return overflows ? nil : product
    }

    // MARK: Text

    /// The value as the calculator shows it, and the decimal in it that an answer would give; nil for what is too long or
    /// too small to be an answer.
    var shown: (text: String, decimal: String)? {
        if denominator == 1 {
            let text = "\(numerator)"
            return text.count <= 13 ? (text, text) : nil
        }
        guard abs(double) >= 1e-4, abs(double) < 1e12 else { return nil }
        if let decimal = exactDecimal {
            return decimal.utf8.count <= 12 ? (decimal, decimal) : nil
        }
        let exact = "\(numerator)/\(denominator)"
        guard let rounded = rounded(digits: 10), let longer = rounded16 else { return nil }
        // The calculator shows short fractions beside their decimals.
        return exact.utf8.count <= 24 ? ("\(exact) (≈ \(rounded))", rounded) : ("≈ \(longer)", longer)
    }

    private var rounded16: String? { rounded(digits: 16) }

    /// The decimal where there is one that ends.
    private var exactDecimal: String? {
        var rest = denominator
        var (twos, fives) = (0, 0)
        while rest % 2 == 0 { (rest, twos) = (rest / 2, twos + 1) }
        while rest % 5 == 0 { (rest, fives) = (rest / 5, fives + 1) }
        guard rest == 1, max(twos, fives) <= 12 else { return nil }
        return decimal(places: max(twos, fives))
    }

    /// Rounded to so many significant digits, halves away from zero.
    private func rounded(digits: Int) -> String? {
        let whole = String(numerator.magnitude / denominator.magnitude)
        var places = whole == "0" ? digits : digits - whole.utf8.count
        if whole == "0" {
            var rest = numerator.magnitude
            while rest * 10 < denominator.magnitude { (rest, places) = (rest * 10, places + 1) }
        }
        guard places >= 0, places <= 24, let text = decimal(places: places) else { return nil }
        guard text.contains(".") else { return text }
        var trimmed = text[...]
        while trimmed.last == "0" { trimmed = trimmed.dropLast() }
        if trimmed.last == "." { trimmed = trimmed.dropLast() }
        return String(trimmed)
    }

    private func decimal(places: Int) -> String? {
        var scale: Int128 = 1
        for _ in 0..<places { scale *= 10 }
        guard let scaled = Self.product(Int128(numerator.magnitude), scale) else { return nil }
        let (doubled, overflows) = scaled.multipliedReportingOverflow(by: 2)
        guard !overflows, denominator < Int128.max / 4, doubled < Int128.max - denominator else { return nil }
        var digits = String((doubled + denominator) / (denominator * 2))
        if digits.utf8.count <= places {
            digits = String(repeating: "0", count: places + 1 - digits.utf8.count) + digits
        }
        let whole = digits.dropLast(places)
        return (isNegative ? "-" : "") + whole + (places > 0 ? "." + digits.suffix(places) : "")
    }
}
