public import CorvidGrammar

/// How a step or a recipe ended.
public enum RecipeStatus: String, Sendable, Hashable, Codable {
    case passed
    /// A check does not hold, or there is no answer.
    case failed
    /// Something that is no check's matter went wrong; `error` tells.
    case error
    /// The step's condition did not hold, or a step before it did not pass.
    case skipped
}

/// A call that was made in a step.
public struct RecipeCall: Sendable, Hashable, Codable {
    public var tool: String
    public var arguments: JSONValue
    /// What came back.
    public var result: String
    public var data: JSONValue?
    public var isError: Bool
    public var isUntrusted: Bool
    public var source: String?
}

/// How a step went.
public struct RecipeStepResult: Sendable, Hashable, Codable {
    /// The step's place, as `RecipePlace` describes it.
    public var step: String
    public var status: RecipeStatus
    public var answer: JSONValue?
    /// The answer is or may be made from text that nobody vouches for.
    public var isUntrusted = false
    /// Of the last attempt.
    public var checks: [RecipeCheckResult] = []
    public var attempts = 0
    /// The calls of all attempts.
    public var calls: [RecipeCall] = []
    /// How the last run of the model ended.
    public var stopReason: StopReason?
    public var turns = 0
    public var usage = Usage()
    public var seconds = 0.0
    public var error: String?
    /// Of a step with `foreach` or a recipe of its own.
    public var steps: [RecipeStepResult] = []

    init(step: String, status: RecipeStatus) {
        self.step = step
        self.status = status
    }
}

/// How a recipe went.
public struct RecipeResult: Sendable, Hashable, Codable {
    public var recipe: String
    public var status: RecipeStatus
    /// The answer of the last step that ran.
    public var answer: JSONValue?
    public var steps: [RecipeStepResult]
    /// Those of the recipe itself.
    public var checks: [RecipeCheckResult]
    public var usage: Usage
    public var seconds: Double
    public var error: String?

    /// The steps of sub-recipes and of elements too, each after the step that it belongs to.
    public var allSteps: [RecipeStepResult] { Self.flat(steps) }

    private static func flat(_ steps: [RecipeStepResult]) -> [RecipeStepResult] {
        steps.flatMap { [$0] + flat($0.steps) }
    }

    /// Why it did not pass, in one line; nil when it did.
    public var failure: String? {
        guard status != .passed else { return nil }
        if let error { return error }
        for step in allSteps {
            if let error = step.error { return "\(step.step): \(error)" }
            if let check = step.checks.first(where: { !$0.passed }), step.steps.isEmpty {
                return "\(step.step): \(check.check): \(check.reason)"
            }
        }
        let checks = checks + allSteps.flatMap(\.checks)
        return checks.first { !$0.passed }.map { "\($0.check): \($0.reason)" }
    }
}
