import CorvidLLM

/// Takes the marks of figures out of texts and remembers at which place of the conversation each figure stands.
struct NumberPlaces {
    private var tagger = NumberTagger()
    private var places: [Int: Int] = [:]

    /// The text without marks; texts come in the order of the conversation.
    mutating func read(_ marked: String) -> String {
        var text = ""
        var marks: [(id: Int, offset: Int)] = []
        for scalar in marked.unicodeScalars {
            if Figure.isMark(scalar) {
                marks.append((Int(scalar.value) - 0xE000, text.utf8.count))
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        let tags = tagger.tag(text)
        for mark in marks where places[mark.id] == nil {
            places[mark.id] = tags.first { $0.range.lowerBound == mark.offset }?.place
        }
        return text
    }

    /// `@3` where the figure stands in the conversation, else its value as a numeral.
    func reference(_ figure: Figure) -> String { place(of: figure).map { "@\($0)" } ?? figure.value.calculatorText }

    /// Where exactly its value was tagged.
    func place(of figure: Figure) -> Int? {
        guard let place = places[figure.id], tagger.values[place - 1] == figure.value.calculatorText else { return nil }
        return place
    }
}
