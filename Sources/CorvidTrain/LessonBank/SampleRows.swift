import CorvidGrammar

/// Rows that a lesson's tables could have: its sample values, keys that fit one another, some values missing.
struct SampleRows {
    /// For each table, rows in the order of its columns.
    private(set) var rows: [[[JSONValue]]] = []

    init(_ lesson: DatabaseLesson, _ random: inout Randomness) {
        var made: [String: [JSONValue]] = [:]
        // Tables that others refer to come first.
        let order = lesson.tables.indices.sorted { a, b in
            Self.references(lesson.tables[a]) < Self.references(lesson.tables[b])
        }
        var byTable: [Int: [[JSONValue]]] = [:]
        for index in order {
            let table = lesson.tables[index]
            let keys = table.columns.filter(\.isKey)
            let samples = keys.count == 1 ? lesson.samples["\(table.name).\(keys[0].name)"] ?? [] : []
            let count = samples.isEmpty ? Int.random(in: 12...22, using: &random) : samples.count
            let rows = (0..<count).map { row in
                table.columns.map { column in
                    Self.value(
                        column, row, lesson.samples["\(table.name).\(column.name)"] ?? [], isOnlyKey: keys.count == 1,
                        made, &random)
                }
            }
            byTable[index] = rows
            for (place, column) in table.columns.enumerated() {
                made["\(table.name).\(column.name)"] = rows.map { $0[place] }
            }
        }
        rows = lesson.tables.indices.map { byTable[$0] ?? [] }
    }

    private static func references(_ table: TableDescription) -> Int {
        table.columns.filter { $0.references != nil }.count
    }

    private static func value(
        _ column: TableDescription.Column, _ row: Int, _ samples: [JSONValue], isOnlyKey: Bool,
        _ made: [String: [JSONValue]],
        _ random: inout Randomness
    ) -> JSONValue {
        if column.isKey, isOnlyKey { return samples.indices.contains(row) ? samples[row] : .number("\(row + 1)") }
        if let reference = column.references, let known = made[reference]?.filter({ $0 != .null }), !known.isEmpty {
            return random.pick(known)
        }
        if samples.isEmpty {
            return column.references != nil && random.chance(0.3)
                ? .null : .number("\(Int.random(in: 1...20, using: &random))")
        }
        // The first rows have every value once, so that what a question names exists.
        if row < samples.count, random.chance(0.8) { return samples[row] }
        return !column.isKey && random.chance(0.1) ? .null : random.pick(samples)
    }
}
