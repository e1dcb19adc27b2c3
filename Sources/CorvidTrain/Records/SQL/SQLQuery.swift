/// A query of the records, taken apart.
struct SQLQuery: Sendable {
    struct Item: Sendable {
        var expression: SQLExpression
        var alias: String?
    }

    struct Source: Sendable {
        var table: String
        var alias: String?
        /// What joins it with those before it: pairs that must be equal.
        var conditions: [(SQLExpression, SQLExpression)] = []
    }

    var isDistinct = false
    var items: [Item] = []
    var sources: [Source] = []
    var condition: SQLCondition?
    var groups: [SQLExpression] = []
    var having: SQLCondition?
    var order: [(expression: SQLExpression, isDescending: Bool)] = []
    var limit: String?
    /// `UNION`, `INTERSECT` or `EXCEPT` and what follows; at most one.
    var combination: [(word: String, query: SQLQuery)] = []
}

indirect enum SQLExpression: Sendable {
    case column(table: String?, name: String)
    case number(String)
    case string(String)
    case star
    case call(name: String, isDistinct: Bool, argument: SQLExpression)
    case binary(String, SQLExpression, SQLExpression)
    case group(SQLExpression)
    case subquery(SQLQuery)
}

indirect enum SQLCondition: Sendable {
    case comparison(SQLExpression, String, SQLExpression)
    case between(SQLExpression, SQLExpression, SQLExpression)
    case among(SQLExpression, isNot: Bool, [SQLExpression])
    case inQuery(SQLExpression, isNot: Bool, SQLQuery)
    case like(SQLExpression, isNot: Bool, String)
    case null(SQLExpression, isNot: Bool)
    case not(SQLCondition)
    case group(SQLCondition)
    case chain(SQLCondition, String, SQLCondition)
}
