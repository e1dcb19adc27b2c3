import Corvid
import CorvidGrammar

/// Calls and events in one line, for people.
enum RunText {
    /// `name(city: "Turin", days: 2)`, with references resolved.
    static func call(_ call: ToolCall) -> String {
        let arguments = (call.arguments.members ?? []).map { member in
            String(decoding: member.key, as: UTF8.self) + ": "
                + String(decoding: member.value.serialized, as: UTF8.self)
        }
        return "\(call.name)(\(arguments.joined(separator: ", ")))"
    }

    /// What a person should know of an event that has no line of its own; nil for the others.
    static func note(_ event: AgentEvent) -> String? {
        switch event {
        case .toolsChosen(let selection) where !selection.omitted.isEmpty:
            "\(selection.omitted.count) of \(selection.omitted.count + selection.offered.count) tools are left out: "
                + "the context has no room for them"
        case .routed(let decision) where decision.ground != .run:
            "\(decision.model) answers: \(decision.reason)" + (decision.isDegraded ? " (degraded)" : "")
        case .compacted(let compaction):
            "the conversation was shortened from \(compaction.tokensBefore) to \(compaction.tokensAfter) tokens"
                + (compaction.droppedMessages > 0 ? ", \(compaction.droppedMessages) messages dropped" : "")
        case .concluding(let limit): "the budget's \(words(limit)) nearly spent; the model answers now"
        case .loopDetected(let finding): "in circles: \(finding)"
        case .toolWithdrawn(let name, let failures):
            "\(name) is offered no more" + (failures > 0 ? " after \(failures) failures" : "")
        default: nil
        }
    }

    /// What a run ended by, when it was not by an answer.
    static func ending(_ reason: StopReason) -> String? {
        switch reason {
        case .answered, .awaitingApproval: nil
        case .length: "the answer was cut at the reply's longest length"
        case .budget(let limit): "the budget's \(words(limit)) spent; this is what was known by then"
        case .loop(let finding): "the run went in circles (\(finding)); this is what was known by then"
        }
    }

    private static func words(_ limit: Budget.Limit) -> String {
        switch limit {
        case .duration: "time is"
        case .tokens: "tokens are"
        case .toolCalls: "calls are"
        case .bytes: "bytes are"
        case .turns: "turns are"
        }
    }
}
