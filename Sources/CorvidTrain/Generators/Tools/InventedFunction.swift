import Corvid
import CorvidGrammar

/// A function made up for an example, and what requests for it are made of.
struct InventedFunction {
    struct Slot {
        /// As in the schema: `departure_city`.
        var name: String
        /// The name as people say it.
        var words: String {
            let words = name.spacedWords
            return Self.unspoken.contains(words) ? concept.names[0] : words
        }
        private static let unspoken: Set<String> = [
            "to", "from", "until", "via", "with", "begin", "due", "q", "top", "by",
        ]
        var concept: ParameterConcept
        var isRequired: Bool
        var isISO: Bool
    }

    var definition: ToolDefinition
    var slots: [Slot]
    var orders: [Phrase]
    var object: String
    /// Which words a request may use for its object.
    var objects: [String]

    /// - Parameter taken: names of other functions, which this one must not have.
    init(
        _ action: ServiceCatalog.Action, service: String, style: Composer.NameStyle, taken: Set<String>,
        _ composer: inout Composer
    ) {
        let object = composer.pick(action.objects)
        self.object = object
        objects = action.areDistinct ? [object] : action.objects
        orders = action.orders
        let verb = composer.pick(action.verbs).replacing("_", with: " ")
        var name = ""
        for _ in 0..<8 {
            name = Self.name(verb, object, service, style, &composer)
            if !taken.contains(name) { break }
        }
        let optional = composer.pick(composer.int(0...min(3, action.optional.count)), of: action.optional)
        var chosen: [(ParameterConcept, Bool)] = action.required.map { ($0, true) } + optional.map { ($0, false) }
        if composer.chance(0.3) { chosen = composer.shuffled(chosen) }
        var names: Set<String> = []
        slots = []
        let parameterStyle: Composer.NameStyle = style == .camel || style == .pascal ? .camel : .snake
        var parameters: [ParameterSchema.Parameter] = []
        for (concept, isRequired) in chosen {
            let candidates = composer.shuffled(concept.names).map { composer.joined(Words.split($0), parameterStyle) }
            guard let name = candidates.first(where: { !names.contains($0) }) else { continue }
            names.insert(name)
            let (parameter, isISO) = Self.parameter(
                concept, name, isRequired: isRequired, of: object, &composer)
            parameters.append(parameter)
            slots.append(Slot(name: name, concept: concept, isRequired: isRequired, isISO: isISO))
        }
        var description = composer.write(composer.pick(action.descriptions), ["o": object]).articlesFixed
        if composer.chance(0.2), let first = slots.first(where: \.isRequired) {
            description += composer.pick([" for a given ", " by ", ", given the "]) + first.words
        }
        if composer.chance(0.5) { description += "." }
        if composer.chance(0.06) { description = "" }
        definition = ToolDefinition(
            name: name, description: description, parameters: ParameterSchema(parameters).json)
    }

    init(definition: ToolDefinition, slots: [Slot], orders: [Phrase], object: String) {
        (self.definition, self.slots, self.orders, self.object) = (definition, slots, orders, object)
        objects = [object]
    }

    static func name(
        _ verb: String, _ object: String, _ service: String, _ style: Composer.NameStyle, _ composer: inout Composer
    ) -> String {
        let words = Words.split(verb) + (composer.chance(0.92) ? Words.split(object) : Words.split(service))
        let name = composer.joined(words.map { $0.replacing("-", with: "") }, style == .dotted ? .snake : style)
        let isLong = composer.chance(0.12)
        switch style {
        case .dotted: return service + "." + name
        case .snake where isLong: return service + "_" + name
        default: return name
        }
    }

    private static let plainDescriptions = Phrases(
        """
        The {w}
        The {w} to use
        {w}
        Which {w}
        {w} of the {o}
        The {w} of the {o}
        """)

    static func parameter(
        _ concept: ParameterConcept, _ name: String, isRequired: Bool, of object: String, _ composer: inout Composer
    ) -> (ParameterSchema.Parameter, isISO: Bool) {
        var description = ""
        if composer.chance(0.7) {
            let isOwn = composer.chance(0.75) && !concept.descriptions.isEmpty
            description =
                isOwn || concept.kind == .boolean
                ? (concept.descriptions.isEmpty ? "" : composer.write(composer.pick(concept.descriptions)))
                : composer.write(Self.plainDescriptions, ["w": name.spacedWords, "o": object]).capitalizedSentence
        }
        var type: ParameterSchema.Kind
        var isISO = false
        var range: ClosedRange<Int>?
        var standard: JSONValue?
        switch concept.kind {
        case .date:
            type = composer.chance(0.3) ? .format("date") : .string
            isISO = description.contains("YYYY") || type == .format("date")
        case .time:
            // The format "time" of JSON Schema has seconds and an offset, which nobody says.
            type = .string
            isISO = description.contains("HH:MM") || description.contains("24")
        case .email: type = composer.chance(0.4) ? .format("email") : .string
        case .url: type = composer.chance(0.4) ? .format("uri") : .string
        case .integer(let bounds, let step):
            type = composer.chance(0.85) ? .integer : .number
            if composer.chance(0.15) { range = min(1, bounds.lowerBound)...bounds.upperBound * 2 }
            if !isRequired, composer.chance(0.5) {
                standard = .integer(bounds.lowerBound + step * composer.int(0...2))
            }
        case .year: type = .integer
        case .decimal: type = .number
        case .choice(let values):
            type = .choice(composer.shuffled(values))
            if !isRequired, composer.chance(0.5) { standard = .text(composer.pick(values)) }
        case .boolean:
            type = .boolean
            if composer.chance(0.5) { standard = .bool(composer.chance(0.3)) }
        case .list: type = .strings
        case .numbers: type = composer.chance(0.5) ? .numbers : .integers
        default: type = .string
        }
        let parameter = ParameterSchema.Parameter(
            name: name, type: type, description: description, isRequired: isRequired,
            standard: isRequired ? nil : standard, range: range)
        return (parameter, isISO)
    }
}
