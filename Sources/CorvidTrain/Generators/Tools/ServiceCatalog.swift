/// Functions that belong together and are easily confused.
struct ServiceCatalog: Sendable {
    struct Action: Sendable {
        /// What a name is made of: `book`, `reserve`.
        var verbs: [String]
        var objects: [String]
        /// Whether the objects are things of their own, not words for the same.
        var areDistinct: Bool
        /// `book {o}`; with `?` in front a question.
        var orders: [Phrase]
        var descriptions: [Phrase]
        var required: [ParameterConcept]
        var optional: [ParameterConcept]
    }

    var name: String
    var actions: [Action]

    /// Services by name. A line without a bar begins a service; others are actions:
    /// verbs | objects | orders | descriptions | required | optional
    static let all: [ServiceCatalog] = {
        var services: [ServiceCatalog] = []
        for line in (everyday + work + world).split(separator: "\n") {
            guard line.contains("|") else {
                services.append(ServiceCatalog(name: line.trimmed, actions: []))
                continue
            }
            let fields = line.split(separator: " | ", omittingEmptySubsequences: false).map { $0.trimmed }
            guard fields.count >= 5, !services.isEmpty else { continue }
            func list(_ place: Int) -> [String] {
                place < fields.count ? fields[place].split(separator: ";").map { $0.trimmed } : []
            }
            func concepts(_ place: Int) -> [ParameterConcept] {
                (place < fields.count ? Words.split(fields[place]) : []).compactMap { ParameterConcept.byID[$0] }
            }
            services[services.count - 1].actions.append(
                Action(
                    verbs: list(0), objects: list(1).map { $0.drop { $0 == "!" } },
                    areDistinct: fields[1].hasPrefix("!"), orders: list(2).map { Phrase($0) },
                    descriptions: list(3).map { Phrase($0) }, required: concepts(4), optional: concepts(5)))
        }
        return services
    }()
}
