import Corvid
import CorvidGrammar
import CorvidTrain

/// Tools as generators are given them, without the plugins that they stand for.
enum GeneratorTools {
    static let tools = TaskTools(
        calculator: definition("calculator", "Calculates exactly.", "expression"),
        fetch: definition("fetch", "Fetches a web page and returns its text.", "url"),
        database: { tables in
            let lines = tables.map { table in
                table.name + "(" + table.columns.map { "\($0.name) \($0.type.lowercased())" }.joined(separator: ", ")
                    + ")"
            }
            return (definition("database", "Queries the database.", "sql"), lines.joined(separator: "\n"))
        })

    private static func definition(_ name: String, _ description: String, _ parameter: String) -> ToolDefinition {
        ToolDefinition(
            name: name, description: description,
            parameters: .object([
                "type": .text("object"),
                "properties": .object([.init(key: Array(parameter.utf8), value: .object(["type": .text("string")]))]),
                "required": .array([.text(parameter)]),
            ]))
    }

    static let vocabulary = [
        " the", "ing", " house", "x", "qu", " 7", ",", ".", "\"", "é", "ß", "日", " ->", "{", "tion",
    ]

    /// The first examples of a generator, with a seed of its own.
    static func examples(
        _ name: String, _ count: Int, seed: UInt64 = 11, portion: Portion = .training
    ) -> [Example] {
        guard
            let source = Generators.source(named: name, tools: tools, vocabulary: vocabulary, portion: portion)
        else { return [] }
        return (0..<UInt64(count)).map { index in
            var random = Randomness(seed: seed, index: index)
            return source.example(&random)
        }
    }

    /// Each message of the assistant with those before it, the system message included.
    static func replies(_ example: Example) -> [(before: [Message], reply: Message)] {
        example.tasks.flatMap { task in
            task.messages.indices.filter { task.messages[$0].role == .assistant && !task.given.contains($0) }.map {
                (Array(task.messages[..<$0]), task.messages[$0])
            }
        }
    }
}
