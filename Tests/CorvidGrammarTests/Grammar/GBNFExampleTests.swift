import CorvidGrammar
import Testing

/// Whole grammars as people write them, with texts that belong to them and texts that do not.
struct GBNFExampleTests {
    struct Example: Sendable, CustomTestStringConvertible {
        var name: String
        var grammar: String
        var members: [String]
        /// Texts that are no members, though some of them begin one.
        var others: [String]
        var testDescription: String { name }
    }

    @Test(
        "Texts belong to a grammar or not",
        arguments: [
            Example(
                name: "shopping list",
                grammar: """
                    # One thing a line, with how many there should be.
                    root  ::= entry{1,3}
                    entry ::= "* " count? [^\\r\\n\\u2028]+ "\\n"
                    count ::= [1-9] [0-9]{0,2} "x "
                    """,
                members: ["* milk\n", "* 2x eggs\n* bread\n", "* 999x 🥚\n* 0x tea\n* a\n"],
                others: ["", "* \n", "milk\n", "* a\n* b\n* c\n* d\n", "* a\r\n", "* a"]),
            Example(
                name: "calculator",
                grammar: """
                    root ::= sum "=" number "\\n"?
                    sum ::= product (
                        [-+] product   # left to right
                    )*
                    product ::= atom (("*" | "/") atom)*
                    atom ::= number | "-" atom | "(" sum ")"
                    number ::= "0" | [1-9] [0-9]*
                    """,
                members: ["1=1", "1+2*3=7\n", "-(4-5)/--6=0", "((((1))))=1"],
                others: ["=1", "1+=1", "01=1", "(1=1", "1)=1", "1=1\n\n", "1=-1"]),
            Example(
                name: "game record",
                grammar: """
                    root ::= (number ". " move (" " move)? "\\n")+ ("1-0" | "0-1" | "½-½")
                    number ::= [1-9] [0-9]?
                    move ::= (piece | pawn | "O-O" ("-O")?) [+#]?
                    piece ::= [KQRBN] [a-h]? [1-8]? "x"? square
                    pawn ::= ([a-h] "x")? square ("=" [QRBN])?
                    square ::= [a-h] [1-8]
                    """,
                members: ["1. e4 e5\n2. Nf3\n1-0", "7. O-O-O Qxf7#\n½-½", "99. exd8=Q+ Rd1xd8\n0-1"],
                others: ["1. e4 e5\n", "0. e4\n1-0", "1. e9\n1-0", "1. O-O-\n1-0", "1. e4 e5 d4\n1-0", "1. e4\n½"]),
            Example(
                name: "program",
                grammar: """
                    root ::= function+
                    function ::= type name ws? "(" (type name (", " type name)*)? ")" ws? block
                    type ::= ("int" | "float") ws
                    block ::= "{" ws? (statement ws?)* "}"
                    statement ::=
                        type name ws? "=" ws? value ";" |
                        "return" ws value ";" |
                        "if" ws? "(" value ")" ws? block (ws? "else" ws? block)? |
                        "//" [^\\n]* "\\n"
                    value ::= (name | [0-9]+) (ws? ("+" | "<") ws? value)?
                    name ::= [a-zA-Z_] [a-zA-Z_0-9]*
                    ws ::= [ \\t\\n]+
                    """,
                members: [
                    "int f(){}",
                    "int f(int a, float b) {\n  // both\n  int c=a + b;\n  if (c < 3) { return c; } else {return 1;}\n}",
                ],
                others: ["", "int f(", "int f(){return;}", "intf(){}", "int f(){if(a){}else}", "int f(){// x}"]),
            Example(
                name: "kana",
                grammar: "root ::= word (\"　\" word)*\r\nword ::= [ぁ-ゖ]+ | [\\u30A1-\\u30FA\\U000030FC]+\r\n",
                members: ["ひらがな", "カタカナ　ひらがな", "スキー"], others: ["", "ひラ", "漢字", "ひ ら", "　"]),
            Example(
                name: "nested lists",
                grammar:
                    "root ::= \"[\" s (root s (\",\" s root s)*)? \"]\" | digit+\ndigit ::= [0-9]\ns ::= | \" \" s",
                members: ["[]", "1", "[ 1 ,[[]] , 22]", "[[[[[[[[]]]]]]]]"],
                others: ["[", "[1 2]", "[,]", "[]]", "[1,]", " 1"]),
        ])
    func example(_ example: Example) throws {
        let grammar = try Grammar(gbnf: example.grammar)
        let compiled = try CompiledGrammar(grammar)
        for text in example.members {
            let matcher = GrammarMatcher(compiled)
            #expect(try follow(text, matcher) == true, "\(text)")
        }
        for text in example.others {
            let matcher = GrammarMatcher(compiled)
            #expect(try follow(text, matcher) == false, "\(text)")
        }
    }

    /// Whether the text belongs to the grammar; checks that what was taken of it can be completed.
    private func follow(_ text: String, _ matcher: GrammarMatcher) throws -> Bool {
        var matcher = matcher
        for byte in text.utf8 {
            let isAllowed = matcher.allowedBytes().contains(byte)
            #expect((matcher.advance(by: CollectionOfOne(byte)) == 1) == isAllowed)
            guard isAllowed else { return false }
            var copy = matcher
            let completion = copy.shortestCompletion()
            #expect(copy.advance(by: completion) == completion.count && copy.isComplete)
        }
        return matcher.isComplete
    }
}
