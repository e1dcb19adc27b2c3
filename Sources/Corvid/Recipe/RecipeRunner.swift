public import CorvidGrammar

/// Runs a recipe with an agent.
///
/// ```swift
/// let runner = RecipeRunner(recipe, agent: Agent(model: model, tools: [Calculator()]))
/// let result = try await runner.run(parameters: ["city": .text("Turin")]).result
/// print(result.status, result.answer ?? .null)
/// ```
public struct RecipeRunner: Sendable {
    /// Makes the agent of one attempt at one step. The recipe's instructions, tools, budget and approval come on top.
    public typealias AgentFactory = @Sendable (RecipePlace) async throws -> Agent
    /// Keeps the run log of one attempt at one step. A log that has records is continued: finished runs are not run
    /// again, and an interrupted one goes on where it was.
    public typealias LogFactory = @Sendable (RecipePlace) throws -> (any RunLogStore)?
    /// Runs a program with these arguments and this input, and gives its exit status.
    public typealias CommandRunner = @Sendable (_ words: [String], _ input: String) async throws -> Int32

    /// Steps that one run may take in all, elements and sub-recipes included.
    public static let maximumSteps = 10_000

    public var recipe: Recipe
    public var agent: AgentFactory
    public var log: LogFactory?
    /// Settles calls for which the approval policy asks.
    public var approve: Agent.Approver?
    /// Nil: checks that run commands are refused.
    public var runCommand: CommandRunner?
    /// What the run logs of the model's steps keep of how their agent was made.
    public var setup: (@Sendable (Agent) -> JSONValue?)?

    public init(_ recipe: Recipe, agent: @escaping AgentFactory) {
        self.recipe = recipe
        self.agent = agent
    }

    public init(_ recipe: Recipe, agent: Agent) {
        self.init(recipe) { _ in agent }
    }

    /// Starts a run. What goes wrong in a step stands in the result.
    ///
    /// - Parameters:
    ///   - parameters: files by their paths.
    ///   - input: what `{{input}}` stands for.
    /// - Throws: `RecipeError` for parameters that do not fit the recipe; `CancellationError`.
    public func run(parameters: [String: JSONValue] = [:], input: JSONValue? = nil) -> RecipeRun {
        RecipeRun { [self] emit in
            let bound = try recipe.bind(parameters.mapValues { RecipeDatum($0) })
            let scope = RecipeScope(parameters: bound, input: input.map { RecipeDatum($0) })
            let driver = RecipeDriver(runner: self, emit: emit)
            let result = try await driver.run(scope)
            emit(.finished(result))
            return result
        }
    }
}
