import Corvid
import CorvidGrammar

/// Finds which values of a database's text columns a text names, by queries such as a model's own: what these may not read
/// is not looked into.
struct ValueLookup {
    private struct Column {
        let table: DatabaseSchema.Table
        let name: String
        /// The place among all columns, in the schema's order.
        let order: Int
    }

    private static let maximumColumns = 64
    /// Larger tables would be read from end to end for each question.
    private static let maximumTableRows = 200_000
    private static let valuesRead = 20
    private static let maximumValuesOfColumn = 3
    private static let maximumValues = 16

    private let connection: any DatabaseConnection
    /// The columns that are asked in one query. Those asked last may come to nothing, so small tables are first.
    private let groups: [[Column]]

    init(_ connection: any DatabaseConnection, _ schema: DatabaseSchema) {
        self.connection = connection
        // A query of SQLite costs little, and what is done in time counts. To a server each one is a journey.
        let size = connection.dialect == .sqlite ? 1 : max(connection.policy.maximumRows / Self.valuesRead, 1)
        let tables = schema.tables.filter { $0.estimatedRows ?? 0 <= Self.maximumTableRows }
        let columns = tables.flatMap { table in
            table.columns.filter { Self.isText($0, schema.dialect) }.map { (table, $0.name) }
        }
        let chosen = columns.prefix(Self.maximumColumns).enumerated().map { order, column in
            Column(table: column.0, name: column.1, order: order)
        }
        var groups: [[Column]] = []
        for column in chosen.sorted(by: { (Self.cost($0.table), $0.order) < (Self.cost($1.table), $1.order) }) {
            if let last = groups.last, last.count < size, last[0].table.key == column.table.key {
                groups[groups.count - 1].append(column)
            } else {
                groups.append([column])
            }
        }
        self.groups = groups
    }

    /// Texts, and in SQLite what was declared without a type, as the columns of many views.
    private static func isText(_ column: DatabaseSchema.Column, _ dialect: SQLDialect) -> Bool {
        column.valueClass == .text || dialect == .sqlite && column.type.isEmpty
    }

    /// What the number of rows is not known of, such as a view, may take any time.
    private static func cost(_ table: DatabaseSchema.Table) -> Int { table.estimatedRows ?? .max }

    /// - Parameter time: How long all queries together may take.
    /// - Returns: At most 3 values a column and 16 in all, in the order of the schema and, in a column, of the text. A value
    ///   that stands only within longer ones of its column is left out.
    func matches(of stretches: TextStretches, within time: Duration) async -> [ValueMatch] {
        guard !stretches.forms.isEmpty, !groups.isEmpty else { return [] }
        let forms = QueryValue.text(
            String(decoding: JSONValue.array(stretches.forms.map { .text($0) }).serialized, as: UTF8.self))
        let end = ContinuousClock.now + time
        var found: [Int: [ValueMatch]] = [:]
        for group in groups {
            guard .now < end, !Task.isCancelled else { break }
            // A table that cannot be read, or not in time, leaves the others.
            guard
                let result = try? await connection.run(
                    sql(group), parameters: [forms], access: .reading, deadline: end)
            else { continue }
            for (index, column) in group.enumerated() {
                let values = result.rows.compactMap { row -> String? in
                    guard row.count == 2, row[0] == .integer(Int64(index)), case .text(let value) = row[1] else {
                        return nil
                    }
                    return value
                }
                found[column.order] = Self.longest(values, stretches).prefix(Self.maximumValuesOfColumn).map {
                    ValueMatch(name: "\(column.table.key).\(column.name)", value: $0)
                }
            }
        }
        return Array(found.sorted { $0.key < $1.key }.flatMap(\.value).prefix(Self.maximumValues))
    }

    private func sql(_ columns: [Column]) -> String {
        let dialect = connection.dialect
        return columns.enumerated().map { index, column in
            // Not alone: SQLite takes the quoted name of a column that is gone for a text.
            let name = "taken." + dialect.forceQuoted(column.name)
            let table =
                (column.table.schema.map { dialect.forceQuoted($0) + "." } ?? "")
                + dialect.forceQuoted(column.table.name)
            let (text, condition) =
                switch dialect {
                case .sqlite:
                    (name, "\(name) COLLATE NOCASE IN (SELECT value FROM json_each(?1))")
                case .postgres:
                    (
                        "CAST(\(name) AS text)",
                        """
                        lower(CAST(\(name) AS text)) IN
                            (SELECT lower(form) FROM json_array_elements_text(CAST($1 AS json)) AS form)
                        """
                    )
                }
            return """
                SELECT \(index) AS place, value FROM (SELECT \(text) AS value FROM \(table) AS taken WHERE \(condition)
                    GROUP BY 1 ORDER BY length(\(text)) DESC, 1 LIMIT \(Self.valuesRead)) AS found
                """
        }.joined(separator: "\nUNION ALL\n")
    }

    /// The values that do not stand only within other ones, in the order of the text.
    private static func longest(_ values: [String], _ stretches: TextStretches) -> [String] {
        let placed = values.map { (value: $0, places: stretches.places(of: $0)) }
        let all = Set(placed.flatMap(\.places))
        let kept = placed.compactMap { match -> (value: String, start: Int)? in
            let free = match.places.filter { place in
                !all.contains { $0 != place && $0.lowerBound <= place.lowerBound && place.upperBound <= $0.upperBound }
            }
            return free.map(\.lowerBound).min().map { (match.value, $0) }
        }
        return kept.sorted { ($0.start, $0.value) < ($1.start, $1.value) }.map(\.value)
    }
}
