import Calculator
import Testing

@Suite struct ErrorTests {
    @Test(arguments: [
        ("", CalculatorError.Code.syntax, 1), ("   ", .syntax, 4), ("2 +", .syntax, 4), ("* 3", .syntax, 1),
        ("(2 + 3", .syntax, 7),
        ("2 + 3)", .syntax, 6), ("2 3", .syntax, 3), ("2 (3)", .syntax, 3), ("2 pi", .syntax, 3), ("2e", .syntax, 2),
        ("5.", .syntax, 2),
        ("1.2.3", .syntax, 4), ("()", .syntax, 2), ("sqrt", .syntax, 1), ("sqrt 4", .syntax, 1),
        ("sqrt()", .wrongArity, 1),
        ("max()", .wrongArity, 1), ("log(100)", .wrongArity, 1), ("1 + round(1, 2, 3)", .wrongArity, 5),
        ("atan2(1)", .wrongArity, 1),
        ("sqr(4)", .unknownName, 1), ("1 + x", .unknownName, 5), ("5 kms", .unknownName, 3),
        ("5 km in mils", .unknownName, 9),
        ("SIN(1)", .unknownName, 1), ("1/0", .divisionByZero, 2), ("2 + 1 / (3 - 3)", .divisionByZero, 7),
        ("5 mod 0", .divisionByZero, 3),
        ("0^-1", .divisionByZero, 2), ("1 // 0", .divisionByZero, 3), ("1 / (sqrt(2)^2 - 2)", .divisionByZero, 3),
        ("sqrt(-1)", .domain, 1),
        ("1 + ln(0)", .domain, 5), ("ln(-2)", .domain, 1), ("log(2, 1)", .domain, 1), ("log(2, -1)", .domain, 1),
        ("asin(2)", .domain, 1),
        ("acos(-1.5)", .domain, 1), ("tan(90 deg)", .domain, 1), ("atan2(0, 0)", .domain, 1),
        ("(-8)^(1/3)", .domain, 5),
        ("root(-4, 2)", .domain, 1), ("root(4, 0)", .domain, 1), ("root(4, 0.5)", .domain, 9), ("2.5!", .domain, 4),
        ("(-1)!", .domain, 5),
        ("gcd(1.5, 2)", .domain, 5), ("nCr(-1, 2)", .domain, 1), ("nCr(3, 1.5)", .domain, 8),
        ("1,234 + 1", .ambiguous, 2),
        ("max(1,234)", .ambiguous, 6), ("3,5 * 2", .ambiguous, 2), ("200 + 10%", .ambiguous, 5),
        ("10% - 3", .ambiguous, 5),
        ("10 % -3", .ambiguous, 6), ("1 < 2 < 3", .syntax, 7), ("(1 < 2)", .syntax, 4), ("3!!", .syntax, 3),
        ("5%%", .syntax, 3),
        ("--5", .syntax, 2), ("2 ++ +3", .syntax, 6), ("3 m^2.5", .syntax, 5), ("3 m!", .syntax, 4),
        ("2^3 m", .syntax, 5), ("km", .syntax, 1),
        ("3 h 20", .syntax, 7), ("5 km in", .syntax, 8), ("5 km in m in cm", .syntax, 11), ("5 km in 3", .syntax, 9),
        ("10 km % -3 km", .syntax, 9),
        ("@3 + 1", .unresolvedReference, 1), ("2 * @12", .unresolvedReference, 5), ("@0", .syntax, 1),
        ("@", .syntax, 1), ("$5", .syntax, 1),
        ("x²", .syntax, 2), ("[1]", .syntax, 1), ("5 USD in EUR", .unknownName, 3), ("2 × √4", .syntax, 5),
        ("π × y", .unknownName, 5),
        ("true", .unknownName, 1), ("7 > 3 and 2 > 1", .syntax, 7), ("min(1 2)", .syntax, 7), ("f(2)", .unknownName, 1),
        ("pi(2)", .syntax, 3),
        ("5; 6", .syntax, 2), ("1e5e5", .unknownName, 4), ("٣ + 4", .syntax, 1), ("3\u{0} + 4", .syntax, 2),
        ("１２", .syntax, 1), ("1__0", .unknownName, 2),
    ])
    func codeAndPosition(_ expression: String, _ code: CalculatorError.Code, _ position: Int) throws {
        let error = try #require(throws: CalculatorError.self) { try CalculatorExpression(expression).evaluate() }
        #expect(error.code == code, "\(error)")
        #expect(error.position == position, "\(error)")
    }

    @Test(arguments: [
        ("sqr(4)", "sqrt"), ("5 kms", "km"), ("5 km in mils", "mil"), ("SIN(1)", "'sin'"), ("log(100)", "log10(x)"),
        ("1,234 + 1", "1_234"),
        ("max(1,234)", "1, 234"), ("2 pi", "2 * pi"), ("200 + 10%", "x * (1 + 10%)"), ("(-8)^(1/3)", "cbrt(x)"),
        ("round(1, 2, 3)", "round(x, digits)"),
        ("facorial(3)", "'factorial'"), ("5 metrs", "'meters'"), ("avg(1, 2)", "write mean("),
        ("2023-02-29", "28 days"), ("x²", "x"),
        ("5 = ²", "x^2"), ("@3", "@3"), ("1.5e", "'e'"), ("celsius", "1 celsius"), ("now", "2024-02-29"),
        ("5 x 3", "*"), ("average(1, 2)", "mean(a, b, ...)"), ("1/2 cup in mL", "(1/2) mL"), ("60 km per h", "/"),
        ("2 plus 3", "+"), ("1 < 2 and 3 < 4", "one comparison"),
    ])
    func messagesTellWhatToChange(_ expression: String, _ advice: String) throws {
        let error = try #require(throws: CalculatorError.self) { try CalculatorExpression(expression).evaluate() }
        #expect(error.message.contains(advice), "\(error)")
        #expect(error.description.contains("character"), "\(error)")
    }
}
