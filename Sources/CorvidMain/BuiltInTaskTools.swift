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
}
