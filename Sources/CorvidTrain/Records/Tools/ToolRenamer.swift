import Corvid
import CorvidGrammar

/// Gives functions and parameters other names, so that few functions teach about many.
///
/// One style for all tools of an example; words are replaced by others of the same meaning here and there, descriptions
/// left out where the name tells enough, parameters put in another order.
struct ToolRenamer {
    /// A function under its new names.
    struct Renamed {
        var definition: ToolDefinition
        /// The function's parameters in their new order: their number in the signature, and their new name.
        var parameters: [(index: Int, name: String)]
        /// Whether integers with a few values lost them.
        var schemas: [JSONValue]
    }

    enum Style: CaseIterable { case snake, camel, pascal, dotted, kebab, original }

    private let style: Style
    private let parameterStyle: Style
    private let prefix: String
    private var taken: Set<String> = []

    init(_ random: inout Randomness) {
        let draw = Int.random(in: 0..<100, using: &random)
        switch draw {
        case 0..<40: (style, parameterStyle) = (.snake, .snake)
        case 40..<60: (style, parameterStyle) = (.camel, random.chance(0.7) ? .camel : .snake)
        case 60..<70: (style, parameterStyle) = (.pascal, random.chance(0.5) ? .camel : .snake)
        case 70..<80: (style, parameterStyle) = (.dotted, .snake)
        case 80..<85: (style, parameterStyle) = (.kebab, .snake)
        default: (style, parameterStyle) = (.original, .original)
        }
        prefix = random.chance(0.1) ? random.pick(Self.prefixes) : ""
    }

    private static let prefixes = ["api", "svc", "v2", "app", "my", "home", "cloud", "core", "hub", "x"]

    /// - Parameter required: the parameters that every call of the example has; others become optional.
    mutating func rename(
        _ function: FunctionSignature, required: Set<Int>? = nil, variant: FunctionVariant? = nil,
        _ random: inout Randomness
    ) -> Renamed {
        let changesWords = variant == nil && style != .original
        var words = FunctionSignature.words(of: variant?.name ?? function.name)
        if changesWords { words = Self.replaced(words, chance: 0.35, &random) }
        let name = unique(
            style == .original && Self.isValid(function.name) && variant == nil
                ? function.name : Self.joined(prefix.isEmpty ? words : [prefix] + words, style))
        var description = variant?.description ?? function.description
        if random.chance(0.06), words.count > 1 { description = "" }
        var order = Array(function.parameters.indices)
        if random.chance(0.4) { order.shuffle(using: &random) }
        let keepsDescriptions = !random.chance(0.2)
        var names: Set<String> = []
        var parameters: [(index: Int, name: String)] = []
        var schemas: [JSONValue] = []
        var properties: [JSONValue.Member] = []
        var requiredNames: [JSONValue] = []
        for index in order {
            let parameter = function.parameters[index]
            let told = variant?.parameters[parameter.name]
            var words = FunctionSignature.words(of: told?.name ?? parameter.name)
            if changesWords { words = Self.replaced(words, chance: 0.25, &random) }
            var new = parameterStyle == .original ? told?.name ?? parameter.name : Self.joined(words, parameterStyle)
            if new.isEmpty || !names.insert(new).inserted {
                new = parameter.name
                names.insert(new)
            }
            var schema = parameter.schema
            // A few allowed numbers are as well any number; then it can be named by reference.
            if parameter.isNumber, parameter.choices != nil, random.chance(0.5), case .object(let members) = schema {
                schema = .object(members.filter { !$0.key.elementsEqual("enum".utf8) })
            }
            let text = told?.description ?? parameter.description
            if keepsDescriptions, !text.isEmpty, random.chance(0.9), case .object(let members) = schema {
                schema = .object(members + [.init(key: Array("description".utf8), value: .text(text))])
            }
            parameters.append((index, new))
            schemas.append(schema)
            properties.append(.init(key: Array(new.utf8), value: schema))
            if required.map({ $0.contains(index) }) ?? parameter.isRequired { requiredNames.append(.text(new)) }
        }
        let schema = JSONValue.object([
            "type": .text("object"), "properties": .object(properties), "required": .array(requiredNames),
        ])
        return Renamed(
            definition: ToolDefinition(name: name, description: description, parameters: schema),
            parameters: parameters, schemas: schemas)
    }

    private mutating func unique(_ name: String) -> String {
        var result = name.isEmpty ? "tool" : name
        if result.utf8.count > 60 { result = String(result.prefix(60)) }
        var number = 2
        let base = result
        while !taken.insert(result.lowercased()).inserted {
            result = "\(base)_\(number)"
            number += 1
        }
        return result
    }

    private static func isValid(_ name: String) -> Bool {
        1...64 ~= name.utf8.count
            && name.utf8.allSatisfy { byte in
                0x30...0x39 ~= byte || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte || "_.-".utf8.contains(byte)
            }
    }

    // MARK: Words

    static func joined(_ words: [String], _ style: Style) -> String {
        func capital(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }
        guard let first = words.first else { return "" }
        switch style {
        case .snake, .original: return words.joined(separator: "_")
        case .kebab: return words.joined(separator: "-")
        case .camel: return first + words.dropFirst().map(capital).joined()
        case .pascal: return words.map(capital).joined()
        case .dotted:
            // The last word is the group: `flight.search`.
            guard words.count > 1, let last = words.last else { return first }
            return last + "." + words.dropLast().joined(separator: "_")
        }
    }

    private static func replaced(_ words: [String], chance: Double, _ random: inout Randomness) -> [String] {
        words.map { word in
            guard let others = synonyms[word], random.chance(chance) else { return word }
            return random.pick(others)
        }
    }

    /// Words by words that mean the same in names of functions and parameters.
    static let synonyms: [String: [String]] = {
        let groups = """
            find search lookup seek locate|get fetch read retrieve obtain load|reserve book|buy purchase order
            show display list view|add append insert|create make new|remove delete erase drop|set configure
            send deliver dispatch submit|play start|check verify|calculate compute|convert transform
            schedule plan arrange|cancel revoke|movie film|song track tune|music audio|restaurant eatery diner
            hotel lodging|flight plane|bus coach|car vehicle auto|ride trip cab|house home|apartment flat
            event happening occasion|date day|time hour|city town|location place|address|price cost rate
            number count num|amount sum total|person contact|people guests persons party|type kind
            category class|start begin from|end finish until|origin departure source|destination target arrival
            message text note|email mail|weather forecast|account acct|balance funds|transfer move|money cash
            appointment visit meeting|doctor physician|provider supplier|stylist hairdresser|attractions sights
            ticket pass|passengers travelers riders|seats places|room bedroom|rooms|alarm alert|reminder memo
            calendar agenda diary|news headlines|recipe dish|light lamp|volume loudness|device gadget|language tongue
            id identifier|size dimension|color colour|query term keyword|artist singer performer|genre style
            album record|year|duration length|distance|country nation|state region|street road|phone telephone
            user member|file document|image picture photo|video clip|job position|company firm business|product item
            review rating|score points|details info|status state|available free|pickup collection
            dropoff return|cuisine food|rating stars|currency money|stock share|quantity count|description summary
            content body text|subject topic|list items|playlist mix|team club|player athlete|student pupil|course class
            author writer|patient|medicine drug|disease illness|level grade|format form
            """
        var synonyms: [String: [String]] = [:]
        for group in groups.split(whereSeparator: { $0 == "|" || $0 == "\n" }) {
            let words = group.split(separator: " ").map(String.init)
            guard words.count > 1 else { continue }
            // The first word of a group is the one that is replaced.
            synonyms[words[0], default: []] += words.dropFirst()
        }
        return synonyms
    }()
}

/// A function as somebody else described it.
struct FunctionVariant: Sendable {
    var name: String
    var description: String
    /// By the names of the first description.
    var parameters: [String: (name: String, description: String)]
}
