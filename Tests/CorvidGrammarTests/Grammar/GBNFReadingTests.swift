import CorvidGrammar
import Testing

/// What each construct of the notation means.
struct GBNFReadingTests {
    @Test(
        "Each construct reads as the expression it stands for",
        arguments: [
            (#""abc""#, .text("abc")), (#""""#, .text("")), (#""a" "b""#, ["a", "b"]),
            (#""a" | "b""#, .choice(["a", "b"])),
            (#"| "b""#, .choice([.empty, "b"])), (#"("a" | )"#, .choice(["a", .empty])), ("( )", .empty),
            (#""a" ("b" | "c") "d""#, ["a", .choice(["b", "c"]), "d"]), (#"((("a")))"#, "a"),
            (#""a"*"#, .zeroOrMore("a")), (#""a"+"#, .oneOrMore("a")), (#""a"?"#, .optional("a")),
            (#""a" *"#, .zeroOrMore("a")), (#"("a" "b")*"#, .zeroOrMore(["a", "b"])),
            (#""a"{3}"#, .repetition("a", 3)), (#""a"{3,}"#, .repetition("a", 3...)),
            (#""a"{ 3 , 5 }"#, .repetition("a", 3...5)), (#""a"{0,0}"#, .repetition("a", 0)),
            (#""a"+?"#, .optional(.oneOrMore("a"))), (#""a" "b"*"#, ["a", .zeroOrMore("b")]),
            (".", .anyCharacter), ("root-2", .reference("root-2")), ("A_b", .reference("A_b")), ("7", .reference("7")),
            (#""\n\t\r\\\"\[\]\-""#, .text("\n\t\r\\\"[]-")), (#""\x41\x85""#, .text("A\u{85}")),
            (#""\u00e9\u20AC""#, .text("\u{E9}€")), (#""\U0001F600""#, .text("😀")), ("\"é😀\"", .text("é😀")),
            ("\"e\u{301}\"", .literal([0x65, 0xCC, 0x81])), ("\"#\"", .text("#")),
            ("[a-z]", .characters("a"..."z")), ("[abc]", .characters("a"..."c")), ("[a-]", .characters(in: "a-")),
            ("[-a]", .characters(in: "a-")), ("[-+*/]", .characters(in: "-+*/")), (#"[a\-z]"#, .characters(in: "a-z")),
            (#"[\]\[\\"]"#, .characters(in: "[]\\\"")), ("[a-z0-9_]", .characters("a"..."z", "0"..."9", "_"..."_")),
            ("[^\\n]", .characters(notIn: "\n")), ("[a^]", .characters(in: "a^")), ("[ぁ-ゟ]", .characters("ぁ"..."ゟ")),
            (#"[\x00-\x1F\x7f]"#, .characters("\u{0}"..."\u{1F}", "\u{7F}"..."\u{7F}")),
            ("[.*?]", .characters(in: ".*?")),
            (#"[\U0001F600-\U0001F64F]"#, .characters("\u{1F600}"..."\u{1F64F}")), ("[#]", .characters(in: "#")),
            (#"[\uD7FF-\uE000]"#, .characters(in: "\u{D7FF}\u{E000}")), ("[[]", .characters(in: "[")),
            ("<[1000]>", .specialToken(1000)), ("<[0]> \"a\"", [.specialToken(0), "a"]),
            ("<[4294967295]>", .specialToken(.max)),
            (
                "!<[5]>*",
                .zeroOrMore(.choice([.anyCharacter, .specialToken(0...4), .specialToken(6...UInt32.max)]))
            ),
            ("((!<[0]>))+ \"a\"", [.oneOrMore(.choice([.anyCharacter, .specialToken(1...UInt32.max)])), "a"]),
            ("!<[0]>+", .oneOrMore(.choice([.anyCharacter, .specialToken(1...UInt32.max)]))),
        ] as [(String, Grammar.Expression)])
    func construct(text: String, expression: Grammar.Expression) throws {
        let names = ["root-2", "A_b", "7"]
        let others = names.map { "\($0) ::= \"x\"\n" }.joined()
        let grammar = try Grammar(gbnf: "root ::= \(text)\n\(others)")
        #expect(grammar.rules.first?.expression == expression)
        #expect(grammar.rules.map(\.name) == ["root"] + names)
        #expect(grammar.root == "root")
    }

    @Test(
        "Comments, blank lines and line ends stand where they may",
        arguments: [
            "root ::= \"a\" x # end\n# line\n\n  # line\nx::=\"b\"", "root ::=\n  \"a\" x\nx ::= \"b\"",
            "\n\nroot ::= # why\n \"a\" x\nx ::= (\n # inside\n \"b\"\n)\n",
            "\u{FEFF}root ::= \"a\" x\r\nx ::= \"b\"\r\n",
            "root ::= \"a\" x\rx ::= \"b\"", "x ::= \"b\"\n\troot\t::=\t\"a\"\tx\t",
            "root ::= (\"a\"\r\n\r\nx)\nx ::= (\"b\")", "root ::= \"a\" x\nx ::= \"b\" | # or\n\n \"b\"",
            "root ::= \"a\" x\nx ::= \"b\"\n  | \"b\"\n\n  # and\n  | \"b\" \n", "root ::= \"a\" x #\nx ::= \"b\" #",
        ])
    func layout(text: String) throws {
        let grammar = try Grammar(gbnf: text)
        #expect(try grammar.matches("ab"))
        #expect(try !grammar.matches("a"))
    }

    @Test("Token names are looked up, angle brackets included")
    func tokenNames() throws {
        let ids = ["<think>": 7, "</think>": 8, "<|end|>": 9]
        let grammar = try Grammar(gbnf: "root ::= <think> !</think>* </think> <|end|>") { ids[$0] }
        let others: Grammar.Expression = .choice([.anyCharacter, .specialToken(0...7), .specialToken(9...UInt32.max)])
        #expect(
            grammar.rules[0].expression
                == [.specialToken(7), .zeroOrMore(others), .specialToken(8), .specialToken(9)])
        let pool = ExpressionPool()
        let start = try grammar.compile(into: pool)
        let think: [UInt8] = [0xFF, 0, 0, 0, 7]
        let end: [UInt8] = [0xFF, 0, 0, 0, 8]
        let done: [UInt8] = [0xFF, 0, 0, 0, 9]
        #expect(pool.matches(start, think + end + done))
        #expect(pool.matches(start, think + Array("<think> é".utf8) + done + think + end + done))
        #expect(!pool.matches(start, think + end + end + done))
        #expect(!pool.matches(start, Array("<think>".utf8) + end + done))
        #expect(pool.completion(start) == think + end + done)
    }

    @Test("Special tokens of a range are those numbers and no others")
    func tokenRanges() throws {
        var generator = GrammarGenerator(seed: 5)
        let corners: [UInt32] = [0, 1, 255, 256, 257, 65_535, 65_536, 16_777_215, 16_777_216, .max - 1, .max]
        for _ in 0..<300 {
            let a = corners[Int.random(in: 0..<corners.count, using: &generator)]
            let b = Bool.random(using: &generator) ? UInt32.random(in: 0 ... .max, using: &generator) : a
            let range = min(a, b)...max(a, b)
            let pool = ExpressionPool()
            let start = try Grammar(.specialToken(range)).compile(into: pool)
            let around = [range.lowerBound &- 1, range.lowerBound, range.upperBound, range.upperBound &+ 1]
            for id in corners + around + [UInt32.random(in: range, using: &generator)] {
                let bytes: [UInt8] = [0xFF] + (0..<4).map { UInt8(truncatingIfNeeded: id >> (24 - 8 * $0)) }
                #expect(pool.matches(start, bytes) == range.contains(id), "\(id) in \(range)")
            }
        }
    }
}

extension Grammar {
    /// Whether the grammar matches the whole of a text.
    func matches(_ text: String) throws -> Bool {
        let pool = ExpressionPool()
        return pool.matches(try compile(into: pool), text.utf8)
    }
}
