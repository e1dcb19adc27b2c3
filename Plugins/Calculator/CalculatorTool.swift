public import Corvid
public import CorvidGrammar

/// A tool that evaluates one expression exactly.
///
/// Precision: sums, products, quotients and integer powers of fractions are exact (decimals are fractions). Everything
/// else is computed in ball arithmetic, which carries a bound of its own error (F. Johansson, "Arb: efficient
/// arbitrary-precision midpoint-radius interval arithmetic", IEEE Transactions on Computers 66, 2017), with 192 bits and
/// then more until every number within the bound rounds to the same ``CalculatorResult/significantDigits`` digits
/// (A. Ziv, "Fast evaluation of elementary mathematical functions with correctly rounded last bit", ACM TOMS 17, 1991).
/// What 4,096 bits cannot tell from zero counts as zero if it is below 2^-1024, and is refused otherwise.
///
/// Bounds: ``CalculatorLimits``. The size of powers, factorials and binomial coefficients is known before they are
/// computed, and every operation counts its steps, so that whether a calculation is refused depends on no clock.
public struct CalculatorTool: Tool {
    /// What the model writes.
    public struct Arguments: ToolArguments {
        /// The expression, in the language of ``CalculatorGrammar``.
        @Parameter(
            "Numbers, + - * / % ^ !, parentheses, comparison, functions, units, dates. Examples: 15% of 240, "
                + "round(2^0.5, 3), 5 km in miles, 60 km / 2 h, max(3, 4) >= 4, 2024-02-29 + 1 year.",
            .grammar(CalculatorGrammar.grammar))
        public var expression: String

        public init() {}
    }

    public let name = "calculator"
    public let description =
        "Calculates exactly: arithmetic, percentages, roots, logarithms, trigonometry, statistics, combinatorics, "
        + "unit conversion, dates and durations. One expression in, one result out."
    private let limits: CalculatorLimits

    /// A calculator that keeps within limits.
    public init(limits: CalculatorLimits = CalculatorLimits()) { self.limits = limits }

    /// Evaluates the expression.
    ///
    /// - Returns: The result's ``CalculatorResult/text``, and as data an object of `exact`, `decimal` and `unit`, each a
    ///   string or null.
    /// - Throws: `ToolError` that says what is wrong with the expression and where, `CancellationError`.
    public func call(_ arguments: Arguments, context: ToolContext) async throws -> ToolOutput {
        do {
            let result = try CalculatorExpression(arguments.expression, limits: limits).evaluate()
            return ToolOutput(result.text, data: result.json)
        } catch {
            if error.code == .cancelled { throw CancellationError() }
            throw ToolError("\(error)")
        }
    }
}

extension CalculatorResult {
    /// The result as an object of `exact`, `decimal` and `unit`, each a string or null.
    public var json: JSONValue {
        .object([
            "exact": exact.map { .text($0) } ?? .null, "decimal": decimal.map { .text($0) } ?? .null,
            "unit": unit.map { .text($0) } ?? .null,
        ])
    }
}
