import CorvidGrammar

/// A run as the sum of its events. Without side effects: the driver performs what `nextStep` says and applies the
/// events that come of it, so that a log read back gives the same state as the run that wrote it.
struct RunState: Sendable {
    /// A call of the last reply.
    struct Pending: Sendable {
        let call: ToolCall
        var approval: ApprovalDecision?
        var isAsked = false
        var isStarted = false
        var result: ToolResult?
    }

    let header: RunHeader
    /// Everything that was said, whole.
    private(set) var transcript: [Message]
    /// What the model sees of it.
    private(set) var context: [Message]
    private(set) var selection: ToolSelection?
    private(set) var pending: [Pending] = []
    private(set) var history: [LoopGuard.Step] = []
    private(set) var failures: [String: Int] = [:]
    private(set) var withdrawn: Set<String> = []
    private(set) var usage = Usage()
    /// Tokens spent as the budget counts them.
    private(set) var tokens = 0
    private(set) var turns = 0
    private(set) var toolCalls = 0
    private(set) var bytes = 0
    private(set) var concluding: Budget.Limit?
    private(set) var loop: LoopGuard.Finding?
    /// A request that was logged and has no reply yet.
    private(set) var openRequest: RequestSummary?
    /// Which model answered last, or is answering, where a router decides.
    private(set) var route: RoutingDecision?
    /// What came of the last reply's calls.
    private(set) var verdict: ToolVerdict?
    private(set) var lastReply: ModelReply?
    private(set) var stopReason: StopReason?
    private var lastContextTokens = 0
    private var callCount: Int

    init(header: RunHeader) {
        self.header = header
        transcript = header.messages
        context = header.messages
        callCount = header.messages.reduce(0) { $0 + $1.toolCalls.count }
    }

    var isTainted: Bool { context.contains { $0.isUntrusted } }

    /// The text of the last reply.
    var answer: String { lastReply?.text ?? "" }

    mutating func apply(_ event: AgentEvent) {
        switch event {
        case .started, .textDelta, .callStarted, .callDelta: break
        case .toolsChosen(let selection): self.selection = selection
        case .compacted(let compaction):
            compaction.apply(to: &context)
            lastContextTokens = 0
        case .concluding(let limit): concluding = limit
        case .requested(let summary): openRequest = summary
        case .routed(let decision): applyRoute(decision)
        case .replied(let reply): applyReply(reply)
        case .loopDetected(let finding): loop = finding
        case .approvalAsked(let request): update(request.call.id) { $0.isAsked = true }
        case .approvalDecided(let id, let decision): update(id) { $0.approval = decision }
        case .toolStarted(let id, _): update(id) { $0.isStarted = true }
        case .toolFinished(let result): applyResult(result)
        case .toolWithdrawn(let name, _): withdrawn.insert(name)
        case .finished(let reason): stopReason = reason
        }
    }

    private mutating func update(_ id: String, _ change: (inout Pending) -> Void) {
        guard let index = pending.firstIndex(where: { $0.call.id == id }) else { return }
        change(&pending[index])
    }

    private mutating func applyRoute(_ decision: RoutingDecision) {
        route = decision
        // Attempts that were given up count as much as those that were kept.
        usage.promptTokens += decision.cost.promptTokens
        usage.completionTokens += decision.cost.completionTokens
        tokens += decision.cost.tokens
    }

    private mutating func applyReply(_ reply: ModelReply) {
        openRequest = nil
        lastReply = reply
        turns += 1
        usage += reply.usage
        tokens += max(0, reply.usage.promptTokens - lastContextTokens) + reply.usage.completionTokens
        lastContextTokens = reply.usage.totalTokens
        let message = Message.assistant(reply.text, toolCalls: reply.toolCalls)
        transcript.append(message)
        context.append(message)
        pending = reply.toolCalls.map { Pending(call: $0) }
        verdict = nil
        callCount += reply.toolCalls.count
    }

    private mutating func applyResult(_ result: ToolResult) {
        update(result.callID) { $0.result = result }
        bytes += result.bytes
        if !result.isSkipped {
            toolCalls += 1
            failures[result.name] = result.isError ? failures[result.name, default: 0] + 1 : 0
        }
        guard pending.allSatisfy({ $0.result != nil }) else { return }
        let results = pending.compactMap(\.result).filter { !$0.isSkipped }
        verdict = ToolVerdict(
            failed: results.count { $0.isError }, empty: results.count { !$0.isError && $0.isEmpty == true })
        for done in pending {
            guard let result = done.result else { continue }
            let message = Message.tool(
                result.text, call: done.call, isUntrusted: result.isUntrusted, source: result.source)
            transcript.append(message)
            context.append(message)
            history.append(
                LoopGuard.Step(tool: result.name, arguments: done.call.arguments, result: result.text))
        }
        pending = []
    }

    /// The identifier of the `index`th call of the next reply.
    func callID(_ index: Int) -> String { "call_\(callCount + index + 1)" }

    /// Takes back that the run ended to wait for a person.
    mutating func reopen() {
        if stopReason == .awaitingApproval { stopReason = nil }
    }

    /// Whether the call was started and has no result yet.
    func isOpen(_ callID: String) -> Bool {
        pending.contains { $0.call.id == callID && $0.isStarted && $0.result == nil }
    }

    // MARK: - What to do next

    enum Step: Sendable {
        /// Ask the model. With a limit or a finding, for the answer only.
        case request(toolChoice: ToolChoice, maximumTokens: Int?)
        /// Record that a limit is nearly reached, then look again.
        case conclude(Budget.Limit)
        /// Calls to run at the same time, once those of `undecided` are approved. Others of the reply are over already.
        case run([ToolCall], undecided: [ToolCall])
        /// Calls that will not run, and what the model reads instead.
        case skip([(call: ToolCall, reason: String)])
        case finish(StopReason)
    }

    /// - Parameters:
    ///   - isTimeLow: four fifths of the run's time are over.
    ///   - isTimeUp: all of it is.
    func nextStep(isTimeLow: Bool, isTimeUp: Bool) -> Step? {
        if stopReason != nil { return nil }
        if !pending.isEmpty { return nextStepOfCalls(isTimeLow: isTimeLow) }
        if let reply = lastReply, context.last?.role == .assistant {
            return .finish(endReason(of: reply))
        }
        if isTimeUp { return .finish(.budget(.duration)) }
        if let limit = spentLimit { return .finish(.budget(limit)) }
        if concluding == nil, loop == nil, let limit = lowLimit(isTimeLow: isTimeLow) { return .conclude(limit) }
        return .request(toolChoice: toolChoice, maximumTokens: header.budget.tokens.map { max(1, $0 - tokens) })
    }

    /// A choice that demands a call holds until one was made; after that the model is free.
    private var toolChoice: ToolChoice {
        if loop != nil { return .none }
        switch header.toolChoice {
        case .required, .named: if turns == 0 { return header.toolChoice }
        case .none: return .none
        case .auto: break
        }
        return concluding == nil ? .auto : .none
    }

    private func endReason(of reply: ModelReply) -> StopReason {
        if let loop { return .loop(loop) }
        if reply.finishReason == .deadline { return .budget(.duration) }
        if let concluding { return .budget(concluding) }
        if reply.finishReason == .length {
            return header.budget.tokens.map { tokens >= $0 } == true ? .budget(.tokens) : .length
        }
        return .answered
    }

    private var spentLimit: Budget.Limit? {
        let budget = header.budget
        if let most = budget.turns, turns >= most { return .turns }
        if let most = budget.tokens, tokens >= most { return .tokens }
        return nil
    }

    private func lowLimit(isTimeLow: Bool) -> Budget.Limit? {
        let budget = header.budget
        if isTimeLow { return .duration }
        // A call that was demanded is made, even in the only turn.
        let isDemanded = turns == 0 && header.toolChoice != .auto
        if let most = budget.turns, turns == most - 1, !isDemanded { return .turns }
        if let most = budget.tokens, turns > 0, most - tokens <= budget.concludingTokens { return .tokens }
        if let most = budget.toolCalls, toolCalls >= most { return .toolCalls }
        if let most = budget.bytes, bytes >= most { return .bytes }
        return nil
    }

    private func nextStepOfCalls(isTimeLow: Bool) -> Step {
        let open = pending.filter { $0.result == nil }
        if let loop {
            return .skip(open.map { ($0.call, "Not run: \(loop). Answer with what is known.") })
        }
        if isTimeLow, !open.contains(where: \.isStarted) {
            return .skip(open.map { ($0.call, "Not run: the time is nearly over. Answer with what is known.") })
        }
        let denied = open.filter { $0.approval == .deny }
        if !denied.isEmpty { return .skip(denied.map { ($0.call, "Not run: this call was not approved.") }) }
        if let most = header.budget.toolCalls {
            let started = pending.count { $0.isStarted && $0.result == nil }
            let room = max(0, most - toolCalls - started)
            let over = open.filter { !$0.isStarted }.dropFirst(room)
            if !over.isEmpty {
                return .skip(
                    over.map { ($0.call, "Not run: the run may make \(most) calls. Answer with what is known.") })
            }
        }
        let undecided = open.filter { $0.approval == nil && !$0.isStarted }
        return .run(open.map(\.call), undecided: undecided.map(\.call))
    }
}
