import Corvid
import CorvidGrammar

/// Teaches calling functions that were never seen: names, descriptions and parameters are composed anew for each
/// example, so that only reading them helps.
///
/// Values come in changing orders, by preposition, by name, in pairs ("from … to …"), in sentences of their own, with
/// numbers that do not matter beside them; optional parameters are given or left out; enumerated values, booleans,
/// dates and lists are said as people say them. Sets of similar functions, several calls at once, and requests that no
/// function can meet.
package struct FunctionInventions: ExampleSource {
    package let name = "functions"
    let tools: TaskTools
    let portion: Portion

    package init(tools: TaskTools, portion: Portion = .training) {
        self.tools = tools
        self.portion = portion
    }

    package func example(_ random: inout Randomness) -> Example {
        var composer = Composer(random, portion)
        defer { random = composer.random }
        return composer.chance(0.52) ? single(&composer) : several(&composer)
    }

    private static let styles: [Composer.NameStyle] = [.snake, .snake, .snake, .camel, .camel, .dotted, .pascal]

    private func function(_ composer: inout Composer, taken: Set<String> = []) -> InventedFunction {
        let style = composer.pick(Self.styles)
        switch composer.int(0...9) {
        case ..<5:
            let service = composer.pick(ServiceCatalog.all)
            return InventedFunction(
                composer.pick(service.actions), service: service.name, style: style, taken: taken, &composer)
        case ..<8: return AttributeFunctions.function(&composer, taken: taken, style: style)
        default: return FormulaFunctions.function(&composer, taken: taken, style: style)
        }
    }

    /// One function and requests for it.
    private func single(_ composer: inout Composer) -> Example {
        let function = function(&composer)
        var definitions = [function.definition]
        if composer.chance(0.1) { definitions.append(tools.calculator) }
        if composer.chance(0.06) { definitions.append(tools.fetch) }
        let tasks = (0..<composer.int(4...8)).map { _ -> Example.Task in
            if composer.chance(0.1), let request = function.parallelRequest(&composer) { return request.task }
            return function.request(&composer).task
        }
        return Example(skill: .tools, tools: definitions, tasks: tasks)
    }

    /// Three to six functions; of one service, or of any.
    private func several(_ composer: inout Composer) -> Example {
        var functions: [InventedFunction] = []
        var actions: [ServiceCatalog.Action] = []
        var rest: [(action: ServiceCatalog.Action, service: String)] = []
        var taken: Set<String> = []
        let count = composer.int(2...6)
        if composer.chance(0.7) {
            let service = composer.pick(ServiceCatalog.all)
            let style = composer.pick(Self.styles)
            let order = composer.shuffled(service.actions)
            for action in order.prefix(count) {
                let function = InventedFunction(action, service: service.name, style: style, taken: taken, &composer)
                guard taken.insert(function.definition.name).inserted else { continue }
                functions.append(function)
                actions.append(action)
            }
            rest = order.dropFirst(count).map { ($0, service.name) }
        }
        while functions.count < max(2, count - composer.int(0...1)) {
            let function = function(&composer, taken: taken)
            guard taken.insert(function.definition.name).inserted else { continue }
            functions.append(function)
        }
        let tasks = (0..<composer.int(5...8)).map { _ -> Example.Task in
            switch composer.int(0...19) {
            case ..<12: return composer.pick(functions).request(&composer).task
            case ..<14:
                let function = composer.pick(functions)
                return (function.parallelRequest(&composer) ?? function.request(&composer)).task
            case ..<16: return joint(composer.pick(2, of: functions), &composer).task
            default: return unmet(actions, rest, functions, &composer)
            }
        }
        return Example(skill: .tools, tools: functions.map(\.definition), tasks: tasks)
    }

    private static let joints = Phrases(
        """
        {a} Then {b}
        {a} Also, {b}
        {a} After that, {b}
        {a} And {b}
        {a} And please {b}
        {a} Besides, {b}
        {a} Finally, {b}
        {a} {B}
        {a} {B}
        {a} Next, {b}
        """)

    /// Two requests in one.
    private func joint(_ functions: [InventedFunction], _ composer: inout Composer) -> InventedRequest {
        let parts = functions.map { function -> InventedRequest in
            let values = InventedFunction.values(function.chosenSlots(&composer), &composer)
            let body = function.body(values, &composer)
            return InventedRequest(
                text: body.clause ?? body.sentence,
                calls: [(function.definition.name, values.map { ($0.0.name, $0.1) })])
        }
        let whole = parts.map { $0.text.last.map { ".?!".contains($0) } == true }
        let first = parts[0].text.ended.capitalizedSentence
        let text: String
        if whole[1] {
            text = first + " " + parts[1].text
        } else if !whole[0], composer.chance(0.4), parts[0].calls[0].values.allSatisfy({ !$0.value.isLast }) {
            text =
                parts[0].text.capitalizedSentence + composer.pick([" and ", ", and ", " and then "]) + parts[1].text
                + "."
        } else {
            text =
                composer.write(
                    Self.joints, ["a": first, "b": parts[1].text, "B": parts[1].text.capitalizedSentence]
                ).ended
        }
        return InventedRequest(text: text, calls: parts.flatMap(\.calls))
    }

    // MARK: - What no function can do

    private static let elsewhere = Phrases(
        """
        What do you think of {topic}?
        Who [invented|discovered] the {thing}?
        Why is the sky {color}?
        Tell me a story about a {animal}.
        What is the meaning of {topic}?
        How do I become a {job}?
        Which is better, {topic} or {topic}?
        Do you like {food}s?
        [Write|Sing] a song about {city}.
        Who is the mayor of {city}?
        What is the capital of {country}?
        When did {person} {surname} live?
        [Draw|Paint] a {animal} in a {room}.
        How many legs does a {animal} have?
        [Fix|Repair] my {thing}.
        Which {animal} is the fastest?
        Guess my age.
        Tell me [a joke|something funny] about {job}s.
        What does a {job} do all day?
        Is {city} larger than {city}?
        Where does the word {thing} come from?
        Explain {topic} to me.
        How do you say {thing} in Latin?
        Cook me some {food}s.
        What is my name?
        Walk the {animal}, please.
        """)

    private func unmet(
        _ actions: [ServiceCatalog.Action], _ rest: [(action: ServiceCatalog.Action, service: String)],
        _ functions: [InventedFunction], _ composer: inout Composer
    ) -> Example.Task {
        var text = composer.write(Self.elsewhere).articlesFixed
        let near = rest.filter { other in actions.allSatisfy { !Self.overlap($0, other.action) } }
        if !near.isEmpty, composer.chance(0.6) {
            let other = composer.pick(near)
            let function = InventedFunction(
                other.action, service: other.service, style: .snake, taken: [], &composer)
            text = function.request(&composer).text
        } else if composer.chance(0.6) {
            let service = composer.pick(ServiceCatalog.all)
            let action = composer.pick(service.actions)
            let objects = Set(functions.flatMap(\.objects) + functions.map(\.object))
            // Only what nothing here is about.
            if actions.allSatisfy({ !Self.overlap($0, action) }), objects.isDisjoint(with: action.objects) {
                let function = InventedFunction(action, service: service.name, style: .snake, taken: [], &composer)
                text = function.request(&composer).text
            }
        }
        var places = NumberPlaces()
        return .init([.user(places.read(text)), .assistant(LessonRefusals.pick(&composer.random))])
    }

    private static let asking: Set<String> = [
        "find", "search", "list", "show", "get", "check", "track", "look_up", "fetch", "suggest", "forecast", "compare",
    ]

    /// Whether a request for one could be thought to be one for the other.
    private static func overlap(_ one: ServiceCatalog.Action, _ other: ServiceCatalog.Action) -> Bool {
        if !Set(one.verbs).isDisjoint(with: other.verbs) { return true }
        let sharesObjects = !Set(one.objects).isDisjoint(with: other.objects)
        let (first, second) = (Set(one.verbs), Set(other.verbs))
        return sharesObjects && !first.isDisjoint(with: asking) && !second.isDisjoint(with: asking)
    }
}
