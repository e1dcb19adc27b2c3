import Testing

@testable import CorvidGrammar

@Suite("Refused patterns")
struct PatternErrorTests {
    @Test(
        "What is no pattern is refused at its byte",
        arguments: [
            ("(a", 0), ("é(a", 2), ("a)", 1), ("[a", 0), ("[]", nil), ("*", 0), ("a**", 2), ("a|+", 2), ("^*", 1),
            ("\\b+", 2), ("(?<=a)*", 6), ("(?=a)*", nil), ("{2}", 0), ("a{2}{3}", 4), ("a{3,2}", 1), ("[b-a]", 1),
            ("\\", 0), ("a\\", 1), ("\\a", 0), ("\\x4", 0), ("\\u12", 0), ("\\u{110000}", 0), ("\\u{}", 0), ("\\c1", 0),
            ("\\01", 0), ("[\\B]", 1), ("(?<1>a)", 3), ("(?<a", 3), ("\\pL", 0), ("\\p{L", 0), ("a{1}{", nil),
        ] as [(String, Int?)])
    func syntax(pattern: String, offset: Int?) {
        do {
            _ = try RegularExpression(pattern)
            #expect(offset == nil)
        } catch {
            #expect(error.kind == .syntax)
            #expect(error.location == .byte(offset ?? -1), "\(error)")
        }
    }

    @Test(
        "What is not supported is refused by name",
        arguments: [
            ("(a)\\1", 3, "backreferences"), ("(?<x>a)\\k<x>", 7, "backreferences"), ("(?i)a", 0, "flags"),
            ("(?i:a)", 0, "flags"), ("a(?>b)", 1, "atomic"), ("\\p{Script=Klingon}", 0, "Script=Klingon"),
            ("\\p{Letters}", 0, "Letters"), ("\\p{Script_Extensions=Latin}", 0, "Script_Extensions"),
        ])
    func unsupported(pattern: String, offset: Int, name: String) {
        do {
            _ = try RegularExpression(pattern)
            Issue.record("\(pattern) was read")
        } catch {
            #expect(error.kind == .unsupported)
            #expect(error.location == .byte(offset))
            #expect(error.reason.contains(name), "\(error)")
        }
    }

    @Test func invalidUTF8IsRefusedAtItsByte() {
        for (bytes, offset) in [([0x61, 0xFF], 1), ([0xC3, 0xA9, 0xC3], 2), ([0xED, 0xA0, 0x80], 0)] as [([UInt8], Int)]
        {
            do {
                _ = try RegularExpression(bytes)
                Issue.record("\(bytes) was read")
            } catch { #expect(error.location == .byte(offset)) }
        }
    }

    @Test func sizesAreBounded() throws {
        func kind(_ pattern: String) -> GrammarError.Kind? {
            do {
                _ = try RegularExpression(pattern).expression(in: ExpressionPool())
                return nil
            } catch { return error.kind }
        }
        #expect(kind(String(repeating: "a", count: 1 << 16)) == nil)
        #expect(kind(String(repeating: "a", count: 1 << 16 + 1)) == .tooComplex)
        #expect(kind(String(repeating: "(", count: 200) + String(repeating: ")", count: 200)) == nil)
        #expect(kind(String(repeating: "(", count: 201) + String(repeating: ")", count: 201)) == .tooComplex)
        #expect(kind(String(repeating: "(", count: 60_000)) == .tooComplex)
        #expect(kind("^a{100000}$") == nil)
        #expect(kind("a{100001}") == .tooComplex)
        #expect(kind("a{99999999999999999999999999}") == .tooComplex)
        #expect(kind("^((((a{1,1000}){1,1000}){1,1000}b){1,1000})*$") == nil)
        #expect(kind("^" + String(repeating: "(a?", count: 100) + String(repeating: "){0,9}", count: 100) + "$") == nil)
    }

    @Test func explodingAssertionsAreRefusedInBoundedTime() {
        func outcome(_ pattern: String) -> GrammarError.Kind? {
            do {
                _ = try RegularExpression(pattern).expression(in: ExpressionPool())
                return nil
            } catch { return error.kind }
        }
        #expect(outcome("(?<=a.{20})b") == .tooComplex)
        #expect(outcome("(?<=a{100000})b") == .tooComplex)
        #expect(outcome("^(?:(?!a.{20}b).)*$") == .tooComplex)
        #expect(outcome("^(?:(?:a\\b|b){1,1000}-){1,1000}$") == .tooComplex)
        #expect(outcome("^(?:(?=a)b|(?=b)(?:(?=a)|b){1,100000}){1,100000}$") == .tooComplex)
        #expect(outcome("(?:(?<=\\ba)b)") == .unsupported)
        #expect(outcome("(?:(?=a(?!b))a)*c") == .unsupported)
    }
}
