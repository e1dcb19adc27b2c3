import CorvidGrammar
import Testing

/// Grammars written in Swift.
struct GrammarExpressionTests {
    @Test("A grammar is written as a value")
    func greeting() throws {
        let greeting = Grammar(
            root: "greeting",
            rules: [
                "greeting": ["hello ", .reference("name"), .optional("!")],
                "name": .repetition(.characters("a"..."z"), 1...20),
            ])
        for text in ["hello a", "hello world!", "hello " + String(repeating: "x", count: 20)] {
            #expect(try greeting.matches(text))
        }
        for text in ["hello ", "hello !", "Hello a", "hello " + String(repeating: "x", count: 21)] {
            #expect(try !greeting.matches(text))
        }
        let matcher = GrammarMatcher(try CompiledGrammar(greeting))
        #expect(matcher.forcedBytes() == Array("hello ".utf8))
    }

    @Test(
        "Each kind of expression matches what it says",
        arguments: [
            (.empty, [""], ["a"]), ("é", ["é"], ["e\u{301}", "e"]),
            (.choice(["a", ["b", "c"]]), ["a", "bc"], ["b", "c", ""]),
            (.bytes(ByteSet(0x61...0x63)), ["a", "c"], ["d", "", "ab"]),
            (.anyCharacter, ["a", "\n", "😀"], ["", "ab"]),
            (.characters(notIn: "\n"), ["a", "é", "\r"], ["\n", ""]),
            (.characters(in: "äb"), ["ä", "b"], ["a", "äb"]),
            (.repetition("ab", 2), ["abab"], ["ab", "ababab", "aba"]),
            (.repetition("a", 2...), ["aa", "aaaaa"], ["a", ""]),
            (.list(of: .characters(.digits), separatedBy: ","), ["1", "1,2,3"], ["", "1,", ",1", "12"]),
            (.characters(CharacterClass.letters.union(.digits)), ["a", "Z", "9"], ["_", ""]),
            (
                .jsonString(.oneOrMore(.characters("a"..."z", "\""..."\""))), ["\"a\"", #""\"""#],
                [#""""#, "\"A\"", "a", "\"a"]
            ),
            (.regularExpression("[a-z]+|é"), ["a", "zz", "é"], ["", "a1", "1a"]),
            ([.regularExpression("^a*$"), "b"], ["b", "aab"], ["a", "abb"]),
            (
                .intersection([.regularExpression(".*a.*"), .complement(.regularExpression("b.*"))]), ["a", "cab"],
                ["ba", "c"]
            ),
            (.jsonString(.regularExpression(#"[\\"]{1,2}"#)), [#""\\\"""#, #""\"""#], [#"""""#, #""\""#, #""""#]),
            (.complement("a"), ["", "b", "aa", "é"], ["a"]),
            (
                .intersection([.zeroOrMore(.characters("a"..."c")), .complement([.zeroOrMore(.anyCharacter), "c"])]),
                ["", "abcb"], ["abc", "d"]
            ),
        ] as [(Grammar.Expression, [String], [String])])
    func expression(expression: Grammar.Expression, members: [String], others: [String]) throws {
        let grammar = Grammar(expression)
        for text in members { #expect(try grammar.matches(text), "\(text)") }
        for text in others { #expect(try !grammar.matches(text), "\(text)") }
    }

    @Test("Character classes are sets")
    func characterClasses() {
        var generator = GrammarGenerator(seed: 11)
        for _ in 0..<200 {
            var ranges: [ClosedRange<UInt32>] = []
            for _ in 0..<Int.random(in: 0...6, using: &generator) {
                let base: UInt32 = [0, 0x7A, 0xD7FA, 0xDFFA, 0x10FFF0].randomElement(using: &generator) ?? 0
                let low = base + UInt32.random(in: 0...12, using: &generator)
                ranges.append(low...low + UInt32.random(in: 0...12, using: &generator))
            }
            let characters = CharacterClass(codePoints: ranges)
            for (range, next) in zip(characters.ranges, characters.ranges.dropFirst()) {
                #expect(range.upperBound + 1 < next.lowerBound)
            }
            #expect(characters.inverted.inverted == characters)
            for base: UInt32 in [0, 0x7A, 0xD7F0, 0xDFF0, 0x10FFE0] {
                for value in base...base + 40 {
                    guard let scalar = Unicode.Scalar(value) else { continue }
                    let isMember = ranges.contains { $0.contains(value) }
                    #expect(characters.contains(scalar) == isMember)
                    #expect(characters.inverted.contains(scalar) == !isMember)
                }
            }
        }
    }

    @Test(
        "Faults of a value name the rule",
        arguments: [
            (Grammar(root: "a", rules: ["b": "x"]), .undefinedReference, "'a' is not defined; 'b' is"),
            (
                Grammar(root: "a", rules: ["a": .reference("bb"), "bbb": "x"]), .undefinedReference,
                "'a' refers to rule 'bb'"
            ),
            (Grammar(root: "a", rules: ["a": "x", "a": "y"]), .invalidValue, "'a' is defined twice"),
            (Grammar(.repetition("a", minimum: 3, maximum: 2)), .invalidValue, "'root' ends before it begins"),
            (Grammar(.repetition("a", minimum: -1, maximum: nil)), .invalidValue, "ends before it begins"),
            (Grammar(.repetition("a", minimum: 0, maximum: .max)), .tooComplex, "repetitions"),
            (Grammar(.regularExpression("a(b")), .syntax, "rule 'root': byte "),
            (Grammar(.regularExpression(#"(a)\1"#)), .unsupported, "rule 'root': byte "),
            (Grammar(.regularExpression("[]")), .unsatisfiable, "'root' matches no text"),
            (
                Grammar(root: "a", rules: ["a": [.regularExpression("b*"), .optional(.reference("a"))]]),
                .leftRecursion, "'a'"
            ),
            (Grammar(.choice([])), .unsatisfiable, "'root' matches no text"),
            (Grammar(["a", .bytes(ByteSet())]), .unsatisfiable, "'root' matches no text"),
            (Grammar(.intersection(["a", "b"])), .unsatisfiable, "'root' matches no text"),
            (Grammar(.complement(.zeroOrMore(.anyCharacter))), .unsatisfiable, "'root' matches no text"),
            (Grammar(.jsonString(["a", .specialToken(5)])), .unsupported, "special token within a JSON string"),
            (
                Grammar(.jsonString(.freeText(until: [Grammar.Trigger(specialToken: 5, then: "a")]))), .unsupported,
                "special token within a JSON string"
            ),
            (Grammar(.freeText(until: [Grammar.Trigger("", then: "a")])), .invalidValue, "rule 'root': a trigger"),
            (
                Grammar(.freeText(until: [Grammar.Trigger("a", then: .choice([]))])), .unsatisfiable,
                "rule 'root': nothing"
            ),
            (
                Grammar(
                    root: "a",
                    rules: ["a": .intersection([.reference("b"), "x"]), "b": ["x", .optional(.reference("b"))]]),
                .unsupported, "'b' refers to itself"
            ),
            (
                Grammar(
                    root: "a",
                    rules: ["a": .complement(.reference("b")), "b": .choice(["x", ["y", .reference("a")]])]),
                .unsupported, "refers to itself"
            ),
            (
                Grammar(
                    root: "a",
                    rules: [
                        "a": .choice(["y", [.intersection([.zeroOrMore("x"), .optional("x")]), .reference("a")]])
                    ]),
                .leftRecursion, "'a' can begin with itself"
            ),
        ] as [(Grammar, GrammarError.Kind, String)])
    func faults(grammar: Grammar, kind: GrammarError.Kind, words: String) {
        do {
            _ = try grammar.compile(into: ExpressionPool())
            Issue.record("compiled")
        } catch {
            #expect(error.kind == kind, "\(error)")
            #expect(error.reason.contains(words), "\(error)")
        }
    }

    @Test("Repetitions of repetitions, and one after another, count right")
    func counts() throws {
        let bounds = (0...3).flatMap { low in ((low...4).map { (low, $0) } + [(low, 99)]) }
        for (a, b) in bounds {
            for (c, d) in bounds {
                let inner: Grammar.Expression = .repetition("ab", minimum: a, maximum: b == 99 ? nil : b)
                let nested = Grammar(.repetition(inner, minimum: c, maximum: d == 99 ? nil : d))
                let chain = Grammar([inner, .repetition("ab", minimum: c, maximum: d == 99 ? nil : d)])
                let pool = ExpressionPool()
                let nestedStart = try nested.compile(into: pool)
                let chainStart = try chain.compile(into: pool)
                for count in 0...20 {
                    let text = String(repeating: "ab", count: count)
                    let fits = (c...d).contains { a * $0 <= count && count <= b * $0 }
                    #expect(pool.matches(nestedStart, text.utf8) == fits, "{\(a),\(b)}{\(c),\(d)} \(count)")
                    #expect(
                        pool.matches(chainStart, text.utf8) == (a + c <= count && count <= b + d),
                        "{\(a),\(b)} {\(c),\(d)} \(count)")
                }
            }
        }
    }

    @Test("Schemas and copied texts are parts like others")
    func externals() throws {
        let schema = try JSONSchema(#"{"type": "object", "properties": {"a": {"enum": [1, 2]}}, "required": ["a"]}"#)
        let text = GroundedText(["Ada met Grace at 12 on https://example.com/x"])
        let call: Grammar.Expression = ["<call>", .schema(schema, style: .compact), "</call>"]
        let grammar = Grammar(
            root: "root",
            rules: [
                "root": [
                    .reference("call"), .zeroOrMore([" ", .stretch(of: text)]), .optional(["=", .number(in: text)]),
                ],
                "call": call,
            ])
        for text in [#"<call>{"a":1}</call>"#, #"<call>{"a":2}</call> Ada met Grace=12"#] {
            #expect(try grammar.matches(text), "\(text)")
        }
        for text in [#"<call>{"a":3}</call>"#, #"<call>{"a":2}</call> Eve"#, #"<call>{"a":2}</call>=13"#, ""] {
            #expect(try !grammar.matches(text), "\(text)")
        }
        #expect(try Grammar(.url(in: text)).matches("https://example.com/x"))
        #expect(call != ["<call>", .schema(schema), "</call>"])
        #expect(throws: GrammarError.self) { try Grammar(.url(in: GroundedText([""]))).compile(into: ExpressionPool()) }
    }

    @Test("Free text goes on until a trigger, again and again")
    func freeText() throws {
        let grammar = Grammar(
            root: "text",
            rules: [
                "text": .freeText(until: [
                    Grammar.Trigger("<n>", then: [.repetition(.characters(.digits), 2), "</n>", .reference("text")]),
                    Grammar.Trigger(specialToken: 3, then: "end"),
                ])
            ])
        for text in ["", "a < b", "<n>12</n>", "x<n>12</n> é <n>00</n><n", "<<n>12</n>"] {
            #expect(try grammar.matches(text), "\(text)")
        }
        for text in ["<n>", "<n>1</n>", "x<n>12</n><n>a"] { #expect(try !grammar.matches(text), "\(text)") }
        let pool = ExpressionPool()
        let start = try grammar.compile(into: pool)
        #expect(pool.matches(start, Array("a".utf8) + [0xFF, 0, 0, 0, 3] + Array("end".utf8)))
        #expect(!pool.matches(start, Array("a".utf8) + [0xFF, 0, 0, 0, 4] + Array("end".utf8)))
    }

    @Test("Strings within strings within strings")
    func nestedStrings() throws {
        let grammar = Grammar(root: "a", rules: ["a": .choice(["x", .jsonString(.reference("a"))])])
        for text in ["x", #""x""#, #""\"x\"""#, #""\"\\\"x\\\"\"""#] { #expect(try grammar.matches(text), "\(text)") }
        for text in [#""\"x""#, #""y""#, #"""x"""#, #""\\"x\\"""#] { #expect(try !grammar.matches(text), "\(text)") }
    }

    @Test("Rules within intersections are written out")
    func regularRules() throws {
        let grammar = Grammar(
            root: "word",
            rules: [
                "word": .intersection([.reference("letters"), .complement(.reference("reserved"))]),
                "letters": .oneOrMore(.reference("letter")), "letter": .characters("a"..."z"),
                "reserved": .choice(["if", "in", "for"]),
            ])
        for text in ["i", "iff", "ins", "fo", "x"] { #expect(try grammar.matches(text)) }
        for text in ["if", "in", "for", "", "A"] { #expect(try !grammar.matches(text)) }
    }
}
