import Testing

@testable import CorvidGrammar

@Suite("Random patterns")
struct PatternPropertyTests {
    /// All texts of up to four characters, and some more.
    static let texts: [[Character]] = {
        var all: [[Character]] = [[]]
        var longest = all
        for _ in 0..<4 {
            longest = longest.flatMap { text in BacktrackingPattern.alphabet.map { text + [$0] } }
            all += longest
        }
        return all + ["ab-ab", "--ba-b", "aabbaab", "\n", "a\nb", "é", "aé-"].map { Array($0) }
    }()

    @Test("The expression matches what trying everything matches", arguments: 0..<8)
    func agreement(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        var compared = 0
        for _ in 0..<250 {
            let random = BacktrackingPattern.random(&generator, depth: 4)
            let pool = ExpressionPool()
            do throws(GrammarError) {
                let expression = try RegularExpression(random.source)
                let search = try expression.expression(in: pool)
                let whole = try expression.wholeExpression(in: pool)
                for text in Self.texts {
                    let bytes = Array(String(text).utf8)
                    let found = pool.matches(search, bytes)
                    let wholly = pool.matches(whole, bytes)
                    #expect(found == random.isFound(in: text), "\(random.source) in \(String(text).debugDescription)")
                    #expect(wholly == random.isWhole(text), "\(random.source) as \(String(text).debugDescription)")
                }
                #expect(pool.failure == nil)
                compared += 1
            } catch {
                // Assertions in assertions and in repetitions are not all decided; none is decided wrongly.
                #expect(error.kind == .unsupported || error.kind == .tooComplex, "\(random.source): \(error)")
            }
        }
        #expect(compared > 200)
    }

    @Test func completionsMatch() throws {
        var generator = SeededGenerator(seed: 99)
        for _ in 0..<500 {
            let random = BacktrackingPattern.random(&generator, depth: 4)
            let pool = ExpressionPool()
            guard let expression = try? RegularExpression(random.source).expression(in: pool), expression != .nothing
            else { continue }
            let text = pool.completion(expression)
            #expect(pool.matches(expression, text))
            #expect(random.isFound(in: Array(String(decoding: text, as: UTF8.self))), "\(random.source)")
        }
    }

    @Test func anyTextIsAPatternOrIsRefused() {
        let pieces = [
            "(", ")", "[", "]", "{", "}", "^", "$", "|", "*", "+", "?", "\\", "-", "a", "1", ",", "(?=", "(?<!", "\\u",
            "\\p{L}",
            "é", "\u{0}",
        ]
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<5_000 {
            let count = Int.random(in: 0...12, using: &generator)
            let text = (0..<count).compactMap { _ in pieces.randomElement(using: &generator) }.joined()
            let pool = ExpressionPool()
            guard let expression = try? RegularExpression(text).expression(in: pool) else { continue }
            if expression != .nothing { #expect(pool.matches(expression, pool.completion(expression)), "\(text)") }
        }
    }
}
