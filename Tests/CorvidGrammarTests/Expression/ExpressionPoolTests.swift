import Testing

@testable import CorvidGrammar

@Suite("Expressions and their derivatives")
struct ExpressionPoolTests {
    let pool = ExpressionPool()

    @Test func literalsAndChoices() {
        let x = pool.literals(["red", "green", "grey", "gr"].map { Array($0.utf8) })
        for word in ["red", "green", "grey", "gr"] { #expect(pool.matches(x, word.utf8)) }
        for word in ["", "re", "greeny", "g", "gre"] { #expect(!pool.matches(x, word.utf8)) }
        #expect(pool.derivative(x, by: "gx".utf8) == .nothing)
        #expect(pool.cost(x) == 2)
        #expect(String(decoding: pool.completion(x), as: UTF8.self) == "gr")
    }

    @Test func equalLanguagesMeetInOneState() {
        let a = pool.sequence([pool.literal("ab"), pool.literal("cd")])
        #expect(a == pool.literal("abcd"))
        let digits = pool.repetition(pool.bytes(ByteSet(0x30...0x39)), 0, nil)
        #expect(pool.derivative(digits, by: UInt8(ascii: "1")) == digits)
        let text = pool.jsonString(pool.anyText, .canonical)
        #expect(pool.derivative(text, by: "héllo".utf8) == text)
        #expect(pool.derivative(text, by: "a\\n\\\"b".utf8) == text)
    }

    @Test func repetitionCountsExactly() {
        let x = pool.repetition(pool.literal("ab"), 2, 4)
        for count in 0...6 {
            #expect(pool.matches(x, String(repeating: "ab", count: count).utf8) == (2...4).contains(count))
        }
        #expect(String(decoding: pool.completion(x), as: UTF8.self) == "abab")
    }

    @Test func intersectionsAreEmptyExactlyWhenNothingIsLeft() throws {
        let letters = pool.repetition(pool.bytes(ByteSet(0x61...0x7A)), 1, nil)
        let even = pool.repetition(pool.repetition(pool.anyScalar, 2, 2), 0, nil)
        let both = try pool.intersection([letters, even])
        #expect(pool.matches(both, "ab".utf8))
        #expect(!pool.matches(both, "abc".utf8))
        #expect(!pool.matches(both, "a1".utf8))
        #expect(pool.cost(both) == 2)
        let digits = pool.repetition(pool.bytes(ByteSet(0x30...0x39)), 1, nil)
        #expect(try pool.intersection([letters, digits]) == .nothing)
        // A prefix of one that cannot become the other ends at once.
        let abc = pool.sequence(pool.literal("a"), pool.repetition(pool.literal("b"), 3, 3))
        let odd = try pool.intersection([abc, even])
        #expect(pool.derivative(odd, by: "abb".utf8) != .nothing)
        #expect(
            pool.derivative(
                try pool.intersection([pool.sequence(abc, letters), pool.repetition(pool.anyScalar, 0, 4)]),
                by: "a".utf8) == .nothing)
    }

    @Test func complementsAreTakenWithinValidText() throws {
        let notRed = try pool.complement(pool.literal("red"))
        #expect(!pool.matches(notRed, "red".utf8))
        for word in ["", "r", "re", "reds", "é"] { #expect(pool.matches(notRed, word.utf8)) }
        #expect(!pool.matches(notRed, [0xFF]))
        #expect(!pool.matches(notRed, [0xC3]))
        #expect(pool.freeScalars(notRed) == .max)
        #expect(try pool.complement(pool.anyText) == .nothing)
    }

    @Test func jsonStringsUnescape() throws {
        let x = pool.sequence(pool.literal("\""), pool.jsonString(pool.literal(Array("a\"\n\u{1}é😀".utf8)), .any))
        for text in [
            #""a\"\n\u0001é😀""#, #""\u0061\u0022\u000a\u0001\u00e9\ud83d\ude00""#, #""a\"\u000A\u0001é\uD83D\uDE00""#,
        ] {
            #expect(pool.matches(x, text.utf8), "\(text)")
        }
        for text in [#""a"\n\u0001é😀""#, "\"a\\\"\n\\u0001é😀\"", #""a\"\n\u0001é\ud83d""#, #""a\"\n\u0001é\ude00""#] {
            #expect(!pool.matches(x, text.utf8), "\(text)")
        }
        let canonical = pool.sequence(
            pool.literal("\""), pool.jsonString(pool.literal(Array("a\"\n\u{1}é".utf8)), .canonical))
        #expect(pool.matches(canonical, #""a\"\n\u0001é""#.utf8))
        #expect(!pool.matches(canonical, #""a\"\n\u0001\u00e9""#.utf8))
        #expect(!pool.matches(canonical, #""a\"\u000a\u0001é""#.utf8))
        #expect(pool.completion(canonical) == Array(#""a\"\n\u0001é""#.utf8))
        // Without any control in the content there is nothing to write after a backslash and `u`.
        let plain = pool.jsonString(pool.repetition(pool.bytes(ByteSet(0x61...0x7A)), 0, nil), .canonical)
        #expect(pool.derivative(plain, by: "\\".utf8) == .nothing)
    }

    @Test func rulesRecurse() {
        let rule = pool.makeRule(cost: 2)
        let body = pool.sequence([pool.literal("("), pool.repetition(rule, 0, nil), pool.literal(")")])
        pool.define(rule, as: body)
        #expect(pool.matches(rule, "(()(()))".utf8))
        #expect(!pool.matches(rule, "(()".utf8))
        #expect(pool.derivative(rule, by: "())".utf8) == .nothing)
        var state = rule
        for _ in 0..<1000 { state = pool.derivative(state, by: UInt8(ascii: "(")) }
        #expect(pool.completion(state) == Array(repeating: UInt8(ascii: ")"), count: 1000))
    }

    @Test func capturesSayWhatFollows() {
        /// After a word the same word has to stand again.
        final class Again: ExpressionContinuation {
            func follow(_ payload: Int32, _ captured: [UInt8], in pool: ExpressionPool) -> ExpressionID {
                captured == Array("no".utf8) ? .nothing : pool.literal([UInt8(ascii: "=")] + captured)
            }
            func followCost(_ payload: Int32) -> Int { 2 }
        }
        let again = Again()
        let x = pool.capture(pool.repetition(pool.bytes(ByteSet(0x61...0x7A)), 1, nil), again, 0)
        #expect(pool.matches(x, "abc=abc".utf8))
        #expect(!pool.matches(x, "abc=abd".utf8))
        #expect(!pool.matches(x, "no=no".utf8))
        #expect(pool.completion(pool.derivative(x, by: "xy".utf8)) == Array("=xy".utf8))
    }

    @Test func utf8RangesAreExact() {
        let x = pool.scalars([0x7E...0x82, 0x7FE...0x802, 0xD7FE...0xE002, 0xFFFD...0x1_0003, 0x10_FFFE...0x10_FFFF])
        for value in (0...0x900).map({ UInt32($0) }) + (0xD700...0xE100).map({ UInt32($0) })
            + (0xFF00...0x1_0100).map({ UInt32($0) }) + (0x10_FF00...0x10_FFFF).map({ UInt32($0) })
        {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let isIn =
                [0x7E...0x82, 0x7FE...0x802, 0xD7FE...0xE002, 0xFFFD...0x1_0003, 0x10_FFFE...0x10_FFFF].contains {
                    (range: ClosedRange<UInt32>) in range.contains(value)
                }
            #expect(pool.matches(x, String(Character(scalar)).utf8) == isIn)
        }
    }
}
