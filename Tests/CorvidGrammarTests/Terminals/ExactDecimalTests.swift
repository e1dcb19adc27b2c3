import Testing

@testable import CorvidGrammar

@Suite struct ExactDecimalTests {
    private func decimal(_ text: String) throws -> ExactDecimal {
        try #require(ExactDecimal(text), "\(text) is a number")
    }

    @Test(arguments: [
        ("0", "0"), ("-0", "0"), ("0.000", "0"), ("0e99999999999999999999999", "0"), ("-0.0e-5", "0"),
        ("1", "1"), ("1.0", "1"), ("10e-1", "1"), ("0.1e1", "1"), ("0.001E+3", "1"), ("1e2", "100"), ("1E+02", "100"),
        ("-12.340", "-12.34"), ("-1234e-2", "-12.34"), ("0.05", "0.05"), ("5e-2", "0.05"), ("120", "120"),
        ("123456789012345678901234567890.5", "123456789012345678901234567890.5"),
        ("1e1000000000", "1e1000000000"), ("-25e-1000000000", "-25e-1000000000"),
    ])
    func canonicalText(_ text: String, _ canonical: String) throws {
        let value = try decimal(text)
        #expect(value.description == canonical)
        #expect(try decimal(canonical) == value)
        #expect(try decimal(canonical).hashValue == value.hashValue)
    }

    @Test(arguments: [
        "", "-", "+1", "01", "-01", "1.", ".5", "1e", "1e+", "1.e2", "1 ", " 1", "1,5", "0x1", "NaN", "1e5.0", "--1",
        "1ee2",
        "1e9999999999999999999999999",
    ])
    func otherTextsAreNoNumbers(_ text: String) {
        #expect(ExactDecimal(text) == nil)
    }

    @Test func orderOfMagnitudesFarApart() throws {
        let ascending = [
            "-1e1000000000", "-1e999999999", "-10.01", "-10", "-9.99", "-1e-1000000000", "0", "1e-1000000000",
            "2e-1000000000",
            "0.09999", "0.1", "0.11", "1", "1.0000000000000000000000000001", "9", "10", "12", "1e999999999",
            "9e999999999",
            "1e1000000000",
        ]
        let values = try ascending.map { try decimal($0) }
        for (i, a) in values.enumerated() {
            for (j, b) in values.enumerated() {
                #expect((a < b) == (i < j))
                #expect((a == b) == (i == j))
            }
        }
    }

    @Test(arguments: [
        ("0", "7", true), ("14", "7", true), ("15", "7", false), ("-14", "7", true), ("0.3", "0.1", true),
        ("19.99", "0.01", true), ("19.995", "0.01", false), ("1.1", "0.1", true), ("4.35", "0.01", true),
        ("7.5", "2.5", true), ("7", "2.5", false), ("1e308", "0.5", true), ("1e308", "0.123456789", false),
        ("0.0075", "0.0001", true), ("0.00751", "0.0001", false), ("9007199254740993", "2", false),
        ("9007199254740993", "9007199254740993", true), ("1e1000000000", "7", false), ("1e1000000000", "1024", true),
        ("7e1000000000", "7", true), ("1e-1000000000", "1", false), ("1", "1e-1000000000", true),
        ("3", "7e-1000000000", false), ("1e1000000000", "1e-1000000000", true), ("5", "1e1000000000", false),
        ("123456789012345678901234567890", "12345678901234567890123456789", true), ("3", "0", false), ("0", "0", true),
    ])
    func multiples(_ value: String, _ divisor: String, _ isMultiple: Bool) throws {
        #expect(try decimal(value).isMultiple(of: try decimal(divisor)) == isMultiple)
    }

    @Test func multiplesAgreeWithIntegers() throws {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<20_000 {
            let value = Int.random(in: -99_999...99_999, using: &generator)
            let divisor = Int.random(in: 1...500, using: &generator)
            let (up, down) = (Int.random(in: -3...3, using: &generator), Int.random(in: -3...3, using: &generator))
            // Both by a thousand thousand, as whole numbers.
            func scaled(_ number: Int, _ exponent: Int) -> Int {
                number * (0..<(exponent + 3)).reduce(1) { power, _ in power * 10 }
            }
            let expected = scaled(value, up) % scaled(divisor, down) == 0
            let exact = try decimal("\(value)e\(up)").isMultiple(of: try decimal("\(divisor)e\(down)"))
            #expect(exact == expected, "\(value)e\(up) by \(divisor)e\(down)")
        }
    }

    @Test func wholeNumbers() throws {
        for text in ["1.0", "1e2", "100", "-0", "15e-0", "150e-1"] { #expect(try decimal(text).isInteger) }
        for text in ["1.5", "1e-1", "15e-1", "0.0001"] { #expect(!(try decimal(text).isInteger)) }
        #expect(try decimal("-9223372036854775808").integer == Int.min)
        #expect(try decimal("9223372036854775808").integer == nil)
        #expect(try decimal("12e2").integer == 1200)
        #expect(try decimal("1.5").integer == nil)
        #expect(ExactDecimal(Int.min).description == "-9223372036854775808")
    }

    @Test func longNumbersTakeLinearMemoryAndTime() throws {
        let digits = String(repeating: "1234567890", count: 20_000)
        let value = try decimal(digits + "." + digits)
        #expect(value.digits.count == 399_999)
        #expect(value.isMultiple(of: try decimal("1e-199999")))
        #expect(!value.isInteger)
    }
}
