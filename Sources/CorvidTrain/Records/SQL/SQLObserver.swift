/// Learns from a query what its columns are good for, and by which columns tables are joined.
struct SQLObserver {
    private(set) var schema: SQLSchema

    init(_ schema: SQLSchema) { self.schema = schema }

    mutating func observe(_ query: SQLQuery) throws(SQLParser.Unsupported) {
        let scope = try SQLScope(query, schema)
        for source in query.sources {
            for (left, right) in source.conditions {
                guard case .column(let a, let x) = left, case .column(let b, let y) = right else {
                    throw SQLParser.Unsupported(what: "a join by something else than columns")
                }
                schema.join(try scope.column(a, x, schema), try scope.column(b, y, schema))
            }
        }
        for item in query.items { try observe(item.expression, scope) }
        if let condition = query.condition { try observe(condition, scope) }
        if let having = query.having { try observe(having, scope) }
        for order in query.order { try? observe(order.expression, scope) }
        for (_, query) in query.combination { try observe(query) }
    }

    private mutating func observe(_ expression: SQLExpression, _ scope: SQLScope) throws(SQLParser.Unsupported) {
        switch expression {
        case .binary(_, let left, let right):
            for side in [left, right] {
                try observe(side, scope)
                try use(side, asNumber: true, scope)
            }
        case .group(let inner): try observe(inner, scope)
        case .call(let name, _, let argument):
            try observe(argument, scope)
            if name == "SUM" || name == "AVG" { try use(argument, asNumber: true, scope) }
        case .subquery(let query): try observe(query)
        case .column, .number, .string, .star: break
        }
    }

    private mutating func observe(_ condition: SQLCondition, _ scope: SQLScope) throws(SQLParser.Unsupported) {
        switch condition {
        case .comparison(let left, _, let right):
            try observe(left, scope)
            try observe(right, scope)
            try compare(left, right, scope)
            try compare(right, left, scope)
        case .between(let value, let low, let high):
            try compare(value, low, scope)
            try compare(value, high, scope)
        case .among(let value, _, let values): for other in values { try compare(value, other, scope) }
        case .like(let value, _, _): try use(value, asNumber: false, scope)
        case .inQuery(_, _, let query): try observe(query)
        case .null: break
        case .not(let inner), .group(let inner): try observe(inner, scope)
        case .chain(let left, _, let right):
            try observe(left, scope)
            try observe(right, scope)
        }
    }

    private mutating func compare(
        _ value: SQLExpression, _ other: SQLExpression, _ scope: SQLScope
    ) throws(SQLParser.Unsupported) {
        switch other {
        case .number(let text):
            try use(value, asNumber: true, scope)
            if text.contains("."), case .column(let table, let name) = value {
                schema.useFractions(try scope.column(table, name, schema))
            }
        case .string(let text) where Fraction(text) == nil: try use(value, asNumber: false, scope)
        case .subquery(let query):
            if case .call(let name, _, _)? = query.items.first?.expression, name == "AVG" || name == "SUM" {
                try use(value, asNumber: true, scope)
            }
        default: break
        }
    }

    private mutating func use(
        _ expression: SQLExpression, asNumber: Bool, _ scope: SQLScope
    ) throws(SQLParser.Unsupported) {
        guard case .column(let table, let name) = expression else { return }
        schema.use(try scope.column(table, name, schema), asNumber: asNumber)
    }
}
