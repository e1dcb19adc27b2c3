/// An expression that can be evaluated: numbers, operators, functions, units, dates.
///
/// ```swift
/// try CalculatorExpression("0.1 + 0.2").evaluate().text        // "0.3"
/// try CalculatorExpression("60 km / 2 h").evaluate().text      // "30 km/h"
/// try CalculatorExpression("2024-02-29 + 1 year").evaluate()   // 2025-02-28, a Friday
/// ```
/// Numbers are exact fractions. What has no exact value (roots, logarithms, angles) is computed with as many bits as it
/// takes for the decimals of the result to be right; see ``CalculatorLimits`` for where that ends.
///
/// - Percent: after a number, `15%` is 15/100, also in `15% of 240`; between two operands `10 % 3` is the remainder, which
///   has the sign of the divisor, as `mod`. A sign after `%` belongs to the next term: for the remainder by a negative
///   number write `10 mod -3`.
/// - Rounding: `round(2.5)` is 3 and `round(-2.5)` is -3: halves go away from zero. `round(x, 2)` keeps two places.
/// - Powers bind from right to left, and stronger than a sign: `-2^2` is -4. `0^0` is 1.
/// - Units stand directly behind a number, a reference or a closing parenthesis, and bind strongest: `1 / 2 km`.
///   `in`, `to` and `as` convert. Angles without a unit are in radians.
/// - Dates are those of the Gregorian calendar. Months and years are added by the calendar; a day that the month does not
///   have becomes its last. Elsewhere a year is 365.2425 days.
public struct CalculatorExpression: Sendable {
    /// The expression as it was given.
    public let text: String
    /// How far evaluating it may go.
    public let limits: CalculatorLimits
    private let root: SyntaxNode

    /// Reads an expression; takes time proportional to its length.
    ///
    /// - Throws: ``CalculatorError`` with a position, for what is no expression.
    public init(_ text: String, limits: CalculatorLimits = CalculatorLimits()) throws(CalculatorError) {
        var parser = try SyntaxParser(Array(text.utf8), limits: limits)
        self.text = text
        self.limits = limits
        root = try parser.parse()
    }

    private var isRounded: Bool {
        if case .call(.round, _) = root.kind { true } else { false }
    }

    /// The value of the expression, the same on every machine.
    ///
    /// Looks for cancellation of the task that runs it.
    ///
    /// - Throws: ``CalculatorError`` for what has no value or lies beyond the limits.
    public func evaluate() throws(CalculatorError) -> CalculatorResult {
        var bits = 192
        var work = limits.work
        while true {
            let isFinal = bits >= limits.precision
            let arithmetic = Arithmetic(limits: limits, bits: bits, isFinal: isFinal, work: work)
            do {
                let evaluator = Evaluator(arithmetic: arithmetic)
                return try CalculatorResult(try evaluator.evaluate(root), isRounded: isRounded, evaluator)
            } catch {
                guard error.code == .imprecise else { throw error }
                guard !isFinal else {
                    throw CalculatorError(
                        .tooLarge, at: error.position,
                        "\(limits.precision) bits do not suffice to tell the result; use smaller or rounded numbers")
                }
            }
            work = arithmetic.work
            bits = min(bits * 4, limits.precision)
        }
    }
}
