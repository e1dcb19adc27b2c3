import Foundation

/// Recipes, replies and inputs in a folder of their own.
struct ScriptSamples {
    let folder: String

    /// A folder for one test, removed afterwards.
    static func with<Result>(_ body: (ScriptSamples) throws -> Result) throws -> Result {
        try CommandLineTool.withFolder { try body(ScriptSamples(folder: $0)) }
    }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        let path = path(name)
        try Data(text.utf8).write(to: URL(filePath: path))
        return path
    }

    func path(_ name: String) -> String { "\(folder)/\(name)" }

    func read(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: path(name))), as: UTF8.self)
    }

    /// The recipes that come with Corvid.
    static func example(_ name: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Examples/ScriptedTasks/\(name)").path
    }

    /// Doubles a number with the calculator, and checks the answer against the input's.
    static let doubling = """
        name: doubling
        description: Doubles <numbers> & "checks" them.
        steps:
          - id: double
            prompt: "Double {{input.n}}."
            checks:
              - called: calculator
              - equals: "{{input.want}}"
        """

    /// Inputs from 1 on, and replies that double them; those in `wrong` wrongly.
    func writeDoubling(count: Int, wrong: Set<Int> = []) throws {
        try write("doubling.yaml", Self.doubling)
        let numbers = Array(1...count)
        try write(
            "inputs.jsonl",
            numbers.map { "{\"id\": \"n\($0)\", \"n\": \($0), \"want\": \"\(2 * $0)\"}\n" }.joined())
        let replies = numbers.map { number in
            """
            {"prompt": "Double \(number).", "replies": [
              {"tool_calls": [{"function": {"name": "calculator", "arguments": {"expression": "2*\(number)"}}}]},
              {"text": "\(wrong.contains(number) ? "<b>no idea</b>" : "\(2 * number)")"}]}
            """
        }
        try write("replies.json", "[\(replies.joined(separator: ",\n"))]")
    }

    func run(_ arguments: String..., recipe: String = "doubling.yaml") throws -> CommandLineTool.Outcome {
        try CommandLineTool.run(
            ["script", path(recipe), "--model", "scripted:\(path("replies.json"))"] + arguments)
    }
}
