import Calculator
import Testing

func text(_ expression: String) throws -> String { try CalculatorExpression(expression).evaluate().text }

@Suite struct ArithmeticTests {
    @Test(arguments: [
        ("0.1 + 0.2", "0.3"), ("1 + 2 * 3", "7"), ("(1 + 2) * 3", "9"), ("2 - 3 - 4", "-5"), ("24 / 4 / 2", "3"),
        ("3/4 + 1/6", "11/12 (≈ 0.9166666667)"), ("1/3", "1/3 (≈ 0.3333333333)"), ("-1/3", "-1/3 (≈ -0.3333333333)"),
        ("3/4", "0.75"), ("1.10 * 3", "3.3"), ("1e3", "1000"), ("1.5e-3", "0.0015"), ("1_000_000 / 7 * 7", "1000000"),
        (".5 + .25", "0.75"), ("5 - -3", "8"), ("5 + -3", "2"), ("-(-3)", "3"), ("+4", "4"), ("2 * -3", "-6"),
        ("6 ÷ 4 × 2 − 1", "2"), ("2·3", "6"), ("7 // 2", "3"), ("-7 // 2", "-4"), ("1/0.25", "4"),
        ("0.1^20", "1e-20"), ("1e21 + 0.5", "1.0000000000000000000005e21"),
        ("123456789012345678901234567890 + 1", "123456789012345678901234567891"),
        ("1/7", "1/7 (≈ 0.1428571429)"), ("22/7", "22/7 (≈ 3.142857143)"), ("2/3 * 3/2", "1"), ("1 / 3 * 3", "1"),
        ("10 / 4", "2.5"), ("1e-7", "0.0000001"), ("1e-8", "1e-8"),
        ("100000000000000000000.5", "100000000000000000000.5"),
    ])
    func basicOperations(_ expression: String, _ expected: String) throws {
        #expect(try text(expression) == expected)
    }

    @Test(arguments: [
        ("15% of 240", "36"), ("15%", "15%"), ("240 * 15%", "36"), ("5% + 3%", "8%"), ("100% - 15%", "85%"),
        ("1 - 15%", "0.85"), ("240 * (1 - 15%)", "204"), ("(1 + 5%)^2", "1.1025"), ("50% of 50%", "0.25"),
        ("3/4 in %", "75%"), ("2/3 to percent", "≈ 66.66666666666667%"), ("-20% of 50", "-10"), ("2 * 3%", "0.06"),
        ("5%^2", "0.0025"), ("max(5%, 3%)", "5%"), ("12.5% of 80 + 1", "11"), ("20% of 3 km", "0.6 km"),
        ("1 + 10%", "1.1"), ("10% + 1", "1.1"), ("abs(-5%)", "5%"), ("round(12.345%, 1)", "12.3%"),
    ])
    func percent(_ expression: String, _ expected: String) throws {
        #expect(try text(expression) == expected)
    }

    @Test(arguments: [
        ("10 % 3", "1"), ("10%3", "1"), ("10 mod 3", "1"), ("-7 % 3", "2"), ("7 mod -3", "-2"), ("-7 mod -3", "-1"),
        ("5.5 % 2", "1.5"), ("mod(-1, 3)", "2"), ("mod(1/2, 1/3)", "1/6 (≈ 0.1666666667)"), ("quotient(-7, 2)", "-4"),
        ("10 % (3)", "1"), ("10 % mod(7, 4)", "1"), ("10% mod (3)", "0.1"), ("10 % pi - 10", "≈ -9.42477796076938"),
        ("2^100 mod 7", "2"), ("7 km mod 2 km", "1 km"), ("10%%3", "0.1"), ("3!%4", "2"), ("7 km % 400 m", "0.2 km"),
    ])
    func remainder(_ expression: String, _ expected: String) throws {
        #expect(try text(expression) == expected)
    }

    @Test(arguments: [
        ("2^10", "1024"), ("2**10", "1024"), ("2^3^2", "512"), ("-2^2", "-4"), ("(-2)^2", "4"), ("2^-3", "0.125"),
        ("2^-3^2", "0.001953125"), ("0^0", "1"), ("0^5", "0"), ("(2/3)^-2", "2.25"), ("(-2)^-3", "-0.125"),
        ("4^0.5", "2"), ("27^(1/3)", "3"), ("8^(2/3)", "4"), ("(9/4)^1.5", "3.375"), ("2^0.5", "≈ 1.414213562373095"),
        ("10^-3", "0.001"), ("1^10^20", "1"), ("(-1)^(10^20 + 1)", "-1"), ("2^(1/2)^2", "≈ 1.189207115002721"),
        ("pow(3, 4)", "81"), ("4^-0.5", "0.5"), ("e^0", "1"), ("2^3!", "64"), ("3!^2", "36"), ("1.5^2", "2.25"),
    ])
    func powers(_ expression: String, _ expected: String) throws {
        #expect(try text(expression) == expected)
    }

    @Test(arguments: [
        ("0!", "1"), ("10!", "3628800"), ("factorial(20)", "2432902008176640000"), ("(2 + 3)!", "120"), ("-3!", "-6"),
        ("nCr(5, 2)", "10"), ("nCr(5, 6)", "0"), ("nCr(0, 0)", "1"), ("nPr(5, 2)", "20"), ("nPr(5, 0)", "1"),
        ("nCr(52, 5)", "2598960"), ("nCr(10^30, 2)", "499999999999999999999999999999500000000000000000000000000000"),
        ("gcd(12, 18)", "6"), ("gcd(0, 5)", "5"), ("gcd(-4, 6)", "2"), ("gcd(12, 18, 27)", "3"), ("lcm(4, 6)", "12"),
        ("lcm(1, 2, 3, 4, 5, 6)", "60"), ("lcm(0, 3)", "0"), ("lcm(-4, 6)", "12"), ("gcd(0, 0)", "0"),
        ("gcd(2^200 * 3^5, 2^150 * 3^9)", "346821189327548251097163490576227318141007429632"),
    ])
    func integers(_ expression: String, _ expected: String) throws {
        #expect(try text(expression) == expected)
    }

    @Test(arguments: [
        ("min(3, 1, 2)", "1"), ("max(3, 4, 5)", "5"), ("sum(1, 2, 3.5)", "6.5"), ("product(2, 3, 4)", "24"),
        ("mean(1, 2, 3, 4)", "2.5"), ("median(3, 1, 2)", "2"), ("median(4, 1, 3, 2)", "2.5"), ("max(7)", "7"),
        ("max(sqrt(2), 1.4)", "≈ 1.414213562373095"), ("abs(-3/4)", "0.75"), ("sign(-2)", "-1"), ("sign(0)", "0"),
        ("floor(2.7)", "2"), ("floor(-2.1)", "-3"), ("ceil(2.1)", "3"), ("ceil(-2.7)", "-2"), ("trunc(-2.7)", "-2"),
        ("round(2.5)", "3"), ("round(-2.5)", "-3"), ("round(2.4999)", "2"), ("round(3.14159, 2)", "3.14"),
        ("round(1234, -2)", "1200"), ("round(1250, -2)", "1300"), ("round(2.675, 2)", "2.68"), ("floor(pi)", "3"),
        ("ceil(e)", "3"), ("round(-1.005, 2)", "-1.01"), ("floor(5)", "5"), ("hypot(3, 4)", "5"),
    ])
    func listsAndRounding(_ expression: String, _ expected: String) throws {
        #expect(try text(expression) == expected)
    }

    @Test(arguments: [
        ("7 > 3", "true"), ("7 < 3", "false"), ("1/3 = 2/6", "true"), ("1/3 == 0.3333", "false"), ("2 != 2", "false"),
        ("3 >= 3", "true"), ("3 <= 2", "false"), ("1 km > 999 m", "true"), ("60 min = 1 h", "true"), ("3!=6", "true"),
        ("3!==6", "true"), ("3! = 6", "true"), ("sqrt(2)^2 = 2", "true"), ("e^pi > pi^e", "true"), ("2 ≠ 3", "true"),
        ("2 ≤ 2", "true"), ("3 ≥ 4", "false"), ("ln(6) = ln(2) + ln(3)", "true"), ("0 degC = 32 degF", "true"),
        ("2024-01-01 < 2024-01-02", "true"), ("50% = 1/2", "true"), ("355/113 > pi", "true"), ("22/7 < pi", "false"),
    ])
    func comparison(_ expression: String, _ expected: String) throws {
        #expect(try text(expression) == expected)
    }

    @Test func givesExactAndDecimalForms() throws {
        let third = try CalculatorExpression("1/3").evaluate()
        #expect(third.exact == "1/3")
        #expect(third.decimal == "0.3333333333333333333333333333333333")
        #expect(third.unit == nil)
        let root = try CalculatorExpression("sqrt(2)").evaluate()
        #expect(root.exact == nil)
        #expect(root.decimal == "1.414213562373095048801688724209698")
        let speed = try CalculatorExpression("100 km / 3 h").evaluate()
        #expect(speed.exact == "100/3")
        #expect(speed.unit == "km/h")
        #expect(speed.text == "≈ 33.33333333333333 km/h")
        let angle = try CalculatorExpression("atan(1)").evaluate()
        #expect(angle.exact == "pi/4")
        #expect(angle.text == "pi/4 (≈ 0.7853981634)")
    }

    @Test func showsLargeIntegersInFullAndThenByTheirLeadingDigits() throws {
        let power = try CalculatorExpression("2^10000").evaluate()
        #expect(power.text.count == 3_011)
        #expect(power.text.hasPrefix("19950631168807583848"))
        #expect(power.text.hasSuffix("596709376"))
        #expect(power.exact == power.text)
        let larger = try CalculatorExpression("10^5000 + 1").evaluate()
        #expect(larger.text == "≈ 1e5000 (an integer of 5001 digits)")
        #expect(larger.exact == "1" + String(repeating: "0", count: 4_999) + "1")
        // Python: str(math.factorial(1000)), hashed by its digit sum and ends.
        let factorial = try CalculatorExpression("1000!").evaluate().text
        #expect(factorial.count == 2_568)
        #expect(factorial.compactMap(\.wholeNumberValue).reduce(0, +) == 10_539)
        #expect(factorial.hasPrefix("40238726007709377354"))
    }

    @Test func takesLongNumbersApart() throws {
        let ones = String(repeating: "1", count: 2_000)
        #expect(try text(ones + " mod 9") == "2")
        #expect(try text("(10^2000 - 1) / 9 - " + ones) == "0")
        #expect(try text("0." + String(repeating: "0", count: 1_500) + "25 * 10^1501") == "2.5")
        #expect(try text("1e-1200 * 1e1200") == "1")
        #expect(try text("12e-1100 * 5e1099") == "6")
    }
}
