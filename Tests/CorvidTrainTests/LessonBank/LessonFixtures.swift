import Corvid
import CorvidGrammar
import CorvidTrain
import Foundation

/// The bank of the repository, and tools in the shape of the agent's.
enum LessonFixtures {
    /// The folder of lessons beside the sources.
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources/CorvidTrain/Lessons")
        .path

    static let tools = TaskTools(
        calculator: tool("calculator", "Calculates exactly. One expression in, one result out.", "expression"),
        fetch: tool("fetch", "Fetches a web page as text.", "url"),
        database: { tables in
            let lines = tables.map { table in
                table.name + "("
                    + table.columns.map { column in
                        column.name + " " + column.type.lowercased() + (column.isKey ? " key" : "")
                            + (column.references.map { " -> \($0)" } ?? "")
                    }.joined(separator: ", ") + ")"
            }
            return (tool("database", "Runs a SELECT.", "sql"), "Tables:\n" + lines.joined(separator: "\n"))
        })

    private static func tool(_ name: String, _ description: String, _ parameter: String) -> ToolDefinition {
        let schema = """
            {"type":"object","properties":{"\(parameter)":{"type":"string"}},"required":["\(parameter)"]}
            """
        return ToolDefinition(
            name: name, description: description, parameters: (try? JSONValue(parsing: schema)) ?? .object([]))
    }

    static func bank(_ portion: Portion = .training) throws -> LessonBank {
        try LessonBank(folder: folder, portion: portion, tools: tools)
    }
}
