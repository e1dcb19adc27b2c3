/// Reads tables, columns and keys out of PostgreSQL's catalogue.
struct PostgresSchemaReader {
    private let connection: PostgresConnection
    private let end: ContinuousClock.Instant

    init(_ connection: PostgresConnection, _ end: ContinuousClock.Instant) {
        self.connection = connection
        self.end = end
    }

    mutating func read(samples: Int) throws(DatabaseError) -> DatabaseSchema {
        var tables: [String: DatabaseSchema.Table] = [:]
        for row in try rows(Self.columns) {
            guard let id = row[0], let name = row[1], let column = row[5] else { continue }
            var table = tables[id] ?? DatabaseSchema.Table(name: name, columns: [])
            table.schema = row[2]
            table.isView = row[3] == "v"
            // Negative before the first ANALYZE.
            table.estimatedRows = row[3] == "v" ? nil : row[4].flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
            let type = row[6] ?? ""
            // An array's and a domain's name say nothing about their class, but the catalogue does.
            var description = DatabaseSchema.Column(name: column, type: type, valueClass: .init(declared: type))
            if row[7] == "E" { description.valueClass = .other }
            description.isGenerated = row[8] == "t"
            table.columns.append(description)
            tables[id] = table
        }
        try readKeys(into: &tables)
        if samples > 0 { for id in tables.keys.sorted() { sample(&tables[id], samples) } }
        return DatabaseSchema(dialect: .postgres, tables: Array(tables.values))
    }

    private func rows(_ sql: String) throws(DatabaseError) -> [[String?]] { try connection.run(sql, until: end).rows }

    private func readKeys(into tables: inout [String: DatabaseSchema.Table]) throws(DatabaseError) {
        var keys: [String: (table: String, other: String, columns: [String], referenced: [String])] = [:]
        var order: [String] = []
        for row in try rows(Self.keys) {
            guard let id = row[0], let kind = row[1], let table = row[2], let column = row[4] else { continue }
            if kind == "p" {
                tables[table]?.primaryKey.append(column)
            } else if let other = row[3], let referenced = row[5] {
                if keys[id] == nil {
                    keys[id] = (table, other, [], [])
                    order.append(id)
                }
                keys[id]?.columns.append(column)
                keys[id]?.referenced.append(referenced)
            }
        }
        for id in order {
            guard let key = keys[id], let other = tables[key.other] else { continue }
            tables[key.table]?.foreignKeys.append(
                DatabaseSchema.ForeignKey(columns: key.columns, table: other.key, referencedColumns: key.referenced))
        }
    }

    private func sample(_ table: inout DatabaseSchema.Table?, _ count: Int) {
        guard let known = table, !known.isView else { return }
        let name = known.written(.postgres)
        for index in known.columns.indices where known.columns[index].valueClass != .blob {
            let column = SQLDialect.postgres.forceQuoted(known.columns[index].name)
            let sql = """
                SELECT DISTINCT value FROM (SELECT CAST(\(column) AS text) AS value FROM \(name) LIMIT 1000) AS taken
                WHERE length(value) BETWEEN 1 AND 40 ORDER BY value LIMIT \(count)
                """
            guard let values = try? rows(sql) else { return }
            table?.columns[index].samples = values.compactMap { $0[0] }
        }
    }

    /// Tables, views, materialised views, foreign and partitioned tables that the user may read, with their columns.
    private static let columns = """
        SELECT c.oid, c.relname, CASE WHEN pg_table_is_visible(c.oid) THEN NULL ELSE n.nspname END,
            CASE WHEN c.relkind IN ('v', 'm') THEN 'v' ELSE 't' END, c.reltuples::bigint, a.attname,
            format_type(a.atttypid, a.atttypmod), CASE WHEN t.typtype = 'e' THEN 'E' ELSE t.typcategory::text END,
            a.attgenerated <> '' OR a.attidentity = 'a'
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_type t ON t.oid = a.atttypid
        WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p') AND NOT c.relispartition
            AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'
            AND has_schema_privilege(n.oid, 'USAGE') AND has_column_privilege(c.oid, a.attnum, 'SELECT')
        ORDER BY c.oid, a.attnum
        """

    private static let keys = """
        SELECT k.oid, k.contype, k.conrelid, k.confrelid, a.attname, f.attname
        FROM pg_constraint k CROSS JOIN LATERAL unnest(k.conkey, k.confkey) WITH ORDINALITY AS u(own, other, place)
        JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.own
        LEFT JOIN pg_attribute f ON f.attrelid = k.confrelid AND f.attnum = u.other
        WHERE k.contype IN ('p', 'f') ORDER BY k.conrelid, k.oid, u.place
        """
}
