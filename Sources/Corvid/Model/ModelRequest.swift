public import CorvidGrammar

/// One turn of a model.
public struct ModelRequest: Sendable {
    public var messages: [Message]
    public var tools: [ToolDefinition]
    public var toolChoice: ToolChoice
    /// What the text of the answer must satisfy.
    public var outputSchema: OutputSchema?
    public var allowsParallelCalls: Bool
    /// The longest reply in tokens; nil: as far as the context reaches.
    public var maximumTokens: Int?
    public var sampling: SamplingParameters
    /// When the reply has to end.
    public var deadline: ContinuousClock.Instant?
    /// The place of this request among those of its run, from 0.
    public var turn: Int
    /// What a chat template takes for the present, in seconds since 1970 (UTC): the beginning of the run, so that a
    /// replay on another day sees the same prompt. Nil: the clock's.
    public var time: Int?
    /// Whether the reply is to tell how sure the model was.
    public var wantsConfidence = false
    /// Whose turn it is where models have more to do than they can.
    public var priority = RequestPriority.interactive
    /// Which model answered the run's last request, where a ``ModelRouter`` decided.
    public var previousRoute: RoutingDecision?
    /// What the tools said of the last reply's calls.
    public var verdict: ToolVerdict?
    /// What a recorded run decided for this request; a router follows it.
    var recordedRoutes: [RoutingDecision] = []

    public init(
        messages: [Message], tools: [ToolDefinition] = [], toolChoice: ToolChoice = .auto,
        outputSchema: OutputSchema? = nil, allowsParallelCalls: Bool = true, maximumTokens: Int? = nil,
        sampling: SamplingParameters = SamplingParameters(), deadline: ContinuousClock.Instant? = nil, turn: Int = 0,
        time: Int? = nil
    ) {
        self.messages = messages
        self.tools = tools
        self.toolChoice = toolChoice
        self.outputSchema = outputSchema
        self.allowsParallelCalls = allowsParallelCalls
        self.maximumTokens = maximumTokens
        self.sampling = sampling
        self.deadline = deadline
        self.turn = turn
        self.time = time
    }
}

/// The JSON that a typed answer must be.
public struct OutputSchema: Sendable, Hashable {
    public var schema: JSONValue
    /// Grammars that `x-grammar` keywords of the schema name.
    public var grammars: [String: Grammar]

    public init(_ schema: JSONValue, grammars: [String: Grammar] = [:]) {
        self.schema = schema
        self.grammars = grammars
    }

    /// The schema of a type's values.
    public init<Answer: ParameterValue>(of type: Answer.Type) {
        let made = Answer.parameterSchema
        self.init(made.json, grammars: made.grammars)
    }
}

/// What came of the calls of one reply.
public struct ToolVerdict: Sendable, Hashable, Codable {
    /// Calls that failed.
    public var failed: Int
    /// Calls that worked and brought nothing: no rows, an empty page.
    public var empty: Int

    public init(failed: Int = 0, empty: Int = 0) {
        self.failed = failed
        self.empty = empty
    }
}

/// How tokens are drawn.
public struct SamplingParameters: Sendable, Hashable, Codable {
    /// 0 always takes the likeliest token.
    public var temperature: Double
    public var topP: Double?
    public var topK: Int?
    public var minP: Double?
    public var seed: UInt64?

    public init(
        temperature: Double = 0, topP: Double? = nil, topK: Int? = nil, minP: Double? = nil, seed: UInt64? = nil
    ) {
        self.temperature = temperature
        self.topP = topP
        self.topK = topK
        self.minP = minP
        self.seed = seed
    }
}
