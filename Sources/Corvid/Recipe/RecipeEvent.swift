/// Where in a recipe something happens.
public struct RecipePlace: Sendable, Hashable, CustomStringConvertible {
    /// The step's id, after those of the steps whose recipes it stands in, each with the index of its element where
    /// there is a `foreach`: `["invoices[2]", "total"]`.
    public var steps: [String]
    /// From 1; more when the step is tried again.
    public var attempt: Int

    /// `invoices[2]/total`.
    public var description: String { steps.joined(separator: "/") }
}

/// What happens in a recipe, in order.
public enum RecipeEvent: Sendable {
    case stepStarted(RecipePlace)
    /// An event of the step's run of a model or of its call.
    case agent(RecipePlace, AgentEvent)
    /// The step did not pass and is tried again.
    case retrying(RecipePlace, failed: [RecipeCheckResult])
    case stepFinished(RecipePlace, RecipeStepResult)
    case finished(RecipeResult)
}
