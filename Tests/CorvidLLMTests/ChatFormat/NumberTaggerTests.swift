import Corvid
import CorvidLLM
import Testing

struct NumberTaggerTests {
    private static func tagged(_ text: String) -> String {
        var tagger = NumberTagger()
        let bytes = Array(text.utf8)
        var result = ""
        var done = 0
        for tag in tagger.tag(text) {
            result += String(decoding: bytes[done..<tag.range.upperBound], as: UTF8.self)
            result += "@\(tag.place)" + (tag.rank.map { "^\($0)" } ?? "")
            done = tag.range.upperBound
        }
        return result + String(decoding: bytes[done...], as: UTF8.self)
    }

    private static func values(_ text: String) -> [String] {
        var tagger = NumberTagger()
        tagger.tag(text)
        return tagger.values
    }

    @Test(arguments: [
        ("Tom has 12 apples and Ann 30.", "Tom has 12@1^2 apples and Ann 30@2^1."), ("Only 5.", "Only 5@1."),
        ("5 and 5", "5@1 and 5@2"), ("no number", "no number"), ("", ""),
        ("1,234.50 € and -3 °C", "1,234.50@1^1 € and -3@2^2 °C"),
        ("twelve eggs, a dozen", "twelve@1 eggs, a dozen@2"), ("é 7🙂8", "é 7@1^2🙂8@2^1"),
        ("nine 8 7 6 5 4 3 2 1", "nine@1^1 8@2^2 7@3^3 6@4^4 5@5^5 4@6^6 3@7^7 2@8^8 1@9"),
    ])
    func tags(text: String, expected: String) { #expect(Self.tagged(text) == expected) }

    @Test(arguments: [
        ("twenty-five", ["25"]), ("twenty five cats", ["25"]), ("Two hundred and five", ["205"]),
        ("one thousand two hundred", ["1200"]),
        ("three million", ["3000000"]), ("3 million", ["3", "1000000"]), ("two dozen", ["24"]), ("half a dozen", ["6"]),
        ("half of it", ["0.5"]), ("a quarter", ["0.25"]), ("twice as many", ["2"]), ("the third day", ["3"]),
        ("the twenty-first", ["21"]), ("a hundred and one", ["101"]),
        ("one hundred twenty-three thousand and four", ["123004"]),
        ("someone bone tone", []), ("seven-story", ["7"]), ("five, six", ["5", "6"]), ("nineteen hundred", ["1900"]),
        ("zero", ["0"]), ("ONE", ["1"]), ("hundred", ["100"]), ("thousand", ["1000"]), ("a pair of shoes", ["2"]),
        ("one two", ["1", "2"]), ("twenty thirty", ["20", "30"]), ("two thousand million", ["2000", "1000000"]),
        ("an a the", []),
        ("eleventh hour, 3rd floor", ["11", "3"]), ("five_six", []), ("dozen", ["12"]),
        ("two hundred thousand", ["200000"]),
    ])
    func words(text: String, expected: [String]) { #expect(Self.values(text) == expected, "\(text)") }

    /// What comes later changes no tag.
    @Test func isIncremental() {
        var random = SeededGenerator(seed: 5)
        let words = ["12", "three", "a dozen", "x", "-4.5", "1,000", "half", "and", "twenty", "one", ".", "€"]
        for _ in 0..<200 {
            let texts = (0..<6).map { _ in
                (0..<Int.random(in: 0...9, using: &random)).map { _ in words.randomElement(using: &random) ?? "" }
                    .joined(separator: " ")
            }
            var whole = NumberTagger()
            let all = texts.map { whole.tag($0) }
            for count in texts.indices {
                var part = NumberTagger()
                #expect(texts[...count].map { part.tag($0) } == Array(all[...count]))
            }
            #expect(
                all.joined().map(\.place) == Array(1...max(1, whole.values.count)).prefix(whole.values.count).map { $0 }
            )
        }
    }

    @Test func longListsAreCut() {
        var tagger = NumberTagger()
        #expect(tagger.tag((1...500).map(String.init).joined(separator: " ")).count == NumberTagger.maximumPerText)
        #expect(tagger.tag("7").first?.place == NumberTagger.maximumPerText + 1)
    }
}
