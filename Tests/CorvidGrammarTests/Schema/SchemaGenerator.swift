@testable package import CorvidGrammar

/// Small random schemas over few names and values, so that their parts meet often.
enum SchemaGenerator {
    private static let names = ["a", "b", "c", "ab"]

    static func value(_ random: inout SeededGenerator, depth: Int) -> JSONValue {
        switch random.below(depth > 0 ? 8 : 6) {
        case 0: return .null
        case 1: return .bool(random.below(2) == 0)
        case 2: return .integer(random.below(5) - 1)
        case 3: return .number(pick(["1.5", "0.5", "2.0", "1e0", "3"], &random))
        case 4, 5: return .text(pick(["", "a", "b", "ab", "é"], &random))
        case 6: return .array((0..<random.below(4)).map { _ in value(&random, depth: depth - 1) })
        default:
            var members = some(names, &random, of: 2).map { name in
                JSONValue.Member(key: Array(name.utf8), value: value(&random, depth: depth - 1))
            }
            if random.below(4) == 0 { members.reverse() }
            return .object(members)
        }
    }

    static func schema(_ random: inout SeededGenerator, depth: Int) -> JSONValue {
        if depth == 0 || random.below(8) == 0 { return simple(&random) }
        var members: [JSONValue.Member] = []
        for _ in 0..<(1 + random.below(4)) {
            for (name, value) in keywords(&random, depth: depth - 1)
            where !members.contains(where: { $0.key.elementsEqual(name.utf8) }) {
                members.append(JSONValue.Member(key: Array(name.utf8), value: value))
            }
        }
        if random.below(12) == 0, !members.contains(where: { $0.key.elementsEqual("properties".utf8) }) {
            // Within a member, a reference to the whole consumes something.
            members.append(
                JSONValue.Member(key: Array("properties".utf8), value: ["c": ["$ref": .text("#")]]))
        }
        return .object(members)
    }

    private static func simple(_ random: inout SeededGenerator) -> JSONValue {
        switch random.below(7) {
        case 0: .bool(random.below(2) == 0)
        case 1:
            ["type": .text(pick(["null", "boolean", "integer", "number", "string", "array", "object"], &random))]
        case 2: ["const": value(&random, depth: 2)]
        case 3: ["enum": .array((0..<3).map { _ in value(&random, depth: 1) })]
        case 4: ["minimum": .integer(random.below(3))]
        case 5: ["pattern": .text(pick(["a", "^a", "b$", "^(a|b)$"], &random))]
        default: [:]
        }
    }

    private static func keywords(_ random: inout SeededGenerator, depth: Int) -> KeyValuePairs<String, JSONValue> {
        func part() -> JSONValue { schema(&random, depth: depth) }
        func parts(_ count: Int) -> JSONValue { .array((0..<count).map { _ in part() }) }
        func named(_ list: [String]) -> JSONValue {
            .object(some(list, &random, of: 2).map { JSONValue.Member(key: Array($0.utf8), value: part()) })
        }
        func partOrFalse() -> JSONValue { random.below(2) == 0 ? .bool(false) : part() }
        func count(_ limit: Int) -> JSONValue { .integer(random.below(limit)) }
        switch random.below(32) {
        case 0, 1: return ["type": .text(pick(["array", "object", "string", "integer", "number"], &random))]
        case 2: return ["type": .array([.text("object"), .text("array"), .text("integer")])]
        case 3, 4: return ["properties": named(names)]
        case 5: return ["patternProperties": named(["a", "^b", "^(a|b)$"])]
        case 6, 7: return ["additionalProperties": partOrFalse()]
        case 8, 9: return ["required": .array(some(names, &random, of: 3).map { .text($0) })]
        case 10: return ["minProperties": count(4)]
        case 11: return ["maxProperties": count(4)]
        case 12:
            return ["propertyNames": pick([["maxLength": .integer(1)], ["pattern": .text("^a")]], &random)]
        case 13: return ["dependentRequired": ["a": .array([.text("b")])]]
        case 14:
            return [
                "dependentSchemas": .object([JSONValue.Member(key: Array(pick(names, &random).utf8), value: part())])
            ]
        case 15: return ["prefixItems": parts(1 + random.below(2))]
        case 16, 17: return ["items": part()]
        case 18: return ["contains": part()]
        case 19: return ["contains": part(), "minContains": count(3)]
        case 20: return ["contains": part(), "maxContains": count(3)]
        case 21: return ["minItems": count(4)]
        case 22: return ["maxItems": count(4)]
        case 23: return ["uniqueItems": .bool(true)]
        case 24: return ["unevaluatedProperties": partOrFalse()]
        case 25: return ["unevaluatedItems": partOrFalse()]
        case 26: return ["allOf": parts(2)]
        case 27: return ["anyOf": parts(2)]
        case 28: return ["oneOf": parts(2)]
        case 29: return ["not": part()]
        case 30: return ["if": part(), "then": part(), "else": part()]
        default:
            return [
                "minLength": count(2), "maxLength": count(3), "maximum": count(5),
                "multipleOf": .number(pick(["2", "0.5", "3"], &random)),
            ]
        }
    }

    private static func pick<Element>(_ list: [Element], _ random: inout SeededGenerator) -> Element {
        list[random.below(list.count)]
    }

    /// Each of `list` with a probability of one in `count`.
    private static func some(_ list: [String], _ random: inout SeededGenerator, of count: Int) -> [String] {
        list.filter { _ in random.below(count) == 0 }
    }
}

extension JSONValue: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { Member(key: Array($0.0.utf8), value: $0.1) })
    }
}
