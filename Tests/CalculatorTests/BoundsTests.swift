import Calculator
import Testing

/// Hostile input ends in a typed error, and does so by counting rather than by waiting.
@Suite(.timeLimit(.minutes(5))) struct BoundsTests {
    private func code(_ expression: String) -> CalculatorError.Code? {
        do {
            _ = try CalculatorExpression(expression).evaluate()
            return nil
        } catch { return error.code }
    }

    @Test(arguments: [
        "9^9^9", "2^2^2^2^2^2", "2^2^2^2^2^2^2^2^2^2", "1e999999999", "1e-999999999",
        "1e99999999999999999999999999999999", "factorial(10^9)", "10^9!",
        "26000!", "nCr(10^9, 5*10^8)", "nCr(10^9, 10^5)", "nPr(10^9, 10^9)", "nPr(600000, 600000)", "nPr(10^30, 10^20)",
        "2^332600", "10^100001",
        "(2^200000)^2", "exp(10^6)", "exp(-10^6)", "exp(10^20)", "1.5^1e9", "0.5^1e15", "(1/3)^9999999999999999999999",
        "pi^10000000000000000000000",
        "sin(10^2000)", "1e-99999 * 1e-99999", "1e99999 * 1e99999", "2^-2^30", "cosh(10^9)", "round(1, 10^9)",
        "2^(10^18)", "(-3)^(10^18 + 1)",
        "(1 m)^100000", "lcm(2^330000, 3^200000)", "factorial(10^30)", "product(10^60000, 10^60000)",
    ])
    func refusesWhatIsTooLargeBeforeComputingIt(_ expression: String) {
        #expect(code(expression) == .tooLarge)
    }

    @Test func refusesLongAndDeepExpressions() {
        #expect(code(String(repeating: "1", count: 1_000_000)) == .tooLarge)
        #expect(code(String(repeating: "(", count: 100_000)) == .tooLarge)
        #expect(code(String(repeating: "(", count: 5_000) + "1" + String(repeating: ")", count: 5_000)) == .tooLarge)
        #expect(code(String(repeating: "sqrt(", count: 101) + "1" + String(repeating: ")", count: 101)) == .tooLarge)
        #expect(code(String(repeating: "2^", count: 101) + "1") == .tooLarge)
        #expect(code(String(repeating: "1+", count: 5_000) + "1") == .tooLarge)
        #expect(code(String(repeating: "-", count: 50_000) + "1") == .tooLarge)
        #expect(code(String(repeating: "a", count: 60_000)) == .unknownName)
        #expect(code(String(repeating: "!", count: 5_000)) == .syntax)
        #expect(code("max(" + (0..<1_001).map(String.init).joined(separator: ", ") + ")") == .wrongArity)
    }

    /// What lies beyond the bits that are kept is not guessed.
    @Test(arguments: [
        "floor(exp(5000))", "exp(5000) mod 7", "exp(5000) = exp(5000) + 1", "sin(exp(2838))", "exp(4000)! ",
        "gcd(exp(9000), 2)", "exp(5000) - (exp(5000) + 1)",
        "sqrt(1e99999 + 1) - sqrt(1e99999)", "1 / (exp(5000) - (exp(5000) + 1))",
    ])
    func refusesWhatTheBitsCannotTell(_ expression: String) {
        #expect(code(expression) == .tooLarge)
    }

    @Test(arguments: [
        "root(2, -9223372036854775808)", "round(2, -9223372036854775808)", "2^-9223372036854775808",
        "(1 m)^-9223372036854775808", "nCr(-9223372036854775808, 2)",
        "2024-01-01 + -9223372036854775808 s", "2024-01-01 - -9223372036854775808 s",
        "2024-01-01 - -9223372036854775808 months", "date(-9223372036854775808, 1, 1)",
        "(1 m)^9223372036854775807", "(1 m)^(1/9223372036854775807)", "factorial(9223372036854775807)",
        "root(1 m, 9223372036854775807)",
    ])
    func refusesTheEndsOfIntegers(_ expression: String) {
        #expect(code(expression) != nil)
    }

    @Test func computesWhatIsJustSmallEnough() throws {
        #expect(try text(String(repeating: "(", count: 99) + "7" + String(repeating: ")", count: 99)) == "7")
        #expect(try text("10^99999 / 10^99998") == "10")
        #expect(try text("25000! / 24999!") == "25000")
        #expect(try text("gcd(2^100000, 6^30000) = 2^30000") == "true")
        #expect(try text(String(repeating: "1+", count: 4_000) + "1") == "4001")
        #expect(try text("log10(10^99999)") == "99999")
        #expect(try text("0 * 1e99999") == "0")
        #expect(try text("0e999999999999999999999") == "0")
    }

    @Test func workIsBoundedWhateverTheOperations() {
        #expect(code(Array(repeating: "3^200000", count: 900).joined(separator: " + ")) == .tooLarge)
        #expect(code(Array(repeating: "sin(sqrt(2)^2 - 2)", count: 600).joined(separator: " + ")) == .tooLarge)
        var limits = CalculatorLimits()
        limits.work = 10_000
        #expect(throws: CalculatorError.self) { try CalculatorExpression("1000!", limits: limits).evaluate() }
        limits = CalculatorLimits()
        limits.digits = 10
        #expect(throws: CalculatorError.self) { try CalculatorExpression("10^30", limits: limits).evaluate() }
        limits.digits = Int.max
        limits.precision = 0
        #expect(throws: Never.self) { try CalculatorExpression("sqrt(2) + 10^30", limits: limits).evaluate() }
    }

    @Test func fractionsWithLongDenominatorsGoOnAsApproximations() throws {
        let result = try CalculatorExpression("1 / 3^20000").evaluate()
        #expect(result.exact == nil)
        // mpmath.mpf(3) ** -20000
        #expect(result.text == "≈ 3.757557254738031e-9543")
    }

    /// Anything at all, as bytes and as tokens, is either computed or refused with a position inside the text.
    @Test func survivesRandomInput() {
        var generator = SeededGenerator(state: 7)
        let pieces = [
            "1", "2.5", "1e9", "@3", "(", ")", "+", "-", "*", "/", "//", "%", "^", "**", "!", ",", ", ", " ", "in",
            " of ", " mod ", "km", "h", "degC",
            "sqrt(", "max(", "nCr(", "2024-02-29", "=", "<", "pi", "e", "year", "°", "π", "√", "\u{0}", "é", "😀", "_",
            ".", "ln(", "round(", "9", "x",
        ]
        var limits = CalculatorLimits()
        limits.digits = 1_000
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...12, using: &generator)
            let expression = (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            do {
                _ = try CalculatorExpression(expression, limits: limits).evaluate()
            } catch {
                if let position = error.position {
                    #expect(1...(expression.unicodeScalars.count + 1) ~= position, "\(expression): \(error)")
                }
            }
        }
    }
}
