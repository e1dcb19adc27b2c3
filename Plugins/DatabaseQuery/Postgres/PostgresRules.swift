/// What a server's own catalogue says must not be called or read: read-only transactions do not keep functions from
/// sleeping, signalling, locking, reading files or running programs.
struct PostgresRules {
    private let volatileFunctions: Set<String>
    /// Functions of one row, which are also called as if they were columns: `t.name` for `name(t)`.
    private let rowFunctions: Set<String>
    private let systemRelations: Set<String>

    /// Declared volatile because they do not always return the same, but without effects.
    private static let harmless: Set<String> = [
        "random", "clock_timestamp", "timeofday", "gen_random_uuid", "random_normal", "pg_relation_size",
        "pg_table_size",
        "pg_total_relation_size", "pg_database_size", "pg_indexes_size",
    ]
    /// Not declared volatile, but they assign transaction numbers, read what the query does not name, or show settings.
    private static let harmful: Set<String> = [
        "txid_current", "pg_current_xact_id", "current_setting", "table_to_xml", "table_to_xmlschema",
        "table_to_xml_and_xmlschema", "schema_to_xml", "schema_to_xmlschema", "schema_to_xml_and_xmlschema",
        "database_to_xml", "database_to_xmlschema", "database_to_xml_and_xmlschema", "dblink",
    ]
    /// Functions of the system that are useful in queries.
    private static let useful: Set<String> = ["pg_typeof", "pg_size_pretty", "pg_column_size"]
    /// What changes need.
    private static let ofChanges: Set<String> = ["nextval", "currval", "lastval"]

    init(_ connection: PostgresConnection, until end: ContinuousClock.Instant) throws(DatabaseError) {
        let functions = try connection.run("SELECT DISTINCT proname FROM pg_proc WHERE provolatile = 'v'", until: end)
        volatileFunctions = Set(functions.rows.compactMap { $0[0] }).subtracting(Self.harmless)
        let ofRows = try connection.run(
            """
            SELECT DISTINCT p.proname FROM pg_proc p JOIN pg_type t ON t.oid = p.proargtypes[0]
            WHERE p.pronargs = 1 AND p.provolatile = 'v' AND t.typtype = 'c'
            """, until: end)
        rowFunctions = Set(ofRows.rows.compactMap { $0[0] })
        let relations = try connection.run(
            "SELECT relname FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind IN ('r', 'v')",
            until: end)
        systemRelations = Set(relations.rows.compactMap { $0[0] })
    }

    func check(_ statement: SQLStatement, _ policy: QueryPolicy, isWriting: Bool = false) throws(DatabaseError) {
        for name in statement.calls.sorted() where !policy.allowedFunctions.contains(name) {
            if isWriting, Self.ofChanges.contains(name) { continue }
            let isSystem =
                name.hasPrefix("pg_") && !Self.useful.contains(name) && !Self.harmless.contains(name)
                || name.hasPrefix("lo_") || name.hasPrefix("dblink")
            if isSystem || volatileFunctions.contains(name) || Self.harmful.contains(name) {
                throw DatabaseError(.refused, "the function \(name) is not allowed, because it may have effects")
            }
        }
        for name in statement.names.sorted()
        where rowFunctions.contains(name) && !policy.allowedFunctions.contains(name) {
            throw DatabaseError(.refused, "the function \(name) is not allowed, because it may have effects")
        }
        for name in statement.names.sorted() where systemRelations.contains(name) {
            throw DatabaseError(.refused, "the system table \(name) is not allowed; use the tables of the schema")
        }
    }
}
