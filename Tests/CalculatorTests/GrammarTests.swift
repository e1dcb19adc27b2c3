import Calculator
import CorvidGrammar
import Testing

@Suite struct GrammarTests {
    private let grammar: CompiledGrammar

    init() throws { grammar = try CompiledGrammar(CalculatorGrammar.grammar) }

    private func accepts(_ text: String) -> Bool {
        var matcher = GrammarMatcher(grammar)
        return matcher.advance(by: text.utf8) == text.utf8.count && matcher.isComplete
    }

    /// Nil if the text is an expression, whatever its value.
    private func refusal(_ text: String) -> CalculatorError? {
        do {
            _ = try CalculatorExpression(text)
            return nil
        } catch { return error }
    }

    /// Everything that the grammar generates is read.
    @Test func everySentenceParses() throws {
        var generator = SeededGenerator(state: 1)
        var limits = CalculatorLimits()
        limits.digits = 1_000
        var lengths = 0
        for _ in 0..<4_000 {
            var matcher = GrammarMatcher(grammar)
            let length = Int.random(in: 1...60, using: &generator)
            while matcher.text.count < length {
                let allowed = matcher.allowedBytes().bytes
                // Digits have so many ways on that little else would be tried.
                let rare = allowed.filter { !(0x30...0x39 ~= $0) }
                let bytes = !rare.isEmpty && Bool.random(using: &generator) ? rare : allowed
                guard let byte = bytes.randomElement(using: &generator) else { break }
                matcher.advance(by: [byte])
            }
            matcher.advance(by: matcher.shortestCompletion())
            #expect(matcher.isComplete)
            let text = String(decoding: matcher.text, as: UTF8.self)
            lengths += matcher.text.count
            do {
                let expression = try CalculatorExpression(text, limits: limits)
                // Whatever it means, it has a value or an error.
                _ = try? expression.evaluate()
            } catch {
                if error.code != .tooLarge { Issue.record("\(text): \(error)") }
            }
        }
        #expect(lengths > 4_000 * 20)
    }

    /// Everything that is read is generated, in its tightest spelling.
    @Test func everyExpressionIsGenerated() throws {
        var generator = SeededGenerator(state: 2)
        let pieces = [
            "1", "2.5", ".5", "1e9", "1_000", "@3", "(", ")", "+", "-", "*", "/", "//", "%", "^", "**", "!", ",", "in",
            "of", "mod", "km", "h", "min", "degC",
            "sqrt(", "max(", "mod(7, 4)", "min(", "day(", "nCr(", "round(", "2024-02-29", "2024-02-29T10:30", "=", "<=",
            "!=", "pi", "e", "year", "°", "π", "×",
        ]
        let keywords: Set = ["in", "of", "mod"]
        func isWord(_ character: Character?) -> Bool {
            character.map { $0.isLetter || $0.isNumber || $0 == "." || $0 == "@" || $0 == "_" || $0 == "°" } ?? false
        }
        var accepted = 0
        for _ in 0..<150_000 {
            var text = ""
            var last = ""
            for _ in 0..<Int.random(in: 1...7, using: &generator) {
                let piece = pieces.randomElement(using: &generator) ?? "1"
                let isApart = keywords.contains(piece) || keywords.contains(last) || last == ","
                if !text.isEmpty, isApart || isWord(text.last) && isWord(piece.first) { text += " " }
                text += piece
                last = piece
            }
            let open = text.filter { $0 == "(" }.count - text.filter { $0 == ")" }.count
            if open > 0 { text += String(repeating: ")", count: open) }
            guard refusal(text) == nil else { continue }
            accepted += 1
            #expect(accepts(text), "\(text)")
        }
        #expect(accepted > 3_000)
    }

    @Test func generatesTheExpressionsOfTheFixture() throws {
        for line in try FixtureLine.all() {
            var text = line.expression
            for (loose, tight) in [
                ("( ", "("), (" )", ")"), (" ^ ", "^"), (" ^", "^"), ("^ ", "^"), (" ** ", "**"), (" **", "**"),
                ("** ", "**"),
            ] {
                text = text.replacing(loose, with: tight)
            }
            #expect(accepts(text), "line \(line.number): \(text)")
        }
    }

    @Test(arguments: [
        "2^10000", "15% of 240", "3/4 + 1/6", "sqrt(2)", "5 km in miles", "2024-02-29 + 1 year",
        "3 h 20 min in minutes", "max(3, 4, 5)", "7 > 3", "10!",
        "@3 * @12 + 1", "@3% of @4", "@3 km in m", "@3 h @4 min in h", "(3) h (20) min in h", "(@1 + @2)^2",
        "60 km / 2 h", "20 °C in °F", "sin(30°)",
        "5 kg*m/s^2", "2024-01-01T10:00 + 3 h",
        "-2^-2", "1 - 15%", "round(2.345, 2)", "weekday(2024-02-29)", "10 % 3", "10 mod -3", "2**3 >= 8",
        "6 × 7 ÷ 2 − 1", "(1 + 5%)^10 * 1_000", "3/4 in %",
    ])
    func generates(_ expression: String) { #expect(accepts(expression)) }

    @Test(arguments: [
        "", "2 +", "foo(2)", "sqrt(2, 3)", "log(2)", "5 kms", "1,000", "max(1,234)", "2 pi", "(2", "2)", "@0", "@",
        "1 < 2 < 3", "5.", "2^3 m", "3!!", "km",
        "2024-13-01T10:00", "today", "2  + 3", "$5",
    ])
    func refuses(_ expression: String) { #expect(!accepts(expression)) }

    @Test func isSmall() throws {
        #expect(grammar.memoryBytes < 200_000)
        var matcher = GrammarMatcher(grammar)
        matcher.advance(by: "max(sqrt(2) * 3 km/h, (4 + @5) m/s) in mph".utf8)
        #expect(matcher.isComplete)
        #expect(grammar.memoryBytes < 1_000_000)
    }
}
