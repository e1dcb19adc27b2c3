import Corvid
import CorvidGrammar

/// Recipes written as JSON, and what the tests run them with.
enum RecipeSamples {
    static func recipe(
        _ json: String, others: [String: String] = [:]
    ) throws -> Recipe {
        try Recipe(try node(json, name: "main")) { path, _ in
            guard let text = others[path] else { throw RecipeError("there is no \(path)") }
            return try node(text, name: path)
        }
    }

    static func node(_ json: String, name: String) throws -> RecipeNode {
        RecipeNode(try JSONValue(parsing: json), in: RecipeSource(name: name, text: ""))
    }

    /// The messages of the mistakes.
    static func problems(_ json: String, others: [String: String] = [:]) throws -> [String] {
        do {
            _ = try recipe(json, others: others)
            return []
        } catch let error as RecipeError {
            return error.problems.map(\.message)
        }
    }

    /// One step that asks, with more keys.
    static func asking(_ prompt: String = "go", _ more: String = "", recipe: String = "") -> String {
        """
        {"name": "r", \(recipe) "steps": [{"id": "s", "prompt": "\(prompt)"\(more.isEmpty ? "" : ", \(more)")}]}
        """
    }

    /// Answers what the user says last.
    static let echo = ScriptedModel { request in .text(request.messages.last { $0.role == .user }?.text ?? "") }
}
