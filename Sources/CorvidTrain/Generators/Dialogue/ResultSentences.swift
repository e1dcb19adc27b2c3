import Corvid
import CorvidGrammar

/// Teaches to put a tool's result into one sentence that answers what was asked, with the value copied exactly; to go on
/// from the last result by reference; to correct a call after an error; and to say plainly that nothing was found or done.
package struct ResultSentences: ExampleSource {
    package let name = "results"
    let tools: TaskTools
    let portion: Portion

    package init(tools: TaskTools, portion: Portion = .training) {
        self.tools = tools
        self.portion = portion
    }

    package func example(_ random: inout Randomness) -> Example {
        var composer = Composer(random, portion)
        defer { random = composer.random }
        switch composer.int(0...99) {
        case ..<40: return answers(&composer)
        case ..<57: return calculations(&composer)
        case ..<78: return databaseAnswers(&composer)
        default: return actions(&composer)
        }
    }

    // MARK: - What a function says

    /// A scenario as a function, with its parameters' names.
    private struct Source {
        var definition: ToolDefinition
        var slots: [InventedFunction.Slot]
        var scenario: ResultScenario
    }

    private func source(_ composer: inout Composer, taken: Set<String>) -> Source? {
        let scenario = composer.pick(ResultScenario.all)
        let name = composer.pick(scenario.names)
        guard !taken.contains(name) else { return nil }
        let style: Composer.NameStyle = name.contains("_") ? .snake : .camel
        var parameters: [ParameterSchema.Parameter] = []
        var slots: [InventedFunction.Slot] = []
        for concept in scenario.parameters {
            let names = composer.shuffled(concept.names).map { composer.joined(Words.split($0), style) }
            guard let name = names.first(where: { name in !slots.contains { $0.name == name } }) else { continue }
            let (parameter, isISO) = InventedFunction.parameter(
                concept, name, isRequired: true, of: "request", &composer)
            parameters.append(parameter)
            slots.append(.init(name: name, concept: concept, isRequired: true, isISO: isISO))
        }
        let description = composer.write(composer.pick(scenario.descriptions))
        return Source(
            definition: ToolDefinition(
                name: name, description: description, parameters: ParameterSchema(parameters).json),
            slots: slots, scenario: scenario)
    }

    private func answers(_ composer: inout Composer) -> Example {
        var sources: [Source] = []
        let count = composer.int(1...4)
        for _ in 0..<20 where sources.count < count {
            if let source = source(&composer, taken: Set(sources.map(\.definition.name))) { sources.append(source) }
        }
        var definitions = sources.map(\.definition)
        let hasCalculator = composer.chance(0.5)
        if hasCalculator { definitions.append(tools.calculator) }
        let tasks = (0..<composer.int(3...6)).map { _ in
            answer(composer.pick(sources), hasCalculator: hasCalculator, &composer)
        }
        return Example(skill: .dialogue, tools: definitions, tasks: tasks)
    }

    private static let failures = Words.entries(
        """
        service unavailable, connection timed out, access denied, not found, internal error, too many requests
        the server does not answer, permission missing, no such entry, the id is unknown
        """)
    private static let failureAnswers = Phrases(
        """
        That did not work: {e}.
        I could not find that out: {e}.
        Sorry, that failed: {e}.
        The tool reports an error: {e}.
        It did not work ({e}).
        """)
    private static let emptyResults = [
        "[]", "{}", "null", "no results", "nothing found", "{\"results\":[]}", "0 results", "(no rows)",
    ]
    private static let emptyAnswers = Phrases(
        """
        Nothing was found.
        I found nothing about that.
        There is no entry for that.
        The search found nothing.
        Nothing is known about that.
        """)

    private func answer(_ source: Source, hasCalculator: Bool, _ composer: inout Composer) -> Example.Task {
        var conversation = Conversation()
        let values = source.slots.map { ($0, composer.value($0.concept.kind, isISO: $0.isISO)) }
        let arguments = values.map { (name: $0.0.name, value: $0.1) }
        let fields = source.scenario.fields
        let asked = composer.pick(fields)
        let question = Self.fill(composer.pick(asked.questions.forms(for: portion)), values, "", &composer)
        conversation.user(ask(question, &composer))
        if composer.chance(0.1) {
            // A wrong call, the error that says so, and the right one.
            if let first = arguments.first, arguments.count > 1 {
                conversation.call(source.definition.name, Array(arguments.dropFirst()), isGiven: true)
                conversation.result(
                    composer.pick([
                        "Error: \(first.name) is missing.", "Error: missing required argument \(first.name)",
                        "Error: the argument \(first.name) is required; give it as well.",
                    ]))
            } else if let only = arguments.first {
                conversation.call(
                    source.definition.name,
                    [(only.name, ParameterValue(text: "", json: .plain(.text(""))))], isGiven: true)
                conversation.result(
                    composer.pick([
                        "Error: \(only.name) must not be empty.", "Error: empty \(only.name)",
                        "Error: no \(only.name) given",
                    ]))
            }
        }
        conversation.call(source.definition.name, arguments)
        if composer.chance(0.05) {
            let failure = composer.pick(Self.failures)
            conversation.result("Error: " + failure)
            conversation.say(composer.write(Self.failureAnswers, ["e": failure]))
            return conversation.task
        }
        if composer.chance(0.06) {
            conversation.result(composer.pick(Self.emptyResults))
            conversation.say(composer.write(Self.emptyAnswers))
            return conversation.task
        }
        var shown = composer.chance(0.2) ? [asked] : composer.pick(composer.int(1...fields.count), of: fields)
        if !shown.contains(where: { $0.keys == asked.keys }) { shown[0] = asked }
        let results = shown.map { ($0, composer.value($0.kind).inDigits) }
        let keyed = results.map { (composer.pick($0.0.keys), $0.1) }
        conversation.result(Self.rendered(keyed, &composer))
        guard let result = results.first(where: { $0.0.keys == asked.keys }) else { return conversation.task }
        conversation.say(
            Self.fill(
                composer.pick(asked.answers.forms(for: portion)), values, result.1.spoken, &composer
            ).capitalizedSentence)
        // A further question about what is already there, or a calculation with it.
        if let other = results.first(where: { $0.0.keys != asked.keys }), composer.chance(0.3) {
            let question = Self.fill(composer.pick(other.0.questions.forms(for: portion)), values, "", &composer)
            let opening = composer.pick(["And ", "Also: ", "", "Then tell me: "])
            conversation.user(opening + (opening.isEmpty ? question : question.uncapitalized))
            conversation.say(
                Self.fill(
                    composer.pick(other.0.answers.forms(for: portion)), values, other.1.spoken, &composer
                ).capitalizedSentence)
        } else if hasCalculator, case .number(let figure) = result.1.json, composer.chance(0.35) {
            follow(figure, &conversation, &composer)
        }
        return conversation.task
    }

    private static let openings = Phrases(
        """
        {q}
        {q}
        {q}
        {q}
        Hi! {q}
        Please tell me: {q}
        One question: {q}
        I wonder: {q}
        Quick question. {q}
        Can you look this up? {q}
        """)

    private func ask(_ question: String, _ composer: inout Composer) -> String {
        composer.write(Self.openings, ["q": question])
    }

    /// A form with the values of parameters by their concepts' ids, and `{v}`.
    private static func fill(
        _ form: Phrase, _ values: [(InventedFunction.Slot, ParameterValue)], _ result: String,
        _ composer: inout Composer
    ) -> String {
        form.filled(&composer.random) { name, _ in
            if name == "v" { return result }
            if name == "a v" { return Words.indefinite(result) }
            let id = name.split(separator: " ").last.map(String.init) ?? name
            let text = values.first { $0.0.concept.id == id }?.1.text ?? ""
            return name.hasPrefix("a ") ? Words.indefinite(text) : text
        }
    }

    /// A result as functions give it: an object, lines, a table, or the bare value.
    static func rendered(_ values: [(key: String, value: ParameterValue)], _ composer: inout Composer) -> String {
        func json(_ value: ParameterValue) -> String {
            switch value.json {
            case .number(let figure):
                // JSON has digits without separators.
                return Figure(id: figure.id, value: figure.value, text: figure.value.calculatorText).marked
            case .numbers, .plain: return String(decoding: value.argument.serialized, as: UTF8.self)
            }
        }
        if values.count == 1, composer.chance(0.4) { return values[0].value.spoken }
        switch composer.int(0...5) {
        case 0: return values.map { "\($0.key): \($0.value.spoken)" }.joined(separator: "\n")
        case 1: return values.map { "\($0.key)=\($0.value.spoken)" }.joined(separator: "; ")
        case 2:
            return values.map(\.key).joined(separator: " | ") + "\n"
                + values.map(\.value.spoken).joined(separator: " | ")
        case 3:
            return "{" + values.map { "\"\($0.key)\": \(json($0.value))" }.joined(separator: ", ") + "}"
        default: return "{" + values.map { "\"\($0.key)\":\(json($0.value))" }.joined(separator: ",") + "}"
        }
    }

    // MARK: - Calculations that go on

    private static let continuations = Phrases(
        """
        And half of that?
        What is half of that?
        And twice that?
        Now add {n}.
        Add {n} to that.
        And if I add {n}?
        Plus {n}?
        Now subtract {m}.
        And minus {m}?
        Take {m} away from that.
        Times {k}?
        And {k} times that?
        Multiply that by {k}.
        Now divide that by {k}.
        Divided by {k}, please.
        What is {p} percent of that?
        And {p}% of it?
        How much is that for {k} people each?
        And a third of that?
        And a quarter of it?
        """)
    private static let followAnswers = Phrases(
        """
        That is {r}.
        That makes {r}.
        It is {r}.
        The result is {r}.
        Then it is {r}.
        """)

    /// One or two questions about the last result.
    private func follow(_ figure: Figure, _ conversation: inout Conversation, _ composer: inout Composer) {
        var figure = figure
        for _ in 0..<composer.int(1...2) {
            guard let (text, formula) = continuation(figure, &composer) else { return }
            conversation.user(text)
            conversation.calculate(formula)
            let next = composer.figure(formula.value)
            conversation.result(next.marked)
            conversation.say(composer.write(Self.followAnswers, ["r": next.text]))
            figure = next
        }
    }

    private func continuation(_ last: Figure, _ composer: inout Composer) -> (String, Formula)? {
        for _ in 0..<10 {
            let phrase = composer.pick(Self.continuations.forms(for: portion))
            let n = composer.figure(composer.int(2...90), words: 0.1)
            let k = composer.figure(composer.int(2...9), words: 0.3)
            let p = composer.figure(composer.int(1...15) * 5, words: 0)
            let third = composer.figure(Rational(3), text: "third")
            let twice = composer.figure(Rational(2), text: "twice")
            var text = composer.write(phrase, ["n": n.marked, "m": n.marked, "k": k.marked, "p": p.marked])
            let source = phrase.source
            let formula: Formula
            if source.contains("half") {
                formula = last / 2
            } else if source.contains("quarter") {
                formula = last / 4
            } else if source.contains("third") {
                text = text.replacing("third", with: third.marked)
                formula = last / third
            } else if source.contains("twice") {
                text = text.replacing("twice", with: twice.marked)
                formula = last * twice
            } else if source.contains("{n}") {
                formula = last + n
            } else if source.contains("{m}") {
                formula = last - n
            } else if source.contains("{p}") {
                formula = last * p / 100
            } else if source.contains("ivided") || source.contains("divide") || source.contains("people") {
                formula = last / k
            } else {
                formula = last * k
            }
            let value = formula.value
            if value.isValid, value.numerator > 0, (value.decimalPlaces ?? 9) <= 3, value.numerator < 1_000_000_000 {
                return (text, formula)
            }
        }
        return nil
    }

    /// Calculations and what is asked about their results.
    private func calculations(_ composer: inout Composer) -> Example {
        let offer = CalculatorOffer(tools: tools).draw(&composer)
        let tasks = (0..<composer.int(3...5)).map { _ -> Example.Task in
            var conversation = Conversation()
            let (a, b) = (composer.figure(composer.int(2...400)), composer.figure(composer.int(2...90)))
            let formula: Formula
            let text: String
            switch composer.int(0...4) {
            case 0: (text, formula) = ("What is \(a.marked) plus \(b.marked)?", a + b)
            case 1: (text, formula) = ("How much is \(a.marked) times \(b.marked)?", a * b)
            case 2:
                let thing = Words.plural(composer.pick(Words.things))
                (text, formula) = (
                    "\(b.marked) boxes with \(a.marked) \(thing) each: how many \(thing) is that?", b * a
                )
            case 3:
                let money = Money(&composer)
                (text, formula) = ("What do I pay for \(b.marked) tickets at \(money(a)) each?", b * a)
            default: (text, formula) = ("Calculate \(a.marked) * \(b.marked) + \(a.marked)".ended, a * b + a)
            }
            conversation.user(text)
            conversation.calculate(formula)
            let result = composer.figure(formula.value)
            conversation.result(result.marked)
            conversation.say(composer.write(Self.followAnswers, ["r": result.text]))
            follow(result, &conversation, &composer)
            return conversation.task
        }
        return Example(skill: .dialogue, tools: offer, tasks: tasks)
    }

    // MARK: - What functions do

    private static let done = Phrases(
        """
        Done. The {w} is {id}.
        That is done, the {w} is {id}.
        It worked; the {w} is {id}.
        All done: the {w} is {id}.
        Everything is arranged. The {w} is {id}.
        It is settled. Your {w}: {id}.
        """)
    private static let plainlyDone = Phrases(
        """
        Done.
        That is done.
        It is done.
        All done.
        It worked.
        That worked.
        """)
    private static let refused = Phrases(
        """
        That did not work: {e}.
        It could not be done: {e}.
        Sorry, that failed: {e}.
        The request was refused: {e}.
        """)
    private static let reasons = Words.entries(
        """
        no free places, the date lies in the past, already cancelled, card refused, the account is locked, sold out
        outside of working hours, limit exceeded, nobody is available, closed on that day, the room is occupied
        the file is in use, not enough money, the address is unknown, duplicate entry, the list is full
        """)
    private static let codeWords = Words.entries("reference, number, confirmation code, id, booking code, code")

    private static let asking: Set<String> = [
        "find", "search", "list", "show", "get", "check", "track", "fetch", "suggest", "forecast", "compare",
        "calculate",
        "compute", "estimate", "translate", "mean", "median", "deviation", "maximum", "identify", "define", "detect",
        "count", "summarize", "measure", "quote", "sort", "plot", "predict", "look_up", "average",
    ]

    /// A request, the call, its outcome; then perhaps that it be undone, by the code of the result.
    private func actions(_ composer: inout Composer) -> Example {
        let service = composer.pick(ServiceCatalog.all)
        let style = composer.pick([Composer.NameStyle.snake, .snake, .camel, .dotted])
        var functions: [(function: InventedFunction, action: ServiceCatalog.Action)] = []
        var taken: Set<String> = []
        for action in composer.shuffled(service.actions).prefix(composer.int(3...5)) {
            let function = InventedFunction(action, service: service.name, style: style, taken: taken, &composer)
            if taken.insert(function.definition.name).inserted { functions.append((function, action)) }
        }
        let doing = functions.filter { Self.asking.isDisjoint(with: $0.action.verbs) }
        let undo = functions.first { entry in
            entry.function.slots.contains { $0.isRequired && $0.concept.id == "booking_code" }
                && entry.function.slots.filter(\.isRequired).count == 1 && entry.action.verbs.contains("cancel")
        }
        guard !doing.isEmpty else { return answers(&composer) }
        let tasks = (0..<composer.int(3...5)).map { _ -> Example.Task in
            let (function, action) = composer.pick(doing)
            let request = function.request(&composer)
            var conversation = Conversation()
            conversation.user(request.text)
            let arguments = request.calls[0].values
            if composer.chance(0.15), arguments.count > 1,
                let missing = arguments.indices.randomElement(using: &composer.random),
                function.slots.contains(where: { $0.name == arguments[missing].name && $0.isRequired })
            {
                var fewer = arguments
                fewer.remove(at: missing)
                conversation.call(request.calls[0].name, fewer, isGiven: true)
                conversation.result(
                    composer.pick([
                        "Error: missing argument \(arguments[missing].name)",
                        "Error: \(arguments[missing].name) is required.",
                        "Error: the call lacks \(arguments[missing].name).",
                    ]))
            }
            conversation.call(request.calls[0].name, arguments)
            if composer.chance(0.15) {
                let reason = composer.pick(Self.reasons)
                conversation.result(
                    composer.pick(["Error: \(reason)", "{\"ok\":false,\"reason\":\"\(reason)\"}", "failed: \(reason)"]))
                conversation.say(composer.write(Self.refused, ["e": reason]))
                return conversation.task
            }
            guard composer.chance(0.7) else {
                conversation.result(
                    composer.pick(["ok", "{\"ok\":true}", "done", "success", "{\"status\":\"ok\"}", "true"]))
                conversation.say(composer.write(Self.plainlyDone))
                return conversation.task
            }
            let (code, word) = (composer.code(), composer.pick(Self.codeWords))
            let key = word.replacing(" ", with: "_")
            conversation.result(
                composer.pick([
                    "{\"status\":\"ok\",\"\(key)\":\"\(code)\"}", "{\"\(key)\":\"\(code)\"}", "ok, \(word) \(code)",
                    "\(key): \(code)", "{\"ok\": true, \"\(key)\": \"\(code)\"}",
                ]))
            conversation.say(composer.write(Self.done, ["w": word, "id": code]))
            guard let undo, composer.chance(0.5),
                action.verbs.contains(where: { ["book", "reserve", "order", "buy", "rent"].contains($0) }),
                let slot = undo.function.slots.first(where: { $0.concept.id == "booking_code" })
            else { return conversation.task }
            conversation.user(
                composer.pick([
                    "Sorry, please cancel that again.", "On second thought, cancel it.", "No, cancel that.",
                    "Please call it off again.",
                    "I changed my mind. Cancel it, please.", "Can you cancel that?", "We cannot come. Cancel it.",
                ]))
            conversation.call(
                undo.function.definition.name, [(slot.name, ParameterValue(text: code, json: .plain(.text(code))))])
            conversation.result(composer.pick(["ok", "{\"status\":\"cancelled\"}", "cancelled", "{\"ok\":true}"]))
            conversation.say(
                composer.pick(["It is cancelled.", "That is cancelled.", "Cancelled.", "Done, it is cancelled."]))
            return conversation.task
        }
        return Example(skill: .dialogue, tools: functions.map(\.function.definition), tasks: tasks)
    }
}

extension ParameterValue {
    /// With numbers as programs print them.
    var inDigits: ParameterValue {
        guard case .number(let figure) = json else { return self }
        let plain = Figure(id: figure.id, value: figure.value, text: figure.value.calculatorText)
        return ParameterValue(text: plain.marked, json: .number(plain))
    }

    /// The bare value, numbers marked.
    var spoken: String {
        switch json {
        case .plain(let value): value.text ?? text
        case .number, .numbers: text
        }
    }
}
