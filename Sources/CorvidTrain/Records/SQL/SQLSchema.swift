/// Tables of a record, and what its queries show of their columns.
struct SQLSchema: Sendable {
    enum Class: Sendable { case number, text }

    struct Column: Sendable {
        var name: String
        var type: Class
        /// Declared as a date or time; its values are texts.
        var isTime = false
        var hasFractions = false
        var isKey = false
        /// Table and column by number.
        var reference: (table: Int, column: Int)?
        fileprivate(set) var isUsedAsNumber = false
        fileprivate(set) var isUsedAsText = false
    }

    struct Table: Sendable {
        var name: String
        var columns: [Column]
    }

    var tables: [Table]

    /// Under the names that the record gives.
    var descriptions: [TableDescription] {
        tables.map { table in
            TableDescription(
                name: table.name,
                columns: table.columns.map { .init(name: $0.name, type: $0.type == .text ? "TEXT" : "NUMERIC") })
        }
    }

    func table(named name: String) -> Int? {
        let lower = name.lowercased()
        return tables.firstIndex { $0.name.lowercased() == lower }
    }

    func column(named name: String, of table: Int) -> Int? {
        let lower = name.lowercased()
        return tables[table].columns.firstIndex { $0.name.lowercased() == lower }
    }

    mutating func use(_ column: (table: Int, column: Int), asNumber: Bool) {
        if asNumber {
            tables[column.table].columns[column.column].isUsedAsNumber = true
        } else {
            tables[column.table].columns[column.column].isUsedAsText = true
        }
    }

    mutating func useFractions(_ column: (table: Int, column: Int)) {
        tables[column.table].columns[column.column].hasFractions = true
    }

    /// Adds the foreign key that a query joins by, where none of its columns has one yet.
    mutating func join(_ a: (table: Int, column: Int), _ b: (table: Int, column: Int)) {
        guard a.table != b.table, !isJoined(a, b) else { return }
        if tables[a.table].columns[a.column].reference == nil, !tables[a.table].columns[a.column].isKey {
            tables[a.table].columns[a.column].reference = b
        } else if tables[b.table].columns[b.column].reference == nil {
            tables[b.table].columns[b.column].reference = a
        } else if tables[a.table].columns[a.column].reference == nil {
            tables[a.table].columns[a.column].reference = b
        }
    }

    /// Whether a foreign key leads from one to the other.
    func isJoined(_ a: (table: Int, column: Int), _ b: (table: Int, column: Int)) -> Bool {
        let (x, y) = (tables[a.table].columns[a.column].reference, tables[b.table].columns[b.column].reference)
        return x.map { $0 == b } ?? false || y.map { $0 == a } ?? false
    }

    /// For each table, how many foreign keys it is away from one; missing where there is no way.
    func distances(to goal: Int) -> [Int: Int] {
        var distances = [goal: 0]
        var next = [goal]
        while !next.isEmpty {
            var further: [Int] = []
            for table in tables.indices where distances[table] == nil {
                let own = tables[table].columns.compactMap { $0.reference?.table }
                let isNear = next.contains { other in
                    own.contains(other) || tables[other].columns.contains { $0.reference?.table == table }
                }
                if isNear { further.append(table) }
            }
            for table in further { distances[table] = (next.first.flatMap { distances[$0] } ?? 0) + 1 }
            next = further
        }
        return distances
    }

    /// Types by what queries do with the columns, where declarations and queries disagree.
    mutating func settle() {
        for table in tables.indices {
            for column in tables[table].columns.indices {
                let value = tables[table].columns[column]
                if value.isUsedAsText {
                    tables[table].columns[column].type = .text
                } else if value.isUsedAsNumber {
                    tables[table].columns[column].type = .number
                    tables[table].columns[column].isTime = false
                }
            }
        }
    }
}
