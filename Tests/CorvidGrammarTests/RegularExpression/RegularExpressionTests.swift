import Testing

@testable import CorvidGrammar

@Suite("Regular expressions")
struct RegularExpressionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var pattern: String
        var matches: [String]
        var others: [String]
        var testDescription: String { pattern }

        init(_ pattern: String, _ matches: [String], not others: [String]) {
            self.pattern = pattern
            self.matches = matches
            self.others = others
        }
    }

    static let searches: [Case] = [
        Case("", ["", "x", "é\n"], not: []),
        Case("foo", ["foo", "a foo b", "fofoo"], not: ["", "fo", "f oo"]),
        Case("^foo", ["foo", "foobar"], not: ["afoo", "fo"]),
        Case("foo$", ["foo", "barfoo"], not: ["foob", "foo\n"]),
        Case("^foo|bar$", ["foox", "xbar", "foobar"], not: ["xfoo", "barx"]),
        Case("^(?:foo|bar)$", ["foo", "bar"], not: ["foobar", ""]),
        Case("a^b", [], not: ["a^b", "ab"]),
        Case("a$b", [], not: ["a$b", "ab"]),
        Case("^^a$$", ["a"], not: ["aa"]),
        Case("(^|,)x(,|$)", ["x", "a,x", "x,a", "a,x,b"], not: ["ax", "a,xb"]),
        Case("(^a|b)+c", ["ac", "abc", "xbc", "bbbc"], not: ["xac", "c"]),
        Case("(?:^|b)*c$", ["c", "xc", "bc"], not: ["cx"]),
        Case("^.$", ["a", "é", "🐲", "\u{0}"], not: ["", "\n", "\r", "\u{2028}", "\u{2029}", "ab"]),
        Case("^[^]$", ["a", "\n", "🐲"], not: ["", "ab"]),
        Case("[]", [], not: ["", "a", "]"]),
        Case("^a{2,3}$", ["aa", "aaa"], not: ["a", "aaaa"]),
        Case("^a{2}$", ["aa"], not: ["a", "aaa"]),
        Case("^a{2,}?$", ["aa", "aaaaaa"], not: ["a"]),
        Case("^a{0}$", [""], not: ["a"]),
        Case("^a{,3}$", ["a{,3}"], not: ["", "aaa"]),
        Case("^{a}$", ["{a}"], not: ["a"]),
        Case("^]}$", ["]}"], not: [""]),
        Case("^[a-]$", ["a", "-"], not: ["b"]),
        Case("^[\\w-.]$", ["a", "_", "-", "."], not: ["/", "+"]),
        Case("^[\\d-x]$", ["5", "-", "x"], not: ["a"]),
        Case("^[^a-c]$", ["d", "é"], not: ["a", "b", "c", ""]),
        Case("^[a\\]b]$", ["]", "a"], not: ["\\"]),
        Case("^[\\b]$", ["\u{8}"], not: ["b"]),
        Case("^\\d\\D\\w\\W\\s\\S$", ["1a_- x"], not: ["aa_- x", "1a_-xx", "1aé- x"]),
        Case("^\\s$", ["\u{FEFF}", "\u{A0}", "\u{2003}", "\u{2029}", "\u{B}"], not: ["\u{200B}", "\u{1}", "\u{85}"]),
        Case("^\\t\\n\\v\\f\\r\\0\\cJ\\x41\\u0042\\u{1F432}$", ["\t\n\u{B}\u{C}\r\u{0}\nAB🐲"], not: ["tnvfr0"]),
        Case("^\\uD83D\\uDC32$", ["🐲"], not: ["🐉"]),
        Case("^[\\uD83D\\uDC09-\\uD83D\\uDC32]$", ["🐲", "🐉"], not: ["🐳"]),
        Case("^\\/\\-\\.\\\"\\_\\@$", ["/-.\"_@"], not: ["/-.\"_"]),
        Case("^\\p{L}\\p{Lu}\\p{Letter}\\p{gc=Nd}\\p{General_Category=Uppercase_Letter}$", ["aBç५É"], not: ["abc1E"]),
        Case("^\\P{L}$", ["1", " "], not: ["a", "é"]),
        Case("^[\\p{Lu}\\d]+$", ["A1É"], not: ["a", "A a"]),
        Case("^\\p{Script=Greek}\\p{sc=Hira}\\p{Script=Han}$", ["Ωの漢"], not: ["Oの漢"]),
        Case("^\\p{ASCII}\\p{Any}\\p{White_Space}\\p{Emoji_Presentation}$", ["a\n 🐲"], not: ["éa 🐲"]),
        Case("^(?<year>\\d{4})-(\\d\\d)$", ["2024-05"], not: ["2024-5"]),
        Case("\\bfoo\\b", ["foo", "a foo.", "-foo-"], not: ["foox", "xfoo", "foo_"]),
        Case("\\Boo", ["foo", "x oo foo"], not: ["oo", "-oo"]),
        Case("^\\b$", [], not: ["", "a"]),
        Case("^\\B$", [""], not: ["a"]),
        Case("\\bé", ["aé"], not: ["é", " é"]),
        Case("^(?:\\w+\\b ?)+$", ["a", "ab cd", "ab cd "], not: ["", " ab", "ab  cd"]),
        Case("^(?!foo)", ["", "fo", "barfoo"], not: ["foo", "foobar"]),
        Case("^(?!.*foo).*$", ["", "fo", "fo\u{301}o"], not: ["foo", "a foo b", "a\n"]),
        Case("^(?:(?!foo).)*$", ["", "fo", "ffo o"], not: ["foo", "a foo b", "ffoo"]),
        Case("^((?!ab)[ab])+$", ["a", "ba", "bba"], not: ["", "ab", "bab"]),
        Case("^(?=.*\\d)(?=.*[a-z]).{4,6}$", ["abc1", "1abcde"], not: ["abcd", "1234", "ab1", "abcdef1"]),
        Case("foo(?=bar)", ["foobar", "foo foobar"], not: ["foo", "foobaz"]),
        Case("foo(?!bar)", ["foo", "foobarfoo"], not: ["foobar"]),
        Case("^(?=(?:..)*$)(?!.*aa)a?[ab]*$", ["", "ab", "bb"], not: ["a", "aa", "abaa"]),
        Case("(?<=a)b", ["ab", "bab"], not: ["b", "bb"]),
        Case("(?<!a)b", ["b", "bb", "ab b"], not: ["ab", "aab"]),
        Case("(?<=^|,)x", ["x", "a,x"], not: ["ax", ""]),
        Case("(?<=a.{2})b", ["axxb", "aaab"], not: ["axb", "aab"]),
        Case("^(?:a(?=b|$)|b(?=a|$))*$", ["", "ab", "ba", "abab", "a"], not: ["aa", "abb"]),
        Case("^(?:a(?=a*$)|b)*$", ["baa", "bbb"], not: ["ab", "baab"]),
    ]

    @Test("A text matches where it contains a match", arguments: searches)
    func search(_ example: Case) throws {
        let pool = ExpressionPool()
        let expression = try RegularExpression(example.pattern).expression(in: pool)
        for text in example.matches { #expect(pool.matches(expression, text.utf8), "\(text.debugDescription)") }
        for text in example.others { #expect(!pool.matches(expression, text.utf8), "\(text.debugDescription)") }
        if example.matches.isEmpty { #expect(expression == .nothing) }
        #expect(pool.failure == nil)
    }

    @Test(
        "The whole text can be asked to match",
        arguments: [
            Case("foo", ["foo"], not: ["foox", "xfoo"]), Case("a|bc", ["a", "bc"], not: ["abc", ""]),
            Case("^a$|b", ["a", "b"], not: ["ab"]), Case("a(?=b)", [], not: ["a", "ab"]),
            Case("(?=ab)a.", ["ab"], not: ["aa", "abc"]), Case("\\bab\\b", ["ab"], not: ["a"]),
        ])
    func whole(_ example: Case) throws {
        let pool = ExpressionPool()
        let expression = try RegularExpression(example.pattern).wholeExpression(in: pool)
        for text in example.matches { #expect(pool.matches(expression, text.utf8), "\(text)") }
        for text in example.others { #expect(!pool.matches(expression, text.utf8), "\(text)") }
        if example.matches.isEmpty { #expect(expression == .nothing) }
    }

    @Test func simplePatternsStaySimple() throws {
        let pool = ExpressionPool()
        func search(_ pattern: String) throws -> ExpressionID { try RegularExpression(pattern).expression(in: pool) }
        let letter = pool.bytes(ByteSet(0x61...0x7A))
        #expect(try search("") == pool.anyText)
        #expect(try search(".*") == pool.anyText)
        #expect(try search("a?|b") == pool.anyText)
        #expect(try search("^") == pool.anyText)
        #expect(try search("^[a-z]+$") == pool.repetition(letter, 1, nil))
        #expect(try search("^[a-z]{2,100000}$") == pool.repetition(letter, 2, 100_000))
        let foo = pool.sequence([pool.anyText, pool.literal("foo"), pool.anyText])
        #expect(try search("foo") == foo)
        #expect(try search(".*foo.*") == foo)
        #expect(try search("[a-z]*foo[0-9]?") == foo)
        #expect(try search("[a-z]+") == pool.sequence([pool.anyText, letter, pool.anyText]))
        #expect(try search("^foo") == pool.sequence(pool.literal("foo"), pool.anyText))
        #expect(try search("foo$") == pool.sequence(pool.anyText, pool.literal("foo")))
        #expect(try search("^(red|green)$") == pool.literals([Array("red".utf8), Array("green".utf8)]))
    }

    @Test func equalPatternsAreEqual() throws {
        #expect(try RegularExpression("a") == RegularExpression(Array("a".utf8)))
        // Canonically equivalent, but other bytes.
        #expect(try RegularExpression("\u{E9}") != RegularExpression("e\u{301}"))
        #expect(try RegularExpression("a+").description == "a+")
    }
}
