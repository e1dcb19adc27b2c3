/// A fraction of small integers, for the truth of what generators state.
struct Rational: Sendable, Hashable {
    let numerator: Int
    /// Positive; zero where a calculation left the range of integers or had no value.
    let denominator: Int

    var isValid: Bool { denominator > 0 }
    var isInteger: Bool { denominator == 1 }

    init(_ value: Int) { (numerator, denominator) = (value, 1) }

    private static let invalid = Rational(unchecked: 0, 0)
    private init(unchecked numerator: Int, _ denominator: Int) {
        (self.numerator, self.denominator) = (numerator, denominator)
    }

    init(_ numerator: Int, over denominator: Int) {
        guard denominator != 0, numerator != .min, denominator != .min else {
            self = .invalid
            return
        }
        let divisor = Self.commonDivisor(abs(numerator), abs(denominator))
        let sign = denominator < 0 ? -1 : 1
        self.init(unchecked: sign * numerator / divisor, sign * denominator / divisor)
    }

    private static func commonDivisor(_ a: Int, _ b: Int) -> Int {
        var (a, b) = (a, b)
        while b != 0 { (a, b) = (b, a % b) }
        return max(a, 1)
    }

    private static func combined(
        _ left: Rational, _ right: Rational, _ make: (Int, Int, Int, Int) -> (Int, Int)?
    ) -> Rational {
        guard left.isValid, right.isValid,
            let (top, bottom) = make(left.numerator, left.denominator, right.numerator, right.denominator)
        else { return .invalid }
        return Rational(top, over: bottom)
    }

    private static func product(_ a: Int, _ b: Int) -> Int? {
        let (value, overflow) = a.multipliedReportingOverflow(by: b)
        return overflow ? nil : value
    }

    static func + (left: Rational, right: Rational) -> Rational {
        combined(left, right) { a, b, c, d in
            guard let x = product(a, d), let y = product(c, b), let bottom = product(b, d) else { return nil }
            let (top, overflow) = x.addingReportingOverflow(y)
            return overflow ? nil : (top, bottom)
        }
    }

    static prefix func - (value: Rational) -> Rational { Rational(unchecked: -value.numerator, value.denominator) }
    static func - (left: Rational, right: Rational) -> Rational { left + -right }

    static func * (left: Rational, right: Rational) -> Rational {
        combined(left, right) { a, b, c, d in
            guard let top = product(a, c), let bottom = product(b, d) else { return nil }
            return (top, bottom)
        }
    }

    static func / (left: Rational, right: Rational) -> Rational {
        combined(left, right) { a, b, c, d in
            guard c != 0, let top = product(a, d), let bottom = product(b, c) else { return nil }
            return (top, bottom)
        }
    }

    static func < (left: Rational, right: Rational) -> Bool { (left - right).numerator < 0 }
    static func > (left: Rational, right: Rational) -> Bool { right < left }

    /// Digits behind the point; nil where they do not end within twelve.
    var decimalPlaces: Int? {
        guard isValid else { return nil }
        var rest = denominator
        var places = 0
        while rest % 10 == 0 { (rest, places) = (rest / 10, places + 1) }
        for factor in [2, 5] {
            var count = 0
            while rest % factor == 0 { (rest, count) = (rest / factor, count + 1) }
            places += count
        }
        return rest == 1 && places <= 12 ? places : nil
    }

    /// As the calculator prints it: "270", "4.5", "10/3 (≈ 3.333333333)".
    var calculatorText: String {
        if isInteger { return "\(numerator)" }
        if let places = decimalPlaces { return decimal(places) }
        return "\(numerator)/\(denominator) (≈ \(rounded))"
    }

    /// With that many places, exactly.
    private func decimal(_ places: Int) -> String {
        var scale = 1
        for _ in 0..<places { scale *= 10 }
        let (whole, overflow) = abs(numerator).multipliedReportingOverflow(
            by: scale / Self.commonDivisor(scale, denominator))
        guard !overflow else { return "\(numerator)/\(denominator)" }
        let digits = String(whole / (denominator / Self.commonDivisor(scale, denominator)))
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        var fraction = String(padded.suffix(places))
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return (numerator < 0 ? "-" : "") + padded.dropLast(places) + (fraction.isEmpty ? "" : "." + fraction)
    }

    /// The decimal of ten significant digits behind "≈", or the exact value where it ends.
    var rounded: String {
        if isInteger || decimalPlaces != nil { return calculatorText }
        // Long division, then rounding half away from zero.
        let whole = String(abs(numerator) / denominator)
        var digits = whole == "0" ? "" : whole
        var rest = abs(numerator) % denominator
        var fraction = 0
        while digits.count < 11 {
            rest *= 10
            let digit = rest / denominator
            rest %= denominator
            fraction += 1
            if !digits.isEmpty || digit != 0 { digits += String(digit) }
        }
        guard let number = Int(digits) else { return calculatorText }
        let shortened = Rational((number + 5) / 10, over: 1)
        var scale = 1
        for _ in 0..<(fraction - 1) { scale *= 10 }
        return (numerator < 0 ? "-" : "") + (shortened / Rational(scale)).calculatorText
    }
}
