/// A page about one subject, or a table of several.
struct FactPage {
    var title: String
    var text: String
    private var stated: [(question: [Phrase], answer: String, subject: String)] = []
    private var missing: [(question: [Phrase], subject: String)] = []

    init(_ composer: inout Composer, _ portion: Portion) {
        let kind = composer.pick(PageKind.all)
        if composer.chance(0.3) {
            self.init(table: kind, &composer, portion)
        } else {
            self.init(about: kind, &composer, portion)
        }
    }

    private static let fillers = Phrases(
        """
        We look forward to your visit.
        Everybody is welcome.
        The weather is often {adjective} in {month}.
        Many people from {city} come here.
        There is also a {adjective} {room} with a {thing}.
        Please do not bring your {animal}.
        Some say that the {thing} in the {room} is haunted.
        {person} {surname} painted the {room} {color}.
        More will follow on {weekday}.
        Photos can be seen in the {room}.
        It has changed a lot since then.
        The {event} was a success.
        {person} still tells stories about it.
        A {color} {thing} stands by the door.
        This page was last changed by {person}.
        Questions are answered by {person} on {weekday}.
        """)

    /// One subject, told in sentences or in a list.
    private init(about kind: PageKind, _ composer: inout Composer, _ portion: Portion) {
        let subject = composer.write(kind.subjects).articlesFixed
        title = composer.write(kind.titles, ["s": subject.capitalizedSentence])
        let facts = composer.shuffled(kind.facts)
        let count = min(facts.count - 1, composer.int(3...7))
        let isList = composer.chance(0.35)
        let separator = composer.pick([": ", ": ", " - ", " | "])
        let hasPronoun = composer.chance(0.3)
        var parts: [String] = []
        for (place, fact) in facts.prefix(max(count, 1)).enumerated() {
            let value = composer.value(fact.kind)
            let answer = value.spoken
            let written = Self.plain(answer)
            if isList {
                parts.append(composer.pick(fact.labels).capitalizedSentence + separator + written)
            } else {
                let form = composer.pick(fact.sentences.forms(for: portion))
                let name = place > 0 && hasPronoun && !form.source.contains("{s}'s") ? "it" : subject
                parts.append(
                    composer.write(form, ["s": name, "v": written]).articlesFixed.squeezed.capitalizedSentence.ended)
            }
            stated.append((fact.questions.forms(for: portion), written, subject))
        }
        for fact in facts.dropFirst(max(count, 1)) { missing.append((fact.questions.forms(for: portion), subject)) }
        if composer.chance(0.6) {
            let filler = composer.write(Self.fillers).articlesFixed
            parts.insert(filler, at: composer.int(0...parts.count))
        }
        if isList {
            text =
                (composer.chance(0.7) ? [subject.capitalizedSentence] : []).joined() + "\n"
                + parts.joined(separator: "\n")
            text = text.trimmed
        } else {
            let breakAt = composer.chance(0.3) ? composer.int(1...parts.count) : parts.count
            text =
                parts.prefix(breakAt).joined(separator: " ")
                + (breakAt < parts.count ? "\n\n" + parts.dropFirst(breakAt).joined(separator: " ") : "")
            if hasPronoun, parts.first?.contains(subject) != true, !text.contains(subject) {
                text = "This is about \(subject). " + text
            }
        }
        // What the page is about must stand in it.
        if !text.lowercased().contains(subject.lowercased()) { text = subject.capitalizedSentence + "\n" + text }
    }

    /// Several subjects with the same facts.
    private init(table kind: PageKind, _ composer: inout Composer, _ portion: Portion) {
        let subjects = composer.distinct(composer.int(3...7)) { $0.write(kind.subjects).articlesFixed }
        title = composer.pick(["Overview", "List", "Table", "All at a glance", "What we have", "Index", "Comparison"])
        let facts = composer.pick(composer.int(2...4), of: kind.facts)
        let labels = facts.map { composer.pick($0.labels) }
        var rows: [[String]] = []
        for subject in subjects {
            var row: [String] = []
            for fact in facts {
                let value = Self.plain(composer.value(fact.kind).spoken)
                row.append(value)
                stated.append((Self.named(fact, portion), value, subject))
            }
            rows.append(row)
        }
        for fact in kind.facts where !facts.contains(where: { $0.labels == fact.labels }) {
            missing.append((Self.named(fact, portion), composer.pick(subjects)))
        }
        let style = composer.int(0...3)
        var lines: [String] = []
        if style < 3 {
            let gap = [" | ", "; ", " - "][style]
            lines.append((["name"] + labels).joined(separator: gap))
            for (subject, row) in zip(subjects, rows) { lines.append(([subject] + row).joined(separator: gap)) }
        } else {
            for (subject, row) in zip(subjects, rows) {
                let facts = zip(labels, row).map { "\($0) \($1)" }.joined(separator: ", ")
                lines.append("\(subject.capitalizedSentence): \(facts)")
            }
        }
        text = lines.joined(separator: "\n")
    }

    /// Questions that say which of several subjects they are about.
    private static func named(_ fact: FactKind, _ portion: Portion) -> [Phrase] {
        let forms = fact.questions.forms(for: portion).filter { $0.names("s") }
        guard forms.isEmpty else { return forms }
        let label = fact.labels[0]
        return [
            Phrase("[What|Which] \(label) does the table give for {s}?"),
            Phrase("[Look up|Give me] \"\(label)\" of {s}."),
            Phrase("{s}: what stands under \"\(label)\"?"),
        ]
    }

    private static func plain(_ marked: String) -> String {
        String(String.UnicodeScalarView(marked.unicodeScalars.filter { !Figure.isMark($0) }))
    }

    /// A question and its answer; nil where the page does not say.
    func question(_ composer: inout Composer, _ portion: Portion) -> (String, String?) {
        if !missing.isEmpty, composer.chance(0.2) {
            let (forms, subject) = composer.pick(missing)
            return (Self.asked(composer.pick(forms), subject, &composer), nil)
        }
        let fact = composer.pick(stated)
        return (Self.asked(composer.pick(fact.question), fact.subject, &composer), fact.answer)
    }

    private static func asked(_ form: Phrase, _ subject: String, _ composer: inout Composer) -> String {
        composer.write(form, ["s": subject]).squeezed.capitalizedSentence
    }
}
