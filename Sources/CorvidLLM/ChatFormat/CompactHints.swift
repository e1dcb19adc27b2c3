import Corvid
import CorvidGrammar

/// What stands in a question by name or by value: tools that fit, parameters, tables and columns. Certain code tells the
/// model so; ``CompactFormat`` says what exactly.
///
/// Hints depend on the question, the tools and the system message alone. Which tools the agent marked as likely
/// (``Corvid/ToolDefinition/isLikely``) changes with each question, and it may have ranked tools that are not offered, so
/// the marks are not read: an earlier question keeps its hints when a later one is asked, and training data, which has
/// no agent, has the same.
struct CompactHints {
    private struct Parameter {
        var name: String
        var words: [String]
        /// The strings of an enumeration.
        var values: [(text: String, words: [String])]
        /// Of a parameter that takes one number.
        var number: NumberLinks.Parameter?
    }

    private struct Table {
        var name: String
        /// What the hint calls it: with the column that its rows are called by.
        var title: String
        var words: [String]
        var columns: [Column]
    }

    private struct Column {
        var name: String
        /// Words that stand for this column only when all of them do, as its table's name has them too.
        var words: [String]
        /// Words any of which stands for it.
        var ownWords: [String]

        init(_ name: String, of table: [String]) {
            self.name = name
            words = ToolRanker.words(of: name)
            ownWords = words.filter { $0 != "id" && !table.contains($0) }
        }

        func stands(in question: Question) -> Bool {
            guard ownWords.isEmpty else { return ownWords.contains(where: question.contains) }
            return !words.isEmpty && words.allSatisfy(question.contains)
        }
    }

    private struct Place: Hashable {
        var table: Int
        var column: Int
    }

    private struct Question {
        let words: [String]
        let places: [String: [Int]]

        init(_ text: String) {
            words = ToolRanker.words(of: text)
            places = Dictionary(grouping: words.indices) { [words] in words[$0] }
        }

        func contains(_ word: String) -> Bool { places[word] != nil }

        /// Whether these words stand next to each other.
        func contains(_ stretch: [String]) -> Bool {
            guard let first = stretch.first, let starts = places[first] else { return false }
            return stretch.count == 1 || starts.contains { words[$0...].starts(with: stretch) }
        }
    }

    private let ranker: ToolRanker
    private let tools: [(name: String, parameters: [Parameter])]
    private let tables: [Table]
    /// Columns by `table.column` in lowercase without quotes.
    private let places: [[UInt8]: Place]
    /// Tables that a hint names at most.
    private static let maximumTables = 6
    /// Values of one column or parameter that a hint names at most.
    private static let maximumValues = 3

    /// - Parameter system: instructions that may describe tables, a line each: `orders(id int key, total real)`.
    init(tools: [ToolDefinition], system: String) {
        ranker = ToolRanker(tools)
        self.tools = tools.map { tool in
            let required = Set((tool.parameters["required"]?.array ?? []).compactMap(\.utf8))
            let parameters = (tool.parameters["properties"]?.members ?? []).map { member in
                let name = String(decoding: member.key, as: UTF8.self)
                let values = (member.value["enum"]?.array ?? []).compactMap(\.text)
                return Parameter(
                    name: name, words: ToolRanker.words(of: name),
                    values: values.map { ($0, ToolRanker.words(of: $0)) },
                    number: Self.number(name, member.value, isRequired: required.contains(member.key)))
            }
            return (tool.name, parameters)
        }
        tables = TableNames.find(in: system).map { table in
            let words = ToolRanker.words(of: table.name)
            return Table(
                name: table.name, title: table.name + (table.label.map { ":" + $0 } ?? ""), words: words,
                columns: table.columns.map { Column($0, of: words) })
        }
        var places: [[UInt8]: Place] = [:]
        for (index, table) in tables.enumerated() {
            for (column, name) in table.columns.map(\.name).enumerated() {
                let key = Self.key("\(table.name).\(name)")
                if places[key] == nil { places[key] = Place(table: index, column: column) }
            }
        }
        self.places = places
    }

    private static func number(_ name: String, _ schema: JSONValue, isRequired: Bool) -> NumberLinks.Parameter? {
        guard let type = schema["type"]?.text, type == "integer" || type == "number", schema["enum"] == nil else {
            return nil
        }
        return NumberLinks.Parameter(
            name: name, description: schema["description"]?.text ?? "", isInteger: type == "integer",
            isRequired: isRequired)
    }

    private static func key(_ name: String) -> [UInt8] {
        name.lowercased().utf8.filter { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "`") }
    }

    /// The hints of a question; none where nothing stands out.
    ///
    /// - Parameters:
    ///   - links: of the question's numbers.
    ///   - matches: what the tools' data has of the values that the question names.
    func hints(for text: String, links: NumberLinks, matches: [ValueMatch] = []) -> [ChatSegment] {
        let question = Question(text)
        let likely = ranker.rank(text).filter(\.isLikely).map { rank in
            let tool = tools[rank.index]
            let numeric = tool.parameters.indices.filter { tool.parameters[$0].number != nil }
            let places = links.places(for: numeric.compactMap { tool.parameters[$0].number })
            var linked: [Int: Int] = [:]
            for (parameter, place) in zip(numeric, places) { linked[parameter] = place }
            return Self.hint(
                tool.name,
                tool.parameters.enumerated().compactMap { index, parameter in
                    if let place = linked[index] {
                        return [
                            ChatSegment(parameter.name + "=", isContent: true),
                            ChatSegment("@\(place)", isContent: false),
                        ]
                    }
                    return Self.part(for: parameter, in: question).map { [ChatSegment($0, isContent: true)] }
                })
        }
        let tables = tableHints(question, matches).map { [ChatSegment($0, isContent: true)] }
        return Array((likely + tables).joined(separator: [ChatSegment(" ", isContent: true)]))
    }

    private static func hint(_ name: String, _ parts: [[ChatSegment]]) -> [ChatSegment] {
        guard !parts.isEmpty else { return [ChatSegment(name, isContent: true)] }
        return [ChatSegment(name + "(", isContent: true)] + parts.joined(separator: [ChatSegment(" ", isContent: true)])
            + [ChatSegment(")", isContent: true)]
    }

    private static func part(for parameter: Parameter, in question: Question) -> String? {
        let values = parameter.values.lazy.filter { question.contains($0.words) }.prefix(maximumValues).map(\.text)
        if !values.isEmpty { return parameter.name + "=" + values.joined(separator: "|") }
        return parameter.words.contains(where: question.contains) ? parameter.name : nil
    }

    private func tableHints(_ question: Question, _ matches: [ValueMatch]) -> [String] {
        var values: [Place: [String]] = [:]
        for match in matches {
            guard let place = places[Self.key(match.name)] else { continue }
            let value = "'" + match.value.replacing("'", with: "''") + "'"
            if !values[place, default: []].contains(value) { values[place, default: []].append(value) }
        }
        let matched = Set(values.keys.map(\.table))
        let named = tables.indices.compactMap { index -> (index: Int, hint: String)? in
            let table = tables[index]
            let parts = table.columns.enumerated().compactMap { place, column in
                if let found = values[Place(table: index, column: place)] {
                    return column.name + "=" + found.prefix(Self.maximumValues).joined(separator: "|")
                }
                return column.stands(in: question) ? column.name : nil
            }
            guard !parts.isEmpty || table.words.contains(where: question.contains) else { return nil }
            return (index, Self.hint(table.title, parts))
        }
        guard named.count > Self.maximumTables else { return named.map(\.hint) }
        let first = named.filter { matched.contains($0.index) } + named.filter { !matched.contains($0.index) }
        return first.prefix(Self.maximumTables).sorted { $0.index < $1.index }.map(\.hint)
    }

    private static func hint(_ name: String, _ parts: [String]) -> String {
        parts.isEmpty ? name : "\(name)(\(parts.joined(separator: " ")))"
    }
}
