import Corvid
import CorvidGrammar

/// A function as one example offers it: names may differ from the lesson's, and so may the order of parameters.
struct VariedFunction: Sendable {
    let definition: ToolDefinition
    /// The offered keys of parameters, by the lesson's, in the offered order.
    private let keys: [(lesson: [UInt8], offered: [UInt8], schema: JSONValue)]

    /// The function as the lesson has it.
    init(_ function: ToolDefinition) {
        definition = function
        keys = (function.parameters["properties"]?.members ?? []).map { ($0.key, $0.key, $0.value) }
    }

    /// The function, changed at random: how names are written, synonyms, now and then names that say nothing.
    init(_ function: ToolDefinition, isAlone: Bool, number: Int, _ random: inout Randomness) {
        var members = function.parameters["properties"]?.members ?? []
        if random.chance(0.2) { members.shuffle(using: &random) }
        var name = function.name
        var renamed: [[UInt8]] = members.map(\.key)
        let isDescribed = members.allSatisfy { ($0.value["description"]?.utf8?.count ?? 0) >= 8 }
        let choice = Double.random(in: 0..<1, using: &random)
        if choice < 0.05, function.description.utf8.count > 20, isDescribed {
            name =
                random.pick(["func_", "tool", "f", "fn_", "op", "action_"])
                + "\(Int.random(in: 1...900, using: &random))_\(number)"
            let prefix = random.pick(["arg", "p", "param_", "x"])
            renamed = members.indices.map { Array("\(prefix)\($0 + 1)".utf8) }
        } else if choice < 0.35 {
            name = Self.renamed(name, usesSynonyms: isAlone, &random)
            if isAlone, random.chance(0.5) { renamed = Self.synonyms(members, &random) }
        }
        let required = (function.parameters["required"]?.array ?? []).compactMap(\.utf8)
        let dropsDescriptions = choice >= 0.35 && random.chance(0.15)
        keys = zip(members, renamed).map { ($0.key, $1, $0.value) }
        guard
            choice < 0.35 || dropsDescriptions
                || !members.elementsEqual(function.parameters["properties"]?.members ?? [])
        else {
            definition = function
            return
        }
        let properties = zip(members, renamed).map { member, key in
            var value = member.value
            if dropsDescriptions, !required.contains(member.key), random.chance(0.6), case .object(let inner) = value {
                value = .object(inner.filter { !$0.key.elementsEqual("description".utf8) })
            }
            return JSONValue.Member(key: key, value: value)
        }
        let map = Dictionary(zip(members.map(\.key), renamed), uniquingKeysWith: { first, _ in first })
        var parameters = function.parameters.members ?? []
        for index in parameters.indices {
            if parameters[index].key.elementsEqual("properties".utf8) { parameters[index].value = .object(properties) }
            if parameters[index].key.elementsEqual("required".utf8) {
                parameters[index].value = .array(required.map { .string(map[$0] ?? $0) })
            }
        }
        definition = ToolDefinition(name: name, description: function.description, parameters: .object(parameters))
    }

    private static func renamed(_ name: String, usesSynonyms: Bool, _ random: inout Randomness) -> String {
        var words = LessonNames.words(name)
        guard words.count > 1 else { return name }
        if usesSynonyms, random.chance(0.6) {
            for index in words.indices {
                if let others = LessonNames.verbs[words[index]] {
                    words[index] = random.pick(others)
                    break
                }
            }
        }
        let result = LessonNames.joined(words, random.pick(LessonNames.Style.allCases))
        return result.utf8.count <= 64 ? result : name
    }

    private static func synonyms(_ members: [JSONValue.Member], _ random: inout Randomness) -> [[UInt8]] {
        var keys = members.map(\.key)
        for index in keys.indices where random.chance(0.5) {
            let key = String(decoding: keys[index], as: UTF8.self).lowercased()
            guard let others = LessonNames.parameters[key] else { continue }
            let other = Array(random.pick(others).utf8)
            if !keys.contains(other) { keys[index] = other }
        }
        return keys
    }

    /// A call of it with a lesson's arguments, in the order in which the function names its parameters.
    func call(
        _ arguments: [(key: [UInt8], value: LessonArgument)], id: Int, _ filler: inout LessonArgumentFiller,
        _ random: inout Randomness
    ) -> ToolCall? {
        var plain: [JSONValue.Member] = []
        var written: [JSONValue.Member] = []
        // The lesson's order decides which of two equal numbers is which.
        var filled: [[UInt8]: (plain: JSONValue, written: JSONValue)] = [:]
        for argument in arguments {
            guard let key = keys.first(where: { $0.lesson == argument.key }),
                let value = filler.fill(argument.value, schema: key.schema, &random)
            else { return nil }
            filled[argument.key] = value
        }
        for key in keys {
            guard let value = filled[key.lesson] else { continue }
            plain.append(.init(key: key.offered, value: value.plain))
            written.append(.init(key: key.offered, value: value.written))
        }
        let isPlain = plain == written
        return ToolCall(
            id: "call_\(id)", name: definition.name, arguments: .object(plain),
            written: isPlain ? nil : .object(written))
    }
}
