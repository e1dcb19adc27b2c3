import Corvid
import CorvidGrammar

/// Questions about a web page: it is fetched, then the answer is taken from it.
struct PageSource: ExampleSource {
    let name = "lessons-pages"
    let lessons: [PassageLesson]
    let tools: TaskTools
    let others: FunctionPool

    func example(_ random: inout Randomness) -> Example {
        var offered = [tools.fetch]
        if random.chance(0.5) { offered.append(tools.calculator) }
        if random.chance(0.25) {
            offered += others.draw(Int.random(in: 1...2, using: &random), avoiding: offered, &random).map(\.definition)
        }
        var tasks: [Example.Task] = []
        let wanted = Int.random(in: 2...3, using: &random)
        for _ in 0..<20 where tasks.count < wanted {
            guard let filled = random.pick(lessons).fill(&random),
                let question = PassageSource.chosen(filled.questions, 4, &random).first
            else { continue }
            tasks.append(task(filled, question, &random))
        }
        return Example(skill: .web, tools: offered, tasks: tasks)
    }

    private func task(
        _ filled: PassageLesson.Filled, _ question: (text: String, answer: String?), _ random: inout Randomness
    ) -> Example.Task {
        let address = Self.address(filled.title, &random)
        let asked = PassageSource.varied(question.text, &random)
        let request = Self.request(asked, address, &random)
        let call = ToolCall(
            id: "call_1", name: tools.fetch.name,
            arguments: .object([.init(key: Array("url".utf8), value: .text(address))]))
        let page = random.chance(0.5) ? filled.title + "\n\n" + filled.text : filled.text
        return Example.Task([
            .user(request), .assistant("", toolCalls: [call]),
            .tool(page, call: call, isUntrusted: true, source: address),
            .assistant(question.answer ?? PassageSource.unstated),
        ])
    }

    private static func request(_ question: String, _ address: String, _ random: inout Randomness) -> String {
        let lower = question.prefix(1).lowercased() + question.dropFirst()
        return random.pick([
            "\(question) \(address)", "\(question) See \(address)", "\(address) \(question)",
            "According to \(address), \(lower)",
            "Look at \(address) and tell me: \(lower)", "\(question) The page is \(address).",
            "On \(address): \(lower)",
            "\(question) (\(address))", "Please read \(address). \(question)", "Page: \(address)\n\(question)",
            "Can you check \(address)? \(question)", "I found this page: \(address). \(question)",
        ])
    }

    /// A URL that nobody has seen before.
    private static func address(_ title: String, _ random: inout Randomness) -> String {
        let words = LessonNames.words(title).filter { $0.utf8.count > 2 }
        let slug = words.prefix(Int.random(in: 1...3, using: &random)).joined(separator: random.pick(["-", "_", "/"]))
        let host =
            random.pick(["www.", "", "", "info.", "news.", "my."])
            + random.pick(LessonWords.towns).lowercased()
            + random.pick(["", "-online", "-news", "-guide", "life", "24"])
            + random.pick([".example.org", ".example.com", ".example.net", ".example", ".test"])
        let path = random.pick([
            "", "pages/", "en/", "articles/", "a/\(Int.random(in: 2...999, using: &random))/", "wiki/",
        ])
        let ending = random.pick(["", "", ".html", "/", ".php?id=\(Int.random(in: 1...99, using: &random))"])
        return random.pick(["https://", "https://", "http://"]) + host + "/" + path + (slug.isEmpty ? "index" : slug)
            + ending
    }
}
