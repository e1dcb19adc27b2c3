/// The rules of an agent's runs. The defaults are safe: bounded, guarded, and asking before side effects.
public struct AgentOptions: Sendable {
    public var toolChoice: ToolChoice
    public var allowsParallelCalls: Bool
    /// The longest single reply in tokens; nil: what the budget and the context leave.
    public var maximumReplyTokens: Int?
    public var sampling: SamplingParameters
    public var budget: Budget
    /// Nil switches the guard off.
    public var loopGuard: LoopGuard?
    public var approval: ApprovalPolicy
    public var compaction: CompactionPolicy
    /// Whose requests go first where a model has more to do than it can.
    public var priority = RequestPriority.interactive
    /// Nil makes a fresh one for each run.
    public var runID: String?
    /// How long the tools may look for values that a user names, all together.
    package var matchingTime = Duration.milliseconds(200)

    public init(
        toolChoice: ToolChoice = .auto, allowsParallelCalls: Bool = true, maximumReplyTokens: Int? = nil,
        sampling: SamplingParameters = SamplingParameters(), budget: Budget = .standard,
        loopGuard: LoopGuard? = LoopGuard(), approval: ApprovalPolicy = .standard,
        compaction: CompactionPolicy = CompactionPolicy(), runID: String? = nil
    ) {
        self.toolChoice = toolChoice
        self.allowsParallelCalls = allowsParallelCalls
        self.maximumReplyTokens = maximumReplyTokens
        self.sampling = sampling
        self.budget = budget
        self.loopGuard = loopGuard
        self.approval = approval
        self.compaction = compaction
        self.runID = runID
    }
}
