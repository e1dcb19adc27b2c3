/// What a SELECT says about the tables it reads: enough to describe tables that exist in a lesson alone.
struct QueryOutline {
    /// Tables and the columns that are named with them.
    private(set) var tables: [(name: String, columns: [(name: String, type: String)])] = []
    /// The names of the result's columns.
    private(set) var resultColumns: [String] = []

    private enum Token: Equatable {
        case word(String)
        case text
        case number(isWhole: Bool)
        case sign(Character)
    }

    /// - Parameter rows: what a lesson gives as its result, whose numbers tell the types of columns.
    init(_ sql: String, rows: String = "") {
        let tokens = Self.tokens(sql)
        readTables(tokens)
        readColumns(tokens)
        resultColumns = Self.resultColumns(sql)
        let first = rows.split(separator: "\n").first ?? ""
        let cells = first.split(separator: "|").map { cell in String(cell.filter { $0 != " " }) }
        guard cells.count == resultColumns.count else { return }
        for (column, cell) in zip(resultColumns, cells) {
            let isReal = cell.contains("=num:")
            guard isReal || cell.contains("=int:") && cell.hasPrefix("{") && cell.hasSuffix("}") || Int(cell) != nil
            else { continue }
            for table in tables.indices {
                for place in tables[table].columns.indices where tables[table].columns[place].name == column {
                    tables[table].columns[place].type = isReal ? "REAL" : "INTEGER"
                }
            }
        }
    }

    private static let keywords: Set<String> = [
        "select", "from", "where", "and", "or", "not", "in", "is", "null", "like", "between", "group", "by", "order",
        "having",
        "limit", "offset", "as", "asc", "desc", "distinct", "join", "left", "inner", "outer", "cross", "on", "union",
        "all",
        "exists", "case", "when", "then", "else", "end", "using", "intersect", "except", "cast", "glob", "collate",
        "nocase",
        "integer", "real", "text", "true", "false", "with", "over", "partition",
    ]

    private static func tokens(_ sql: String) -> [Token] {
        var tokens: [Token] = []
        var rest = sql[...]
        while let first = rest.first {
            if first == "'" {
                rest = rest.dropFirst()
                rest = rest[(rest.firstIndex(of: "'").map { rest.index(after: $0) } ?? rest.endIndex)...]
                tokens.append(.text)
            } else if first.isLetter || first == "_" {
                let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
                tokens.append(.word(String(word)))
                rest = rest[word.endIndex...]
            } else if first.isNumber {
                let number = rest.prefix { $0.isNumber || $0 == "." }
                tokens.append(.number(isWhole: !number.contains(".")))
                rest = rest[number.endIndex...]
            } else {
                if first != " ", first != "\"" { tokens.append(.sign(first)) }
                rest = rest.dropFirst()
            }
        }
        return tokens
    }

    private var aliases: [String: Int] = [:]

    private mutating func readTables(_ tokens: [Token]) {
        var isListing = false
        for (index, token) in tokens.enumerated() {
            guard case .word(let word) = token else {
                if token != .sign(",") { isListing = isListing && token != .sign(")") && token != .sign("(") }
                continue
            }
            let lower = word.lowercased()
            if lower == "from" || lower == "join" {
                isListing = true
                continue
            }
            if Self.keywords.contains(lower), lower != "as" {
                isListing = false
                continue
            }
            guard isListing else { continue }
            let before = index > 0 ? tokens[index - 1] : .text
            if before == .word("FROM") || before == .word("JOIN") || before == .word("from") || before == .word("join")
                || before == .sign(",")
            {
                if let known = tables.firstIndex(where: { $0.name.lowercased() == lower }) {
                    aliases[lower] = known
                } else {
                    aliases[lower] = tables.count
                    tables.append((word, []))
                }
            } else if lower != "as", !tables.isEmpty {
                // The word after a table is another name for it.
                aliases[lower] = tables.count - 1
            }
        }
    }

    private mutating func readColumns(_ tokens: [Token]) {
        guard !tables.isEmpty else { return }
        for (index, token) in tokens.enumerated() {
            guard case .word(let word) = token else { continue }
            let lower = word.lowercased()
            let next = index + 1 < tokens.count ? tokens[index + 1] : .text
            let before = index > 0 ? tokens[index - 1] : .text
            if next == .sign("(") || next == .sign(".") { continue }
            if before == .sign("."), index > 1, case .word(let alias) = tokens[index - 2],
                let table = aliases[alias.lowercased()]
            {
                add(word, to: table, Self.type(tokens, index))
            } else if aliases[lower] == nil, !Self.keywords.contains(lower), before != .word("AS"),
                before != .word("as")
            {
                let isAlias = tokens.indices.contains { place in
                    place > 0 && tokens[place] == token
                        && (tokens[place - 1] == .word("AS") || tokens[place - 1] == .word("as"))
                }
                if !isAlias { add(word, to: 0, Self.type(tokens, index)) }
            }
        }
    }

    private mutating func add(_ column: String, to table: Int, _ type: String) {
        if let known = tables[table].columns.firstIndex(where: { $0.name.lowercased() == column.lowercased() }) {
            if type != "TEXT" { tables[table].columns[known].type = type }
        } else {
            tables[table].columns.append((column, type))
        }
    }

    /// The type that a column's company suggests.
    private static func type(_ tokens: [Token], _ index: Int) -> String {
        var inside = index
        while inside > 0, tokens[inside - 1] == .sign(".") { inside -= 2 }
        if inside >= 2, tokens[inside - 1] == .sign("("), case .word(let function) = tokens[inside - 2],
            ["sum", "avg"].contains(function.lowercased())
        {
            return "REAL"
        }
        for distance in 1...2 where index + distance < tokens.count {
            switch tokens[index + distance] {
            case .text: return "TEXT"
            case .number(let isWhole): return isWhole ? "INTEGER" : "REAL"
            default: continue
            }
        }
        if case .word(let name) = tokens[index] {
            let lower = name.lowercased()
            if lower == "id" || lower.hasSuffix("_id") { return "INTEGER" }
            if lower.hasSuffix("date") || lower.hasSuffix("day") { return "DATE" }
            for part in ["price", "amount", "total", "weight", "rate", "cost"] where lower.contains(part) {
                return "REAL"
            }
            for part in ["count", "number", "qty", "quantity", "stock", "year", "age", "places", "seats"]
            where lower.contains(part) {
                return "INTEGER"
            }
        }
        return "TEXT"
    }

    /// As SQLite names them.
    private static func resultColumns(_ sql: String) -> [String] {
        var depth = 0
        var columns: [String] = []
        var column = ""
        var rest: Substring = sql.drop { $0 == " " }
        guard rest.lowercased().hasPrefix("select ") else { return [] }
        rest = rest.dropFirst(7)
        if rest.lowercased().hasPrefix("distinct ") { rest = rest.dropFirst(9) }
        var isQuoted = false
        while let first = rest.first {
            if first == "'" { isQuoted.toggle() }
            if !isQuoted {
                if first == "(" { depth += 1 }
                if first == ")" { depth -= 1 }
                if depth == 0, first == "," {
                    columns.append(column)
                    column = ""
                    rest = rest.dropFirst()
                    continue
                }
                if depth == 0, first == " ", rest.lowercased().hasPrefix(" from ") { break }
            }
            column.append(first)
            rest = rest.dropFirst()
        }
        columns.append(column)
        return columns.map { text in
            var name: Substring = text.drop { $0 == " " }
            while name.last == " " { name = name.dropLast() }
            for marker in [" AS ", " as "] {
                if let range = name.firstRange(of: marker) { return String(name[range.upperBound...]) }
            }
            let isPlain = name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
            return isPlain ? String(name.split(separator: ".").last ?? name) : String(name)
        }
    }
}
