/// What a page says about its subject in one sentence, and how one asks for it.
struct FactKind: Sendable {
    /// As a table or list labels it.
    var labels: [String]
    var kind: ValueKind
    /// With `{s}` for the subject and `{v}` for the value.
    var sentences: Phrases
    var questions: Phrases

    /// A line: labels | kind | sentences | questions.
    init?(_ line: some StringProtocol) {
        let fields = line.split(separator: " | ").map { $0.trimmed }
        guard fields.count == 4, let kind = ValueKind(fields[1]) else { return nil }
        labels = fields[0].split(separator: ";").map { $0.trimmed }
        self.kind = kind
        func phrases(_ text: String) -> Phrases {
            Phrases(text.split(separator: ";").map { $0.trimmed }.joined(separator: "\n"))
        }
        sentences = phrases(fields[2])
        questions = phrases(fields[3])
    }
}

/// A sort of page: what its subjects are, and the facts that it may give.
struct PageKind: Sendable {
    /// What the subject is called: `the {adjective} {animal} inn`.
    var subjects: Phrases
    var titles: Phrases
    var facts: [FactKind]

    /// Kinds from lines: `subjects | titles`, then facts that begin with a hyphen.
    static let all: [PageKind] = {
        var kinds: [PageKind] = []
        for line in (places + people + things).split(separator: "\n") {
            if line.hasPrefix("-") {
                guard !kinds.isEmpty, let fact = FactKind(line.dropFirst()) else { continue }
                kinds[kinds.count - 1].facts.append(fact)
            } else {
                let fields = line.split(separator: " | ").map { $0.trimmed }
                guard fields.count == 2 else { continue }
                func phrases(_ text: String) -> Phrases {
                    Phrases(text.split(separator: ";").map { $0.trimmed }.joined(separator: "\n"))
                }
                kinds.append(PageKind(subjects: phrases(fields[0]), titles: phrases(fields[1]), facts: []))
            }
        }
        return kinds
    }()
}
