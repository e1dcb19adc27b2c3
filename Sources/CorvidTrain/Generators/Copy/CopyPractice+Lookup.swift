import Corvid

/// The value of a key, the n-th item, the item next to another.
extension CopyPractice {
    private static let valueQuestions = Phrases(
        """
        What is {k}?
        What is the value of {k}?
        {k}?
        Look up {k}.
        Which value [has|belongs to|stands beside|goes with] {k}?
        [Give|Tell] me {k}.
        [Give|Tell] me the value [of|for] {k}.
        What [do you have|does it say|is written|is there] for {k}?
        What does {k} [have|hold|say|map to|stand for|contain]?
        Find {k} and [say|tell me] what belongs to it.
        I need [|the value of ]{k}.
        Read out the entry [for|of] {k}.
        [Value|Entry] of {k}, please.
        And {k}?
        How about {k}?
        What about {k}?
        """)
    private static let keyQuestions = Phrases(
        """
        [Which|What] key has the value {v}?
        [Which|What] [entry|key] [belongs to|goes with|stands before|has] {v}?
        Where does it say {v}?
        {v} belongs to [what|which key]?
        [Find|Name] the key of {v}.
        Whose value is {v}?
        """)
    private static let headings = Phrases(
        """
        Entries:
        Here is what you know:
        Facts:
        Table:
        Settings:
        Records:
        Register:
        [Values|Keys and values]:
        Look-up table:
        Directory:
        """)

    private enum Layout: CaseIterable {
        case colon, equals, arrow, bar, json, tab, dash, sentence

        func line(_ key: String, _ value: String) -> String {
            switch self {
            case .colon: "\(key): \(value)"
            case .equals: "\(key) = \(value)"
            case .arrow: "\(key) -> \(value)"
            case .bar: "| \(key) | \(value) |"
            case .json: "\"\(key)\": \"\(value)\","
            case .tab: "\(key)  \(value)"
            case .dash: "- \(key) - \(value)"
            case .sentence: "\(key) is \(value)."
            }
        }

        /// What neither key nor value may have.
        var banned: Set<Character> {
            switch self {
            case .colon: [":"]
            case .equals: ["="]
            case .arrow: [">"]
            case .bar: ["|"]
            case .json: ["\"", "\\"]
            case .tab: []
            case .dash: ["-"]
            case .sentence: [".", "?"]
            }
        }
    }

    func lookup(_ composer: inout Composer) -> Example {
        let layout = composer.pick(Layout.allCases)
        let count = composer.chance(0.5) ? composer.int(4...10) : composer.int(8...26)
        let banned = layout.banned
        let keys = composer.distinct(count) { composer in
            composer.chance(0.3) ? composer.pick(Words.all) : item(&composer, banned: banned)
        }
        let values = composer.distinct(keys.count) { item(&$0, banned: banned) }
        let pairs = Array(zip(keys, values))
        let isInline = composer.chance(0.15) && layout != .bar && layout != .tab
        let text = pairs.map { layout.line($0, $1) }.joined(
            separator: isInline ? (layout == .sentence ? " " : "; ") : "\n")
        func questions(_ count: Int) -> [(String, String)] {
            composer.pick(count, of: pairs).map { key, value in
                composer.chance(0.8)
                    ? (composer.write(Self.valueQuestions, ["k": key]), value)
                    : (composer.write(Self.keyQuestions, ["v": value]), key)
            }
        }
        if composer.chance(0.5) {
            let heading = composer.chance(0.7) ? composer.write(Self.headings) + "\n" : ""
            return Example(
                skill: .copy, instructions: heading + text,
                tasks: questions(composer.int(4...9)).map { .init([.user($0), .assistant($1)]) })
        }
        return conversation(about: text, questions(composer.int(3...8)), &composer)
    }

    /// One conversation whose first question stands with the text.
    private func conversation(
        about text: String, _ questions: [(String, String)], _ composer: inout Composer
    ) -> Example {
        var messages: [Message] = []
        for (question, answer) in questions {
            let isFirst = messages.isEmpty
            messages += [.user(isFirst ? arranged(text, question, &composer) : question), .assistant(answer)]
        }
        return Example(skill: .copy, tasks: [.init(messages)])
    }

    private static let ordinals = ["first", "second", "third", "fourth", "fifth", "sixth"]
    private static let placeQuestions = Phrases(
        """
        [What|Which] is the {n} [item|entry|one|element]?
        [Give|Tell] me the {n} [one|item|entry] [of the list|].
        [Name|Repeat|Copy] the {n} [item|entry|element].
        Which one is {n}?
        The {n}[, please|]?
        What comes {n}?
        """)
    private static let neighbourQuestions = Phrases(
        """
        [What|Which one] comes [directly |right |]after {x}?
        What follows {x}?
        Which [item|entry] stands after {x}?
        After {x} comes [what|which one]?
        [Name|Give me] the one after {x}.
        Next after {x}?
        """)
    private static let previousQuestions = Phrases(
        """
        [What|Which one] comes [directly |right |]before {x}?
        Which [item|entry] stands before {x}?
        [Name|Give me] the one before {x}.
        What precedes {x}?
        Before {x} there is [what|which one]?
        """)

    func list(_ composer: inout Composer) -> Example {
        let layout = composer.int(0...4)
        let separators = ["\n", ", ", "; ", " | ", " / "]
        let separator = separators[layout]
        let banned: Set<Character> = layout == 0 ? [] : Set(separator.trimmed)
        let items = composer.distinct(composer.int(3...14)) { composer in
            composer.chance(0.3) ? composer.pick(Words.all) : item(&composer, banned: banned)
        }
        let isNumbered = layout == 0 && composer.chance(0.3)
        let text = items.enumerated().map { isNumbered ? "\($0 + 1). \($1)" : $1 }.joined(separator: separator)
        let questions = (0..<composer.int(4...8)).map { _ -> (String, String) in
            let place = composer.int(0...items.count - 1)
            switch composer.int(0...9) {
            case ..<5 where place + 1 < items.count:
                return (composer.write(Self.neighbourQuestions, ["x": items[place]]), items[place + 1])
            case ..<7 where place > 0:
                return (composer.write(Self.previousQuestions, ["x": items[place]]), items[place - 1])
            case 7:
                return (composer.write(Self.placeQuestions, ["n": "last"]), items[items.count - 1])
            default:
                let near = min(place, isNumbered ? 5 : 3)
                return (composer.write(Self.placeQuestions, ["n": Self.ordinals[near]]), items[near])
            }
        }
        if composer.chance(0.5) {
            return Example(
                skill: .copy, instructions: composer.chance(0.5) ? "List:\n" + text : text,
                tasks: questions.map { .init([.user($0), .assistant($1)]) })
        }
        return conversation(about: text, questions, &composer)
    }
}
