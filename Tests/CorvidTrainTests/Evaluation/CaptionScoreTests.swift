import CorvidTrain
import Testing

@Suite struct CaptionScoreTests {
    @Test func bleuOfOnePair() {
        let same = "a red circle on the left side"
        #expect(abs(CaptionScore.bleu([(same, [same])]) - 1) < 1e-12)
        #expect(CaptionScore.bleu([("a red circle", ["a red circle on the left"])]) == 0)
        // 6 words, of which 5, 4, 3, 2 runs of one to four words are shared with the 6 of the reference.
        let value = CaptionScore.bleu([("a red circle on the left", ["a red circle on the right"])])
        let expected = (5.0 / 6 * 4 / 5 * 3 / 4 * 2 / 3).squareRoot().squareRoot()
        #expect(abs(value - expected) < 1e-12)
    }

    @Test func bleuPunishesWhatIsShort() {
        // All runs are shared; 4 words for 8: e^(1 - 8/4).
        let value = CaptionScore.bleu([("one two three four", ["one two three four five six seven eight"])])
        #expect(abs(value - 0.36787944117144233) < 1e-12)
        // A word said more often than in any reference counts as often as there.
        let repeated = CaptionScore.bleu([("the the the the the", ["the cat the the the"])])
        #expect(repeated == 0)
    }

    @Test func attributes() {
        let vocabulary: Set = ["red", "blue", "circle", "square", "on the left"]
        func f1(_ text: String, _ attributes: Set<String>) -> Double {
            CaptionScore.attributeF1(text, expecting: attributes, among: vocabulary)
        }
        #expect(f1("A red circle, on the left.", ["red", "circle", "on the left"]) == 1)
        // Named 3, two of them right, of 2: 2 * 2 / (3 + 2).
        #expect(abs(f1("a red circle and a square", ["red", "circle"]) - 0.8) < 1e-12)
        #expect(f1("a reddish thing", ["red"]) == 0)
        #expect(f1("nothing", []) == 1)
        #expect(f1("blue", []) == 0)
    }
}
