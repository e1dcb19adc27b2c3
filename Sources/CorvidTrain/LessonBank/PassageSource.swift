import Corvid
import CorvidGrammar

/// Questions about a passage that the user gives: the answer is a stretch of it, or that it does not say.
struct PassageSource: ExampleSource {
    let name = "lessons-passages"
    let lessons: [PassageLesson]
    let tools: TaskTools

    /// What is said where a text has no answer.
    static let unstated = "The text does not say."

    func example(_ random: inout Randomness) -> Example {
        var tasks: [Example.Task] = []
        for _ in 0..<20 where tasks.isEmpty {
            guard let filled = random.pick(lessons).fill(&random) else { continue }
            let context = (random.chance(0.3) ? filled.title + "\n" : "") + filled.text
            let wanted = Int.random(in: 4...8, using: &random)
            for question in Self.chosen(filled.questions, wanted, &random) {
                let asked = Self.varied(question.text, &random)
                tasks.append(
                    Example.Task([.user(context + "\n\n" + asked), .assistant(question.answer ?? Self.unstated)]))
            }
        }
        let offered = random.chance(0.25) ? [tools.calculator] + (random.chance(0.5) ? [tools.fetch] : []) : []
        return Example(skill: .qa, tools: offered, tasks: tasks)
    }

    /// Questions in any order, a fifth of them without an answer where there are such.
    static func chosen(
        _ questions: [(text: String, answer: String?)], _ wanted: Int, _ random: inout Randomness
    ) -> [(text: String, answer: String?)] {
        let unanswered = questions.filter { $0.answer == nil }.shuffled(using: &random)
        let answered = questions.filter { $0.answer != nil }.shuffled(using: &random)
        let without = random.chance(0.75) ? unanswered.prefix(max(1, wanted / 4)) : []
        return (answered.prefix(wanted - without.count) + without).shuffled(using: &random)
    }

    /// A question with its first letter or its mark changed, now and then.
    static func varied(_ question: String, _ random: inout Randomness) -> String {
        var text = LessonFilling.Text()
        text.append(question)
        LessonSurroundings.vary(&text, &random)
        return text.string
    }
}
