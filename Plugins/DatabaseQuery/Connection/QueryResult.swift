public import CorvidGrammar

/// What a statement returned, within the bounds of the policy.
public struct QueryResult: Sendable, Hashable {
    /// What the bounds left out.
    public struct Truncation: Sendable, Hashable {
        /// Whether there are more rows than ``QueryResult/rows``.
        public var hasMoreRows = false
        /// Columns that were left out.
        public var omittedColumns = 0
        /// Values that were shortened.
        public var shortenedCells = 0

        public init() {}
    }

    /// The names of the columns, in order; they may repeat.
    public var columns: [String]
    /// The rows, each with as many values as there are columns.
    public var rows: [[QueryValue]] = []
    /// Rows that were inserted, updated or deleted; nil for a query.
    public var changedRows: Int?
    /// What was left out.
    public var truncation = Truncation()

    public init(columns: [String], rows: [[QueryValue]] = []) {
        self.columns = columns
        self.rows = rows
    }

    /// Whether anything was left out.
    public var isTruncated: Bool { truncation != Truncation() }

    /// The result as `{"columns":[…],"rows":[[…]]}`, with `"truncated":true` and `"changed":n` where they apply. Blobs are
    /// objects with their size.
    public var json: JSONValue {
        var members: [JSONValue.Member] = [
            JSONValue.Member(key: Array("columns".utf8), value: .array(columns.map { .text($0) })),
            JSONValue.Member(key: Array("rows".utf8), value: .array(rows.map { .array($0.map(\.json)) })),
        ]
        if let changedRows {
            members.append(JSONValue.Member(key: Array("changed".utf8), value: .integer(changedRows)))
        }
        if isTruncated { members.append(JSONValue.Member(key: Array("truncated".utf8), value: .bool(true))) }
        return .object(members)
    }
}
