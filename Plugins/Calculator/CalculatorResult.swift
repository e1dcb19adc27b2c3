import BigInt

/// What an expression evaluates to, in words.
public struct CalculatorResult: Sendable, Hashable {
    /// The best single form: "0.75", "1/3 (≈ 0.3333333333)", "30 km/h", "true", "2024-03-01 (Friday)".
    ///
    /// `≈` stands before what is rounded.
    public let text: String
    /// The value without any rounding, in full: an integer, a fraction, a multiple of pi, a date, a truth value; nil for
    /// a number that is only known as a decimal.
    public let exact: String?
    /// The number as a decimal, rounded to ``CalculatorResult/significantDigits`` unless it ends before or is an integer;
    /// nil for what is no number.
    public let decimal: String?
    /// The unit that belongs to both; nil for what has none.
    public let unit: String?

    /// Significant digits of ``decimal``: those of IEEE 754's decimal128. All are right, the last one rounded.
    public static let significantDigits = 34
    /// Significant digits of what ``text`` rounds.
    static let textDigits = 16
    /// Significant digits beside an exact fraction.
    static let besideDigits = 10
    /// Decimal places up to which what `round` has made is given in full.
    static let roundedDigits = 1_000
    /// Digits up to which ``text`` has an integer in full.
    static let integerDigits = 5_000
    /// Characters up to which ``text`` has a fraction.
    static let fractionLength = 24
}

extension CalculatorResult {
    /// - Parameter isRounded: Whether the expression itself says how many digits are wanted.
    init(_ value: CalculatorValue, isRounded: Bool, _ evaluator: Evaluator) throws(CalculatorError) {
        switch value {
        case .truth(let truth): self.init(text: "\(truth)", exact: "\(truth)", decimal: nil, unit: nil)
        case .date(let date):
            self.init(text: "\(date) (\(date.weekdayName))", exact: date.description, decimal: nil, unit: nil)
        case .weekday(let number):
            let name = CalendarDate.weekdays[number - 1]
            self.init(text: name, exact: name, decimal: nil, unit: nil)
        case .quantity(let quantity):
            let number = try evaluator.shown(quantity)
            let unit = quantity.unit.isPercent ? "%" : quantity.unit.description
            self = try Self.number(number, unit, isRounded: isRounded, evaluator.arithmetic)
        }
    }

    private static func number(
        _ value: Real, _ unit: String, isRounded: Bool, _ arithmetic: Arithmetic
    ) throws(CalculatorError) -> CalculatorResult {
        func result(_ text: String, exact: String?, decimal: String) -> CalculatorResult {
            let suffix = unit.isEmpty || unit == "%" ? unit : " " + unit
            return CalculatorResult(
                text: text + suffix, exact: exact, decimal: decimal, unit: unit.isEmpty ? nil : unit)
        }
        if case .exact(let fraction) = value, fraction.isInteger {
            try arithmetic.chargeProduct(fraction.numerator.bitWidth, fraction.numerator.bitWidth)
            let digits = String(fraction.numerator)
            let count = digits.utf8.count - (fraction.isNegative ? 1 : 0)
            if count <= integerDigits { return result(digits, exact: digits, decimal: digits) }
            let leading = try arithmetic.decimal(value, significant: textDigits).text
            return result("≈ \(leading) (an integer of \(count) digits)", exact: digits, decimal: digits)
        }
        var decimal = try arithmetic.decimal(value, significant: significantDigits)
        if isRounded, case .exact(let fraction) = value, let places = fraction.decimalPlaces, places <= roundedDigits {
            decimal = try arithmetic.decimal(value, significant: integerDigits)
        }
        let rounded = try arithmetic.decimal(value, significant: textDigits).text
        guard let exact = exactForm(value) else { return result("≈ \(rounded)", exact: nil, decimal: decimal.text) }
        if case .exact(let fraction) = value, let places = fraction.decimalPlaces, decimal.exponent <= -places {
            return result(decimal.text, exact: exact, decimal: decimal.text)
        }
        guard unit.isEmpty, exact.utf8.count <= fractionLength else {
            return result("≈ \(rounded)", exact: exact, decimal: decimal.text)
        }
        let beside = try arithmetic.decimal(value, significant: besideDigits).text
        return result("\(exact) (≈ \(beside))", exact: exact, decimal: decimal.text)
    }

    /// A fraction or a multiple of π.
    private static func exactForm(_ value: Real) -> String? {
        switch value {
        case .exact(let value):
            return value.isInteger ? "\(value.numerator)" : "\(value.numerator)/\(value.denominator)"
        case .pi(let factor):
            let numerator = factor.numerator == 1 ? "pi" : factor.numerator == -1 ? "-pi" : "\(factor.numerator)*pi"
            return factor.isInteger ? numerator : "\(numerator)/\(factor.denominator)"
        case .ball: return nil
        }
    }
}
