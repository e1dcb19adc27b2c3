/// An exact fraction, for the numbers of lessons: what a template computes is what the calculator computes.
struct LessonNumber: Hashable, Sendable {
    let numerator: Int
    /// At least 1; the fraction is in lowest terms.
    let denominator: Int

    init(_ value: Int) {
        numerator = value
        denominator = 1
    }

    /// Nil for a denominator of zero, or one that cannot be made positive.
    init?(_ numerator: Int, over denominator: Int) {
        guard denominator != 0, numerator != .min, denominator != .min else { return nil }
        let divisor = Self.greatestCommonDivisor(abs(numerator), abs(denominator))
        let sign = denominator < 0 ? -1 : 1
        self.numerator = sign * (numerator / divisor)
        self.denominator = sign * (denominator / divisor)
    }

    /// A decimal numeral: `12`, `-3.50`.
    init?(_ text: some StringProtocol) {
        var numerator = 0
        var denominator = 1
        var isFraction = false
        var digits = 0
        var rest = Substring(text)
        let isNegative = rest.first == "-"
        if isNegative { rest = rest.dropFirst() }
        for byte in rest.utf8 {
            if byte == UInt8(ascii: "."), !isFraction {
                isFraction = true
                continue
            }
            guard 0x30...0x39 ~= byte, digits < 17 else { return nil }
            digits += 1
            numerator = numerator * 10 + Int(byte - 0x30)
            if isFraction { denominator *= 10 }
        }
        guard digits > 0 else { return nil }
        self.init(isNegative ? -numerator : numerator, over: denominator)
    }

    var isInteger: Bool { denominator == 1 }
    var isNegative: Bool { numerator < 0 }
    var double: Double { Double(numerator) / Double(denominator) }

    private static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
        var (a, b) = (a, b)
        while b != 0 { (a, b) = (b, a % b) }
        return max(a, 1)
    }

    // MARK: Arithmetic; nil where a number becomes too large or is divided by zero.

    static func + (a: LessonNumber, b: LessonNumber) -> LessonNumber? {
        guard let x = product(a.numerator, b.denominator), let y = product(b.numerator, a.denominator),
            let d = product(a.denominator, b.denominator)
        else { return nil }
        let (sum, overflow) = x.addingReportingOverflow(y)
        return overflow ? nil : LessonNumber(sum, over: d)
    }

    static func - (a: LessonNumber, b: LessonNumber) -> LessonNumber? { a + b.negated }

    static func * (a: LessonNumber, b: LessonNumber) -> LessonNumber? {
        guard let n = product(a.numerator, b.numerator), let d = product(a.denominator, b.denominator) else {
            return nil
        }
        return LessonNumber(n, over: d)
    }

    static func / (a: LessonNumber, b: LessonNumber) -> LessonNumber? {
        guard let n = product(a.numerator, b.denominator), let d = product(a.denominator, b.numerator) else {
            return nil
        }
        return LessonNumber(n, over: d)
    }

    static func < (a: LessonNumber, b: LessonNumber) -> Bool {
        guard a.denominator == b.denominator else { return a.double < b.double }
        return a.numerator < b.numerator
    }

    var negated: LessonNumber { LessonNumber(-numerator, over: denominator) ?? self }

    var floor: Int {
        let quotient = numerator / denominator
        return numerator % denominator < 0 ? quotient - 1 : quotient
    }

    /// The remainder of a division rounded down, as Python has it.
    func modulo(_ divisor: LessonNumber) -> LessonNumber? {
        guard let quotient = self / divisor, let whole = LessonNumber(quotient.floor) * divisor else { return nil }
        return self - whole
    }

    func power(_ exponent: LessonNumber) -> LessonNumber? {
        guard exponent.isInteger, abs(exponent.numerator) <= 64 else { return nil }
        var result = LessonNumber(1)
        for _ in 0..<abs(exponent.numerator) {
            guard let next = result * self else { return nil }
            result = next
        }
        return exponent.isNegative ? LessonNumber(1) / result : result
    }

    /// Rounded to decimal places, halves away from zero.
    func rounded(to places: Int) -> LessonNumber? {
        guard 0...15 ~= places else { return nil }
        let scale = (0..<places).reduce(1) { scale, _ in scale * 10 }
        guard let scaled = self * LessonNumber(scale), let doubled = Self.product(abs(scaled.numerator), 2) else {
            return nil
        }
        let half = (doubled + scaled.denominator) / (2 * scaled.denominator)
        return LessonNumber(scaled.isNegative ? -half : half, over: scale)
    }

    private static func product(_ a: Int, _ b: Int) -> Int? {
        let (value, overflow) = a.multipliedReportingOverflow(by: b)
        // Room is left for a sum of two.
        return overflow || value.magnitude > 1 << 60 ? nil : value
    }

    // MARK: Text

    /// The number as a decimal that ends; nil where it has no end.
    var decimal: String? {
        var scale = 1
        var places = 0
        while scale % denominator != 0 {
            guard places < 15 else { return nil }
            scale *= 10
            places += 1
        }
        let digits = String(abs(numerator) * (scale / denominator))
        return (isNegative ? "-" : "") + Self.pointed(digits, places: places)
    }

    private static func pointed(_ digits: String, places: Int) -> String {
        guard places > 0 else { return digits }
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        return padded.dropLast(places) + "." + padded.suffix(places)
    }

    /// As the calculator prints it: a decimal that ends, or `10/3 (≈ 3.333333333)`. Nil for numbers that are longer than
    /// a lesson should have.
    var calculatorText: String? {
        if let decimal { return decimal.utf8.count <= 18 ? decimal : nil }
        let fraction = "\(numerator)/\(denominator)"
        let size = abs(double)
        guard fraction.utf8.count <= 24, size < 1_000_000_000, size >= 0.0001 else { return nil }
        // Ten significant digits.
        var places = 9
        var bound = 10.0
        while size >= bound {
            places -= 1
            bound *= 10
        }
        bound = 1
        while size < bound {
            places += 1
            bound /= 10
        }
        guard let about = rounded(to: places)?.decimal else { return nil }
        return "\(fraction) (≈ \(about))"
    }
}
