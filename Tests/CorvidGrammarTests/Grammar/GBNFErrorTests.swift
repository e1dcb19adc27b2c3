import CorvidGrammar
import Testing

/// Where what is wrong with a grammar's text is found, and what is said about it.
struct GBNFErrorTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        var text: String
        var kind: GrammarError.Kind
        var line: Int
        var column: Int
        /// Words of the reason.
        var words: String
        var testDescription: String { text }

        init(_ text: String, _ line: Int, _ column: Int, _ words: String) {
            self.init(text, .syntax, line, column, words)
        }

        init(_ text: String, _ kind: GrammarError.Kind, _ line: Int, _ column: Int, _ words: String) {
            (self.text, self.kind, self.line, self.column, self.words) = (text, kind, line, column, words)
        }
    }

    @Test(
        "Broken notation is refused at the right place",
        arguments: [
            Refusal("", .undefinedReference, 1, 1, "no rule 'root'"),
            Refusal("# only a comment\n", .undefinedReference, 2, 1, "no rule 'root'"),
            Refusal("x ::= \"a\"", .undefinedReference, 1, 10, "no rule 'root'"),
            Refusal("root", 1, 5, "the text ends; expected '::='"), Refusal("root := \"a\"", 1, 6, "expected '::='"),
            Refusal("root\n::= \"a\"", 1, 5, "found the end of the line; expected '::='"),
            Refusal("::= \"a\"", 1, 1, "the name of a rule"), Refusal("| \"a\"", 1, 1, "found '|'"),
            Refusal("root ::= \"a\"\n\n  é ::= \"b\"", 3, 3, "found character U+E9"),
            Refusal("root ::= \"a\"\nroot ::= \"b\"", 2, 1, "'root' is already defined in line 1"),
            Refusal("root ::= \"a\"\r\n\r\nroot ::= \"b\"", 3, 1, "already"),
            Refusal("root ::= \"ab", 1, 10, "not closed"), Refusal("root ::= \"é\" [a-z", 1, 14, "not closed"),
            Refusal("root ::= (\"a\"\n | (\"b\"", 2, 4, "not closed; expected ')'"),
            Refusal("root ::= (\"a\"", 1, 10, "the group is not closed"),
            Refusal("root ::= \"a\")", 1, 13, "found ')'"), Refusal("root ::= (\"a\" ]", 1, 15, "found ']'"),
            Refusal("root ::= * \"a\"", 1, 10, "found '*'; expected something to repeat"),
            Refusal("root ::= (+)", 1, 11, "something to repeat"), Refusal("root ::= \"a\" | ?", 1, 16, "to repeat"),
            Refusal("root ::= {2}", 1, 10, "to repeat"), Refusal("root ::= \"a\"{}", 1, 14, "expected a number"),
            Refusal("root ::= \"a\"{,3}", 1, 14, "expected a number"),
            Refusal("root ::= \"a\"{3", 1, 15, "expected ',' or '}'"),
            Refusal("root ::= \"a\"{3,x}", 1, 16, "expected a number"),
            Refusal("root ::= \"a\"{3,4", 1, 17, "expected '}'"),
            Refusal("root ::= \"a\"{3,2}", 1, 16, "2 is less than 3"),
            Refusal("root ::= \"a\"{1000001}", .tooComplex, 1, 14, "repetitions"),
            Refusal("root ::= \"a\"{99999999999999999999999999}", .tooComplex, 1, 14, "repetitions"),
            Refusal("root ::= \"a\"{1,99999999999999999999999999}", .tooComplex, 1, 16, "repetitions"),
            Refusal(#"root ::= "a\q""#, 1, 12, "unknown escape"), Refusal(#"root ::= "\x4""#, 1, 14, "2 hexadecimal"),
            Refusal(#"root ::= "\u12G4""#, 1, 15, "4 hexadecimal"), Refusal(#"root ::= [\U1234567]"#, 1, 20, "8 hex"),
            Refusal(#"root ::= "\uD800""#, .invalidValue, 1, 11, "no Unicode character"),
            Refusal(#"root ::= "\U00110000""#, .invalidValue, 1, 11, "no Unicode character"),
            Refusal(#"root ::= [a\U00110000]"#, .invalidValue, 1, 12, "no Unicode character"),
            Refusal("root ::= \"a\\", 1, 12, "ends after a backslash"),
            Refusal("root ::= []", 1, 11, "found ']'; expected a character"),
            Refusal("root ::= [^]", 1, 12, "expected a character"),
            Refusal("root ::= [z-a]", .invalidValue, 1, 11, "backwards"),
            Refusal("root ::= [+-*]", .invalidValue, 1, 11, "backwards"),
            Refusal(#"root ::= [\uD800-\uDFFF]"#, .unsatisfiable, 1, 10, "no character"),
            Refusal(#"root ::= [^\x00-\U0010FFFF]"#, .unsatisfiable, 1, 10, "no character"),
            Refusal("root ::= \"a\" \u{0} \"b\"", 1, 14, "found character U+0"),
            Refusal("root ::= 'a'", 1, 10, "found '''"), Refusal("root ::= \"a\" / \"b\"", 1, 14, "found '/'"),
            Refusal("root ::= x ::= y", 1, 12, "found ':'"),
            Refusal("root ::= itm\nitem ::= \"a\"", .undefinedReference, 1, 10, "'itm' is not defined; 'item' is"),
            Refusal("root ::= \"a\"\nx ::= \"b\"\n | (zzz)", .undefinedReference, 3, 5, "'zzz' is not defined"),
            Refusal("root ::= <[12>", 1, 14, "']>'"), Refusal("root ::= <[x]>", 1, 12, "a number"),
            Refusal("root ::= <[4294967296]>", .invalidValue, 1, 10, "32 bits"),
            Refusal("root ::= <a", 1, 10, "not closed"),
            Refusal("root ::= <a\n>", 1, 10, "not closed"), Refusal("root ::= !\"a\"", 1, 11, "expected '<'"),
            Refusal("root ::= \"a\" <b>", .undefinedReference, 1, 14, "no special token spelled <b>"),
            Refusal("root ::= !<[1]>", .unsupported, 1, 10, "write !<…>*"),
            Refusal("root ::= !<[1]>{2}", .unsupported, 1, 10, "a single one cannot be told"),
            Refusal("root ::= \"a\" !<[1]>?", .unsupported, 1, 14, "a single one cannot be told"),
            Refusal("root ::= (\"a\" | !<[1]>)*", .unsupported, 1, 17, "!<…>*"),
            Refusal("root ::= \"b\" ((!<[1]>) \"a\")*", .unsupported, 1, 16, "!<…>*"),
            Refusal("root ::= (!<[1]>)", .unsupported, 1, 11, "!<…>*"),
        ])
    func refusal(_ refusal: Refusal) throws {
        do {
            _ = try Grammar(gbnf: refusal.text) { _ in nil }
            Issue.record("accepted")
        } catch {
            #expect(error.kind == refusal.kind)
            #expect(error.location == .line(refusal.line, column: refusal.column), "\(error)")
            #expect(error.reason.contains(refusal.words), "\(error)")
        }
    }

    @Test("Token names need someone to look them up")
    func noVocabulary() {
        do {
            _ = try Grammar(gbnf: "root ::= \"a\"\n  | <think>")
            Issue.record("accepted")
        } catch {
            #expect(error.kind == .unsupported)
            #expect(error.location == .line(2, column: 5))
            #expect(error.reason.contains("<think>"))
        }
    }

    @Test(
        "Bytes that are not UTF-8 are refused where they stand",
        arguments: [
            ([0x80], 1, 1), (Array("root ::= \"é".utf8) + [0xFF, 0x22], 1, 12), (Array("# a\n".utf8) + [0xC3], 2, 1),
            (Array("root ::= ".utf8) + [0x22, 0xED, 0xA0, 0x80, 0x22], 1, 11),
        ] as [([UInt8], Int, Int)])
    func illFormed(bytes: [UInt8], line: Int, column: Int) {
        do {
            _ = try Grammar(gbnf: bytes)
            Issue.record("accepted")
        } catch { #expect(error.location == .line(line, column: column), "\(error)") }
    }

    @Test(
        "Left recursion is found in every disguise, with rule and line",
        arguments: [
            Refusal("root ::= root \"a\" | \"b\"", .leftRecursion, 1, 1, "'root' can begin with itself"),
            Refusal("root ::= \"b\" | root \"a\"", .leftRecursion, 1, 1, "'root'"),
            Refusal("root ::= \"x\" e\ne ::= t | e \"+\" t\nt ::= \"1\"", .leftRecursion, 2, 1, "'e' can begin"),
            Refusal("root ::= \"x\" b\nb ::= c \"1\" | \"2\"\nc ::= b \"3\"", .leftRecursion, 2, 1, "(b → c → b)"),
            Refusal("root ::= \"x\" c\nb ::= c \"1\" | \"2\"\nc ::= b \"3\"", .leftRecursion, 2, 1, "(b → c → b)"),
            Refusal("root ::= ws root \"a\" | \"b\"\nws ::= \" \"*", .leftRecursion, 1, 1, "'root'"),
            Refusal("root ::= \" \"? root \"a\" | \"b\"", .leftRecursion, 1, 1, "'root'"),
            Refusal("root ::= \"\" root | \"b\"", .leftRecursion, 1, 1, "'root'"),
            Refusal("root ::= (\"x\"* (\"y\"{0,3} root))* \"b\"", .leftRecursion, 1, 1, "'root'"),
            Refusal("root ::= (root)? \"b\"", .leftRecursion, 1, 1, "'root'"),
            Refusal("root ::= root{3} | \"b\"", .leftRecursion, 1, 1, "'root'"),
            Refusal("root ::= (| \"a\") root \"b\" | \"c\"", .leftRecursion, 1, 1, "'root'"),
            Refusal(
                "root ::= n n n root \"b\" | \"c\"\nn ::= m m\nm ::= \"a\"{0} n2\nn2 ::= | n3\nn3 ::= \"z\"",
                .leftRecursion, 1, 1, "'root'"),
            Refusal("root ::= \"a\"\n\nother ::= other | \"b\"", .leftRecursion, 3, 1, "'other'"),
            Refusal("root ::= (a){2,} \"x\"\na ::= b?\nb ::= a | \"q\"", .leftRecursion, 2, 1, "(a → b → a)"),
            Refusal("root ::= \"a\" | b\nb ::= \"x\" b", .unsatisfiable, 2, 1, "'b' can never finish"),
            Refusal("root ::= \"a\" root", .unsatisfiable, 1, 1, "'root' can never finish"),
            Refusal(
                "root ::= \"x\" a | \"q\"\na ::= \"(\" b\nb ::= \")\" a \"c\"", .unsatisfiable, 3, 1, "never finish"),
            Refusal("root ::= \"x\" (\"y\" root)+", .unsatisfiable, 1, 1, "'root' can never finish"),
        ])
    func checks(_ refusal: Refusal) throws {
        let grammar = try Grammar(gbnf: refusal.text)
        do {
            _ = try grammar.compile(into: ExpressionPool())
            Issue.record("compiled")
        } catch {
            #expect(error.kind == refusal.kind, "\(error)")
            #expect(error.location == .line(refusal.line, column: refusal.column), "\(error)")
            #expect(error.reason.contains(refusal.words), "\(error)")
        }
    }

    @Test(
        "What only looks like left recursion compiles",
        arguments: [
            "root ::= \"a\" root | \"b\"", "root ::= \"a\"+ root | \"b\"", "root ::= (\"a\"*)* \"b\"",
            "root ::= \"b\" | \"(\" root \")\" root?", "root ::= (\"a\" | \"b\" root)*",
            "root ::= a a a\na ::= b?\nb ::= \"b\"",
            "root ::= root{0} \"b\"", "root ::= \"b\"\nunused ::= \"c\" unused?", "root ::= (\"b\"?){3,7}",
        ])
    func innocent(text: String) throws {
        #expect(try Grammar(gbnf: text).matches("b"))
    }
}
