/// Collects rows until one of the policy's bounds is reached.
struct ResultCollector {
    var result: QueryResult
    private let policy: QueryPolicy
    private var byteCount = 0
    private var isOverBytes = false

    init(columns: [String], _ policy: QueryPolicy) {
        self.policy = policy
        result = QueryResult(columns: Array(columns.prefix(policy.maximumColumns)))
        result.truncation.omittedColumns = max(columns.count - policy.maximumColumns, 0)
    }

    /// Whether no further row is taken.
    var isFull: Bool { isOverBytes || result.rows.count >= policy.maximumRows }

    mutating func append(_ row: [QueryValue]) {
        let size = row.reduce(0) { $0 + $1.byteCount }
        guard byteCount + size <= policy.maximumBytes || result.rows.isEmpty else {
            isOverBytes = true
            result.truncation.hasMoreRows = true
            return
        }
        byteCount += size
        result.rows.append(row)
    }

    /// A text within the bound of a cell.
    ///
    /// - Parameter isCut: Whether the database has more of it.
    mutating func shortened(_ text: String, isCut: Bool = false) -> String {
        guard let short = QueryValue.shortened(text, to: policy.maximumCellBytes) else {
            guard isCut else { return text }
            result.truncation.shortenedCells += 1
            return text + "…"
        }
        result.truncation.shortenedCells += 1
        return short
    }
}
