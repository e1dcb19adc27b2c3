import Testing

@testable import CorvidLLM

/// Numbers beside the parameters whose words they stand next to.
struct NumberLinksTests {
    private static func parameter(
        _ name: String, _ description: String = "", integer: Bool = false, required: Bool = true
    )
        -> NumberLinks.Parameter
    {
        NumberLinks.Parameter(name: name, description: description, isInteger: integer, isRequired: required)
    }

    private static func places(_ text: String, _ parameters: [NumberLinks.Parameter]) -> [Int?] {
        var tagger = NumberTagger()
        let tags = tagger.tag(text)
        return NumberLinks(text, tags: tags, values: tagger.values).places(for: parameters)
    }

    @Test func wordsBeforeAndAfter() {
        let parameters = [
            Self.parameter("current_savings", "What is saved so far"), Self.parameter("current_age"),
            Self.parameter("retirement_age", "Age at retirement"),
        ]
        #expect(Self.places("age 28, retirement at 70, 60228 saved so far", parameters) == [3, 1, 2])
        #expect(Self.places("I have saved 500.", [Self.parameter("savings"), Self.parameter("age")]) == [1, nil])
    }

    @Test func theStrongestLinkComesFirstAndANumberServesOnce() {
        let parameters = [Self.parameter("width"), Self.parameter("height", "Height or width")]
        #expect(Self.places("width 3 and height 4", parameters) == [1, 2])
        #expect(Self.places("height 4 and width 3", parameters) == [2, 1])
    }

    @Test func whatIsLeftBelongsTogether() {
        let parameters = [Self.parameter("width"), Self.parameter("zeta"), Self.parameter("eta", required: false)]
        #expect(Self.places("7 with width 3", parameters) == [2, 1, nil])
        // Two are left, or none is required: nothing is guessed.
        #expect(Self.places("7 and 8 with width 3", parameters) == [3, nil, nil])
        #expect(Self.places("7 apples", [Self.parameter("eta", required: false)]) == [nil])
    }

    @Test func fractionsAreNoWholeNumbers() {
        #expect(Self.places("width 2.5", [Self.parameter("width", integer: true)]) == [nil])
        #expect(Self.places("width 2.5", [Self.parameter("width")]) == [1])
    }

    @Test func farAndNothing() {
        let far = "width of all the many other very old brown tables lamps chairs doors 3"
        #expect(Self.places(far, [Self.parameter("width", required: false)]) == [nil])
        #expect(Self.places("no number of width", [Self.parameter("width")]) == [nil])
        #expect(Self.places("width 3", []).isEmpty)
    }
}
