import CorvidGrammar
import Testing

struct JSONValueTests {
    @Test(
        "Valid texts parse and come back compact",
        arguments: [
            ("null", "null"), (" [ ] ", "[]"), ("{ }", "{}"), ("-0.5e+10", "-0.5e+10"), ("0", "0"),
            (#"{"a" : [1, true,false , null], "a":"x"}"#, #"{"a":[1,true,false,null],"a":"x"}"#),
            (#""\u00e9\ud83d\ude00\/\b""#, "\"\u{e9}\u{1F600}/\\u0008\""),
            (#""a\"\\\n\r\t\u001f""#, #""a\"\\\n\r\t\u001f""#), ("\"e\u{301}\"", "\"e\u{301}\""),
            ("[[[[]]]]", "[[[[]]]]"), ("123456789012345678901234567890", "123456789012345678901234567890"),
        ])
    func roundTrip(text: String, compact: String) throws {
        #expect(String(decoding: try JSONValue(parsing: text).serialized, as: UTF8.self) == compact)
    }

    @Test(
        "Invalid texts are refused at the right byte",
        arguments: [
            ("", 0), ("  ", 2), ("[1,]", 3), ("{\"a\":1,}", 7), ("{a:1}", 1), ("[1 2]", 3), ("01", 1), ("-", 1),
            ("1.", 2),
            ("1.e3", 2), ("1e", 2), ("+1", 0), (".5", 0), ("tru", 0), ("nulL", 0), ("\"", 1), ("\"a\nb\"", 2),
            (#""\x""#, 1), (#""\u12G4""#, 5), (#""\ud800""#, 1), (#""\udc00""#, 1), (#""\ud800\u0041""#, 1), ("1 1", 2),
            ("NaN", 0), ("// x\n1", 0), ("\u{FEFF}1", 0), ("{\"a\"}", 4), ("[", 1), ("{", 1), ("'a'", 0), ("\"\\", 2),
        ])
    func refusal(text: String, offset: Int) {
        #expect(throws: JSONParseError.self) { try JSONValue(parsing: text) }
        do { _ = try JSONValue(parsing: text) } catch { #expect(error.offset == offset, "\(error)") }
    }

    @Test(
        "Ill-formed UTF-8 is refused",
        arguments: [
            [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x9F, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x8F, 0x80, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xC3], [0xE2, 0x82], [0xE2, 0x82, 0x41], [0xFF],
        ] as [[UInt8]])
    func illFormed(bytes: [UInt8]) {
        #expect(throws: JSONParseError.self) { try JSONValue(parsing: [0x22] + bytes + [0x22]) }
        #expect(throws: JSONParseError.self) { try JSONValue(parsing: [0x22] + bytes) }
    }

    @Test("Every Unicode scalar survives, raw and escaped")
    func scalars() throws {
        for start in stride(from: UInt32(0x20), through: 0x10FFFF, by: 0x1000) {
            let text = String(
                String.UnicodeScalarView((start..<start + 0x1000).compactMap(Unicode.Scalar.init)))
            let raw = JSONValue.text(text)
            #expect(try JSONValue(parsing: raw.serialized) == raw)
            let units = text.utf16.map { unit in
                "\\u" + String(repeating: "0", count: 4 - String(unit, radix: 16).count) + String(unit, radix: 16)
            }
            #expect(try JSONValue(parsing: "\"\(units.joined())\"") == raw)
        }
    }

    @Test("The error tells line and column")
    func place() {
        #expect(throws: JSONParseError(offset: 11, line: 3, column: 3, reason: "found ']'; expected a value")) {
            try JSONValue(parsing: "[\n 1234,\n  ]")
        }
    }

    @Test("Nesting is bounded")
    func depth() throws {
        let nested = String(repeating: "[", count: 256) + String(repeating: "]", count: 256)
        _ = try JSONValue(parsing: nested)
        #expect(throws: JSONParseError.self) { try JSONValue(parsing: "[" + nested + "]") }
        #expect(throws: JSONParseError.self) { try JSONValue(parsing: String(repeating: "[", count: 1_000_000)) }
        #expect(throws: JSONParseError.self) { try JSONValue(parsing: "[[]]", maximumDepth: 1) }
    }

    @Test("Accessors tell integers, doubles, text and members apart")
    func access() throws {
        let value = try JSONValue(parsing: #"{"i":3,"f":3.5,"e":1e3,"big":1e300,"s":"x","b":true,"n":null,"a":[1]}"#)
        #expect(value["i"]?.int == 3 && value["i"]?.double == 3)
        #expect(value["f"]?.int == nil && value["f"]?.double == 3.5)
        #expect(value["e"]?.int == 1000 && value["big"]?.int == nil)
        #expect(value["s"]?.text == "x" && value["s"]?.utf8 == [0x78] && value["s"]?.int == nil)
        #expect(value["b"]?.bool == true && value["n"]?.isNull == true && value["a"]?.array?.count == 1)
        #expect(value.members?.count == 8 && value["missing"] == nil && JSONValue.null["x"] == nil)
    }

    @Test("A text of the size of a large vocabulary parses quickly")
    func speed() throws {
        var text = Array("{\"merges\":[".utf8)
        while text.count < 17_000_000 { text.append(contentsOf: #"["\u0120ab","cd"],"Ġthe end","#.utf8) }
        text.append(contentsOf: "0]}".utf8)
        var value = JSONValue.null
        let elapsed = try ContinuousClock().measure { value = try JSONValue(parsing: text) }
        #expect(value["merges"]?.array?.last == .number("0"))
        #expect(elapsed < .seconds(2), "17 MB took \(elapsed)")
    }

    @Test("Mutated texts parse or are refused, and what parses comes back the same")
    func mutations() throws {
        let seeds = [#"{"a":[1,-2.5e3,true,null,"x\u00e9\ud83d\ude00"],"b":{"c":[]}}"#, #"["\\\"",[[{}]],0.1]"#]
        var state: UInt64 = 7
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for _ in 0..<20_000 {
            var text = Array(seeds[random(seeds.count)].utf8)
            for _ in 0...random(3) {
                switch random(3) {
                case 0: text[random(text.count)] = UInt8(random(256))
                case 1: text.remove(at: random(text.count))
                default: text.insert(Array("{}[]\",:\\u0e-.".utf8)[random(13)], at: random(text.count))
                }
                if text.isEmpty { text = [0x20] }
            }
            if let value = try? JSONValue(parsing: text) {
                #expect(try JSONValue(parsing: value.serialized) == value)
            }
        }
    }
}
