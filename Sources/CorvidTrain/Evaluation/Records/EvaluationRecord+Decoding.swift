import Corvid
package import CorvidGrammar
import Foundation

extension EvaluationRecord {
    /// Reads a record: `{"question", "expression", "answer"}` of math, `{"question", "sql", "table" or "tables" or
    /// "database"}` of sql, `{"tools", "question" or "messages", "calls"}` of tools, `{"context", "question", "answer"}` of
    /// qa, `{"context", "prompt", "answer"}` of copy, `{"text"}`, and `{"kind": "task", "question", "expect", …}` of whole agents. A member `kind` decides what the
    /// record is; without one, the members do.
    ///
    /// - Parameter folder: where files lie that the record names.
    /// - Throws: ``EvaluationError``.
    package init(_ value: JSONValue, at place: Place, folder: String) throws(EvaluationError) {
        let fields = try RecordFields(value, place)
        let kind = try Self.kind(of: fields)
        self.place = place
        self.kind = kind
        id = fields["id"].map { $0.text ?? String(decoding: $0.serialized, as: UTF8.self) } ?? "line \(place.line)"
        switch kind {
        case .math:
            content = .math(question: try fields.text("question"), answer: try fields.number("answer"))
            groups = [Self.operations(of: fields)]
        case .sql:
            let task = try Self.query(fields, folder: folder)
            content = .sql(task)
            groups = QueryClauses(task.sql).names
        case .tools:
            let task = try Self.calls(fields)
            content = .tools(task)
            groups = [
                task.expected.isEmpty
                    ? "none" : task.expected.count > 1 ? "parallel" : task.functions.count > 1 ? "multiple" : "single"
            ]
        case .qa:
            let answers = try Self.answers(fields)
            content = .qa(
                prompt: try fields.text("context") + "\n\n" + fields.text("question"), answers: answers)
            groups = [answers.isEmpty ? "unanswerable" : "answerable"]
        case .copy:
            let context = try fields.optionalText("context")
            // A text that is to be repeated may be the prompt alone, or stand as the context before it.
            let prompt = try context == nil ? fields.text("prompt") : fields.optionalText("prompt")
            let answer = try fields.text("answer")
            guard !answer.isEmpty else { throw fields.error("answer", "is empty; there is nothing to copy") }
            let messages: [Message] =
                if let prompt, let context { [.system(context), .user(prompt)] } else {
                    [.user(prompt ?? context ?? "")]
                }
            content = .copy(messages: messages, answer: answer)
            groups = []
        case .image:
            throw EvaluationError(
                place,
                "records with pictures cannot be evaluated yet: no model here reads them; leave them out, or skip "
                    + "them with --lenient")
        case .text:
            content = .text(try fields.text("text"))
            groups = []
        case .task:
            let task = try Self.task(fields, folder: folder)
            content = .task(task)
            groups = [task.group]
        }
        if let category = try fields.optionalText("category") { groups.append(category) }
    }

    private static func kind(of fields: RecordFields) throws(EvaluationError) -> Kind {
        if let name = try fields.optionalText("kind"), let kind = Kind(rawValue: name) { return kind }
        if fields.has("expect") { return .task }
        if fields.has("sql") { return .sql }
        if fields.has("calls") || fields.has("tools") { return .tools }
        if fields.has("image") || fields.has("caption") { return .image }
        if fields.has("prompt"), fields.has("answer") { return .copy }
        if fields.has("context") { return .qa }
        if fields.has("question"), fields.has("expression") || fields.has("answer") { return .math }
        if fields.has("text") { return .text }
        if let name = try fields.optionalText("kind") {
            let names = Kind.allCases.map(\.rawValue)
            throw fields.error(
                "kind", "\"\(name)\" is none of \(names.joined(separator: ", "))\(NearestName.hint(name, in: names))")
        }
        throw EvaluationError(
            fields.place,
            "no kind of record has these members; name it with \"kind\": one of "
                + Kind.allCases.map(\.rawValue).joined(separator: ", "))
    }

    // MARK: - Math

    /// How many operations the expression has; where there is none, how many steps.
    private static func operations(of fields: RecordFields) -> String {
        let count: Int
        if let expression = fields["expression"]?.text {
            count = NumberScore.operations(in: expression)
        } else if let steps = fields["steps"]?.array {
            count = steps.count
        } else {
            return "unknown operations"
        }
        return count == 1 ? "1 operation" : count > 4 ? "5 or more operations" : "\(count) operations"
    }

    // MARK: - Questions

    private static func answers(_ fields: RecordFields) throws(EvaluationError) -> [String] {
        var answers: [String] = []
        // An empty text is how some sets write null.
        if !(try fields.required("answer")).isNull {
            answers.append(try fields.text("answer"))
            if fields["answers"] != nil { answers += try fields.texts("answers") }
        }
        return answers.filter { !$0.isEmpty }
    }

    // MARK: - Queries

    private static func query(_ fields: RecordFields, folder: String) throws(EvaluationError) -> QueryTask {
        let ignoresCase = try fields.optionalText("collate").map { $0.lowercased() == "nocase" } ?? false
        guard let database = try database(fields, folder: folder, ignoresCase: ignoresCase) else {
            throw EvaluationError(
                fields.place, "the record names no \"database\" and brings neither \"table\" nor \"tables\"")
        }
        return QueryTask(
            question: try fields.text("question"), sql: try fields.text("sql"), database: database,
            ignoresCase: ignoresCase)
    }

    static func database(
        _ fields: RecordFields, folder: String, ignoresCase: Bool
    ) throws(EvaluationError) -> CaseDatabase? {
        if let name = try fields.optionalText("database") {
            let path = name.hasPrefix("/") ? name : "\(folder)/\(name)"
            guard FileManager.default.isReadableFile(atPath: path) else {
                throw fields.error("database", "there is no file \(path), or it cannot be read")
            }
            return .file(path: path)
        }
        var tables: [CaseTable] = []
        if fields["tables"] != nil {
            for table in try fields.objects("tables") { tables.append(try self.table(table, [])) }
        } else if fields["table"] != nil {
            tables.append(try table(try fields.object("table"), fields["rows"] == nil ? [] : try fields.array("rows")))
        }
        return tables.isEmpty ? nil : .tables(tables, ignoresCase: ignoresCase)
    }

    private static func table(_ fields: RecordFields, _ given: [JSONValue]) throws(EvaluationError) -> CaseTable {
        var columns: [TableDescription.Column] = []
        let described = try fields.objects("columns")
        guard !described.isEmpty else { throw fields.error("columns", "a table needs columns") }
        let listed = fields["rows"] == nil ? given : try fields.array("rows")
        var rows: [[JSONValue]] = []
        for (index, row) in listed.enumerated() {
            let name = "rows[\(index)]"
            if row.members != nil {
                rows.append(described.map { row[$0["name"]?.text ?? ""] ?? .null })
            } else if let values = row.array, values.count == described.count {
                rows.append(values)
            } else {
                throw fields.error(
                    name,
                    "expected an object, or an array of \(described.count) values as there are columns, found "
                        + (row.array.map { "\($0.count) values" } ?? row.kind))
            }
        }
        for (index, column) in described.enumerated() {
            let type = try column.optionalText("type") ?? "text"
            let key = column["key"]
            let target = try column.optionalText("references") ?? key?.text.flatMap { $0.contains(".") ? $0 : nil }
            columns.append(
                TableDescription.Column(
                    name: try column.text("name"), type: declared(type, rows.map { $0[index] }),
                    isKey: key?.bool == true || key?.text == "primary", references: target))
        }
        return CaseTable(TableDescription(name: try fields.text("name"), columns: columns), rows: rows)
    }

    /// A column's type as SQLite declares it.
    private static func declared(_ type: String, _ values: [JSONValue]) -> String {
        switch type.lowercased() {
        case "text", "string": "TEXT"
        case "number", "numeric":
            values.allSatisfy { $0.isNull || $0.int != nil } ? "INTEGER" : "REAL"
        case "boolean", "bool": "BOOLEAN"
        case "time", "date", "datetime", "timestamp": type.uppercased()
        case let other:
            // A name goes into a statement; what is none is not asked for.
            other.utf8.allSatisfy {
                $0 == 0x20 || $0 == 0x28 || $0 == 0x29 || $0 == 0x2C || 0x30...0x39 ~= $0 || 0x61...0x7A ~= $0
            }
                ? type.uppercased() : "TEXT"
        }
    }
}
