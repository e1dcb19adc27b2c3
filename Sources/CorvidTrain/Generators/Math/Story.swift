import Corvid

/// A told situation: sentences, and what can be asked about it.
struct Story {
    /// In the order of the telling.
    var sentences: [String]
    /// Whether the order does not matter.
    var isUnordered = false
    /// Whom the whole story is about, where pronouns can stand for the name.
    var person: StoryPerson?
    var questions: [Question]

    struct Question {
        var text: String
        var formula: Formula
        /// With `{r}`.
        var answer: String
        /// What the result must be: a count of things at least 2 and whole; else any decimal of two places.
        var isCount = true
    }

    /// Whether all that can be asked has an answer that people would give.
    var isSound: Bool {
        questions.allSatisfy { question in
            let value = question.formula.value
            guard value.isValid, value.numerator > 0, abs(value.numerator) < 100_000_000 else { return false }
            return question.isCount ? value.isInteger && value.numerator > 1 : (value.decimalPlaces ?? 99) <= 2
        }
    }
}

/// Somebody in a story, with the words that stand for them.
struct StoryPerson: Sendable {
    var name: String
    var he: String
    var his: String
    var him: String

    init(_ composer: inout Composer) {
        let isWoman = composer.chance(0.5)
        name = composer.pick(isWoman ? Words.women : Words.men)
        (he, his, him) = isWoman ? ("she", "her", "her") : ("he", "his", "him")
    }
}

/// The drawer of a story's words and numbers.
struct Teller {
    var composer: Composer

    /// Different people.
    mutating func people(_ count: Int) -> [StoryPerson] {
        var people: [StoryPerson] = []
        while people.count < count {
            let person = StoryPerson(&composer)
            if !people.contains(where: { $0.name == person.name }) { people.append(person) }
        }
        return people
    }

    /// Plural and singular of a countable thing.
    mutating func thing() -> (many: String, one: String) {
        let lists = [Words.things, Words.things, Words.foods, Words.animals, Words.plants]
        var one = composer.pick(composer.pick(lists))
        if composer.chance(0.25) {
            one = composer.pick(composer.chance(0.5) ? Words.colors : Words.adjectives) + " " + one
        }
        return (Words.plural(one), one)
    }

    mutating func number(_ range: ClosedRange<Int>, words: Double = 0.12) -> Figure {
        composer.figure(composer.int(range), words: words)
    }

    /// A number of things, mostly small.
    mutating func count(_ least: Int = 2) -> Figure {
        switch composer.int(0...9) {
        case ..<6: number(least...60)
        case ..<9: number(max(20, least)...200)
        default: number(max(100, least)...4000)
        }
    }

    mutating func say(_ phrases: Phrases, _ slots: KeyValuePairs<String, String>) -> String {
        composer.write(phrases, slots)
    }

    /// A figure that need not be drawn.
    mutating func exactly(_ value: Rational) -> Figure {
        value.isInteger ? composer.figure(value.numerator) : composer.figure(value)
    }

    /// A price as written, for example `$4.50`, with the currency's own way to write sums.
    mutating func price(_ cents: ClosedRange<Int>) -> Figure {
        let isWhole = composer.chance(0.5)
        let value =
            isWhole ? Rational(max(1, composer.int(cents) / 100)) : Rational(composer.int(cents) / 5 * 5, over: 100)
        guard !value.isInteger else { return composer.figure(value) }
        // Two places, as prices have.
        let total = value.numerator * (100 / value.denominator)
        return composer.figure(value, text: "\(total / 100).\(Composer.padded(total % 100))")
    }
}

/// How sums of money are written in one story.
struct Money {
    var before: String
    var after: String

    init(_ composer: inout Composer) {
        (before, after) = composer.pick([
            ("$", ""), ("$", ""), ("", " dollars"), ("€", ""), ("", " euros"), ("£", ""), ("", " pounds"),
            ("", " crowns"), ("", " pesos"), ("", " rupees"),
        ])
    }

    func callAsFunction(_ amount: Figure) -> String {
        // A sign stands before digits alone.
        var amount = amount
        if !before.isEmpty, amount.text.first?.isLetter == true { amount.text = amount.value.calculatorText }
        return before + amount.marked + after
    }
    var result: String { before + "{r}" + after }
}
