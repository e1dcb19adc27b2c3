/// Writes queries as the database tool's grammar has them: capital keywords, single spaces, columns of joined tables with
/// their table, joins along foreign keys.
struct SQLWriter {
    typealias Unsupported = SQLParser.Unsupported

    /// Where a SELECT stands, which decides what it may have.
    enum Purpose { case query, union, list, aggregate, first }

    let schema: SQLSchema
    var template = SQLTemplate()
    /// Tables that one query joins.
    static let joinedTables = 4

    static func template(_ query: SQLQuery, _ schema: SQLSchema) throws(Unsupported) -> SQLTemplate {
        var writer = SQLWriter(schema: schema)
        try writer.write(query, .query)
        return writer.template
    }

    init(schema: SQLSchema) { self.schema = schema }

    /// One SELECT's names and how they are written.
    struct Context {
        var scope: SQLScope
        var isQualified: Bool
        /// Aggregates may stand here.
        var isGrouped = false
    }

    private func fail(_ what: String) -> Unsupported { Unsupported(what: what) }

    mutating func write(_ query: SQLQuery, _ purpose: Purpose) throws(Unsupported) {
        let scope = try SQLScope(query, schema)
        guard scope.tables.count <= Self.joinedTables else { throw fail("more tables than a query may join") }
        let context = Context(scope: scope, isQualified: scope.tables.count > 1)
        try check(query, purpose, context)
        template.append("SELECT " + (query.isDistinct && purpose != .list ? "DISTINCT " : ""))
        for (index, item) in query.items.enumerated() {
            if index > 0 { template.append(", ") }
            try write(item.expression, context, mayAggregate: true)
        }
        template.append(" FROM ")
        try writeSources(query, context)
        if let condition = query.condition {
            template.append(" WHERE ")
            try write(condition, context)
        }
        if !query.groups.isEmpty {
            for (index, group) in query.groups.enumerated() {
                template.append(index == 0 ? " GROUP BY " : ", ")
                guard case .column = group else { throw fail("groups by something else than columns") }
                try write(group, context, mayAggregate: false)
            }
            if let having = query.having {
                template.append(" HAVING ")
                try writeHaving(having, context)
            }
        }
        for (index, order) in query.order.enumerated() {
            template.append(index == 0 ? " ORDER BY " : ", ")
            try writeOrder(order.expression, query, context)
            if order.isDescending { template.append(" DESC") }
        }
        if let limit = query.limit { template.append(" LIMIT " + limit) }
        if let (word, other) = query.combination.first {
            template.append(" \(word) ")
            try write(other, .union)
        }
    }

    private func check(_ query: SQLQuery, _ purpose: Purpose, _ context: Context) throws(Unsupported) {
        let hasStar = query.items.contains { if case .star = $0.expression { true } else { false } }
        guard !hasStar || query.items.count == 1 && !query.isDistinct else { throw fail("a star among other columns") }
        let hasAggregate = query.items.contains { isAggregate($0.expression) }
        if let limit = query.limit {
            guard let count = Int(limit), 1...999_999 ~= count else { throw fail("a limit out of range") }
        }
        guard query.order.isEmpty || !hasAggregate || !query.groups.isEmpty else {
            throw fail("order of a single row")
        }
        guard query.having == nil || !query.groups.isEmpty else { throw fail("HAVING without groups") }
        let isColumn = if case .column? = query.items.first?.expression { query.items.count == 1 } else { false }
        switch purpose {
        case .query:
            guard !query.combination.isEmpty else { break }
            guard query.items.count == 1, !hasStar, !hasAggregate, query.groups.isEmpty, query.order.isEmpty,
                query.limit == nil, let other = query.combination[0].query.items.first?.expression
            else { throw fail("a set operation of more than single columns") }
            let other_scope = try SQLScope(query.combination[0].query, schema)
            let otherContext = Context(scope: other_scope, isQualified: false)
            guard try kind(query.items[0].expression, context) == kind(other, otherContext) else {
                throw fail("a set operation of different types")
            }
        case .union:
            guard isColumn, query.groups.isEmpty, query.order.isEmpty, query.combination.isEmpty, !query.isDistinct
            else {
                throw fail("a set operation of more than single columns")
            }
        case .list:
            guard isColumn, query.order.isEmpty, query.limit == nil, query.combination.isEmpty else {
                throw fail("a list of something else than a column")
            }
        case .aggregate:
            guard query.items.count == 1, case .call? = query.items.first?.expression, query.groups.isEmpty,
                query.order.isEmpty, query.limit == nil, query.combination.isEmpty, !query.isDistinct
            else { throw fail("a value of something else than an aggregate") }
        case .first:
            guard isColumn, query.groups.isEmpty, query.order.count == 1, query.limit == "1", !query.isDistinct,
                query.combination.isEmpty
            else { throw fail("a value of something else than a first row") }
        }
    }

    // MARK: Tables

    /// FROM and joins, in an order in which each table is next to one before it and those that were selected come early.
    private mutating func writeSources(_ query: SQLQuery, _ context: Context) throws(Unsupported) {
        let tables = context.scope.tables.map(\.number)
        guard let first = tables.first else { throw fail("a query without tables") }
        guard tables.count > 1 else { return template.append(table: first) }
        var edges: [(a: (table: Int, column: Int), b: (table: Int, column: Int))] = []
        for source in query.sources {
            for case (.column(let a, let x), .column(let b, let y)) in source.conditions {
                let edge = (try context.scope.column(a, x, schema), try context.scope.column(b, y, schema))
                guard schema.isJoined(edge.0, edge.1) else { throw fail("a join that is no foreign key") }
                edges.append(edge)
            }
        }
        guard edges.count == tables.count - 1 else { throw fail("joins by more or fewer than one pair of columns") }
        var selected: [Int] = []
        for item in query.items { try collect(item.expression, context.scope, &selected) }
        let start = selected.first ?? first
        var scope = [start]
        template.append(table: start)
        func leads(_ edge: Int, to goals: [Int]) -> Bool {
            // What is beyond the edge, by walking on without it.
            var reached = scope.contains(edges[edge].a.table) ? [edges[edge].b.table] : [edges[edge].a.table]
            var isGrowing = true
            while isGrowing {
                isGrowing = false
                for (index, other) in edges.enumerated() where index != edge {
                    for (x, y) in [(other.a.table, other.b.table), (other.b.table, other.a.table)]
                    where reached.contains(x) && !reached.contains(y) && !scope.contains(y) {
                        reached.append(y)
                        isGrowing = true
                    }
                }
            }
            return goals.contains { reached.contains($0) }
        }
        while scope.count < tables.count {
            let open = edges.indices.filter { scope.contains(edges[$0].a.table) != scope.contains(edges[$0].b.table) }
            let goals = selected.filter { !scope.contains($0) }
            guard let next = open.first(where: { leads($0, to: goals) }) ?? (goals.isEmpty ? open.first : nil) else {
                throw fail("tables that are not joined")
            }
            let (a, b) = scope.contains(edges[next].a.table) ? edges[next] : (edges[next].b, edges[next].a)
            template.append(" JOIN ")
            template.append(table: b.table)
            template.append(" ON ")
            template.append(column: a, isQualified: true)
            template.append(" = ")
            template.append(column: b, isQualified: true)
            scope.append(b.table)
        }
    }

    private func collect(
        _ expression: SQLExpression, _ scope: SQLScope, _ tables: inout [Int]
    ) throws(Unsupported) {
        switch expression {
        case .column(let table, let name):
            let owner = try scope.column(table, name, schema).table
            if !tables.contains(owner) { tables.append(owner) }
        case .call(_, _, let inner), .group(let inner): try collect(inner, scope, &tables)
        case .binary(_, let left, let right):
            try collect(left, scope, &tables)
            try collect(right, scope, &tables)
        case .number, .string, .star, .subquery: break
        }
    }
}
