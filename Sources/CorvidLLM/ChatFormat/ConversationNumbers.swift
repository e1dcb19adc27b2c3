package import Corvid
package import CorvidGrammar

/// The numbers of a conversation, which a call may name by place: `@3` is the third.
///
/// The places are those of ``NumberTagger``, in the texts of users and tools from the first message on. Appending a
/// message appends numbers and changes none.
package struct ConversationNumbers: Sendable, Hashable {
    /// As JSON writes them; the first is `@1`.
    package var values: [String]

    package init(_ messages: [Message]) {
        var tagger = NumberTagger()
        for message in messages where message.role == .user || message.role == .tool { tagger.tag(message.text) }
        values = tagger.values
    }

    /// The value that a reference names, exactly; nil when it names none.
    package func value(of reference: some StringProtocol) -> String? {
        guard let place = Self.place(reference), values.indices.contains(place - 1) else { return nil }
        return values[place - 1]
    }

    private static func place(_ reference: some StringProtocol) -> Int? {
        let digits = reference.utf8.dropFirst()
        guard reference.utf8.first == UInt8(ascii: "@"), let first = digits.first, first != UInt8(ascii: "0"),
            digits.count <= 6, digits.allSatisfy({ 0x30...0x39 ~= $0 })
        else { return nil }
        return Int(String(decoding: digits, as: UTF8.self))
    }

    /// The references whose numbers satisfy a schema of a number.
    func names(fitting schema: JSONValue) -> [String] {
        guard let schema = try? JSONSchema(schema) else { return [] }
        return values.indices.compactMap { index in
            let fits = (try? schema.evaluate(.number(values[index]))) ?? false
            return fits ? "@\(index + 1)" : nil
        }
    }

    /// A call's arguments with all references replaced by what they name.
    ///
    /// Where the schema wants a number, a string that is a reference becomes the number. Where it wants a string with a
    /// grammar that knows references (it has a rule `reference` that begins with `@`), the references in it are replaced,
    /// negative numbers in parentheses. What names no number stays; the tool says what is wrong with it.
    package func resolve(_ arguments: JSONValue, of tool: ToolDefinition) -> JSONValue {
        resolve(arguments, by: tool.parameters, tool)
    }

    private func resolve(_ value: JSONValue, by schema: JSONValue, _ tool: ToolDefinition) -> JSONValue {
        switch value {
        case .object(let members):
            return .object(
                members.map { member in
                    let key = String(decoding: member.key, as: UTF8.self)
                    let inner = schema["properties"]?[key] ?? .null
                    return .init(key: member.key, value: resolve(member.value, by: inner, tool))
                })
        case .array(let values):
            return .array(values.map { resolve($0, by: schema["items"] ?? .null, tool) })
        case .string:
            guard let text = value.text else { return value }
            let type = schema["type"]?.text
            if type == "number" || type == "integer" { return self.value(of: text).map(JSONValue.number) ?? value }
            guard let name = schema["x-grammar"]?.text, let grammar = tool.grammars[name], Self.knowsReferences(grammar)
            else { return value }
            return .text(replaced(in: text))
        default: return value
        }
    }

    private static func knowsReferences(_ grammar: Grammar) -> Bool {
        grammar.rules.contains { rule in
            guard rule.name == "reference", case .sequence(let parts) = rule.expression else { return false }
            return parts.first == .text("@")
        }
    }

    /// The text with each reference replaced by its number.
    func replaced(in text: String) -> String {
        var result = ""
        var rest = text[...]
        while let at = rest.firstIndex(of: "@") {
            result += rest[..<at]
            let digits = rest[rest.index(after: at)...].prefix { $0.isASCII && $0.isNumber }
            let reference = rest[at..<digits.endIndex]
            if let value = value(of: reference) {
                result += value.hasPrefix("-") ? "(\(value))" : value
            } else {
                result += reference
            }
            rest = rest[digits.endIndex...]
        }
        return result + rest
    }
}
