/// What stands in a lesson's slots this time, and the texts that come of it.
struct LessonFilling {
    /// Where a slot stands in a text.
    struct Mark {
        var slot: Int
        /// In bytes of the text's UTF-8.
        var range: Range<Int>
    }

    /// A text and its slots' places.
    struct Text {
        var bytes: [UInt8] = []
        var marks: [Mark] = []

        var string: String { String(decoding: bytes, as: UTF8.self) }

        mutating func append(_ text: some StringProtocol) { bytes.append(contentsOf: text.utf8) }
    }

    private let slots: LessonSlots
    private(set) var values: [LessonValue?]
    private var people: [Int: LessonWords.Person] = [:]
    private var things: [Int: LessonWords.Thing] = [:]

    init(_ slots: LessonSlots) {
        self.slots = slots
        values = Array(repeating: nil, count: slots.kinds.count)
    }

    /// Gives a slot its value.
    mutating func set(_ slot: Int, _ value: LessonValue) { values[slot] = value }

    func number(_ slot: Int) -> LessonNumber? { values[slot]?.number }

    /// The value of a slot, drawn at its first use; nil where it cannot be computed.
    mutating func value(_ slot: Int, _ random: inout Randomness) -> LessonValue? {
        if let value = values[slot] { return value }
        let value: LessonValue?
        switch slots.kinds[slot] {
        case .number(let kind): value = kind.draw(&random)
        case .values(let texts): value = random.pick(texts)
        case .computed(let expression):
            for inner in expression.slots { _ = self.value(inner, &random) }
            value = expression.value { values[$0]?.number }.map { LessonValue($0) }
        case .person(let person): value = LessonValue(self.person(person, &random).name)
        case .pronoun(let person, let form):
            value = LessonValue(form.text(isFemale: self.person(person, &random).isFemale))
        case .things(let thing): value = LessonValue(self.thing(thing, &random).plural)
        case .thing(let thing): value = LessonValue(self.thing(thing, &random).singular)
        }
        values[slot] = value
        return value
    }

    private mutating func person(_ index: Int, _ random: inout Randomness) -> LessonWords.Person {
        if let person = people[index] { return person }
        var person = random.pick(LessonWords.people)
        while people.values.contains(where: { $0.name.utf8.elementsEqual(person.name.utf8) }) {
            person = random.pick(LessonWords.people)
        }
        people[index] = person
        return person
    }

    private mutating func thing(_ index: Int, _ random: inout Randomness) -> LessonWords.Thing {
        if let thing = things[index] { return thing }
        var thing = random.pick(LessonWords.things)
        while things.values.contains(where: { $0.plural.utf8.elementsEqual(thing.plural.utf8) }) {
            thing = random.pick(LessonWords.things)
        }
        things[index] = thing
        return thing
    }

    /// A text with everything filled in; nil where a value cannot be computed.
    mutating func text(_ template: LessonText, _ random: inout Randomness) -> Text? {
        var text = Text()
        return append(template.parts, to: &text, &random) ? text : nil
    }

    /// Appends a text.
    mutating func append(_ template: LessonText, to text: inout Text, _ random: inout Randomness) -> Bool {
        append(template.parts, to: &text, &random)
    }

    private mutating func append(_ parts: [LessonText.Part], to text: inout Text, _ random: inout Randomness) -> Bool {
        for part in parts {
            switch part {
            case .words(let bytes): text.bytes.append(contentsOf: bytes)
            case .choice(let variants):
                guard append(random.pick(variants), to: &text, &random) else { return false }
            case .slot(let slot):
                guard let value = value(slot, &random) else { return false }
                let start = text.bytes.count
                let opensSentence = text.opensSentence
                text.bytes.append(contentsOf: value.bytes)
                if opensSentence, case .number = slots.kinds[slot] { text.capitalize(start) }
                if opensSentence, case .things = slots.kinds[slot] { text.capitalize(start) }
                text.marks.append(Mark(slot: slot, range: start..<text.bytes.count))
            }
        }
        return true
    }
}

extension LessonFilling.Text {
    /// Whether the next word begins a sentence.
    fileprivate var opensSentence: Bool {
        guard let last = bytes.last else { return true }
        guard last == UInt8(ascii: " "), bytes.count > 1 else { return last == UInt8(ascii: "\n") }
        let before = bytes[bytes.count - 2]
        return before == UInt8(ascii: ".") || before == UInt8(ascii: "?") || before == UInt8(ascii: "!")
    }

    fileprivate mutating func capitalize(_ index: Int) {
        guard index < bytes.count, 0x61...0x7A ~= bytes[index] else { return }
        bytes[index] -= 0x20
    }
}
