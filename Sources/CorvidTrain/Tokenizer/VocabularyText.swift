import Corvid
import CorvidGrammar
import CorvidLLM

/// The text of records, as a model meets it: tools as the chat format defines them, calls as it writes them.
///
/// Every string counts but those under skipped keys. An object with `name` and `parameters` is a tool; one with
/// `arguments` (or `args`) a call, which gives compact JSON; `sql` is the argument of a call as well; an object with
/// `name` and `columns` is a table and gives `name(column type, …)`.
struct VocabularyText {
    /// Keys whose values are no text; `id` and what ends in `_id` at the top of a record are skipped anyway.
    var skippedKeys: Set<[UInt8]> = []

    func forEachText(of record: JSONValue, _ body: ([UInt8]) -> Void) {
        guard let members = record.members else { return visit(record, body) }
        let kept = members.filter { $0.key != Array("id".utf8) && !$0.key.suffix(3).elementsEqual("_id".utf8) }
        visit(.object(kept), body)
    }

    /// No deeper than the parser of JSON goes.
    private func visit(_ value: JSONValue, _ body: ([UInt8]) -> Void) {
        switch value {
        case .string(let bytes): body(TemplateText.plain(bytes))
        case .array(let values): for value in values { visit(value, body) }
        case .object(let members): visit(members, of: value, body)
        case .null, .bool, .number: break
        }
    }

    private func visit(_ members: [JSONValue.Member], of object: JSONValue, _ body: ([UInt8]) -> Void) {
        var done: Set<[UInt8]> = skippedKeys
        func finish(_ keys: String...) { for key in keys { done.insert(Array(key.utf8)) } }
        let name = object["name"]?.text ?? object["tool"]?.text
        if let name, let parameters = object["parameters"], parameters.members != nil {
            let tool = ToolDefinition(
                name: name, description: object["description"]?.text ?? "", parameters: parameters)
            body(Array(CompactFormat.definition(of: tool).utf8))
            finish("name", "description", "parameters")
        } else if let arguments = object["arguments"] ?? object["args"], arguments.members != nil {
            body(Array((name ?? "").utf8) + Self.plain(arguments).serialized)
            finish("name", "arguments", "args")
            if object["tool"]?.text != nil { finish("tool") }
        } else if let name, let columns = object["columns"]?.array {
            let described = columns.compactMap { column in
                column["name"]?.text.map { $0 + (column["type"]?.text.map { " \($0.lowercased())" } ?? "") }
            }
            body(Array("\(name)(\(described.joined(separator: ", ")))".utf8))
            for column in columns { if let values = column["values"] { visit(values, body) } }
            finish("name", "columns")
        }
        if let sql = object["sql"], sql.utf8 != nil {
            body(Self.plain(.object(["sql": sql])).serialized)
            finish("sql")
        }
        for member in members where !done.contains(member.key) { visit(member.value, body) }
    }

    /// The value with its strings freed of slots.
    private static func plain(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let bytes): .string(TemplateText.plain(bytes))
        case .array(let values): .array(values.map(plain))
        case .object(let members): .object(members.map { .init(key: $0.key, value: plain($0.value)) })
        case .null, .bool, .number: value
        }
    }
}
