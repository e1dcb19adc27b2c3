/// Puts a result into the sentence that answers a question, where the question's form leaves no doubt how; otherwise
/// says what the answer is.
struct AnswerSentence {
    /// The result as a sentence has it: `12`, `$3.50`, `12 km`.
    var amount: String
    /// The result as a number alone.
    var number: String
    /// Whether the result is exactly one, so that words for several do not fit.
    var isOne: Bool
    /// Whether the result is more than a bare number.
    var hasUnit: Bool { !amount.utf8.elementsEqual(number.utf8) }
    /// Names of people, who take the singular.
    var people: [String]

    /// The answer to the question that a problem ends or begins with.
    func answer(to problem: String) -> String {
        guard let question = Self.questions(in: problem).first else { return "The answer is \(amount)." }
        if let statement = statement(question), statement.split(separator: " ").count <= 18 {
            return Self.sentence(statement)
        }
        // What is counted may be another unit than that of the numbers.
        let counts = question.count > 1 && question[0].lowercased() == "how" && question[1] == "many"
        return "The answer is \(counts ? number : amount)."
    }

    private static func sentence(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst() + "."
    }

    // MARK: Finding the question

    private static let orders = [
        "find", "determine", "calculate", "give", "compute", "count", "state", "work out", "say", "tell",
    ]

    /// Sentences that ask, the likeliest first, without their end.
    private static func questions(in text: String) -> [[Substring]] {
        var sentences: [Substring] = []
        var rest = text[...]
        while let end = zip(rest.indices, rest.indices.dropFirst()).first(where: {
            ".?!".contains(rest[$0]) && rest[$1] == " "
        }) {
            sentences.append(rest[...end.0])
            rest = rest[rest.index(after: end.1)...]
        }
        sentences.append(rest)
        let asking = sentences.filter { $0.hasSuffix("?") }
        let ordering = sentences.filter { sentence in
            let lower = sentence.lowercased()
            return orders.contains { lower.hasPrefix($0 + " ") }
        }
        return (asking.suffix(1) + ordering.suffix(1)).map(core)
    }

    /// The words that matter: a condition before the question or after it is left out.
    private static func core(_ sentence: Substring) -> [Substring] {
        var words = sentence.split(separator: " ")
        if let last = words.popLast() {
            let bare = last.prefix(while: { $0 != "?" && $0 != "!" })
            words.append(bare.hasSuffix(".") ? bare.dropLast() : bare)
        }
        let isLate = ["if", "when", "in", "after", "since", "as"].contains(words.first?.lowercased() ?? "")
        if isLate, let comma = words.firstIndex(where: { $0.hasSuffix(",") }), comma + 1 < words.count {
            words = Array(words[(comma + 1)...])
        }
        if let comma = words.firstIndex(where: { $0.hasSuffix(",") }) {
            words = Array(words[...comma])
            words[comma] = words[comma].dropLast()
        }
        let conditions = ["if", "when", "given", "supposing", "while"]
        if let condition = words.dropFirst().firstIndex(where: { conditions.contains(String($0)) }) {
            words = Array(words[..<condition])
        }
        return words
    }

    // MARK: Forms of questions

    private static let auxiliaries: Set<String> = [
        "do", "does", "did", "are", "is", "were", "was", "has", "have", "had", "will", "can", "could", "must", "should",
        "would", "may",
    ]
    private static let prepositions: Set<String> = ["by", "for", "in", "after", "into", "at", "with", "over", "on"]

    /// Who asks is spoken to in the answer.
    private static let addressed = [
        "I": "you", "we": "you", "me": "you", "us": "you", "my": "your", "our": "your", "mine": "yours",
        "ours": "yours",
        "myself": "yourself", "ourselves": "yourselves", "am": "are", "I'm": "you're", "We": "you", "My": "your",
        "Our": "your", "I've": "you've", "we've": "you've", "I'd": "you'd", "we'd": "you'd",
    ]

    private func statement(_ question: [Substring]) -> String? {
        let words = question.map { Self.addressed[String($0)] ?? String($0) }
        let lower = words.map { $0.lowercased() }
        // "What does it cost me?": behind the amount there is no place for whom it concerns.
        guard words.count >= 2, !["me", "us", "him", "them"].contains(String(question[question.count - 1])) else {
            return nil
        }
        if Self.prepositions.contains(lower[0]), lower.count > 3, lower[1] == "how" {
            return after(lower[0], Array(words[2...]))
        }
        switch (lower[0], lower[1]) {
        case ("how", "many"): return counted(Array(words[2...]), amount: number, isCount: true)
        case ("how", "much"): return counted(Array(words[2...]), amount: amount, isCount: false)
        case ("how", "old"): return old(Array(words[2...]))
        case ("how", "far"): return hasUnit ? counted(Array(words[2...]), amount: amount, isCount: false) : nil
        case ("what", "number") where lower.count > 3 && lower[2] == "of":
            return counted(Array(words[3...]), amount: number, isCount: true)
        case ("what", "is"), ("what", "was"): return named(Array(words[2...]), verb: lower[1])
        case ("what", "does"), ("what", "did"), ("what", "do"), ("what", "will"), ("what", "must"), ("what", "should"):
            return counted(Array(words[1...]), amount: amount, isCount: false)
        case ("find", _), ("determine", _), ("calculate", _), ("give", _), ("compute", _), ("state", _):
            return named(Array(words[1...]), verb: "is")
        case ("work", "out"): return named(Array(words[2...]), verb: "is")
        default: return nil
        }
    }

    /// `By how many cm …?`: `By 12 cm`.
    private func after(_ preposition: String, _ words: [String]) -> String? {
        guard let auxiliary = words.firstIndex(where: { Self.auxiliaries.contains($0.lowercased()) }), words.count > 1
        else { return nil }
        let what = words[1..<auxiliary].joined(separator: " ")
        if words[0].lowercased() == "much" { return what.isEmpty ? "\(preposition) \(amount)" : nil }
        guard words[0].lowercased() == "many", !isOne || what.isEmpty, !what.contains(" than ") else { return nil }
        return "\(preposition) \(what.isEmpty ? number : number + " " + what)"
    }

    /// `How old is Tom now?`: `Tom is 12 years old now`.
    private func old(_ words: [String]) -> String? {
        guard words.count >= 2, let verb = words.first, ["is", "was", "will"].contains(verb), !isOne else { return nil }
        var end = 2
        if ["the", "his", "her", "its", "their"].contains(words[1].lowercased()) { end = 3 }
        if verb == "will" {
            guard words.count > end, words[end] == "be" else { return nil }
        }
        guard words.count >= end else { return nil }
        let subject = words[1..<end].joined(separator: " ")
        guard !["P's"].contains(subject), !subject.hasSuffix("'s") else { return nil }
        var rest = Array(words[end...])
        var phrase = verb
        if verb == "will" {
            phrase = "will be"
            rest.removeFirst()
        }
        return ([subject, phrase, number, "years old"] + rest).joined(separator: " ")
    }

    private static let heads: Set<String> = [
        "number", "sum", "total", "difference", "price", "weight", "length", "cost", "height", "age", "amount", "share",
        "average", "area", "distance", "profit", "time", "size", "width", "depth", "speed", "value", "bill", "fee",
        "rent",
        "salary", "pay", "wage", "income", "score", "change", "discount", "saving", "loss", "gain", "debt", "rest",
        "remainder", "perimeter", "temperature", "mass", "load", "volume", "population", "fare", "balance", "budget",
        "deposit", "interest", "tax", "tip", "fine", "increase", "decrease", "reduction", "rise", "duration", "count",
        "yield", "output", "product", "quotient", "mean", "rate", "goal", "earnings",
    ]
    private static let openings: Set<String> = ["the", "his", "her", "its", "their", "this", "that", "each", "one"]

    /// `What is the price of the coat?`: `The price of the coat is $12`.
    private func named(_ words: [String], verb: String) -> String? {
        var words = words
        guard let first = words.first, words.count >= 2 else { return nil }
        let opens = Self.openings.contains(first.lowercased()) || first.hasSuffix("'s")
        let head =
            words.prefix { $0 != "of" && $0 != "for" && $0 != "in" && $0 != "after" && $0 != "at" && $0 != "between" }
            .last ?? ""
        guard opens, Self.heads.contains(head.lowercased()) else { return nil }
        let value = unit(&words)
        guard !words.contains(where: { Self.auxiliaries.contains($0) }) || head == "number" else { return nil }
        return words.joined(separator: " ") + " \(verb) " + value
    }

    /// Takes `in cm` from the end; the amount with it.
    private func unit(_ words: inout [String]) -> String {
        let units: Set<String> = [
            "cm", "km", "kg", "g", "m", "mm", "ml", "l", "mg", "dollars", "euros", "cents", "metres", "centimetres",
            "litres",
            "kilometres", "kilograms", "grams", "minutes", "hours", "seconds", "days", "weeks", "years", "months",
            "pounds",
            "crowns", "watts", "pence", "francs", "degrees",
        ]
        guard words.count > 2, words[words.count - 2] == "in", let last = words.last, units.contains(last), !isOne
        else {
            return amount
        }
        words.removeLast(2)
        return "\(number) \(last)"
    }

    /// What follows `How many` or `How much`.
    private func counted(_ words: [String], amount: String, isCount: Bool) -> String? {
        var words = words
        let value = isCount ? amount : unit(&words)
        guard let place = words.firstIndex(where: { Self.auxiliaries.contains($0) }) else {
            // The question's subject is what is counted.
            guard isCount, !isOne, words.count >= 2, !words.contains("than") else { return nil }
            return "\(value) " + words.joined(separator: " ")
        }
        let what = Array(words[..<place])
        let auxiliary = words[place]
        let rest = Array(words[(place + 1)...])
        if what.contains(where: { ["of", "than", "that", "which", "who", "in", "from"].contains($0) }),
            !what.starts(with: ["more"])
        {
            // "How many of the balls that he has are …": where the auxiliary belongs is not certain.
            guard what.count <= 3, !what.contains("than"), !what.contains("that"), !what.contains("who"),
                !what.contains("which")
            else {
                return nil
            }
        }
        if !isCount, !what.isEmpty {
            guard what == ["more"] || what == ["less"] || what == ["money"] else { return nil }
        }
        if isOne, !what.isEmpty { return nil }
        let object = what.isEmpty || what == ["money"] ? value : value + " " + what.joined(separator: " ")
        switch auxiliary {
        case "are", "were", "is", "was": return being(object, auxiliary, rest, isCount: isCount, what: what)
        case "do", "does", "did": return doing(object, auxiliary, rest)
        case "has", "have", "had": return having(object, auxiliary, rest)
        default: return modal(object, auxiliary, rest)
        }
    }

    private func being(_ object: String, _ verb: String, _ rest: [String], isCount: Bool, what: [String]) -> String? {
        let verb = isOne ? (verb == "are" ? "is" : verb == "were" ? "was" : verb) : verb
        guard let first = rest.first else { return nil }
        if first == "there" {
            let tail = rest.dropFirst()
            return (["there", verb, object] + tail).joined(separator: " ")
        }
        if ["that", "it", "this"].contains(first), verb == "is" || verb == "was" {
            return ([first, verb, object] + rest.dropFirst()).joined(separator: " ")
        }
        // After a plural subject the verb agrees with it: what follows is said of it.
        guard verb == "are" || verb == "were" || isOne || !isCount && what.isEmpty && first == "left" else {
            return nil
        }
        let inverted: Set<String> = [
            "the", "a", "an", "one", "each", "his", "her", "its", "their", "they", "we", "you", "these", "those", "all",
            "both",
        ]
        guard !inverted.contains(first), !people.contains(first), !first.hasSuffix("'s") else { return nil }
        return ([object, verb] + rest).joined(separator: " ")
    }

    private func doing(_ object: String, _ auxiliary: String, _ rest: [String]) -> String? {
        guard let (subject, verbPhrase) = Self.subject(rest, people) else { return nil }
        guard let clause = clause(verbPhrase, object) else { return nil }
        var verb = clause.verb
        let isSingular = auxiliary == "does"
        switch auxiliary {
        case "did": verb = EnglishVerbs.past(verb)
        case _ where isSingular: verb = EnglishVerbs.third(verb)
        default: break
        }
        return ([subject] + clause.adverbs + [verb] + clause.rest).joined(separator: " ")
    }

    private func modal(_ object: String, _ auxiliary: String, _ rest: [String]) -> String? {
        guard let first = rest.first else { return nil }
        if first == "there", rest.count > 1, rest[1] == "be" {
            return (["there", auxiliary, "be", object] + rest.dropFirst(2)).joined(separator: " ")
        }
        if ["be", "not", "stay", "remain", "fit", "still"].contains(first) {
            return ([object, auxiliary] + rest).joined(separator: " ")
        }
        guard let (subject, verbPhrase) = Self.subject(rest, people), let clause = clause(verbPhrase, object) else {
            return nil
        }
        return ([subject, auxiliary] + clause.adverbs + [clause.verb] + clause.rest).joined(separator: " ")
    }

    private func having(_ object: String, _ auxiliary: String, _ rest: [String]) -> String? {
        guard let first = rest.first else { return nil }
        if auxiliary == "have", EnglishVerbs.isParticiple(first) || first == "to" || first == "been" || first == "not" {
            return ([object, auxiliary] + rest).joined(separator: " ")
        }
        var end = 1
        if ["the", "his", "her", "its", "their", "each", "one", "a"].contains(first) {
            guard rest.count >= 2 else { return nil }
            end = 2
        } else if !Self.isPronoun(first), !people.contains(first) {
            return nil
        }
        let subject = rest[..<end].joined(separator: " ")
        let tail = Array(rest[end...])
        guard let next = tail.first else { return "\(subject) \(auxiliary) \(object)" }
        if EnglishVerbs.isParticiple(next), next != "left" {
            guard !EnglishVerbs.strands(tail) else { return nil }
            return ([subject, auxiliary, next, object] + tail.dropFirst()).joined(separator: " ")
        }
        let adverbs: Set<String> = [
            "left", "now", "still", "in", "after", "before", "altogether", "then", "at", "on", "together",
        ]
        guard adverbs.contains(next) else { return nil }
        if next == "still" { return ([subject, "still", auxiliary, object] + tail.dropFirst()).joined(separator: " ") }
        return ([subject, auxiliary, object] + tail).joined(separator: " ")
    }

    // MARK: Parts of a question

    private static func isPronoun(_ word: String) -> Bool {
        ["he", "she", "it", "they", "we", "you", "I"].contains(word)
    }

    /// Who does it, and the words from the verb on.
    private static func subject(_ words: [String], _ people: [String]) -> (String, [String])? {
        guard let first = words.first, words.count >= 2 else { return nil }
        if isPronoun(first) || first == "one" && EnglishVerbs.isBase(words[1]) { return (first, Array(words[1...])) }
        if people.contains(first) {
            if words.count >= 4, words[1] == "and", people.contains(words[2]) {
                return (words[..<3].joined(separator: " "), Array(words[3...]))
            }
            return (first, Array(words[1...]))
        }
        guard
            ["the", "a", "an", "one", "each", "his", "her", "its", "their", "this", "these", "both", "all"].contains(
                first)
                || first.hasSuffix("'s")
        else { return nil }
        // The verb never follows the article.
        let limit = min(words.count, 6)
        guard limit > 2 else { return nil }
        for index in 2..<limit where EnglishVerbs.isBase(words[index]) || isAdverb(words[index]) {
            if isAdverb(words[index]), index + 1 >= words.count || !EnglishVerbs.isBase(words[index + 1]) { continue }
            return (words[..<index].joined(separator: " "), Array(words[index...]))
        }
        return nil
    }

    private static func isAdverb(_ word: String) -> Bool {
        ["still", "also", "now", "really", "usually", "already", "then", "just", "actually", "only", "originally"]
            .contains(word)
    }

    /// A verb phrase with its object put in.
    private func clause(_ words: [String], _ object: String) -> (adverbs: [String], verb: String, rest: [String])? {
        let adverbs = Array(words.prefix(while: Self.isAdverb))
        var rest = Array(words.dropFirst(adverbs.count))
        guard let verb = rest.first, EnglishVerbs.isBase(verb) else { return nil }
        rest.removeFirst()
        let particles: Set<String> = [
            "with", "after", "for", "of", "at", "to", "from", "in", "on", "off", "up", "out", "away", "into", "over",
            "through",
            "for", "by", "along", "back", "down",
        ]
        if rest.count == 1, particles.contains(rest[0]) { return (adverbs, verb, rest + [object]) }
        if rest.first == "to", rest.count >= 2, EnglishVerbs.isBase(rest[1]), verb != "take" {
            guard !EnglishVerbs.strands(Array(rest[1...])) else { return nil }
            return (adverbs, verb, ["to", rest[1], object] + rest.dropFirst(2))
        }
        if verb == "take", let first = rest.first,
            people.contains(first) || ["him", "her", "them", "me", "us"].contains(first)
        {
            return (adverbs, verb, [first, object] + rest.dropFirst())
        }
        guard !EnglishVerbs.strands(rest), !(rest.first.map(EnglishVerbs.isBase) ?? false) else { return nil }
        return (adverbs, verb, [object] + rest)
    }
}
