import CorvidGrammar

/// What a step, or a whole recipe, did to come to its answer.
struct RecipeTrace: Sendable {
    var calls: [RecipeCall] = []
    var turns = 0
    var usage = Usage()
    var seconds = 0.0

    init() {}

    init(_ steps: [RecipeStepResult]) {
        for step in steps {
            calls += step.allCalls
            turns += step.turns
            usage += step.usage
            seconds += step.seconds
        }
    }
}

extension RecipeStepResult {
    fileprivate var allCalls: [RecipeCall] { calls + steps.flatMap(\.allCalls) }
}

/// Collects the calls of a run from its events.
struct CallCollector {
    private var open: [String: ToolCall] = [:]
    private(set) var calls: [RecipeCall] = []

    mutating func take(_ event: AgentEvent) {
        switch event {
        case .replied(let reply): for call in reply.toolCalls { open[call.id] = call }
        case .toolFinished(let result):
            calls.append(
                RecipeCall(
                    tool: result.name, arguments: open[result.callID]?.arguments ?? .null, result: result.text,
                    data: result.data, isError: result.isError, isUntrusted: result.isUntrusted, source: result.source))
        default: break
        }
    }
}
