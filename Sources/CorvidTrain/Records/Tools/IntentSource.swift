import Corvid
import CorvidGrammar

/// Questions sorted by what they want, as a choice among functions without parameters.
struct IntentSource: ExampleSource {
    struct Question: Sendable {
        var text: String
        /// Nil: it is out of scope.
        var intent: String?
    }

    /// Intents that no function serves: talk.
    private static let talk: Set<String> = [
        "yes", "no", "maybe", "greeting", "goodbye", "thank_you", "repeat", "cancel", "are_you_a_bot",
        "do_you_have_pets", "how_old_are_you", "meaning_of_life", "what_are_your_hobbies", "what_can_i_ask_you",
        "what_is_your_name", "where_are_you_from", "who_do_you_work_for", "who_made_you", "fun_fact", "user_name",
        "change_ai_name", "change_user_name",
    ]
    private static let outOfScope: Set<String> = ["oos", "out_of_scope", "none"]

    let name: String
    private let questions: [Question]
    private let intents: [FunctionSignature]
    private let topics: [Set<String>]
    private let byIntent: [[Int]]
    private let strays: [Int]

    static func read(_ line: RecordLine) throws(RecordError) -> RecordOutcome<Question> {
        let text = try line.text("question")
        let intent = try line.text("intent")
        guard !text.allSatisfy(\.isWhitespace), !intent.isEmpty else { return .drop(.empty) }
        guard text.utf8.count <= 600 else { return .drop(.tooLong) }
        guard !talk.contains(intent) else { return .drop(RecordDrop("talk, which no function serves")) }
        let question = Question(text: text, intent: outOfScope.contains(intent) ? nil : intent)
        return .keep(question, question: text, identity: text)
    }

    init(name: String, _ questions: [Question]) {
        self.name = name
        self.questions = questions
        let names = Set(questions.compactMap(\.intent)).sorted()
        intents = names.map { name in
            let plain = name.replacing("?", with: "")
            return FunctionSignature(
                name: plain, description: FunctionDescriptions.byName[plain.lowercased()] ?? "", parameters: [])
        }
        topics = intents.map(\.topics)
        let numbers = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
        var byIntent = Array(repeating: [Int](), count: names.count)
        var strays: [Int] = []
        for (index, question) in questions.enumerated() {
            if let intent = question.intent, let number = numbers[intent] {
                byIntent[number].append(index)
            } else {
                strays.append(index)
            }
        }
        self.byIntent = byIntent
        self.strays = strays
    }

    func example(_ random: inout Randomness) -> Example {
        guard !intents.isEmpty else {
            return Example(skill: .tools, tasks: [refusal(of: random.pick(questions), &random)])
        }
        var chosen: [Int] = []
        let wanted = min(Int.random(in: 4...6, using: &random), intents.count)
        for _ in 0..<wanted * 4 where chosen.count < wanted {
            let intent = Int.random(in: intents.indices, using: &random)
            // Functions that sound alike are seldom told apart by their questions.
            let isLike = chosen.contains { !topics[$0].isDisjoint(with: topics[intent]) }
            if !chosen.contains(intent), !isLike || random.chance(0.2) { chosen.append(intent) }
        }
        var renamer = ToolRenamer(&random)
        let tools = chosen.map { renamer.rename(intents[$0], &random).definition }
        let tasks = (0..<Int.random(in: 4...6, using: &random)).map { _ -> Example.Task in
            if random.chance(0.15), let stray = stray(to: chosen, &random) { return refusal(of: stray, &random) }
            let place = Int.random(in: chosen.indices, using: &random)
            let question = questions[random.pick(byIntent[chosen[place]])]
            let call = ToolCall(id: "call_1", name: tools[place].name, arguments: .object([]))
            return Example.Task([.user(question.text), .assistant("", toolCalls: [call])])
        }
        return Example(skill: .tools, tools: tools, tasks: tasks)
    }

    /// A question that none of some functions is for.
    private func stray(to chosen: [Int], _ random: inout Randomness) -> Question? {
        if !strays.isEmpty, random.chance(0.5) { return questions[random.pick(strays)] }
        for _ in 0..<6 {
            let intent = Int.random(in: intents.indices, using: &random)
            guard !chosen.contains(where: { $0 == intent || !topics[$0].isDisjoint(with: topics[intent]) }) else {
                continue
            }
            return questions[random.pick(byIntent[intent])]
        }
        return nil
    }

    private func refusal(of question: Question, _ random: inout Randomness) -> Example.Task {
        Example.Task([.user(question.text), .assistant(ToolRefusal.sentence(&random))])
    }
}
