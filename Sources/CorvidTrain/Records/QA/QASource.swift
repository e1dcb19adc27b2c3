import Corvid
import CorvidGrammar

/// Questions about a text, answered with its words.
struct QASource: ExampleSource {
    /// What is said where the text does not tell, always in these words.
    static let notStated = "The text does not say."

    /// A text and the questions about it.
    private struct Passage: Sendable {
        var text: String
        var title: String
        var questions: [Question] = []
    }

    struct Question: Sendable {
        var context: String
        var title: String
        var text: String
        /// A span of the context; nil: the text does not say.
        var answer: String?
        /// What the text must not have, if the question is to be unanswerable.
        var answers: [String]
    }

    /// Characters that a text has at most when it is shown.
    private static let longestContext = 1_200
    private static let longestAnswer = 120

    let name: String
    private let passages: [Passage]
    /// The passage of each question, so that each has the same chance.
    private let owners: [Int]
    private let byTitle: [String: [Int]]
    private let offer: ToolOffer

    private init(_ name: String, _ passages: [Passage], _ offer: ToolOffer) {
        self.name = name
        self.passages = passages
        self.offer = offer
        byTitle = Dictionary(grouping: passages.indices.filter { !passages[$0].title.isEmpty }) { passages[$0].title }
        owners = passages.indices.flatMap { Array(repeating: $0, count: passages[$0].questions.count) }
    }

    static func sources(
        _ files: [String], _ reader: inout RecordReader, _ tools: TaskTools
    ) throws(RecordError) -> [any ExampleSource] {
        var sources: [any ExampleSource] = []
        for file in files {
            let questions = try reader.read(file, read)
            guard !questions.isEmpty else { continue }
            sources.append(QASource(RecordFile(path: file).name, group(questions), ToolOffer(tools)))
        }
        return sources
    }

    static func read(_ line: RecordLine) throws(RecordError) -> RecordOutcome<Question> {
        let context = try line.text("context")
        let question = try line.text("question")
        let answer = try line.text("answer")
        var answers = [answer]
        if let more = try line.optional("answers") {
            guard let list = more.array else { throw line.wrong("answers", "an array", more) }
            answers += list.compactMap(\.text)
        }
        guard !context.allSatisfy(\.isWhitespace), !question.allSatisfy(\.isWhitespace) else { return .drop(.empty) }
        guard question.utf8.count <= 400, context.utf8.count <= 20_000 else { return .drop(.tooLong) }
        // Two questions about one text are not alike for that.
        let identity = "\(question) \(RecordText.hash(Array(context.utf8)))"
        let title = try line.optional("title")?.text ?? ""
        if answer.isEmpty {
            // The whole text must be shown, or what it does not say might be what was cut.
            guard context.count <= longestContext else { return .drop(.tooLong) }
            return .keep(
                Question(context: context, title: title, text: question, answer: nil, answers: []),
                question: question, identity: identity)
        }
        let spans = answers.map(trimmed).filter { !$0.isEmpty && contains(context, $0) }
        guard let span = spans.first else { return .drop(RecordDrop("the answer does not stand in the context")) }
        guard span.count <= longestAnswer else { return .drop(RecordDrop("the answer is too long")) }
        return .keep(
            Question(
                context: context, title: title, text: question, answer: span,
                answers: answers.filter { !$0.isEmpty }),
            question: question, identity: identity)
    }

    /// Without blanks and the full stop at the end, which belong to the sentence and not to the answer.
    private static func trimmed(_ text: String) -> String {
        var text = text[...]
        while let first = text.first, first.isWhitespace { text = text.dropFirst() }
        while let last = text.last, last.isWhitespace || last == "." || last == "," { text = text.dropLast() }
        return String(text)
    }

    private static func contains(_ text: String, _ part: String) -> Bool { find(part, in: text) != nil }

    /// By bytes; Swift compares texts by equivalence, which would find what is not written.
    private static func find(_ part: String, in text: String) -> Range<Int>? {
        let needle = Array(part.utf8)
        return text.utf8.withContiguousStorageIfAvailable { bytes -> Range<Int>? in
            guard let first = needle.first, needle.count <= bytes.count else { return nil }
            for start in 0...bytes.count - needle.count
            where bytes[start] == first && bytes[start..<start + needle.count].elementsEqual(needle) {
                return start..<start + needle.count
            }
            return nil
        } ?? nil
    }

    private static func group(_ questions: [Question]) -> [Passage] {
        var passages: [Passage] = []
        var numbers: [[UInt8]: Int] = [:]
        for question in questions {
            let key = Array(question.context.utf8)
            let number = numbers[key] ?? passages.count
            if number == passages.count {
                numbers[key] = number
                passages.append(Passage(text: question.context, title: question.title))
            }
            passages[number].questions.append(question)
        }
        return passages
    }

    // MARK: Examples

    func example(_ random: inout Randomness) -> Example {
        let passage = passages[random.pick(owners)]
        let questions = passage.questions.shuffled(using: &random)
        let text = Self.cut(passage.text, around: questions[0].answer, &random)
        let fitting = questions.filter { $0.answer.map { Self.contains(text, $0) } ?? (text == passage.text) }
        var tasks: [Example.Task] = []
        for question in fitting.prefix(Int.random(in: 2...6, using: &random)) {
            tasks.append(Self.task(text, question.text, question.answer ?? Self.notStated))
        }
        for index in tasks.indices where random.chance(0.15) {
            guard let foreign = foreignQuestion(to: text, title: passage.title, &random) else { continue }
            tasks[index] = Self.task(text, foreign.text, Self.notStated)
        }
        return Example(skill: .qa, tools: offer.withoutNeed(&random), tasks: tasks)
    }

    private static func task(_ text: String, _ question: String, _ answer: String) -> Example.Task {
        Example.Task([.user(text + "\n\n" + question), .assistant(answer)])
    }

    /// A question that the text does not answer: about another text, its answers nowhere in this one.
    private func foreignQuestion(to text: String, title: String, _ random: inout Randomness) -> Question? {
        for _ in 0..<12 {
            // Texts on the same matter make the harder questions.
            let like = byTitle[title].flatMap { $0.count > 1 && random.chance(0.6) ? $0 : nil }
            let passage = like.map { passages[random.pick($0)] } ?? passages[random.pick(owners)]
            let question = random.pick(passage.questions)
            guard let answer = question.answer, !Self.contains(text, passage.text) else { continue }
            let lower = text.lowercased()
            guard !(question.answers + [answer]).contains(where: { Self.contains(lower, $0.lowercased()) }),
                Self.speaksOfOthers(question.text, than: lower)
            else { continue }
            return question
        }
        return nil
    }

    /// Whether the question names something that the text does not.
    private static func speaksOfOthers(_ question: String, than text: String) -> Bool {
        let words = question.lowercased().split { !$0.isLetter && !$0.isNumber }
        return words.contains { $0.count > 4 && !commonWords.contains(String($0)) && !contains(text, String($0)) }
    }

    private static let commonWords: Set<String> = [
        "about", "author", "writer", "poster", "reviewer", "person", "people", "which", "where", "there", "these",
        "those", "their", "would", "could", "should", "think", "according", "product", "describe", "called", "after",
        "before", "during", "following",
    ]

    /// At most so much of a text that it can be read at once, whole sentences around the answer.
    static func cut(_ text: String, around answer: String?, _ random: inout Randomness) -> String {
        guard text.count > longestContext else { return text }
        let sentences = sentences(of: text)
        var range = 0..<1
        if let answer, let span = find(answer, in: text) {
            var place = 0
            for (index, sentence) in sentences.enumerated() {
                let next = place + sentence.utf8.count
                if place <= span.lowerBound, span.lowerBound < next { range = index..<index + 1 }
                if place < span.upperBound, span.upperBound <= next, index >= range.upperBound {
                    range = range.lowerBound..<index + 1
                }
                place = next
            }
        }
        var length = sentences[range].reduce(0) { $0 + $1.count }
        while true {
            let before = range.lowerBound > 0 ? sentences[range.lowerBound - 1].count : nil
            let after = range.upperBound < sentences.count ? sentences[range.upperBound].count : nil
            if let before, length + before <= longestContext, after == nil || random.chance(0.5) {
                range = range.lowerBound - 1..<range.upperBound
                length += before
            } else if let after, length + after <= longestContext {
                range = range.lowerBound..<range.upperBound + 1
                length += after
            } else if let before, length + before <= longestContext {
                range = range.lowerBound - 1..<range.upperBound
                length += before
            } else {
                break
            }
        }
        let cut = sentences[range].joined()
        return trimmedBlanks(cut)
    }

    private static func trimmedBlanks(_ text: String) -> String {
        var text = text[...]
        while text.first?.isWhitespace == true { text = text.dropFirst() }
        while text.last?.isWhitespace == true { text = text.dropLast() }
        return String(text)
    }

    /// The text in pieces that end with sentences; together they are the text.
    private static func sentences(of text: String) -> [Substring] {
        var sentences: [Substring] = []
        var start = text.startIndex
        var previous: Character = " "
        var length = 0
        for index in text.indices {
            let character = text[index]
            if character.isWhitespace, ".!?\n".contains(previous) || length > 600 {
                sentences.append(text[start..<index])
                start = index
                length = 0
            }
            length += 1
            previous = character
        }
        sentences.append(text[start...])
        return sentences
    }
}
