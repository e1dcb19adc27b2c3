/// A function that answers questions, and what its results hold.
struct ResultScenario: Sendable {
    struct Field: Sendable {
        var keys: [String]
        var kind: ValueKind
        var questions: Phrases
        var answers: Phrases
    }

    var names: [String]
    var descriptions: [Phrase]
    var parameters: [ParameterConcept]
    var fields: [Field]

    /// Scenarios from lines: `names | descriptions | parameters`, then a line for each field that begins with a hyphen:
    /// `- keys | kind | questions | answers`.
    static let all: [ResultScenario] = {
        var scenarios: [ResultScenario] = []
        for line in (lines + moreLines).split(separator: "\n") {
            let isField = line.hasPrefix("-")
            let fields = line.drop { $0 == "-" }.split(separator: " | ").map { $0.trimmed }
            func list(_ place: Int) -> [String] { fields[place].split(separator: ";").map { $0.trimmed } }
            if isField {
                guard fields.count == 4, !scenarios.isEmpty, let kind = ValueKind(fields[1]) else { continue }
                scenarios[scenarios.count - 1].fields.append(
                    Field(
                        keys: list(0), kind: kind, questions: Phrases(list(2).joined(separator: "\n")),
                        answers: Phrases(list(3).joined(separator: "\n"))))
            } else {
                guard fields.count == 3 else { continue }
                scenarios.append(
                    ResultScenario(
                        names: list(0), descriptions: list(1).map { Phrase($0) },
                        parameters: Words.split(fields[2]).compactMap { ParameterConcept.byID[$0] }, fields: []))
            }
        }
        return scenarios
    }()
}
