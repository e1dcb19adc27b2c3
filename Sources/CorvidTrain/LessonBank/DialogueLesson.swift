import Corvid
import CorvidGrammar

/// A conversation around tools.
struct DialogueLesson: Sendable {
    enum Turn: Sendable {
        case user(LessonText)
        case assistant(LessonText)
        /// - Parameter isWrong: another call corrects it; nobody should learn it.
        case calculation(Calculation, isWrong: Bool)
        case call(tool: String, [(key: [UInt8], value: LessonArgument)], isWrong: Bool)
        case result(LessonText)
    }

    /// An expression for the calculator.
    enum Calculation: Sendable {
        case expression(LessonExpression)
        /// What is no plain arithmetic.
        case text(LessonText)
    }

    let kind: String
    let turns: [Turn]
    let slots: LessonSlots
    /// The tools that are called.
    let tools: Set<String>
    /// The tables that its queries read.
    let tables: [TableDescription]
    /// The parameters of functions that it calls, with an example of each.
    let functions: [String: [JSONValue.Member]]
    /// Words of what the user says.
    let subjects: Set<String>
    /// What belongs to the same portion.
    let group: String
    /// All that is said, for telling dialogues apart.
    let wording: String

    init(_ record: JSONValue) throws {
        guard let messages = record["messages"]?.array, let first = messages.first?["t"]?.text else {
            throw LessonProblem("a dialogue needs messages, the first with a text")
        }
        kind = record["kind"]?.text ?? ""
        var slots = LessonSlots(.other, values: LessonSlots.values(record))
        var turns: [Turn] = []
        var tools: Set<String> = []
        var tables: [TableDescription] = []
        var functions: [String: [JSONValue.Member]] = [:]
        for (index, message) in messages.enumerated() {
            let role = message["role"]?.text
            if role == "call" {
                guard let tool = message["tool"]?.text, let arguments = message["args"] else {
                    throw LessonProblem("message \(index + 1): a call needs tool and args")
                }
                tools.insert(tool)
                let isWrong = Self.isWrong(messages, index)
                if tool == "calculator", let expression = arguments["expression"]?.text {
                    turns.append(.calculation(try Self.calculation(expression, &slots), isWrong: isWrong))
                    continue
                }
                if tool == "database", let sql = arguments["sql"]?.text, !isWrong {
                    let rows = index + 1 < messages.count ? messages[index + 1]["t"]?.text ?? "" : ""
                    Self.add(QueryOutline(sql, rows: rows), to: &tables)
                }
                if !Self.builtIn.contains(tool) {
                    let known = functions[tool] ?? []
                    functions[tool] =
                        known + (arguments.members ?? []).filter { member in !known.contains { $0.key == member.key } }
                }
                turns.append(
                    .call(
                        tool: tool,
                        try (arguments.members ?? []).map { ($0.key, try LessonArgument($0.value, slots: &slots)) },
                        isWrong: isWrong))
                continue
            }
            guard let words = message["t"]?.text else { throw LessonProblem("message \(index + 1) has no text t") }
            switch role {
            case "user": turns.append(.user(try LessonText(words, slots: &slots)))
            case "assistant": turns.append(.assistant(try LessonText(words, slots: &slots)))
            case "result":
                turns.append(.result(try LessonText(Self.result(words, after: messages[..<index]), slots: &slots)))
            default: throw LessonProblem("message \(index + 1): the role must be user, call, result or assistant")
            }
        }
        guard case .assistant? = turns.last else { throw LessonProblem("the last message must be the assistant's") }
        self.turns = turns
        self.slots = slots
        self.tools = tools
        self.tables = tables
        self.functions = functions
        subjects = LessonNames.subjects(first)
        group = first
        wording = messages.compactMap { $0["t"]?.text }.joined(separator: " ")
    }

    static let builtIn: Set<String> = ["calculator", "fetch", "database"]

    /// Whether a call fails and the next one, to the same tool, is another.
    private static func isWrong(_ messages: [JSONValue], _ index: Int) -> Bool {
        guard index + 2 < messages.count, messages[index + 1]["t"]?.text?.hasPrefix("Error") == true else {
            return false
        }
        let next = messages[index + 2]
        return next["role"]?.text == "call" && next["tool"] == messages[index]["tool"]
            && next["args"] != messages[index]["args"]
    }

    private static func calculation(_ text: String, _ slots: inout LessonSlots) throws -> Calculation {
        let template = try LessonText(text, slots: &slots)
        var plain = ""
        for part in template.parts {
            switch part {
            case .words(let bytes): plain += String(decoding: bytes, as: UTF8.self)
            case .slot(let slot): plain += "s\(slot)"
            case .choice: return .text(template)
            }
        }
        let parsed = try? LessonExpressionParser.parse(plain) { name in name.first == "s" ? Int(name.dropFirst()) : nil
        }
        return parsed.map { .expression($0) } ?? .text(template)
    }

    private static func add(_ outline: QueryOutline, to tables: inout [TableDescription]) {
        for found in outline.tables {
            let columns = found.columns.map {
                TableDescription.Column(name: $0.name, type: $0.type, isKey: $0.name.lowercased() == "id")
            }
            if let known = tables.firstIndex(where: { $0.name.lowercased() == found.name.lowercased() }) {
                for column in columns
                where !tables[known].columns.contains(where: { $0.name.lowercased() == column.name.lowercased() }) {
                    tables[known].columns.append(column)
                }
            } else {
                tables.append(TableDescription(name: found.name, columns: columns))
            }
        }
    }

    /// A query's result as the database tool writes it: a line of the columns' names first.
    private static func result(_ text: String, after messages: ArraySlice<JSONValue>) -> String {
        guard let call = messages.last, call["tool"]?.text == "database", let sql = call["args"]?["sql"]?.text,
            !text.hasPrefix("Error")
        else { return text }
        let columns = QueryOutline(sql).resultColumns
        guard !columns.isEmpty, !columns.contains("*") else { return text }
        let header = columns.joined(separator: " | ")
        let empty = ["no rows", "(no rows)", "0 rows", "(0 rows)", "no rows returned", "(empty result)", "(empty)", ""]
        if empty.contains(text.lowercased()) { return header + "\n(no rows)" }
        let rows = text.split(separator: "\n", omittingEmptySubsequences: false)
        let fits = rows.allSatisfy { $0.components(" | ") == columns.count }
        return fits ? header + "\n" + text : text
    }
}

extension Substring {
    /// How many parts a separator divides it into.
    fileprivate func components(_ separator: String) -> Int {
        var count = 1
        var rest = self
        while let range = rest.firstRange(of: separator) {
            count += 1
            rest = rest[range.upperBound...]
        }
        return count
    }
}
