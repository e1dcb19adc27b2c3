/// What is known about the names of a query at one place of it.
///
/// A query names its columns before its tables. Until FROM has come, the columns that were written narrow down which
/// tables can follow; from there on the tables say which columns can.
struct GrammarScope: Hashable {
    enum Phase: Hashable {
        /// No column was written yet.
        case open
        /// Columns were written without their table, so there will be one table, one of ``GrammarScope/tables``.
        case plain
        /// Columns were written as `table.column`, of all of ``GrammarScope/tables``.
        case qualified
        /// ``GrammarScope/tables`` stand after FROM; ``GrammarScope/required`` have still to be joined.
        case joining
        /// ``GrammarScope/tables`` are all there are.
        case fixed
    }

    /// What the SELECT is for, which decides how it may end.
    enum Purpose: Hashable {
        case query, union
        /// After IN.
        case list
        /// One value: an aggregate, or ordered with LIMIT 1.
        case aggregate, first
        case exists
    }

    var phase = Phase.open
    /// Ascending.
    var tables: [Int] = []
    var required: [Int] = []
    var purpose = Purpose.query
    /// Numbers of the column texts that were selected outside of aggregates.
    var bare: [Int] = []
    var hasAggregate = false
    /// `*`, or something that is not a lone column, so that the number or kind of columns is not known.
    var isStar = false
    var isDistinct = false
    var isGrouped = false
    /// Names that were given to what was selected.
    var aliases: [String] = []
    /// How many items were selected, up to two.
    var itemCount = 0
    /// What the only item is.
    var itemClass: ColumnClasses = []

    /// What expressions after FROM depend on.
    var reduced: GrammarScope {
        var scope = GrammarScope()
        (scope.phase, scope.tables) = (phase, tables)
        return scope
    }
}

/// What columns can stand at one place.
struct ColumnClasses: OptionSet, Hashable {
    let rawValue: UInt8
    static let number = ColumnClasses(rawValue: 1)
    static let text = ColumnClasses(rawValue: 2)
    static let time = ColumnClasses(rawValue: 4)
    static let boolean = ColumnClasses(rawValue: 8)
    /// Compared with strings, nothing else.
    static let opaque = ColumnClasses(rawValue: 16)
    /// Selected and counted, nothing else.
    static let other = ColumnClasses(rawValue: 32)

    static let all: ColumnClasses = [.number, .text, .time, .boolean, .opaque, .other]
    /// What has an order and equality.
    static let comparable: ColumnClasses = [.number, .text, .time, .boolean, .opaque]

    init(rawValue: UInt8) { self.rawValue = rawValue }

    init(_ column: DatabaseSchema.Column, _ dialect: SQLDialect) {
        switch (column.valueClass, dialect) {
        case (.number, .postgres) where column.type == "money": self = .opaque
        case (.number, _): self = .number
        case (.text, _): self = .text
        // SQLite keeps dates as texts, and times of day work with none of PostgreSQL's functions of dates.
        case (.time, .postgres) where !column.type.hasPrefix("date") && !column.type.hasPrefix("timestamp"):
            self = .opaque
        case (.time, .postgres): self = .time
        case (.time, .sqlite): self = [.time, .text]
        case (.boolean, .postgres): self = .boolean
        case (.boolean, .sqlite): self = [.number, .boolean]
        case (.other, .sqlite): self = [.number, .text]
        case (.other, .postgres):
            let hasNoOrder = ["json", "xml", "point", "line", "box", "polygon", "circle", "path", "lseg", "[]"]
            let isUnordered = hasNoOrder.contains { column.type.contains($0) } && column.type != "jsonb"
            self = isUnordered || column.type == "jsonb" || column.type == "interval" ? .other : .opaque
        case (.blob, _): self = .other
        }
    }
}
