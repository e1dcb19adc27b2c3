import CorvidGrammar

/// Spoils schemas, grammars, patterns and documents; the same number gives the same text.
struct TextMutator {
    var random: SeededGenerator

    init(seed: Int, iteration: Int) {
        random = SeededGenerator(
            seed: UInt64(truncatingIfNeeded: seed) &* 0x9E37_79B9 &+ UInt64(iteration) &* 0x1_0000_01B3)
    }

    mutating func below(_ bound: Int) -> Int { bound <= 1 ? 0 : Int.random(in: 0..<bound, using: &random) }
    mutating func chance(_ one: Int, in count: Int) -> Bool { below(count) < one }
    mutating func pick<Element>(_ list: [Element]) -> Element { list[below(list.count)] }

    /// Spoils bytes once to four times, with pieces of `other` and of `pieces`.
    mutating func mutate(_ text: inout [UInt8], pieces: [String], other: [UInt8]) {
        for _ in 0...below(4) {
            let position = below(text.count + 1)
            let end = min(text.count, position + 1 + below(12))
            switch below(8) {
            case 0 where position < text.count: text[position] ^= 1 << UInt8(below(8))
            case 1 where position < text.count: text[position] = UInt8(below(256))
            case 2: text.removeSubrange(position..<end)
            case 3: text.insert(contentsOf: text[position..<end], at: position)
            case 4 where !other.isEmpty:
                let start = below(other.count)
                text.insert(contentsOf: other[start..<min(other.count, start + 1 + below(40))], at: position)
            case 5 where !text.isEmpty:
                // Deep and long.
                let repeated = Array(text[position..<end])
                text.insert(contentsOf: Array(repeatElement(repeated, count: 1 + below(40)).joined()), at: position)
            default:
                text.replaceSubrange(position..<(chance(1, in: 2) ? position : end), with: Array(pick(pieces).utf8))
            }
            if text.count > 200_000 { text.removeLast(text.count - 200_000) }
        }
    }

    /// Spoils one to three places of a schema: values, keywords, and what stands in what.
    mutating func mutate(schema: inout JSONValue, other: JSONValue) {
        for _ in 0...below(3) {
            let place = below(max(1, Self.size(of: schema)))
            var count = place
            replace(&schema, at: &count, other: other)
        }
    }

    private static func size(of value: JSONValue) -> Int {
        switch value {
        case .array(let items): items.reduce(1) { $0 + size(of: $1) }
        case .object(let members): members.reduce(1) { $0 + size(of: $1.value) }
        default: 1
        }
    }

    private mutating func replace(_ value: inout JSONValue, at count: inout Int, other: JSONValue) {
        if count == 0 {
            count = -1
            value = replacement(for: value, other: other)
            return
        }
        count -= 1
        switch value {
        case .array(var items):
            for index in items.indices where count >= 0 { replace(&items[index], at: &count, other: other) }
            value = .array(items)
        case .object(var members):
            for index in members.indices where count >= 0 { replace(&members[index].value, at: &count, other: other) }
            value = .object(members)
        default: break
        }
    }

    private mutating func replacement(for value: JSONValue, other: JSONValue) -> JSONValue {
        switch below(10) {
        case 0: return Self.value(pick(Self.oddValues))
        case 1: return .object([pick(Self.keywords): Self.value(pick(Self.oddValues))])
        case 2: return .object(["not": value])
        case 3: return .object([pick(["allOf", "anyOf", "oneOf"]): .array([value, part(of: other)])])
        case 4: return .object(["if": value, "then": part(of: other), "else": .bool(chance(1, in: 2))])
        case 5:
            return .object(["$ref": .text(pick(["#", "#/properties/a", "#/$defs/node", "#/allOf/0", "#/items", "#x"]))])
        case 6: return part(of: other)
        case 7:
            guard case .object(var members) = value, !members.isEmpty else { return part(of: other) }
            members[below(members.count)].key = Array(pick(Self.keywords).utf8)
            return .object(members)
        case 8:
            guard case .object(var members) = value else { return Self.value(pick(Self.oddValues)) }
            members.append(.init(key: Array(pick(Self.keywords).utf8), value: Self.value(pick(Self.oddValues))))
            return .object(members)
        default:
            guard case .object(let members) = part(of: other), case .object(let own) = value else {
                return part(of: other)
            }
            return .object(own + members.filter { member in !own.contains { $0.key == member.key } })
        }
    }

    private mutating func part(of value: JSONValue) -> JSONValue {
        var value = value
        while !chance(1, in: 3) {
            switch value {
            case .array(let items) where !items.isEmpty: value = pick(items)
            case .object(let members) where !members.isEmpty: value = pick(members).value
            default: return value
            }
        }
        return value
    }

    private static func value(_ text: String) -> JSONValue { (try? JSONValue(parsing: text)) ?? .null }

    private static let oddValues = [
        "null", "true", "false", "0", "-1", "1", "2", "3.5", "1e3", "1e400", "1e-400", "0.1", "18446744073709551616",
        "-9223372036854775809", "1e999999999", "\"\"", "\"string\"", "\"object\"", "\"[\"", "\"^(a|ab)*$\"",
        "\"(a{1000}){1000}\"", "\"date\"", "\"\\u0000\"", "[]", "[1]", "[\"a\",\"a\"]", "[true,false]", "{}",
        "{\"a\":{}}", "{\"type\":\"integer\"}", "{\"^a\":false}", "{\"a\":[\"b\"]}",
        "[{\"type\":\"string\"},{\"minLength\":2}]",
    ]

    private static let keywords = [
        "type", "enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
        "minLength",
        "maxLength", "pattern", "format", "properties", "patternProperties", "additionalProperties", "propertyNames",
        "required", "minProperties", "maxProperties", "dependentRequired", "dependentSchemas", "dependencies",
        "unevaluatedProperties", "prefixItems", "items", "additionalItems", "contains", "minContains", "maxContains",
        "minItems", "maxItems", "uniqueItems", "unevaluatedItems", "allOf", "anyOf", "oneOf", "not", "if", "then",
        "else",
        "$ref", "$defs", "$id", "$anchor", "$dynamicRef", "$schema", "definitions", "title", "nothing",
    ]
}
