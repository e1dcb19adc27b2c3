public import CorvidGrammar

/// What a `@Parameter` admits beyond its type. The grammar enforces it while the model writes.
public struct ParameterConstraint: Sendable {
    enum Effect: Sendable {
        case keywords([JSONValue.Member])
        case grammar(Grammar)
        case elements([ParameterConstraint])
    }

    let effect: Effect

    /// A string that matches an ECMA-262 regular expression somewhere; anchor it with `^` and `$`.
    public static func pattern(_ expression: String) -> Self { keyword("pattern", .text(expression)) }

    /// A string of a JSON Schema format, such as "date", "email" or "uuid".
    public static func format(_ name: String) -> Self { keyword("format", .text(name)) }

    /// The length of a string in characters (code points).
    public static func length(_ range: ClosedRange<Int>) -> Self {
        both("minLength", .integer(range.lowerBound), "maxLength", .integer(range.upperBound))
    }

    /// A string of a language of its own, such as arithmetic or SQL.
    public static func grammar(_ grammar: Grammar) -> Self { Self(effect: .grammar(grammar)) }

    /// Only what stands in the conversation: the model chooses where to begin and the rest is nearly forced.
    public static func grounded(_ kind: Grounding) -> Self { keyword("x-grounded", .text(kind.rawValue)) }

    /// Constraints on each element of an array.
    public static func each(_ constraints: ParameterConstraint...) -> Self { Self(effect: .elements(constraints)) }

    /// The number of an array's elements.
    public static func count(_ range: ClosedRange<Int>) -> Self {
        both("minItems", .integer(range.lowerBound), "maxItems", .integer(range.upperBound))
    }

    /// A member of the JSON Schema, by name.
    public static func keyword(_ name: String, _ value: JSONValue) -> Self {
        Self(effect: .keywords([.init(key: Array(name.utf8), value: value)]))
    }

    static func both(_ first: String, _ one: JSONValue, _ second: String, _ other: JSONValue) -> Self {
        Self(
            effect: .keywords([
                .init(key: Array(first.utf8), value: one), .init(key: Array(second.utf8), value: other),
            ]))
    }

    /// What of the conversation a string may repeat.
    public enum Grounding: String, Sendable {
        /// Any stretch of its text.
        case text
        /// A stretch of whole words.
        case words
        /// A number as it is written.
        case number
        /// A URL.
        case url
    }

    /// Adds the constraint to a schema.
    func apply(to members: inout [JSONValue.Member], grammars: inout [String: Grammar]) {
        switch effect {
        case .keywords(let keywords): for keyword in keywords { members.set(keyword.key, to: keyword.value) }
        case .grammar(let grammar):
            let name = "grammar\(grammars.count + 1)"
            grammars[name] = grammar
            members.set("x-grammar", to: .text(name))
        case .elements(let constraints):
            guard let items = members.first(where: { $0.key == Array("items".utf8) }),
                case .object(var inner) = items.value
            else { return }
            for constraint in constraints { constraint.apply(to: &inner, grammars: &grammars) }
            members.set("items", to: .object(inner))
        }
    }
}

extension [JSONValue.Member] {
    /// Replaces the member of that name, or adds it at the end.
    package mutating func set(_ name: String, to value: JSONValue) { set(Array<UInt8>(name.utf8), to: value) }

    package mutating func set(_ key: [UInt8], to value: JSONValue) {
        if let index = firstIndex(where: { $0.key == key }) {
            self[index].value = value
        } else {
            append(JSONValue.Member(key: key, value: value))
        }
    }
}
