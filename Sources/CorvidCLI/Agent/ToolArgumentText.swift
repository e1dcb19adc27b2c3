import Corvid
import CorvidGrammar

/// A call's arguments as they are written on a command line: `'{"city": "Turin"}'` or `city=Turin days=2`.
enum ToolArgumentText {
    /// - Throws: ``CommandFailure`` with the argument that is unknown, missing or of the wrong type.
    static func parse(_ words: [String], for definition: ToolDefinition) throws(CommandFailure) -> JSONValue {
        let arguments = try object(words, definition)
        let known = properties(of: definition)
        for member in arguments.members ?? [] {
            let name = String(decoding: member.key, as: UTF8.self)
            guard known.isEmpty || known.contains(where: { $0.key == member.key }) else {
                let names = known.map { String(decoding: $0.key, as: UTF8.self) }
                throw failure(
                    definition,
                    "no argument '\(name)' (there are \(names.joined(separator: ", ")))\(NearestName.hint(name, in: names))"
                )
            }
        }
        if let missing = required(of: definition).first(where: { arguments[$0] == nil }) {
            throw failure(definition, "the argument '\(missing)' is missing")
        }
        return arguments
    }

    static func required(of definition: ToolDefinition) -> [String] {
        definition.parameters["required"]?.array?.compactMap(\.text) ?? []
    }

    static func typeName(_ schema: JSONValue) -> String {
        if let values = schema["enum"]?.array {
            return values.map { String(decoding: $0.serialized, as: UTF8.self) }.joined(separator: " | ")
        }
        return schema["type"]?.text ?? schema["type"]?.array?.compactMap(\.text).joined(separator: " or ") ?? "any JSON"
    }

    private static func properties(of definition: ToolDefinition) -> [JSONValue.Member] {
        definition.parameters["properties"]?.members ?? []
    }

    private static func object(_ words: [String], _ definition: ToolDefinition) throws(CommandFailure) -> JSONValue {
        if words.count == 1, words[0].first(where: { !$0.isWhitespace }) == "{" {
            do {
                return try JSONValue(parsing: words[0])
            } catch {
                throw failure(definition, "the arguments are not JSON: \(error)")
            }
        }
        var members: [JSONValue.Member] = []
        for word in words {
            guard let sign = word.firstIndex(of: "="), sign > word.startIndex else {
                throw failure(definition, "'\(word)' is no argument; write NAME=VALUE, or one JSON object")
            }
            let key = Array(word[..<sign].utf8)
            guard !members.contains(where: { $0.key == key }) else {
                throw failure(definition, "the argument '\(word[..<sign])' is given twice")
            }
            let text = String(word[word.index(after: sign)...])
            let schema = properties(of: definition).first { $0.key == key }?.value
            members.append(.init(key: key, value: try value(text, schema, named: String(word[..<sign]), definition)))
        }
        return .object(members)
    }

    /// A string stands as it is; everything else is JSON.
    private static func value(
        _ text: String, _ schema: JSONValue?, named name: String, _ definition: ToolDefinition
    ) throws(CommandFailure) -> JSONValue {
        let types = schema?["type"]?.text.map { [$0] } ?? schema?["type"]?.array?.compactMap(\.text) ?? []
        let values = schema?["enum"]?.array ?? []
        if types == ["string"] || values.contains(.text(text)) { return .text(text) }
        if let json = try? JSONValue(parsing: text) { return json }
        guard types.isEmpty || types.contains("string") else {
            throw failure(definition, "'\(name)' is '\(text)'; it must be of type \(types.joined(separator: " or "))")
        }
        return .text(text)
    }

    private static func failure(_ definition: ToolDefinition, _ text: String) -> CommandFailure {
        CommandFailure(ExitStatus.usage, "\(definition.name): \(text)")
    }
}
