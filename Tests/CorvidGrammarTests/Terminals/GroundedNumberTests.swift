import Testing

@testable import CorvidGrammar

@Suite struct GroundedNumberTests {
    @Test(arguments: [
        ("He paid 1,234.50 for 3.", ["1,234.50", "3"], ["1234.5", "3"]),
        ("-5 and (-7) but 3-4 and A-5", ["-5", "-7", "3", "4", "5"], ["-5", "-7", "3", "4", "5"]),
        ("2026-11-21, 12:30", ["2026", "11", "21", "12", "30"], ["2026", "11", "21", "12", "30"]),
        ("x=-1.50e3;y=2E-2", ["-1.50e3", "2E-2"], ["-1500", "0.02"]),
        ("12%, $99.90, -$5, €-5", ["12", "99.90", "-$5", "-5"], ["12", "99.9", "-5", "-5"]),
        ("12kg, 0x1F, A4, v2, 3D2, 1st", ["12", "1"], ["12", "1"]),
        ("1.234.567 or 1.234,5 or 1.234", ["1.234.567", "1.234,5", "1.234"], ["1234567", "1234.5", "1.234"]),
        ("1,234,567.89", ["1,234,567.89"], ["1234567.89"]),
        ("3,14 and 1,23,456", ["3", "14", "1", "23", "456"], ["3", "14", "1", "23", "456"]),
        (
            "10\u{A0}000,5 1'000 1\u{2019}000.25 1_000_000 10 000",
            ["10\u{A0}000,5", "1'000", "1\u{2019}000.25", "1_000_000", "10", "000"],
            ["10000.5", "1000", "1000.25", "1000000", "10", "0"]
        ),
        (
            "192.168.0.1 and version 1.2.3", ["192", "168", "0", "1", "1", "2", "3"],
            ["192", "168", "0", "1", "1", "2", "3"]
        ),
        ("007 .5 -.5 0.50 5. 6", ["007", ".5", "-.5", "0.50", "5", "6"], ["7", "0.5", "-0.5", "0.5", "5", "6"]),
        ("−3 °C, 共3個, ½", ["−3", "3"], ["-3", "3"]),
        (
            "123456789012345678901234567890.10", ["123456789012345678901234567890.10"],
            ["123456789012345678901234567890.1"]
        ),
        ("1e5x 1e 1e+ 5e99999", ["1", "1"], ["1", "1"]),
        ("", [], []), ("-", [], []), (".", [], []), ("-.", [], []), ("1,", ["1"], ["1"]),
        ("1.,2", ["1", "2"], ["1", "2"]),
        ("0,123 1,2345 1234,567", ["0", "123", "1", "2345", "1234", "567"], ["0", "123", "1", "2345", "1234", "567"]),
    ])
    func numbers(_ text: String, _ written: [String], _ normalized: [String]) {
        let numbers = GroundedText([text]).numbers()
        #expect(numbers.map { Array($0.written.utf8) } == written.map { Array($0.utf8) }, "\(numbers.map(\.written))")
        #expect(numbers.map(\.normalized) == normalized)
        for number in numbers {
            #expect(Array(Array(text.utf8)[number.utf8Range]) == Array(number.written.utf8))
            #expect(ExactDecimal(number.normalized) == number.value)
            #expect(GroundedText([text]).contains(number.value))
        }
        #expect(!GroundedText([text]).contains(ExactDecimal(99_999)))
    }

    @Test func orderAndDuplicates() {
        let text = GroundedText(["7 then 3.0", "no number", "3 and 7, 1e1"])
        #expect(text.numbers().map(\.normalized) == ["7", "3", "3", "7", "10"])
        #expect(text.numbers().map(\.textIndex) == [0, 0, 2, 2, 2])
        #expect(text.numbers(deduplicated: true).map(\.written) == ["7", "3.0", "1e1"])
    }

    @Test(arguments: [
        (
            "See https://a.example/x, (http://b.example/y_(z)) or <ftp://c.example>.",
            ["https://a.example/x", "http://b.example/y_(z)", "ftp://c.example"]
        ),
        ("www.example.com! www.nothing Www.Example.com/?q=1#f", ["www.example.com", "Www.Example.com/?q=1#f"]),
        ("“https://a.example”; xhttps://b.example https:// http://", ["https://a.example"]),
        ("https://a.example/ä https://a.example/ä", ["https://a.example/ä"]),
        ("go to http://[::1]:8080/x]", ["http://[::1]:8080/x"]),
    ])
    func urls(_ text: String, _ expected: [String]) {
        #expect(GroundedText([text]).urls() == expected)
    }

    @Test func oneOfTheNumbers() {
        let pool = ExpressionPool()
        let text = GroundedText(["1,234.50 and 1234.5 and 7"])
        func accepts(_ expression: ExpressionID, _ candidate: String) -> Bool {
            var state = expression
            for byte in candidate.utf8 { state = pool.derivative(state, by: byte) }
            return pool.isNullable(state)
        }
        let normalized = pool.number(in: text)
        #expect(accepts(normalized, "1234.5") && accepts(normalized, "7"))
        #expect(!accepts(normalized, "1,234.50") && !accepts(normalized, "1234.50") && !accepts(normalized, "1"))
        let written = pool.number(in: text, asWritten: true)
        #expect(accepts(written, "1,234.50") && accepts(written, "1234.5") && !accepts(written, "1234.50"))
    }

    @Test func references() {
        let long = "9" + String(repeating: "0123456789", count: 30)
        let references = NumberReferences(GroundedText(["a 5 b \(long)", "and 1,000"]).numbers())
        #expect(references.resolve("@1") == "5")
        #expect(references.resolve("@2") == long)
        #expect(references.resolve("@3") == "1000")
        for wrong in ["@0", "@4", "@01", "@", "3", "@-1", "@1 ", "@+1", "@99999999999999999999", "", "＠1"] {
            #expect(references.resolve(wrong) == nil)
        }
        let pool = ExpressionPool()
        let expression = pool.reference(to: references)
        for (text, isValid) in [("@1", true), ("@3", true), ("@4", false), ("@0", false), ("@11", false), ("@", false)]
        {
            var state = expression
            for byte in text.utf8 { state = pool.derivative(state, by: byte) }
            #expect(pool.isNullable(state) == isValid)
        }
        #expect(pool.reference(to: NumberReferences([])) == .nothing)
    }

    @Test func anyBytesAreScanned() {
        var generator = SeededGenerator(seed: 61)
        let pieces = [
            "1", "23", "456", ",", ".", "-", "e", "E", "+", " ", "$", "x", "\u{A0}", "é", "\u{301}", "http://", "@",
            "a.b", "三", "−", "_", "'",
        ]
        for _ in 0..<3_000 {
            let text = (0..<Int.random(in: 0...14, using: &generator)).map { _ in
                pieces.randomElement(using: &generator) ?? ""
            }
            .joined()
            let bytes = Array(text.utf8)
            var end = 0
            let grounded = GroundedText([text])
            for number in grounded.numbers() {
                // In order, apart, and made of what stands there.
                #expect(number.utf8Range.lowerBound >= end)
                end = number.utf8Range.upperBound
                #expect(Array(bytes[number.utf8Range]) == Array(number.written.utf8))
                #expect(ExactDecimal(number.normalized) == number.value)
            }
        }
    }
}
