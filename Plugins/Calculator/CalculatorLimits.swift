/// How far the calculator goes before it refuses.
///
/// All of these are counts rather than times, so that a calculation has one outcome on every machine.
public struct CalculatorLimits: Sendable, Hashable {
    /// UTF-8 bytes of an expression.
    public var textBytes = 65_536
    /// Numbers, names and signs of an expression.
    public var tokens = 8_192
    /// Parentheses, calls and powers within one another.
    public var depth = 100
    /// Decimal digits of an integer.
    public var digits = 100_000
    /// Binary digits of a denominator; fractions beyond go on as approximations.
    public var denominatorBits = 16_384
    /// Binary digits up to which an irrational result is computed in search of its last decimal.
    ///
    /// What may still be zero then is taken for zero if it is below 2^-(precision / 4), so that `sqrt(2)^2 = 2` is true;
    /// anything else that cannot be told (the last digits of `floor(exp(5000))`) is refused.
    public var precision = 4_096
    /// Elementary steps (about one word of one operation each) of a whole calculation.
    public var work = 400_000_000

    /// The limits that suit a calculator in an agent: most calculations take well under a millisecond, the largest that
    /// are not refused about a second.
    public init() {}

    /// Binary digits of an integer.
    var bits: Int { min(max(digits, 0), 1 << 40) * 332_193 / 100_000 + 1 }
}
