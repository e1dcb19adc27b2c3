import Corvid

/// Teaches talk without tools: greetings, thanks, farewells, who it is, what it can and cannot do; briefly and honestly,
/// whatever tools stand by.
package struct SmallTalk: ExampleSource {
    package let name = "smalltalk"
    let tools: TaskTools
    let portion: Portion

    package init(tools: TaskTools, portion: Portion = .training) {
        self.tools = tools
        self.portion = portion
    }

    package func example(_ random: inout Randomness) -> Example {
        var composer = Composer(random, portion)
        defer { random = composer.random }
        var definitions: [ToolDefinition] = []
        if composer.chance(0.55) { definitions.append(tools.calculator) }
        if composer.chance(0.35) { definitions.append(tools.fetch) }
        if composer.chance(0.35) {
            let service = composer.pick(ServiceCatalog.all)
            let function = InventedFunction(
                composer.pick(service.actions), service: service.name, style: composer.pick([.snake, .camel]),
                taken: [],
                &composer)
            definitions.append(function.definition)
        }
        let tasks = (0..<composer.int(4...8)).map { _ in task(&composer) }
        return Example(skill: .dialogue, tools: definitions, tasks: tasks)
    }

    /// One to three turns.
    private func task(_ composer: inout Composer) -> Example.Task {
        var conversation = Conversation()
        if composer.chance(0.25) { turn(Self.greetings, &conversation, &composer) }
        turn(topic(&composer), &conversation, &composer)
        if composer.chance(0.2) { turn(composer.chance(0.6) ? Self.thanks : Self.farewells, &conversation, &composer) }
        return conversation.task
    }

    private func topic(_ composer: inout Composer) -> Exchange {
        switch composer.int(0...99) {
        case ..<40: composer.pick(Self.inabilities)
        case ..<70: composer.pick(Self.talk)
        case ..<78: Self.greetings
        case ..<85: Self.thanks
        case ..<90: Self.farewells
        default: composer.pick(Self.self_)
        }
    }

    private func turn(_ exchange: Exchange, _ conversation: inout Conversation, _ composer: inout Composer) {
        let (p, x, c, d, t) = (
            composer.pick(Words.firstNames), composer.pick(Words.things), composer.pick(Words.cities),
            composer.pick(Words.weekdays), composer.pick(Words.topics)
        )
        let n = composer.int(5...90)
        func fill(_ phrases: Phrases, _ composer: inout Composer) -> String {
            composer.write(phrases, ["p": p, "x": x, "c": c, "d": d, "t": t, "n": String(n)]).articlesFixed.squeezed
                .trimmed.capitalizedSentence
        }
        var question = fill(exchange.questions, &composer)
        if composer.chance(0.15) {
            question =
                composer.pick(["Hey, ", "Listen, ", "So, ", "By the way, ", "Tell me, "]) + question.uncapitalized
        }
        if composer.chance(0.1) { question = question.lowercased() }
        conversation.user(question)
        conversation.say(fill(exchange.answers, &composer))
    }

    /// What is said, and what is answered; any answer fits any of the questions.
    struct Exchange: Sendable {
        var questions: Phrases
        var answers: Phrases

        init(_ questions: String, _ answers: String) {
            self.questions = Phrases(questions)
            self.answers = Phrases(answers)
        }
    }
}

extension String {
    /// With a small letter in front, unless it is the word I or an acronym.
    var uncapitalized: String {
        guard let first, first.isUppercase, let second = dropFirst().first, second.isLowercase else { return self }
        return first.lowercased() + dropFirst()
    }
}
