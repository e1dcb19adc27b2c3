import CorvidGrammar

/// A question about tables and its query, as it was read.
struct SQLRecord: Sendable {
    var question: String
    /// Said in other words.
    var paraphrase: String?
    var query: SQLQuery
    /// By what records belong together: the database, or the tables themselves.
    var database: String
    /// Empty where the database's whole schema is known by its name.
    var tables: [SQLSchema.Table]

    static func read(
        _ line: RecordLine, _ databases: inout [String: SQLSchema]
    ) throws(RecordError) -> RecordOutcome<SQLRecord> {
        if line.raw("question") == nil, let name = try line.optional("db")?.text {
            databases[name] = try schema(line)
            return .material
        }
        // Tables with their rows, and questions without a query.
        if line.raw("rows") != nil { return .material }
        let question = try line.text("question")
        guard line.raw("sql") != nil || line.raw("answer") == nil else { return .drop(RecordDrop("no query")) }
        let sql = try line.text("sql")
        guard !question.allSatisfy(\.isWhitespace) else { return .drop(.empty) }
        guard question.utf8.count <= 500, sql.utf8.count <= 600 else { return .drop(.tooLong) }
        var tables: [SQLSchema.Table] = []
        if let table = try line.optional("table") {
            tables = [try self.table(table, "table", line)]
        } else {
            for table in try line.array("tables") { tables.append(try self.table(table, "tables", line)) }
        }
        guard !tables.isEmpty else { return .drop(RecordDrop("no tables")) }
        let query: SQLQuery
        do throws(SQLParser.Unsupported) {
            query = try SQLParser.parse(sql)
        } catch {
            return .drop(RecordDrop("the grammar cannot say: " + error.what))
        }
        let columns = tables.flatMap { table in [table.name] + table.columns.map(\.name) }.joined(separator: " ")
        let named = try line.optional("db")?.text
        let numbered = try line.optional("table_id")?.text
        let database = named ?? numbered ?? columns
        let group = named ?? columns
        let record = SQLRecord(
            question: question, paraphrase: try line.optional("question_syn")?.text, query: query,
            database: database, tables: tables)
        return .keep(record, question: question, identity: question + " " + database, group: group)
    }

    private static func table(
        _ value: JSONValue, _ field: String, _ line: RecordLine
    ) throws(RecordError) -> SQLSchema.Table {
        let name = try line.text("name", of: value, in: field)
        var columns: [SQLSchema.Column] = []
        for column in try line.array("columns", of: value, in: field) {
            let name = try line.text("name", of: column, in: field + ".columns")
            let type = column["type"]?.text ?? "text"
            var new = SQLSchema.Column(name: name, type: type == "number" ? .number : .text)
            new.isTime = type == "time"
            columns.append(new)
        }
        return SQLSchema.Table(name: name, columns: columns)
    }

    /// A whole database, with its keys.
    private static func schema(_ line: RecordLine) throws(RecordError) -> SQLSchema {
        var schema = SQLSchema(tables: [])
        for table in try line.array("tables") { schema.tables.append(try self.table(table, "tables", line)) }
        func place(_ value: JSONValue) -> (table: Int, column: Int)? {
            guard let parts = value.text?.split(separator: ".", maxSplits: 1), parts.count == 2,
                let table = schema.table(named: String(parts[0])),
                let column = schema.column(named: String(parts[1]), of: table)
            else { return nil }
            return (table, column)
        }
        for key in try line.optional("primary_keys")?.array ?? [] {
            if let (table, column) = place(key) { schema.tables[table].columns[column].isKey = true }
        }
        for pair in try line.optional("foreign_keys")?.array ?? [] {
            guard let pair = pair.array, pair.count == 2, let a = place(pair[0]), let b = place(pair[1]),
                a.table != b.table
            else { continue }
            if schema.tables[a.table].columns[a.column].reference == nil {
                schema.tables[a.table].columns[a.column].reference = b
            }
        }
        return schema
    }
}
