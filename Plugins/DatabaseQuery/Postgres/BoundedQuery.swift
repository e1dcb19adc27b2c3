/// A query around a query that lets the server shorten values and leave out columns, so that no row can be large.
struct BoundedQuery {
    let select: String
    /// Bytes that a row of it can have.
    let maximumRowBytes: Int
    private let types: [PostgresType]
    private let policy: QueryPolicy

    /// - Parameter described: The columns that the query returns.
    init(_ sql: String, _ described: PostgresConnection.Outcome, _ policy: QueryPolicy) throws(DatabaseError) {
        guard !described.columns.isEmpty else {
            throw DatabaseError(.refused, "the statement returns no columns; write a SELECT of at least one")
        }
        self.policy = policy
        types = described.types.prefix(policy.maximumColumns).map { PostgresType($0) }
        let names = (1...described.columns.count).map { "c\($0)" }
        let values = zip(names, types).map { name, type in
            switch type {
            case .blob: "octet_length(\(name))"
            case .number, .boolean: name
            case .text: "left(CAST(\(name) AS text), \(policy.maximumCellBytes + 1))"
            }
        }
        // The line ends keep a comment at the query's end from swallowing what comes after it.
        select =
            "SELECT \(values.joined(separator: ", ")) FROM (\n\(sql)\n) AS corvid(\(names.joined(separator: ", ")))"
        // A character has four bytes at most, a number hardly more than a few; rare huge numerics are bounded by the server.
        maximumRowBytes = types.count * (policy.maximumCellBytes + 1) * 4
    }

    /// The values of one row.
    func values(_ row: [String?], _ collector: inout ResultCollector) -> [QueryValue] {
        var values: [QueryValue] = []
        for (text, type) in zip(row, types) { values.append(type.value(text, isSize: true, &collector)) }
        return values
    }
}
