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
        /// What its columns can be together.
        var classes: ColumnClasses = []
        /// Tables that a foreign key leads to or comes from, and what may be written to join them.
        var joins: [(table: Int, conditions: [String])] = []
    }

    /// A name that columns of some tables have.
    struct ColumnName: Sendable {
        let text: [UInt8]
        var owners: [(table: Int, classes: ColumnClasses)]
    }

    let dialect: SQLDialect
    /// In the order of their bytes.
    let columnNames: [ColumnName]
    /// Tables as they stand before a column, in the order of their bytes.
    let prefixes: [(text: [UInt8], table: Int)]
    /// What columns of all tables can be together.
    let classes: ColumnClasses
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
        let numbers = Dictionary(
            schema.tables.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
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
        var columnNames: [String: ColumnName] = [:]
        for (index, table) in tables.enumerated() {
            for column in table.columns {
                columnNames[column.written, default: ColumnName(text: Array(column.written.utf8), owners: [])]
                    .owners.append((index, column.classes))
            }
        }
        for index in tables.indices {
            tables[index].classes = tables[index].columns.reduce([]) { $0.union($1.classes) }
        }
        classes = tables.reduce([]) { $0.union($1.classes) }
        prefixes = tables.enumerated().map { (Array(($1.written + ".").utf8), $0) }
            .sorted { $0.0.lexicographicallyPrecedes($1.0) }
        self.columnNames = columnNames.values.sorted { $0.text.lexicographicallyPrecedes($1.text) }
        self.tables = tables
        self.hasKeys = hasKeys
    }

    /// For each table, how many joins it is away from `goal`; missing where there is no
    /// way, or it has more joins than `limit`.
    func distances(to goal: Int, limit: Int = .max) -> [Int: Int] {
        var distances = [goal: 0]
        var next = [goal]
        var distance = 0
        while !next.isEmpty, distance < limit {
            distance += 1
            var further: [Int] = []
            for table in next {
                for join in tables[table].joins where distances[join.table] == nil {
                    distances[join.table] = distance
                    further.append(join.table)
                }
            }
            next = further
        }
        return distances
    }
}
