import CorvidGrammar
import Testing

struct GBNFWritingTests {
    @Test(
        "What was read is written so that it reads the same",
        arguments: [
            "root ::= \"a\" | \"b\" \"c\" | ()\n", "root ::= (\"a\" | \"b\") \"c\"\n",
            "root ::= ((\"a\" x) \"c\")* x{2}\nx ::= .\n",
            "root ::= (\"a\"? | x+){3,} x{0,7}\nx ::= [a-z\\]\\x2D\\x5E_] [^\\n\\r]\n",
            "root ::= ((\"a\" | \"b\") | \"c\") \"\"\n",
            "root ::= (\"a\"*)? \"\\\"\\\\\\n\\t\\r\\x00é😀\"\n", "root ::= <[7]> (<[8]> | !<[9]>*)\n",
            "root ::= [\\u00E9\\U0001F600ab]\n",
            "root ::= !<[0]>+ !<[4294967295]>*\n", "root ::= a-b\na-b ::= \"x\" (a-b | ())\n",
            "root ::= (\"a\" \"b\")+\n",
        ])
    func roundTrip(text: String) throws {
        let grammar = try Grammar(gbnf: text)
        let written = try grammar.gbnf()
        #expect(try Grammar(gbnf: written) == grammar, "\(written)")
        #expect(try Grammar(gbnf: written).gbnf() == written)
    }

    @Test("Only groups that are needed are written")
    func groups() throws {
        let expression: Grammar.Expression = .choice(["a", ["b", .choice(["c", ["d", .oneOrMore(["e", "f"])]])]])
        #expect(try Grammar(expression).gbnf() == "root ::= \"a\" | \"b\" (\"c\" | \"d\" (\"e\" \"f\")+)\n")
    }

    @Test("Names that GBNF does not have are replaced, the root by 'root'")
    func names() throws {
        let grammar = Grammar(
            root: "the text",
            rules: [
                "the text": [.reference("root"), .reference("a b"), .reference("a-b"), .reference("")], "root": "1",
                "a b": "2",
                "a-b": "3", "": "4",
            ])
        let text = try grammar.gbnf()
        #expect(
            text == "root ::= root-2 a-b a-b-2 rule\nroot-2 ::= \"1\"\na-b ::= \"2\"\na-b-2 ::= \"3\"\nrule ::= \"4\"\n"
        )
        #expect(try Grammar(gbnf: text).matches("1234"))
    }

    @Test("Random grammars match the same texts after writing and reading", arguments: 0..<20 as Range<UInt64>)
    func random(seed: UInt64) throws {
        var generator = GrammarGenerator(seed: seed &+ 4_000)
        for _ in 0..<30 {
            let grammar = generator.grammar()
            let pool = ExpressionPool()
            guard let start = try? grammar.compile(into: pool) else { continue }
            let other = ExpressionPool()
            let again = try Grammar(gbnf: grammar.gbnf()).compile(into: other)
            for text in GrammarPropertyTests.texts.prefix(127) {
                #expect(pool.matches(start, text) == other.matches(again, text), "\(text) \(grammar)")
            }
        }
    }

    @Test(
        "What GBNF cannot say is refused by name",
        arguments: [
            (.jsonString("a"), "JSON strings"), (.complement("a"), "complements"),
            (.intersection(["a"]), "intersections"),
            (.regularExpression("a"), "regular expressions"), (.literal([0xFF]), "no characters"),
            (.bytes(ByteSet(0x61...0x80)), "no characters"), (.choice([]), "matches nothing"),
            (.specialToken(1...2), "range of special tokens"),
        ] as [(Grammar.Expression, String)])
    func refusal(expression: Grammar.Expression, words: String) {
        do {
            _ = try Grammar(["x", expression]).gbnf()
            Issue.record("written")
        } catch {
            #expect(error.kind == .unsupported)
            #expect(error.reason.contains(words))
        }
    }
}
