extension QueryResult {
    /// The result as a table for a model: a line of column names, one line a row, ` | ` between values, and a last line that
    /// says what was left out.
    public var text: String {
        var lines: [String] = []
        if let changedRows {
            lines.append(changedRows == 1 ? "1 row changed" : "\(changedRows) rows changed")
        }
        if !columns.isEmpty {
            lines.append(columns.map(Self.line).joined(separator: " | "))
            lines += rows.map { $0.map(\.text).joined(separator: " | ") }
            if rows.isEmpty { lines.append("(no rows)") }
        }
        if let note { lines.append(note) }
        return lines.joined(separator: "\n")
    }

    private var note: String? {
        var parts: [String] = []
        if truncation.hasMoreRows {
            parts.append("only the first \(rows.count) rows are shown; narrow the query, aggregate or use LIMIT")
        }
        if truncation.omittedColumns > 0 {
            parts.append(
                truncation.omittedColumns == 1
                    ? "1 more column is not shown" : "\(truncation.omittedColumns) more columns are not shown")
        }
        if truncation.shortenedCells > 0 {
            parts.append(
                truncation.shortenedCells == 1
                    ? "1 value is shortened" : "\(truncation.shortenedCells) values are shortened")
        }
        return parts.isEmpty ? nil : "(" + parts.joined(separator: "; ") + ")"
    }

    /// A text on one line.
    static func line(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 < 0x20 }) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20: result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
