import Corvid

/// Repeat, and what stands between marks.
extension CopyPractice {
    private static let orders = Phrases(
        """
        Repeat: {x}
        Repeat this: {x}
        Repeat after me: {x}
        [Please repeat|Please echo|Please copy] the following: {x}
        Say [this|the following] again: {x}
        Say exactly this: {x}
        Echo: {x}
        Echo {x}
        Copy: {x}
        Copy this [text|line] [|exactly|word for word]: {x}
        Write [this|the following] [down|again|once more]: {x}
        Give me this text back: {x}
        Return [this|the following] unchanged: {x}
        {x} - [repeat that|say that again|copy this], please.
        Text: {x}\u{85}Repeat the text.
        {x}\u{85}[Repeat|Copy|Echo] the line above.
        I will say something and you say it back. {x}
        Print [this|the following string]: {x}
        Type out [exactly |]what comes after the colon: {x}
        What I [want to hear|need] is this: {x}
        Can you repeat {x}?
        [Output|Reply with|Answer with] [this|the following] and nothing else: {x}
        Read this back to me: {x}
        Quote me: {x}
        """)

    private static let parts = Phrases(
        """
        {a} ### {b} ### {c}\u{85}[Repeat|Give me|What is] the [part|text] between the ### marks[.|]
        First: {a}\u{85}Second: {b}\u{85}Third: {c}\u{85}[Repeat|Copy] the second.
        {a}\u{85}{b}\u{85}{c}\u{85}Repeat the second line.
        {a}\u{85}-> {b}\u{85}{c}\u{85}Which line has an arrow?
        BEGIN {b} END {a}\u{85}Copy what stands between BEGIN and END.
        {a} BEGIN {b} END {c}\u{85}What stands between BEGIN and END?
        {a} <<{b}>> {c}\u{85}[What is|Repeat what is] between << and >>[?|.]
        The [message|note|text|line] is [as follows|this]: {b}\u{85}[Read|Repeat] the [message|note|text|line].
        [subject|title|heading]: {a}\u{85}[body|message]: {b}\u{85}[from|sender]: {c}\u{85}Read out the [body|message].
        From: {a}\u{85}To: {b}\u{85}Via: {c}\u{85}Who is it to?
        {a}\u{85}---\u{85}{b}\u{85}---\u{85}{c}\u{85}[Copy|Repeat] what is between the lines of dashes.
        Ignore this: {a}\u{85}Repeat this: {b}
        Not this: {a}. But this: {b}
        Do not repeat: {a}\u{85}Repeat: {b}\u{85}Do not repeat: {c}
        1) {a}\u{85}2) {b}\u{85}3) {c}\u{85}Copy [item|number|point] 2.
        A: {a}\u{85}B: {b}\u{85}C: {c}\u{85}What [did|does] B say?
        """)

    private static let quotes: [(String, String)] = [
        ("\"", "\""), ("\"", "\""), ("'", "'"), ("“", "”"), ("«", "»"), ("(", ")"), ("[", "]"), ("<", ">"), ("*", "*"),
        ("`", "`"), ("{", "}"), ("|", "|"), ("/", "/"), ("_", "_"), ("~", "~"), ("=", "="),
    ]

    private static let quoteQuestions = Phrases(
        """
        [What|Which text|Which word or words] [is|stands] between {o} and {c}?
        [Repeat|Copy|Give me|Extract|Find] [what|the text that] stands between {o} and {c}.
        [What|Which part] is enclosed in {o} {c}?
        Take out the [part|text] between {o} and {c}.
        Between {o} and {c} there is something: [what|what does it say]?
        """)

    func repetition(_ composer: inout Composer) -> Example {
        let tasks = (0..<composer.int(2...5)).map { _ -> Example.Task in
            if composer.chance(0.3) {
                let texts = (0..<3).map { _ in span(1...4, &composer, banned: ["#", "<", ">"]) }
                let text = composer.write(Self.parts, ["a": texts[0], "b": texts[1], "c": texts[2]])
                return .init([.user(text.linesBroken), .assistant(texts[1])])
            }
            let text = span(2...8, &composer)
            return .init([.user(composer.write(Self.orders, ["x": text]).linesBroken), .assistant(text)])
        }
        return Example(skill: .copy, tasks: tasks)
    }

    /// A list in which some items stand between marks.
    func quotation(_ composer: inout Composer) -> Example {
        let tasks = (0..<composer.int(2...4)).map { _ -> Example.Task in
            let marks = composer.pick(4, of: Self.quotes)
            let banned = Set(marks.flatMap { [$0.0, $0.1] }.joined())
            var text = span(1...3, &composer, banned: banned)
            var answers: [(question: String, answer: String)] = []
            var used: Set<String> = []
            for (open, close) in marks where used.insert(open).inserted {
                let inside = span(1...3, &composer, banned: banned)
                text += " " + open + inside + close + " " + span(1...3, &composer, banned: banned)
                answers.append((composer.write(Self.quoteQuestions, ["o": open, "c": close]), inside))
            }
            var messages: [Message] = []
            for (place, answer) in composer.shuffled(answers).enumerated() {
                let isFirst = place == 0
                let question = isFirst ? arranged(text, answer.question, &composer) : answer.question
                messages += [.user(question), .assistant(answer.answer)]
            }
            return .init(messages)
        }
        return Example(skill: .copy, tasks: tasks)
    }

    /// A text and the question about it, in one order or the other.
    func arranged(_ text: String, _ question: String, _ composer: inout Composer) -> String {
        let gap = composer.pick(["\n", "\n\n", "\n"])
        return composer.chance(0.75) ? text + gap + question : question + gap + text
    }
}

extension String {
    /// With a line break at each NEL, which stands for it in forms that are lines themselves.
    var linesBroken: String { replacing("\u{85}", with: "\n") }
}
