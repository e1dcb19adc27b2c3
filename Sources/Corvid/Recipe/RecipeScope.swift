import CorvidGrammar

/// A value and whether somebody vouches for it.
struct RecipeDatum: Sendable, Hashable {
    var value: JSONValue
    /// What a path leads into, where that is more than `value`: a tool's data, whose text is the value.
    var data: JSONValue?
    /// It came from the web, a file or another place that nobody vouches for, or from a model that read such.
    var isUntrusted = false
    /// Where untrusted text came from.
    var sources: [String] = []

    init(_ value: JSONValue, data: JSONValue? = nil, isUntrusted: Bool = false, sources: [String] = []) {
        self.value = value
        self.data = data
        self.isUntrusted = isUntrusted
        self.sources = sources
    }

    /// Takes over the marks of a value that this one is made from.
    mutating func join(_ other: RecipeDatum) {
        isUntrusted = isUntrusted || other.isUntrusted
        for source in other.sources where !sources.contains(source) { sources.append(source) }
    }
}

/// What templates can name while a recipe runs.
struct RecipeScope: Sendable {
    /// The longest text that a template may become.
    static let maximumBytes = 4 << 20
    static let reserved = ["steps", "input", "item", "index"]

    var parameters: [String: RecipeDatum] = [:]
    var input: RecipeDatum?
    /// The answers of the steps that have run; nil for those that were skipped.
    var steps: [String: RecipeDatum?] = [:]
    var item: RecipeDatum?
    var index: Int?

    /// - Throws: `RecipeError` with the place of what has no value.
    func value(of reference: RecipeTemplate.Reference) throws(RecipeError) -> RecipeDatum {
        func problem(_ reason: String) -> RecipeError {
            RecipeError("{{\(reference.path)}} has no value: \(reason)", at: reference.location)
        }
        let parts = reference.path.parts
        guard case .name(let root)? = parts.first else { throw problem("it begins with no name") }
        var datum: RecipeDatum
        var used = 1
        var name = root
        switch root {
        case "input":
            guard let input else { throw problem("the run has no input; give a file of them with --inputs") }
            datum = input
        case "item":
            guard let item else { throw problem("there is an item only in a step with foreach") }
            datum = item
        case "index":
            guard let index else { throw problem("there is an index only in a step with foreach") }
            datum = RecipeDatum(.integer(index))
        case "steps":
            guard parts.count >= 3, case .name(let id) = parts[1], parts[2] == .name("answer") else {
                throw problem("of a step there is steps.ID.answer")
            }
            guard let outcome = steps[id] else { throw problem("the step \(id) has not run yet") }
            guard let answer = outcome else { throw problem("the step \(id) was skipped") }
            datum = answer
            used = 3
            name = "steps.\(id).answer"
        default:
            guard let parameter = parameters[root] else { throw problem("there is no parameter \(root)") }
            datum = parameter
        }
        guard parts.count > used else { return datum }
        do {
            datum.value = try RecipePath.value(of: parts.dropFirst(used), in: datum.data ?? datum.value, named: name)
            datum.data = nil
        } catch {
            throw problem(error.reason)
        }
        return datum
    }
}
