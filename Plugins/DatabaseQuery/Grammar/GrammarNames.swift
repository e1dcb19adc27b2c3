/// A schema prepared for its grammar: names as they are written, classes, and how tables join.
struct GrammarNames: Sendable {
    struct Column: Sendable {
        let written: String
        let classes: ColumnClasses
        let isGenerated: Bool
    }

    struct Table: Sendable {
        let written: String
        let columns: [Column]
        let isView: Bool
        /// Tables that a foreign key leads to or comes from, and what may be written to join them.
        var joins: [(table: Int, conditions: [String])] = []
        /// The smallest number of a table that is connected with this one.
        var component = 0
    }

    let dialect: SQLDialect
    let tables: [Table]
    /// Whether there is any foreign key; without one, tables are joined by any columns of one class.
    let hasKeys: Bool

    init(_ schema: DatabaseSchema) {
        dialect = schema.dialect
        let dialect = dialect
        var tables = schema.tables.map { table in
            Table(
                written: table.written(dialect),
                columns: table.columns.map { column in
                    Column(
                        written: dialect.quoted(column.name), classes: ColumnClasses(column, dialect),
                        isGenerated: column.isGenerated)
                }, isView: table.isView)
        }
        let numbers = Dictionary(schema.tables.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
        var hasKeys = false
        for (index, table) in schema.tables.enumerated() {
            for key in table.foreignKeys {
                // A table joined with itself would need a second name.
                guard let other = numbers[key.table], other != index, !key.columns.isEmpty,
                    key.columns.count == key.referencedColumns.count
                else { continue }
                let parts = zip(key.columns, key.referencedColumns).map { own, referenced in
                    (
                        "\(tables[index].written).\(dialect.quoted(own))",
                        "\(tables[other].written).\(dialect.quoted(referenced))"
                    )
                }
                let conditions = [
                    parts.map { "\($0) = \($1)" }.joined(separator: " AND "),
                    parts.map { "\($1) = \($0)" }.joined(separator: " AND "),
                ]
                tables[index].joins.append((other, conditions))
                tables[other].joins.append((index, conditions))
                hasKeys = true
            }
        }
        for index in tables.indices { tables[index].component = -1 }
        for start in tables.indices where tables[start].component < 0 {
            var open = [start]
            while let next = open.popLast() {
                guard tables[next].component < 0 else { continue }
                tables[next].component = start
                open += tables[next].joins.map(\.table)
            }
        }
        self.tables = tables
        self.hasKeys = hasKeys
    }

    /// Whether one query can hold both tables.
    func canJoin(_ a: Int, _ b: Int) -> Bool { !hasKeys || tables[a].component == tables[b].component }

    /// For each table, how many joins it is away from `goal`; missing where there is no way.
    func distances(to goal: Int) -> [Int: Int] {
        var distances = [goal: 0]
        var next = [goal]
        while !next.isEmpty {
            var further: [Int] = []
            for table in next {
                for join in tables[table].joins where distances[join.table] == nil {
                    distances[join.table] = (distances[table] ?? 0) + 1
                    further.append(join.table)
                }
            }
            next = further
        }
        return distances
    }
}
