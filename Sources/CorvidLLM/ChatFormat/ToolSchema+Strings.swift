import Corvid
import CorvidGrammar

// Strings that are copied, not invented.
extension ToolSchema {
    /// Whether some parameter, or a part of one, is a string of which nothing more is demanded than a length.
    var hasPlainStrings: Bool { Self.hasPlainStrings(value, depth: 0) }

    /// Lets plain strings be nothing but whole words of `conversation` or of what the tool says of itself.
    ///
    /// - Parameter grammars: those that the schema refers to; gets one more.
    mutating func groundStrings(in conversation: GroundedText, grammars: inout [String: Grammar]) {
        guard hasPlainStrings else { return }
        var name = "copied"
        while grammars[name] != nil { name += "_" }
        let own = GroundedText([tool.description] + Self.texts(of: value, depth: 0))
        grammars[name] = Grammar(.choice([.stretch(of: conversation), .stretch(of: own)]))
        value = Self.grounded(value, by: .text(name), depth: 0)
    }

    /// Words that make a string more than plain, or leave it to others what it is.
    private static let demanding = [
        "enum", "const", "format", "pattern", "x-grammar", "x-grounded", "$ref", "$dynamicRef", "allOf", "anyOf",
        "oneOf",
        "not", "if",
    ]

    private static func isPlainString(_ schema: JSONValue) -> Bool {
        let types = schema["type"]?.array ?? schema["type"].map { [$0] } ?? []
        return types.contains(.text("string")) && types.allSatisfy { $0 == .text("string") || $0 == .text("null") }
            && !demanding.contains { schema[$0] != nil }
    }

    private static func hasPlainStrings(_ schema: JSONValue, depth: Int) -> Bool {
        var found = isPlainString(schema)
        _ = mapParts(of: schema, depth: depth) { part in
            found = found || hasPlainStrings(part, depth: depth + 1)
            return part
        }
        return found
    }

    private static func grounded(_ schema: JSONValue, by name: JSONValue, depth: Int) -> JSONValue {
        if isPlainString(schema), case .object(let members) = schema {
            return .object(members + [.init(key: Array("x-grammar".utf8), value: name)])
        }
        return mapParts(of: schema, depth: depth) { grounded($0, by: name, depth: depth + 1) }
    }

    /// Descriptions, and the defaults that definitions show.
    private static func texts(of schema: JSONValue, depth: Int) -> [String] {
        var texts = (depth > 0 ? [schema["description"], schema["default"]] : []).compactMap { $0?.text }
        _ = mapParts(of: schema, depth: depth) { part in
            texts += Self.texts(of: part, depth: depth + 1)
            return part
        }
        return texts
    }

    /// The schema with others in place of those that values of it are made of. Where more than one may have to hold, or
    /// none, strings stay free.
    private static func mapParts(
        of schema: JSONValue, depth: Int, _ transform: (JSONValue) -> JSONValue
    ) -> JSONValue {
        guard case .object(let members) = schema, depth < 64 else { return schema }
        return .object(
            members.map { member in
                var member = member
                switch (String(decoding: member.key, as: UTF8.self), member.value) {
                case ("properties", .object(let parts)):
                    member.value = .object(parts.map { .init(key: $0.key, value: transform($0.value)) })
                case ("items", .object), ("additionalProperties", .object): member.value = transform(member.value)
                case ("prefixItems", .array(let parts)), ("anyOf", .array(let parts)):
                    member.value = .array(parts.map(transform))
                default: break
                }
                return member
            })
    }
}
