import CorvidGrammar
import Testing

/// Large and hostile grammars end in a result or in an error, never in a crash.
struct GrammarBoundsTests {
    static func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    @Test("Nesting and size are bounded")
    func bounds() {
        let hostile = [
            "root ::= " + Self.repeated("(", 100_000), "root ::= " + Self.repeated("(", 201) + Self.repeated(")", 201),
            "root ::= \"a\"" + Self.repeated("?+", 100_000), "root ::= " + Self.repeated(".", 1_000_001),
            (0...65_536).map { "x\($0) ::= \"a\"\n" }.joined(),
        ]
        for text in hostile {
            do {
                _ = try Grammar(gbnf: text)
                Issue.record("accepted")
            } catch { #expect(error.kind == .tooComplex, "\(error)") }
        }
    }

    @Test("A group as deep as is allowed reads and compiles")
    func deepest() throws {
        let text = "root ::= " + Self.repeated("(\"a\" | \"(\" (", 100) + "\"b\"" + Self.repeated(")* \")\")", 100)
        #expect(try Grammar(gbnf: text).matches("(a(aa)())"))
    }

    @Test("Values that nest too deep are refused")
    func deepValue() {
        var expression: Grammar.Expression = "a"
        for _ in 0..<3_000 { expression = .optional(["(", expression]) }
        do {
            _ = try Grammar(expression).compile(into: ExpressionPool())
            Issue.record("compiled")
        } catch { #expect(error.kind == .tooComplex) }
    }

    @Test("Rules that double with each step stay small")
    func doubling() throws {
        var text = "root ::= r60\nr0 ::= [ab]\n"
        for step in 1...60 { text += "r\(step) ::= r\(step - 1) r\(step - 1)\n" }
        let pool = ExpressionPool()
        var state = try Grammar(gbnf: text).compile(into: pool)
        #expect(pool.count < 100_000)
        for byte in "abbaab".utf8 { state = pool.derivative(state, by: byte) }
        #expect(state != .nothing && !pool.isNullable(state))
    }

    @Test("Chains of rules that begin with rules are bounded; others may be long")
    func chains() throws {
        var heads = "root ::= r0\n"
        var tails = "root ::= r0\n"
        for step in 0..<20_000 {
            heads += "r\(step) ::= r\(step + 1) \"a\" | \"b\"\n"
            tails += "r\(step) ::= \"a\" r\(step + 1) | \"b\"\n"
        }
        heads += "r20000 ::= \"c\"\n"
        tails += "r20000 ::= \"c\"\n"
        do {
            _ = try Grammar(gbnf: heads).compile(into: ExpressionPool())
            Issue.record("compiled")
        } catch { #expect(error.kind == .tooComplex, "\(error)") }
        #expect(try Grammar(gbnf: tails).matches(Self.repeated("a", 20_000) + "c"))
    }

    @Test("Long sequences that begin alike compile")
    func longSequences() throws {
        let digits = Self.repeated("[0-9] ", 20_000)
        let grammar = try Grammar(gbnf: "root ::= \(digits) \"x\" | \(digits) \"y\"")
        let pool = ExpressionPool()
        var state = try grammar.compile(into: pool)
        for _ in 0..<20_000 { state = pool.derivative(state, by: 0x37) }
        #expect(pool.firstBytes(state).bytes == Array("xy".utf8))
        #expect(
            try Grammar(gbnf: "root ::= d" + Self.repeated(" d", 50_000) + "\nd ::= \"7\"").matches(
                Self.repeated("7", 50_001)))
    }

    @Test("Thousands of alternatives are told apart")
    func words() throws {
        var generator = GrammarGenerator(seed: 21)
        let words = (0..<5_000).map { _ in String(generator.next() % 1_000_000_007, radix: 36) }
        let set = Set(words)
        let grammar = Grammar(.choice(words.map { .text($0) } + [["=", .oneOrMore(.characters(.digits))]]))
        let pool = ExpressionPool()
        let start = try grammar.compile(into: pool)
        for word in words.prefix(500) {
            #expect(pool.matches(start, word.utf8))
            #expect(pool.matches(start, word.utf8.dropLast()) == set.contains(String(word.dropLast())))
            #expect(!pool.matches(start, (word + "!").utf8))
        }
        #expect(pool.matches(start, "=123".utf8))
        #expect(pool.count < 40_000)
    }

    @Test("Mutated grammar texts never crash", arguments: 0..<16 as Range<UInt64>)
    func mutations(seed: UInt64) throws {
        var generator = GrammarGenerator(seed: seed &+ 1234)
        let sources = [
            "root ::= item+\nitem ::= \"- \" [^\\r\\n\\x0b\\u2028]{1,9} (\"!\" | <[7]>)? \"\\n\" # done\n",
            "root ::= \"(\" ws list? \")\" ws\nlist ::= root (\",\" ws\n root)* | num |\n !<[3]>*\nnum ::= [0-9]{1,}\nws ::= | \" \" ws\n",
            "root ::= a b? .\na ::= (\"x\" | b (\"y\"? a)){2}\nb ::= [a-c\\-\\]] | \"\\U0001F600\" b\n",
        ].map { Array($0.utf8) }
        let pieces = [
            "(", ")", "{3}", "{2,}", "*", "?", "|", "\n", "::=", "root", "a", "\"", "[", "]", "\\", "^", "-", "<", "!",
            "#", " ", "{99}",
        ]
        for _ in 0..<400 {
            guard var text = sources.randomElement(using: &generator) else { continue }
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let place = Int.random(in: 0...text.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: text.insert(contentsOf: Array((pieces.randomElement(using: &generator) ?? "").utf8), at: place)
                case 1: text.removeSubrange(place..<min(place + Int.random(in: 1...5, using: &generator), text.count))
                case 2 where place < text.count: text[place] = UInt8.random(in: 0...255, using: &generator)
                default: text.insert(contentsOf: text.suffix(from: place), at: place)
                }
            }
            guard let grammar = try? Grammar(gbnf: text) else { continue }
            let pool = ExpressionPool()
            guard var state = try? grammar.compile(into: pool) else { continue }
            for _ in 0..<12 {
                guard pool.failure == nil, let byte = pool.firstBytes(state).bytes.randomElement(using: &generator)
                else { break }
                let next = pool.derivative(state, by: byte)
                if next == .nothing { break }
                state = next
                #expect(pool.isNullable(state) || !pool.completion(state).isEmpty)
            }
        }
    }
}
