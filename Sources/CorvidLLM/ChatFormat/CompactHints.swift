import Corvid
import CorvidGrammar

/// What stands in a question by name: tools that fit, parameters, tables and columns. Certain code tells the model so.
struct CompactHints {
    private let tools: [ToolDefinition]
    private let ranker: ToolRanker
    private let tables: [(name: String, columns: [String])]
    /// Tables that a hint names at most.
    private static let maximumTables = 6

    /// - Parameter system: instructions that may describe tables, a line each: `orders(id int key, total real)`.
    init(tools: [ToolDefinition], system: String) {
        self.tools = tools
        ranker = ToolRanker(tools)
        tables = Self.tables(in: system)
    }

    /// The hints for a question, divided by one space: likely tools, best first, then tables, each with the parameters or
    /// columns that the question names: `daily_outlook(place days) orders(total)`. Empty where nothing stands out.
    ///
    /// - Parameter usesMarks: takes the marks of the tools (``Corvid/ToolDefinition/isLikely``) where there are any; else
    ///   the ranker decides, which the marks come from too.
    func hints(for question: String, usesMarks: Bool) -> String {
        let words = Set(ToolRanker.words(of: question))
        let hasMarks = usesMarks && tools.contains(where: \.isLikely)
        let likely = ranker.rank(question).filter { hasMarks ? tools[$0.index].isLikely : $0.isLikely }
        var parts = likely.map { rank in
            let tool = tools[rank.index]
            let named = (tool.parameters["properties"]?.members ?? []).filter { member in
                let values = (member.value["enum"]?.array ?? []).compactMap(\.text)
                let key = String(decoding: member.key, as: UTF8.self)
                return ([key] + values).contains { Self.stands($0, in: words) }
            }
            return Self.hint(tool.name, named.map { String(decoding: $0.key, as: UTF8.self) })
        }
        parts += tables.filter { table in
            ([table.name] + table.columns).contains { Self.stands($0, in: words) }
        }
        .prefix(Self.maximumTables)
        .map { table in Self.hint(table.name, table.columns.filter { Self.stands($0, in: words) }) }
        return parts.joined(separator: " ")
    }

    private static func hint(_ name: String, _ parts: [String]) -> String {
        parts.isEmpty ? name : "\(name)(\(parts.joined(separator: " ")))"
    }

    private static func stands(_ name: String, in words: Set<String>) -> Bool {
        ToolRanker.words(of: name).contains(where: words.contains)
    }

    /// Lines that begin with a name and an opening parenthesis, and the first word of each part between commas.
    private static func tables(in text: String) -> [(name: String, columns: [String])] {
        text.split(separator: "\n").compactMap { line in
            guard let open = line.firstIndex(of: "("), open != line.startIndex else { return nil }
            let name = line[..<open]
            guard name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }) else { return nil }
            var columns: [String] = []
            var column = ""
            var isNaming = true
            var depth = 0
            var quote: Character?
            for character in line[line.index(after: open)...] {
                if let open = quote {
                    if character == open { quote = nil }
                } else if character == "'" {
                    quote = character
                } else if character == "(" {
                    depth += 1
                } else if character == ")" {
                    if depth == 0 { break }
                    depth -= 1
                } else if character == ",", depth == 0 {
                    columns.append(column)
                    column = ""
                    isNaming = true
                } else if isNaming {
                    if character != " " {
                        column.append(character)
                    } else if !column.isEmpty {
                        isNaming = false
                    }
                }
            }
            if !column.isEmpty { columns.append(column) }
            return (String(name), columns)
        }
    }
}
