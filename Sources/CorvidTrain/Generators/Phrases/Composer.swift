/// Writes an example: draws words, forms and numbers.
struct Composer {
    var random: Randomness
    let portion: Portion
    /// Figures so far.
    var figures = 0

    init(_ random: Randomness, _ portion: Portion) {
        self.random = random
        self.portion = portion
    }

    mutating func chance(_ probability: Double) -> Bool { random.chance(probability) }

    mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    mutating func pick<Values: RandomAccessCollection>(_ values: Values) -> Values.Element { random.pick(values) }

    /// `count` different places of `values`, or all of them, in random order.
    mutating func pick<Values: RandomAccessCollection>(_ count: Int, of values: Values) -> [Values.Element] {
        guard count * 4 < values.count else { return Array(values.shuffled(using: &random).prefix(count)) }
        var places: [Int] = []
        while places.count < count {
            let place = int(0...values.count - 1)
            if !places.contains(place) { places.append(place) }
        }
        return places.map { values[values.index(values.startIndex, offsetBy: $0)] }
    }

    mutating func shuffled<Element>(_ values: [Element]) -> [Element] { values.shuffled(using: &random) }

    /// One of the forms, filled in. A slot that is not given is drawn from the word list of its name.
    mutating func write(_ phrases: Phrases, _ slots: KeyValuePairs<String, String> = [:]) -> String {
        write(pick(phrases.forms(for: portion)), slots)
    }

    mutating func write(_ phrase: Phrase, _ slots: KeyValuePairs<String, String> = [:]) -> String {
        phrase.filled(&random) { name, random in
            for slot in slots where slot.key == name { return slot.value }
            return Words.lists[name].map { random.pick($0) } ?? ""
        }
    }

    /// One of the forms that have all of these slots and no other of `others`.
    mutating func write(
        _ phrases: Phrases, with slots: KeyValuePairs<String, String>, without others: [String]
    ) -> String {
        let forms = phrases.forms(for: portion).filter { form in
            slots.allSatisfy { form.names($0.key) } && !others.contains { form.names($0) }
        }
        return forms.isEmpty ? write(phrases, slots) : write(pick(forms), slots)
    }
}

extension String {
    /// With one blank where alternatives that are empty left two.
    var squeezed: String { contains("  ") ? replacing("  ", with: " ").squeezed : self }

    /// With a capital letter in front, also behind the mark of a number.
    var capitalizedSentence: String {
        guard let first = unicodeScalars.firstIndex(where: { !Figure.isMark($0) }) else { return self }
        let head = unicodeScalars[..<first]
        let tail = unicodeScalars[first...]
        guard let letter = tail.first, letter.properties.isLowercase else { return self }
        return String(head) + letter.properties.uppercaseMapping + String(tail.dropFirst())
    }
}
