import Calculator
import Corvid
import CorvidTrain
import DatabaseQuery
import HTTPFetch

/// The tools of the `corvid` command as an agent's prompt shows them, for training: databases need not exist.
enum BuiltInTaskTools {
    static func make() -> TaskTools {
        let fetch = HTTPFetchPlugin(policy: .reading)
        return TaskTools(
            calculator: CalculatorTool().definition,
            fetch: HTTPFetchTool(fetcher: fetch.fetcher).definition,
            database: { tables in
                let schema = schema(tables)
                return (DatabaseQueryTool.definition(schema), DatabasePlugin.instructions(schema))
            })
    }

    /// The tables as SQLite's plugin would find them in a file.
    static func schema(_ tables: [TableDescription]) -> DatabaseSchema {
        DatabaseSchema(
            dialect: .sqlite,
            tables: tables.map { description in
                var table = DatabaseSchema.Table(
                    name: description.name,
                    columns: description.columns.map { DatabaseSchema.Column(name: $0.name, declared: $0.type) })
                table.primaryKey = description.columns.filter(\.isKey).map(\.name)
                table.foreignKeys = description.columns.compactMap { column in
                    column.references.flatMap { foreignKey(column.name, $0, tables) }
                }
                table.estimatedRows = rows(of: description)
                return table
            })
    }

    /// A key that leads to one of the tables, with names as these have them; others are left out as by the plugin.
    private static func foreignKey(
        _ column: String, _ reference: String, _ tables: [TableDescription]
    ) -> DatabaseSchema.ForeignKey? {
        let lower = reference.lowercased()
        for table in tables {
            for target in table.columns where lower == "\(table.name).\(target.name)".lowercased() {
                return DatabaseSchema.ForeignKey(
                    columns: [column], table: table.name, referencedColumns: [target.name])
            }
        }
        return nil
    }

    /// A number of rows, for the plugin shows how many there are: any, but always the same for the same table.
    static func rows(of table: TableDescription) -> Int {
        var random = Randomness(
            seed: table.columns.reduce(hash(table.name)) { ($0 ^ hash($1.name)) &* 0x100_0000_01B3 })
        let most = random.pick([10, 40, 200, 1_000, 8_000])
        return Int.random(in: 1...most, using: &random)
    }

    /// FNV-1a.
    private static func hash(_ text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
