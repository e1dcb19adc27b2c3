extension DatabaseSchema {
    /// The schema for a model, one line a table: `orders(id int key, customer_id int -> customers.id, total real)`.
    ///
    /// The same schema always gives the same text.
    /// - Parameter limit: Bytes of UTF-8 that the text may have. What does not fit is left out, first the columns of later
    ///   tables, then tables, and a last line says so.
    public func text(limit: Int = 16_384) -> String {
        guard !tables.isEmpty else { return "(the database has no tables)" }
        let whole = tables.map { line($0, columns: $0.columns.count) }
        if Self.size(whole) <= limit { return whole.joined(separator: "\n") }
        var lines: [String] = []
        var used = 0
        // Names of all tables are worth more than columns of some.
        let reserve = tables.map { line($0, columns: 0).utf8.count + 1 }
        var later = reserve.reduce(0, +)
        var shortened = 0
        var omitted = 0
        for (index, table) in tables.enumerated() {
            later -= reserve[index]
            let room = limit - 120 - used - later
            var text = whole[index]
            if text.utf8.count + 1 > room {
                shortened += 1
                var columns = table.columns.count
                while columns > 0, text.utf8.count + 1 > room {
                    columns /= 2
                    text = line(table, columns: columns)
                }
                if text.utf8.count + 1 > limit - 120 - used {
                    omitted = tables.count - index
                    break
                }
            }
            used += text.utf8.count + 1
            lines.append(text)
        }
        if omitted > 0 { shortened -= 1 }
        var notes: [String] = []
        if shortened > 0 { notes.append("columns of \(shortened) tables are left out where … stands") }
        if omitted > 0 { notes.append("\(omitted) more tables are left out") }
        lines.append("(" + notes.joined(separator: "; ") + ")")
        return lines.joined(separator: "\n")
    }

    private static func size(_ lines: [String]) -> Int { lines.reduce(0) { $0 + $1.utf8.count + 1 } }

    private func line(_ table: Table, columns count: Int) -> String {
        var parts = table.columns.prefix(count).map { describe($0, of: table) }
        if count < table.columns.count { parts.append("…") }
        var text = table.written(dialect) + "(" + parts.joined(separator: ", ") + ")"
        for key in table.foreignKeys where key.columns.count > 1 && count > 0 {
            let columns = key.columns.map { dialect.quoted($0) }.joined(separator: ", ")
            text += " (\(columns)) -> \(reference(key))"
        }
        if table.isView { text += " view" }
        return text
    }

    private func describe(_ column: Column, of table: Table) -> String {
        var text: String = dialect.quoted(column.name)
        let type = Self.short(column.type)
        if !type.isEmpty { text += " " + type }
        if table.primaryKey == [column.name] {
            text += " key"
        } else if table.primaryKey.contains(column.name) {
            text += " key part"
        }
        for key in table.foreignKeys where key.columns == [column.name] { text += " -> " + reference(key) }
        if !column.samples.isEmpty {
            let samples = column.samples.map { (sample: String) in "'\(QueryResult.line(sample))'" }
            text += " e.g. " + samples.joined(separator: " ")
        }
        return text
    }

    private func reference(_ key: ForeignKey) -> String {
        let table = tables.first { $0.key == key.table }?.written(dialect) ?? dialect.quoted(key.table)
        let columns: [String] = key.referencedColumns.map { dialect.quoted($0) }
        return columns.count == 1 ? "\(table).\(columns[0])" : "\(table)(\(columns.joined(separator: ", ")))"
    }

    /// The usual short word for a type.
    private static func short(_ type: String) -> String {
        let words = type.lowercased().split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
        switch words {
        case "integer": return "int"
        case "character varying": return "varchar"
        case "timestamp without time zone": return "timestamp"
        case "timestamp with time zone": return "timestamptz"
        case "double precision": return "double"
        default:
            let prefix = "character varying("
            return words.hasPrefix(prefix) ? "varchar(" + words.dropFirst(prefix.count) : words
        }
    }
}
