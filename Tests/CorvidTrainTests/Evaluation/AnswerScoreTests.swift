import CorvidTrain
import Testing

@Suite struct AnswerScoreTests {
    @Test(arguments: [
        ("The Cat!", ["cat"]), ("an apple a day, the doctor", ["apple", "day", "doctor"]), ("U.S.A.", ["usa"]),
        ("well-known", ["wellknown"]), ("$1,500.00", ["150000"]), ("  two\nlines ", ["two", "lines"]), ("the", []),
        ("theatre another", ["theatre", "another"]),
    ])
    func words(text: String, words: [String]) {
        #expect(AnswerScore.words(text) == words)
    }

    @Test func agreement() {
        let exact = AnswerScore("The Eiffel Tower.", expecting: ["Paris", "Eiffel tower"])
        #expect(exact.isExact && exact.f1 == 1)
        // Two of three words said, two of two expected: precision 2/3, recall 1.
        let close = AnswerScore("tall Eiffel tower", expecting: ["Paris", "Eiffel tower"])
        #expect(!close.isExact && abs(close.f1 - 0.8) < 1e-12)
        #expect(AnswerScore("London", expecting: ["Paris"]).f1 == 0)
        // A word said twice counts once where it is expected once: 1 of 2, 1 of 1.
        #expect(abs(AnswerScore("red red", expecting: ["red"]).f1 - 2.0 / 3) < 1e-12)
        #expect(AnswerScore("", expecting: ["red"]).f1 == 0)
    }

    @Test(arguments: [
        ("The text does not say.", true), ("the text does not say", true), ("The passage does not say.", true),
        ("It is not stated in the text.", true), ("The text doesn't say.", true), ("Not mentioned", true),
        ("The text does not say that she came.", false), ("1912", false), ("", false), ("She does not say.", false),
    ])
    func refusals(answer: String, isRefusal: Bool) {
        let score = AnswerScore(answer, expecting: [])
        #expect(score.isExact == isRefusal && score.f1 == (isRefusal ? 1 : 0))
        #expect(!AnswerScore(answer, expecting: ["Paris"]).isExact)
    }
}
