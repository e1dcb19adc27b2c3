/// The tables of one SELECT, by which its names are understood.
struct SQLScope {
    /// By number, with the names they go by.
    private(set) var tables: [(number: Int, names: [String])] = []

    init(_ query: SQLQuery, _ schema: SQLSchema) throws(SQLParser.Unsupported) {
        for source in query.sources {
            guard let number = schema.table(named: source.table) else {
                throw SQLParser.Unsupported(what: "a table that is not there")
            }
            guard !tables.contains(where: { $0.number == number }) else {
                throw SQLParser.Unsupported(what: "a table joined with itself")
            }
            tables.append((number, [source.table.lowercased(), source.alias?.lowercased() ?? ""]))
        }
    }

    func column(
        _ table: String?, _ name: String, _ schema: SQLSchema
    ) throws(SQLParser.Unsupported) -> (table: Int, column: Int) {
        let owner = table?.lowercased()
        for (number, names) in tables where owner.map(names.contains) ?? true {
            if let column = schema.column(named: name, of: number) { return (number, column) }
        }
        throw SQLParser.Unsupported(what: "a column that its tables do not have")
    }
}
