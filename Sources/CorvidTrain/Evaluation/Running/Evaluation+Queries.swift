import Corvid
import CorvidGrammar

extension Evaluation {
    func runQuery(_ task: EvaluationRecord.QueryTask, _ outcome: inout CaseOutcome) async throws {
        outcome.expected = task.sql
        if !task.database.hasRows { outcome.section = "sql by text" }
        let plugin = try await tools.database(task.database)
        try await with([plugin]) { plugins in
            guard let tool = plugins[0].tools.first(where: { $0.name.hasPrefix("database") }) else {
                throw ToolError("the plugin \(plugins[0].name) has no tool that queries")
            }
            // A record whose own query fails tells nothing of the model.
            let expected = task.database.hasRows ? try await QueryRows.read(task.sql, tool) : nil
            try await follow(agent([], plugins), [.user(task.question)], &outcome)
            outcome.isRight = false
            guard let call = outcome.calls.last(where: { $0.call.name == tool.name }),
                let sql = call.call.arguments["sql"]?.text
            else {
                outcome.fault = "the database was not queried"
                return
            }
            outcome.found = sql
            outcome.measures["sameText"] = QueryScore.areSameText(sql, task.sql, ignoringCase: task.ignoresCase) ? 1 : 0
            guard let expected else {
                outcome.isRight = outcome.measures["sameText"] == 1
                if outcome.isRight == false { outcome.fault = "the query is not the expected one" }
                return
            }
            do {
                let rows = try await QueryRows.read(sql, tool)
                outcome.isRight = QueryScore.areEqual(
                    rows, expected, isOrdered: QueryScore.isOrdered(task.sql), ignoringCase: task.ignoresCase)
                if outcome.isRight == false {
                    outcome.fault = "the rows differ: \(Self.shown(rows)), expected \(Self.shown(expected))"
                }
            } catch let error as ToolError {
                outcome.fault = "the query fails: \(error)"
            }
        }
    }

    private static func shown(_ rows: [[JSONValue]]) -> String {
        let first = rows.prefix(3).map { String(decoding: JSONValue.array($0).serialized, as: UTF8.self) }
        return "\(rows.count) \(rows.count == 1 ? "row" : "rows") \(first.joined(separator: " "))"
    }
}

/// The rows of a query, beyond what one call of the tool shows.
enum QueryRows {
    private static let maximum = 20_000

    /// - Throws: `ToolError` of the tool.
    static func read(_ sql: String, _ tool: any Tool) async throws -> [[JSONValue]] {
        var (rows, isWhole) = try await page(sql, tool)
        let inner = String(sql.reversed().drop { $0.isWhitespace || $0 == ";" }.reversed())
        while !isWhole, rows.count < maximum {
            let more: [[JSONValue]]
            (more, isWhole) = try await page("SELECT * FROM (\(inner)\n) LIMIT -1 OFFSET \(rows.count)", tool)
            if more.isEmpty { break }
            rows += more
        }
        return rows
    }

    private static func page(_ sql: String, _ tool: any Tool) async throws -> (rows: [[JSONValue]], isWhole: Bool) {
        let output = try await tool.call(json: .object(["sql": .text(sql)]), context: ToolContext())
        let rows = (output.data?["rows"]?.array ?? []).map { $0.array ?? [] }
        return (rows, output.data?["truncated"]?.bool != true)
    }
}
