import CorvidCLI
import DatabaseQuery

let sqlite = RunLogFormat(
    fileExtensions: ["sqlite", "sqlite3", "db"], create: { try SQLiteRunLog(creating: $0) },
    open: { try SQLiteRunLog(continuing: $0) }, records: { try SQLiteRunLog.records(at: $0) })

CorvidCommand.teach { BuiltInTaskTools.make() }
await CorvidCommand.main(plugins: [], and: BuiltInPlugins.make, runLogs: [sqlite])
