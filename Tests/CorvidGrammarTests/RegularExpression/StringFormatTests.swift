import Testing

@testable import CorvidGrammar

@Suite("String formats")
struct StringFormatTests {
    private static let label63 = String(repeating: "a", count: 63)

    static let examples: [(StringFormat, [String], not: [String])] = [
        (
            .duration,
            ["P1Y", "P1Y2M3DT4H5M6S", "PT0S", "P3W", "P2M4D", "P1DT9M", "PT10H3M", "P007D", "P1YT1H"],
            not: [
                "P", "PT", "P1", "1D", "P1YT", "P1Y3D", "PT1H2S", "P1W2D", "P1S", "PT1D", "P-1D", "P1.5D", "P1D ",
                "p1d",
            ]
        ),
        (
            .email,
            [
                "a@b", "a.b+c@d-e.f", "!#$%&'*+-/=?^_`{|}~@x", "\"\"@x", "\"a b\\\"@\"@x.y", "a@[1.2.3.4]",
                "a@[IPv6:1::2]",
                "\(String(repeating: "a", count: 64))@\(label63).x",
            ],
            not: [
                "", "a", "@b", "a@", "a@b@c", ".a@b", "a.@b", "a..b@c", "a b@c", "a@-b", "a@b-", "a@b..c", "a@b.",
                "a@[1.2.3]",
                "a@[1.2.3.400]", "a@1::2", "\"a\"b@c", "\"a@b", "é@b", "a@é", "a@b_c", "a@[IPv6:1:2:3:4:5:6:7::]",
                "\(String(repeating: "a", count: 65))@b", "a@\(label63)a",
                "a@\(String(repeating: "\(label63).", count: 3))\(String(repeating: "a", count: 62))",
            ]
        ),
        (.internationalEmail, ["a@b", "é.ü@straße", "\"漢 字\"@x"], not: ["é", "é@", "é ü@x", "@é"]),
        (
            .hostname,
            [
                "a", "a-b", "1", "a.b.c", "xn--bcher-kva.example", "A9.Z", label63,
                "\(String(repeating: "\(label63).", count: 3))\(String(repeating: "a", count: 61))",
            ],
            not: [
                "", ".", "a.", ".a", "a..b", "-a", "a-", "a-.b", "a_b", "é", "a b", label63 + "a",
                "\(String(repeating: "\(label63).", count: 3))\(String(repeating: "a", count: 62))",
            ]
        ),
        (
            .ipv4, ["0.0.0.0", "255.255.255.255", "1.20.199.249"],
            not: ["1.2.3", "1.2.3.4.5", "256.0.0.0", "01.2.3.4", "1.2.3.00", "1..2.3", "", "1.2.3.4 ", "１.2.3.4"]
        ),
        (
            .uri,
            [
                "a:", "a:b", "http://x", "http://u:p@h:80/p/q?r=s#t", "http://[::1]:8/", "http://[v1.a:b]",
                "x+y-z.1:a:b",
                "file:///a", "http://a/%41", "urn:a:b", "http://", "mailto:a@b",
            ],
            not: [
                "", "a", "/a", "//a", "1a:b", "a b:c", "http://a b", "http://a/%4", "http://a/%GG", "http://[::1",
                "http://[1.2.3.4]",
                "http://a:b", "a:\\b", "a:b#c#d", "http://é", "a:{b}", "a:\"b\"", "http://a/^",
            ]
        ),
        (
            .uriReference, ["", "a", "/a", "//a/b", "?a", "#a", "a/b:c", "../a", "a:b", "./a:b", "%41"],
            not: ["1:b", ":a", "a b", "\\", "##", "%4", "é", "http://[x]"]
        ),
        (.iri, ["http://é/ü?漢#字", "a:é"], not: ["é:a", "/é", "http://é é", "a:\u{E000}", "a:\u{FFFE}", "a:\u{85}"]),
        (.iri, ["a:?\u{E000}"], not: ["a:#\u{E000}"]),
        (.iriReference, ["é", "/é/b", "#é", ""], not: ["é b", "\\é"]),
        (
            .uriTemplate, ["", "a", "{a}", "/x{?a,b*}{&c:3}", "{+a.b}", "{%41}", "é{a}", "{#a}{a:9999}"],
            not: [
                "{", "}", "{}", "{a", "{a b}", "{a:0}", "{a:10000}", "{a,}", "{-a}", "{a..b}", "a b", "a\"", "%4",
                "{a*:1}",
            ]
        ),
        (
            .uuid, ["00000000-0000-0000-0000-000000000000", "2EB8aa08-AA98-11ea-B4Aa-73B441D16380"],
            not: [
                "", "2EB8aa08AA9811eaB4Aa73B441D16380", "2EB8aa08-AA98-11ea-B4Aa-73B441D1638", "{}",
                "gEB8aa08-AA98-11ea-B4Aa-73B441D16380",
            ]
        ),
        (.jsonPointer, ["", "/", "/a/b", "//", "/~0~1", "/é\n/ "], not: ["a", "#", "/~", "/~2", "/a~", " /a"]),
        (
            .relativeJSONPointer, ["0", "10", "0#", "1/a", "2/", "0/~1"],
            not: ["", "/a", "01", "-1", "0##", "#", "1a", "0#/a", "00"]
        ),
    ]

    @Test("Texts are told from others", arguments: examples.indices)
    func membership(index: Int) throws {
        let (format, matches, others) = Self.examples[index]
        let pool = ExpressionPool()
        let expression = try format.expression(in: pool)
        for text in matches { #expect(pool.matches(expression, text.utf8), "\(format.rawValue): \(text)") }
        for text in others { #expect(!pool.matches(expression, text.utf8), "\(format.rawValue): \(text)") }
    }

    @Test("A shortest text is of the format, and may stand in a JSON string", arguments: StringFormat.allCases)
    func completion(format: StringFormat) throws {
        let pool = ExpressionPool()
        let expression = try format.expression(in: pool)
        #expect(pool.matches(expression, pool.completion(expression)))
        let quoted = pool.jsonString(expression, .canonical)
        #expect(pool.matches(quoted, pool.completion(quoted)))
        #expect(pool.isRegular(expression))
    }

    @Test func namesAreThoseOfJSONSchema() {
        #expect(StringFormat(rawValue: "date-time") == .dateTime)
        #expect(StringFormat(rawValue: "Date") == nil)
        #expect(StringFormat(rawValue: "color") == nil)
    }

    // MARK: Against arithmetic

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(width - digits.count, 0)) + digits
    }

    @Test func everyDayOfTheCalendarIsADate() throws {
        let pool = ExpressionPool()
        let date = try StringFormat.date.expression(in: pool)
        for year in stride(from: 0, through: 9999, by: 7).map({ $0 }) + [
            1600, 1700, 1900, 1904, 2000, 2023, 2024, 2100,
        ] {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            for (month, length) in [0, 31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0].enumerated() {
                for day in [0, 1, 9, 10, 28, 29, 30, 31, 32] {
                    let text = "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))"
                    #expect(pool.matches(date, text.utf8) == (1...max(length, 1) ~= day && length > 0), "\(text)")
                }
            }
        }
        for text in ["2024-1-01", "2024-01-1", "24-01-01", "2024-01-01 ", "20240101", "+2024-01-01", "2024-01-0१"] {
            #expect(!pool.matches(date, text.utf8))
        }
    }

    @Test func leapSecondsStandBeforeMidnightUTC() throws {
        let pool = ExpressionPool()
        let time = try StringFormat.time.expression(in: pool)
        for local in stride(from: 0, to: 1440, by: 1) {
            let clock = "\(Self.padded(local / 60, 2)):\(Self.padded(local % 60, 2))"
            #expect(pool.matches(time, "\(clock):60Z".utf8) == (local == 1439))
            for offset in stride(from: local % 13, to: 1440, by: 13) {
                let zone = "\(Self.padded(offset / 60, 2)):\(Self.padded(offset % 60, 2))"
                let ahead = (local - offset + 1440) % 1440 == 1439
                let behind = (local + offset) % 1440 == 1439
                #expect(pool.matches(time, "\(clock):60+\(zone)".utf8) == ahead, "\(clock) +\(zone)")
                #expect(pool.matches(time, "\(clock):60.5-\(zone)".utf8) == behind, "\(clock) -\(zone)")
            }
            let right = (local + 1) % 1440
            let zone = "\(Self.padded(right / 60, 2)):\(Self.padded(right % 60, 2))"
            #expect(pool.matches(time, "\(clock):60.25+\(zone)".utf8))
            #expect(pool.matches(time, "\(clock):59.25+\(zone)".utf8))
        }
    }

    @Test func timesAreThoseOfTheClock() throws {
        let pool = ExpressionPool()
        let time = try StringFormat.time.expression(in: pool)
        for value in 0..<100 {
            let digits = Self.padded(value, 2)
            #expect(pool.matches(time, "\(digits):00:00Z".utf8) == (value < 24))
            #expect(pool.matches(time, "00:\(digits):00z".utf8) == (value < 60))
            #expect(pool.matches(time, "00:00:\(digits)Z".utf8) == (value < 60))
            #expect(pool.matches(time, "00:00:00+\(digits):00".utf8) == (value < 24))
            #expect(pool.matches(time, "00:00:00-00:\(digits)".utf8) == (value < 60))
        }
        for text in [
            "", "00:00:00", "00:00:00.Z", "0:00:00Z", "00:00Z", "00:00:00+0000", "00:00:00+00", "00:00:00Z+00:00",
        ] {
            #expect(!pool.matches(time, text.utf8))
        }
        // From within a leap second the way out is not more fraction.
        for prefix in ["12:34:60.1", "12:34:60", "12:34:6", "12:34:60.", "12:34:60+1", "23:59:60.7"] {
            let rest = pool.completion(pool.derivative(time, by: prefix.utf8))
            #expect(pool.matches(time, Array(prefix.utf8) + rest))
            #expect(rest.count <= 8)
        }
        let dateTime = try StringFormat.dateTime.expression(in: pool)
        for text in ["2024-02-29T12:00:00Z", "1998-12-31t15:59:60.123-08:00"] {
            #expect(pool.matches(dateTime, text.utf8))
        }
        for text in ["2023-02-29T12:00:00Z", "2024-02-29 12:00:00Z", "2024-02-29T24:00:00Z", "2024-02-29"] {
            #expect(!pool.matches(dateTime, text.utf8))
        }
    }

    @Test func addressesOfSixteenBytesAgreeWithCounting() throws {
        let pool = ExpressionPool()
        let address = try StringFormat.ipv6.expression(in: pool)
        var generator = SeededGenerator(seed: 3)
        let pieces = ["0", "ff", "ABCD", "12345", "1.2.3.4", "1.2.3.256", "g", ""]
        var taken = 0
        for _ in 0..<20_000 {
            let count = Int.random(in: 1...9, using: &generator)
            let groups = (0..<count).map { _ in
                // Mostly what is right, else hardly anything would be.
                pieces[Int.random(in: 0..<(Int.random(in: 0..<9, using: &generator) == 0 ? 8 : 3), using: &generator)]
            }
            var text = groups.joined(separator: ":")
            if Bool.random(using: &generator) {
                let place = Int.random(in: 0...count, using: &generator)
                text = groups[..<place].joined(separator: ":") + "::" + groups[place...].joined(separator: ":")
            }
            let isAddress = Self.isAddress(text)
            taken += isAddress ? 1 : 0
            #expect(pool.matches(address, text.utf8) == isAddress, "\(text)")
        }
        #expect(taken > 1_000)
    }

    /// Splits at the colons and counts.
    private static func isAddress(_ text: String) -> Bool {
        var groups = text.split(separator: ":", omittingEmptySubsequences: false)
        let gaps = groups.indices.dropFirst().dropLast().filter { groups[$0].isEmpty }
        var isOpen = false
        if text == "::" { return true }
        if text.hasPrefix("::") || text.hasSuffix("::") {
            guard gaps.count == 1 else { return false }
            isOpen = true
            groups.removeAll { $0.isEmpty }
        } else if gaps.count == 1 {
            isOpen = true
            groups.remove(at: gaps[0])
        }
        if text.hasPrefix(":") != text.hasPrefix("::") || text.hasSuffix(":") != text.hasSuffix("::") { return false }
        var size = 0
        for (index, group) in groups.enumerated() {
            if group.contains("."), index == groups.count - 1, !text.hasSuffix(":") {
                let bytes = group.split(separator: ".", omittingEmptySubsequences: false)
                guard bytes.count == 4, bytes.allSatisfy({ Int($0).map { 0...255 ~= $0 } ?? false }) else {
                    return false
                }
                size += 2
            } else {
                guard 1...4 ~= group.count, group.allSatisfy({ $0.isHexDigit && $0.isASCII }) else { return false }
                size += 1
            }
        }
        return isOpen ? size <= 7 : size == 8
    }
}
