import CorvidGrammar

/// A passage with questions, some of which it does not answer.
struct PassageLesson: Sendable {
    struct Question: Sendable {
        var text: LessonText
        /// A stretch of the passage; nil where it does not say.
        var answer: LessonText?
    }

    let title: LessonText
    let text: LessonText
    let questions: [Question]
    let slots: LessonSlots
    /// What belongs to the same portion.
    let group: String

    init(_ record: JSONValue) throws {
        guard let title = record["title"]?.text, let text = record["text"]?.text,
            let questions = record["questions"]?.array, !questions.isEmpty
        else { throw LessonProblem("a passage needs a title, a text and questions") }
        var slots = LessonSlots(.other, values: LessonSlots.values(record))
        try slots.declare(in: text)
        self.title = try LessonText(title, slots: &slots)
        self.text = try LessonText(text, slots: &slots)
        self.questions = try questions.map { question in
            guard let text = question["t"]?.text, let answer = question["a"] else {
                throw LessonProblem("a question needs the fields t and a")
            }
            return Question(
                text: try LessonText(text, slots: &slots),
                answer: try answer.text.map { try LessonText($0, slots: &slots) })
        }
        self.slots = slots
        group = text
    }

    /// A filled passage and its questions; answers that are no stretch of it are left out.
    struct Filled {
        var title: String
        var text: String
        var questions: [(text: String, answer: String?)]
    }

    func fill(_ random: inout Randomness) -> Filled? {
        var filling = LessonFilling(slots)
        guard let title = filling.text(title, &random), let text = filling.text(text, &random) else { return nil }
        var asked: [(String, String?)] = []
        for question in questions {
            guard let words = filling.text(question.text, &random) else { continue }
            guard let template = question.answer else {
                asked.append((words.string, nil))
                continue
            }
            guard let answer = filling.text(template, &random), text.bytes.containsRun(answer.bytes) else { continue }
            asked.append((words.string, answer.string))
        }
        return Filled(title: title.string, text: text.string, questions: asked)
    }

    /// Questions whose answer is no stretch of the passage.
    func questionsWithoutSpan(_ random: inout Randomness) -> [String] {
        var filling = LessonFilling(slots)
        _ = filling.text(title, &random)
        guard let text = filling.text(text, &random) else { return [] }
        return questions.compactMap { question in
            guard let template = question.answer, let words = filling.text(question.text, &random) else { return nil }
            let answer = filling.text(template, &random)
            return answer.map { text.bytes.containsRun($0.bytes) } == true ? nil : words.string
        }
    }
}
