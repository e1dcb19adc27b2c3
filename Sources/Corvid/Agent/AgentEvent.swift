public import CorvidGrammar

/// What happens in a run, in order. All but the deltas are written to the run log before they take effect.
public enum AgentEvent: Sendable, Hashable {
    case started(RunHeader)
    /// The tools in the order of their likely use; those that the context has no room for are left out.
    case toolsChosen(ToolSelection)
    /// What was shortened or dropped so that the conversation fits the context.
    case compacted(Compaction)
    /// A limit is nearly reached: from here on the model answers and calls nothing.
    case concluding(Budget.Limit)
    /// The model is asked.
    case requested(RequestSummary)
    /// A router has picked the model whose reply follows; what was streamed since an earlier decision is void.
    case routed(RoutingDecision)
    case textDelta(String)
    case callStarted(index: Int, name: String)
    case callDelta(index: Int, arguments: String)
    /// The model's whole reply, with its usage.
    case replied(ModelReply)
    /// The guard stopped the calls of this reply.
    case loopDetected(LoopGuard.Finding)
    case approvalAsked(ApprovalRequest)
    case approvalDecided(callID: String, decision: ApprovalDecision)
    case toolStarted(callID: String, name: String)
    case toolFinished(ToolResult)
    /// A tool that failed too often is offered no more.
    case toolWithdrawn(name: String, failures: Int)
    case finished(StopReason)

    /// Deltas are not logged: the reply that they make up is.
    public var isTransient: Bool {
        switch self {
        case .textDelta, .callStarted, .callDelta: true
        default: false
        }
    }
}

/// How a run began: enough to go on with it and to replay it.
public struct RunHeader: Sendable, Hashable, Codable {
    static let currentVersion = 1

    /// Of the log's format.
    public var version = Self.currentVersion
    public var runID: String
    /// Seconds since 1970.
    public var startTime: Double
    public var model: ModelInformation
    /// The conversation at the beginning, instructions included.
    public var messages: [Message]
    public var tools: [String]
    public var toolChoice: ToolChoice
    public var outputSchema: JSONValue?
    public var sampling: SamplingParameters
    public var budget: Budget
    public var loopGuard: LoopGuard?
    public var approval: ApprovalPolicy
    /// How the caller can make the agent again, such as the command line's options.
    public var setup: JSONValue?
}

/// Which tools a run offers.
public struct ToolSelection: Sendable, Hashable, Codable {
    /// In the order in which the model sees them.
    public var offered: [String]
    /// Those whose words stand in the question.
    public var likely: [String]
    /// Those left out, because the context has no room.
    public var omitted: [String]
}

/// One request, by what decides the reply.
public struct RequestSummary: Sendable, Hashable, Codable {
    public var turn: Int
    public var toolChoice: ToolChoice
    public var messages: Int
    public var tools: Int
    public var maximumTokens: Int?
    /// A hash over the messages, tools, choice, schema and sampling.
    public var digest: String
}

/// The result of one call.
public struct ToolResult: Sendable, Hashable, Codable {
    public var callID: String
    public var name: String
    /// What the model reads.
    public var text: String
    public var data: JSONValue?
    public var isError: Bool
    /// The call was not run: denied, cut by the budget, stopped by the guard.
    public var isSkipped: Bool
    public var isUntrusted: Bool
    /// The call worked and brought nothing; nil where the tool does not say so.
    public var isEmpty: Bool?
    public var source: String?
    /// Bytes that the call brought in.
    public var bytes: Int

    init(
        call: ToolCall, text: String, data: JSONValue? = nil, isError: Bool = false, isSkipped: Bool = false,
        isUntrusted: Bool = false, isEmpty: Bool = false, source: String? = nil, bytes: Int = 0
    ) {
        self.isEmpty = isEmpty ? true : nil
        callID = call.id
        name = call.name
        self.text = text
        self.data = data
        self.isError = isError
        self.isSkipped = isSkipped
        self.isUntrusted = isUntrusted
        self.source = source
        self.bytes = bytes
    }
}
