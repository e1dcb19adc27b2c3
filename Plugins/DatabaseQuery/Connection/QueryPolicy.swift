/// What statements may do and how much they may cost.
///
/// Reading only, by default, and enforced by the database itself. Writing has to be granted, and even then only rows may be
/// changed, never the schema.
public struct QueryPolicy: Sendable, Hashable {
    /// Whether rows may be inserted, updated and deleted, by ``DatabaseConnection/run(_:parameters:access:deadline:)``
    /// with `.writing`.
    public var allowsWriting = false
    /// How long one statement may run.
    public var timeout = Duration.seconds(10)
    /// Rows that are read of a result.
    public var maximumRows = 100
    /// Columns that are read of a result.
    public var maximumColumns = 50
    /// Bytes of UTF-8 that are read of one value.
    public var maximumCellBytes = 500
    /// Bytes that the values of a result may have together.
    public var maximumBytes = 32_768
    /// Bytes of a statement.
    public var maximumStatementBytes = 100_000
    /// Bytes of any value that SQLite makes on the way.
    public var maximumValueBytes = 8 << 20
    /// Functions that are called though they might have effects, in lower case: those of PostgreSQL that are declared
    /// volatile, such as a function of one's own.
    public var allowedFunctions: Set<String> = []

    public init() {}
}

/// What a statement is run for.
public enum QueryAccess: Sendable, Hashable {
    /// Only queries; nothing can change.
    case reading
    /// Changes of rows, which ``QueryPolicy/allowsWriting`` must allow.
    case writing
}
