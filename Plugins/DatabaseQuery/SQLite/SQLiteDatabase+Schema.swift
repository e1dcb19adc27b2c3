import GRDB

extension SQLiteDatabase {
    /// Rows that are counted exactly.
    private static let countedRows = 10_000

    public func schema(samples: Int) async throws -> DatabaseSchema {
        let end = ContinuousClock.now + max(policy.timeout, .seconds(10))
        do {
            return try await queue.unsafeAccess(writing: false) { database in
                let entries = try Row.fetchAll(
                    database,
                    sql: """
                        SELECT name, type, wr FROM pragma_table_list
                        WHERE schema = 'main' AND type <> 'shadow' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name
                        """)
                var tables: [DatabaseSchema.Table] = []
                for entry in entries {
                    // A view may speak of tables that are gone; it cannot be queried, so it is left out.
                    guard let table = try? Self.table(entry, database), !table.columns.isEmpty else { continue }
                    tables.append(table)
                }
                Self.complete(&tables)
                for index in tables.indices {
                    guard ContinuousClock.now < end else { break }
                    if !tables[index].isView { Self.count(&tables[index], database) }
                    if samples > 0 { Self.sample(&tables[index], samples, database) }
                }
                return DatabaseSchema(dialect: .sqlite, tables: tables)
            }
        } catch {
            throw self.error(for: error, end)
        }
    }

    private static func table(_ entry: Row, _ database: Database) throws -> DatabaseSchema.Table {
        let name: String = entry["name"]
        let rows = try Row.fetchAll(
            database, sql: "SELECT name, type, pk, hidden FROM pragma_table_xinfo(?) WHERE hidden <> 1",
            arguments: [name])
        let columns = rows.map { row -> DatabaseSchema.Column in
            let type = ((row["type"] as String?) ?? "").lowercased().replacing(" generated always", with: "")
            var column = DatabaseSchema.Column(name: row["name"], type: type, valueClass: .init(declared: type))
            column.isGenerated = (row["hidden"] as Int) > 1
            return column
        }
        var table = DatabaseSchema.Table(name: name, columns: columns)
        table.isView = entry["type"] == "view"
        table.primaryKey = rows.filter { ($0["pk"] as Int) > 0 }.sorted { ($0["pk"] as Int) < ($1["pk"] as Int) }
            .map { $0["name"] }
        let keys = try Row.fetchAll(
            database, sql: "SELECT id, \"table\", \"from\", \"to\" FROM pragma_foreign_key_list(?) ORDER BY id, seq",
            arguments: [name])
        for (_, parts) in Dictionary(grouping: keys, by: { $0["id"] as Int }).sorted(by: { $0.key > $1.key }) {
            table.foreignKeys.append(
                DatabaseSchema.ForeignKey(
                    columns: parts.map { $0["from"] }, table: parts[0]["table"],
                    referencedColumns: parts.compactMap { $0["to"] }))
        }
        return table
    }

    /// Finds what foreign keys leave to be understood, in names as the tables have them, and drops keys that lead nowhere.
    private static func complete(_ tables: inout [DatabaseSchema.Table]) {
        let byName = Dictionary(tables.map { ($0.name.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
        for index in tables.indices {
            tables[index].foreignKeys = tables[index].foreignKeys.compactMap { key in
                guard let target = byName[key.table.lowercased()] else { return nil }
                let named = key.referencedColumns.isEmpty ? target.primaryKey : key.referencedColumns
                let referenced = named.compactMap { name in
                    target.columns.first { $0.name.lowercased() == name.lowercased() }?.name
                }
                let own = key.columns.compactMap { name in
                    tables[index].columns.first { $0.name.lowercased() == name.lowercased() }?.name
                }
                guard own.count == referenced.count, own.count == key.columns.count else { return nil }
                return DatabaseSchema.ForeignKey(columns: own, table: target.name, referencedColumns: referenced)
            }
        }
    }

    private static func count(_ table: inout DatabaseSchema.Table, _ database: Database) {
        let name = SQLDialect.sqlite.forceQuoted(table.name)
        let counted = try? Int.fetchOne(
            database, sql: "SELECT count(*) FROM (SELECT 1 FROM \(name) LIMIT \(countedRows + 1))")
        if let counted, counted <= countedRows {
            table.estimatedRows = counted
        } else {
            let span = "SELECT (SELECT max(rowid) FROM \(name)) - (SELECT min(rowid) FROM \(name)) + 1"
            table.estimatedRows = (try? Int.fetchOne(database, sql: span)) ?? nil
        }
    }

    private static func sample(_ table: inout DatabaseSchema.Table, _ count: Int, _ database: Database) {
        let name = SQLDialect.sqlite.forceQuoted(table.name)
        for index in table.columns.indices {
            let column = SQLDialect.sqlite.forceQuoted(table.columns[index].name)
            let values = try? String.fetchAll(
                database,
                sql: """
                    SELECT DISTINCT value FROM (SELECT \(column) AS value FROM \(name) LIMIT 1000)
                    WHERE typeof(value) IN ('text', 'integer', 'real') AND length(value) BETWEEN 1 AND 40 LIMIT \(count)
                    """)
            table.columns[index].samples = values ?? []
        }
    }
}
