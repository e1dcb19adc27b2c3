import Corvid
import CorvidGrammar

/// A function of the records, its schema taken apart so that it can be told in other words.
struct FunctionSignature: Sendable, Hashable {
    struct Parameter: Sendable, Hashable {
        var name: String
        var description: String
        /// The schema without its description.
        var schema: JSONValue
        var isRequired: Bool

        var type: String { schema["type"]?.text ?? "" }
        var choices: [JSONValue]? { schema["enum"]?.array }
        var isNumber: Bool { type == "number" || type == "integer" }
    }

    var name: String
    var description: String
    var parameters: [Parameter]

    /// Words that say what it is about, in lower case, without ends of plural.
    var topics: Set<String> { Self.topics(of: name + " " + description) }

    init(name: String, description: String, parameters: [Parameter]) {
        self.name = name
        self.description = description
        self.parameters = parameters
    }

    /// - Throws: ``RecordError`` where the definition lacks something.
    init(_ value: JSONValue, in field: String, _ line: RecordLine) throws(RecordError) {
        name = try line.text("name", of: value, in: field)
        description = value["description"]?.text ?? ""
        let schema = value["parameters"] ?? .object([])
        let required = (schema["required"]?.array ?? []).compactMap(\.utf8)
        parameters = (schema["properties"]?.members ?? []).map { member in
            Parameter(
                name: String(decoding: member.key, as: UTF8.self),
                description: member.value["description"]?.text ?? "", schema: Self.plain(member.value),
                isRequired: required.contains(member.key))
        }
    }

    /// A property's schema, types as JSON Schema names them, without what only describes.
    private static func plain(_ schema: JSONValue, depth: Int = 0) -> JSONValue {
        guard case .object(let members) = schema, depth < 8 else { return .object(["type": .text("string")]) }
        return .object(
            members.compactMap { member in
                switch String(decoding: member.key, as: UTF8.self) {
                case "type":
                    let type = types[member.value.text ?? ""] ?? member.value.text ?? "string"
                    return .init(key: member.key, value: .text(type))
                case "items": return .init(key: member.key, value: plain(member.value, depth: depth + 1))
                case "properties":
                    let properties = (member.value.members ?? []).map {
                        JSONValue.Member(key: $0.key, value: plain($0.value, depth: depth + 1))
                    }
                    return .init(key: member.key, value: .object(properties))
                case "enum", "minimum", "maximum", "format", "required": return member
                case "default":
                    // An empty default says nothing.
                    return member.value.isNull || member.value.text?.isEmpty == true ? nil : member
                default: return nil
                }
            })
    }

    private static let types = [
        "str": "string", "int": "integer", "float": "number", "bool": "boolean", "list": "array", "dict": "object",
        "double": "number", "": "string",
    ]

    // MARK: Words

    /// The words of a name in any style, in lower case: `getTeam_stats2` has get, team, stats2.
    static func words(of name: String) -> [String] {
        var words: [String] = []
        var word = ""
        var previous: Character = " "
        for character in name {
            if !(character.isLetter || character.isNumber) || !character.isASCII {
                if !word.isEmpty { words.append(word) }
                word = ""
            } else {
                if character.isUppercase, previous.isLowercase || previous.isNumber, !word.isEmpty {
                    words.append(word)
                    word = ""
                }
                word += character.lowercased()
            }
            previous = character
        }
        if !word.isEmpty { words.append(word) }
        return words
    }

    static func topics(of text: String) -> Set<String> {
        Set(
            words(of: text).filter { $0.count > 2 && !commonWords.contains($0) }
                .map { $0.count > 3 && $0.hasSuffix("s") ? String($0.dropLast()) : $0 })
    }

    private static let commonWords: Set<String> = [
        "the", "and", "for", "get", "find", "search", "from", "with", "that", "your", "you", "about", "into", "given",
        "specific", "based", "set", "all", "any", "information", "details", "retrieve", "data", "list", "provide",
        "tool", "api", "using", "user", "between", "check", "create", "query", "can", "are", "one", "its", "has",
        "name",
        "new", "via", "use", "this", "make", "show", "tell", "other",
    ]
}
