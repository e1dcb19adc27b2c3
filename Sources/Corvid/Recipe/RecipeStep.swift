import CorvidGrammar

/// One step of a recipe.
public struct RecipeStep: Sendable {
    public enum OnFailure: String, Sendable, Hashable, CaseIterable {
        /// The model reads what failed and answers again.
        case feedback
        /// The step begins anew.
        case restart
    }

    /// A question to the model.
    struct Question: Sendable {
        var prompt: RecipeTemplate
        var answer: OutputSchema?
        var tools: [String]?
        var toolChoice: ToolChoice?
    }

    indirect enum Action: Sendable {
        case ask(Question)
        case call(tool: String, arguments: RecipeValue)
        case run(Recipe, parameters: [(key: String, value: RecipeValue)])
    }

    public static let maximumRetries = 10
    /// Elements of `foreach`.
    public static let maximumItems = 1000

    public var id: String
    public var checks: [RecipeCheck]
    public var retries: Int
    public var onFailure: OnFailure
    public var budget: Budget?
    public var location: RecipeLocation
    var action: Action
    var conditions: [RecipeCheck]
    var items: RecipeValue?
}
