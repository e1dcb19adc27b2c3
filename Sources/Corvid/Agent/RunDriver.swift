import CorvidGrammar

/// Performs what a run's state says: asks the model, runs the tools, and records every event before it takes effect.
actor RunDriver {
    let agent: Agent
    let outputSchema: OutputSchema?
    let log: (any RunLogStore)?
    let tape: ReplayTape?
    let approve: Agent.Approver?
    let emit: @Sendable (AgentEvent) -> Void
    let tools: [String: any Tool]
    let definitions: [ToolDefinition]
    let planner: ContextPlanner
    let meter: ByteMeter
    /// When the run would have begun, had it gone on without a pause.
    var start: ContinuousClock.Instant
    var state: RunState
    var recordCount: Int

    init(
        agent: Agent, state: RunState, outputSchema: OutputSchema?, log: (any RunLogStore)?, tape: ReplayTape?,
        approve: Agent.Approver?, emit: @escaping @Sendable (AgentEvent) -> Void, records: [RunRecord] = []
    ) throws {
        self.agent = agent
        self.state = state
        self.outputSchema = outputSchema
        self.log = log
        self.tape = tape
        self.approve = approve
        self.emit = emit
        let all = agent.allTools
        tools = try Self.byName(all)
        definitions = all.map(\.definition)
        if case .named(let name) = state.header.toolChoice, tools[name] == nil {
            throw AgentError(
                .unknownTool, "The tool choice names \(name); the tools are \(Self.list(all.map(\.name))).")
        }
        if case .required = state.header.toolChoice, all.isEmpty {
            throw AgentError(.badOption, "The tool choice is \"required\", and the agent has no tools.")
        }
        try Self.check(state.header)
        planner = ContextPlanner(model: agent.model, policy: agent.options.compaction)
        meter = ByteMeter(limit: state.header.budget.bytes, used: state.bytes)
        // What a run took before it was resumed counts.
        start = .now - .milliseconds(records.last?.milliseconds ?? 0)
        recordCount = records.count
    }

    static func check(_ header: RunHeader) throws {
        guard header.messages.contains(where: { $0.role != .system }) else {
            throw AgentError(.badOption, "The conversation is empty: there is nothing to answer.")
        }
        let budget = header.budget
        let counts = [("tokens", budget.tokens, 1), ("turns", budget.turns, 1), ("toolCalls", budget.toolCalls, 0)]
        for (name, count, least) in counts + [("bytes", budget.bytes, 0)] {
            guard let count, count < least else { continue }
            throw AgentError(.badOption, "The budget has \(count) \(name); it takes \(least) or more.")
        }
        if let duration = budget.duration, duration <= .zero {
            throw AgentError(.badOption, "The budget has \(duration) of time; it takes more than none.")
        }
    }

    static func byName(_ tools: [any Tool]) throws -> [String: any Tool] {
        var named: [String: any Tool] = [:]
        for tool in tools {
            let isValid =
                (1...64).contains(tool.name.utf8.count)
                && tool.name.utf8.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
                        true
                    default: false
                    }
                }
            guard isValid else {
                throw AgentError(
                    .badTool, "\"\(tool.name)\" is no name for a tool: 1 to 64 letters, digits, \"_\", \".\" and \"-\"."
                )
            }
            guard named.updateValue(tool, forKey: tool.name) == nil else {
                throw AgentError(.badTool, "Two tools have the name \(tool.name).")
            }
        }
        return named
    }

    static func list(_ names: [String]) -> String { names.isEmpty ? "none" : names.joined(separator: ", ") }

    // MARK: - The loop

    func run() async throws -> AgentResult {
        try await Telemetry.agentSpan(state.header) { span in
            if recordCount == 0 {
                // A recorded run's messages have theirs.
                if tape == nil { await matchValues() }
                try record(.started(state.header))
            }
            try skipInterruptedCalls()
            while let step = state.nextStep(isTimeLow: isTimeLow, isTimeUp: isTimeUp) {
                try Task.checkCancellation()
                switch step {
                case .request(let choice, let most): try await request(choice, maximumTokens: most)
                case .conclude(let limit): try record(.concluding(limit))
                case .skip(let calls):
                    for (call, reason) in calls {
                        try record(.toolFinished(ToolResult(call: call, text: reason, isError: true, isSkipped: true)))
                    }
                case .run(let calls, let undecided):
                    switch try await settle(undecided) {
                    case .approved: try await run(calls)
                    case .changed: break
                    case .open:
                        try record(.finished(.awaitingApproval))
                        // The recorded run was resumed.
                        if tape?.upcoming != nil { state.reopen() }
                    }
                case .finish(let reason): try record(.finished(reason))
                }
            }
            try tape?.checkEnd()
            let result = self.result
            Telemetry.finish(span, result)
            return result
        }
    }

    func record(_ event: AgentEvent) throws {
        try tape?.check(event)
        try log?.append(
            RunRecord(number: recordCount, milliseconds: (.now - start).inMilliseconds, event: event))
        recordCount += 1
        state.apply(event)
        emit(event)
    }

    var result: AgentResult {
        AgentResult(
            runID: state.header.runID, text: state.answer, stopReason: state.stopReason ?? .answered,
            messages: state.transcript, usage: state.usage, turns: state.turns, toolCalls: state.toolCalls,
            bytes: state.bytes, duration: .now - start,
            pendingApprovals: state.pending.filter { $0.isAsked && $0.approval == nil }.map {
                approvalRequest($0.call).request
            })
    }

    // MARK: - Time. A replay takes it from the recording.

    var isTimeLow: Bool {
        guard let tape else {
            return state.header.budget.concludingTime.map { .now - start >= $0 } ?? false
        }
        switch tape.upcoming {
        case .concluding(.duration): return true
        case .toolFinished(let result): return result.isSkipped && result.text.hasPrefix("Not run: the time")
        default: return false
        }
    }

    var isTimeUp: Bool {
        guard let tape else { return state.header.budget.duration.map { .now - start >= $0 } ?? false }
        return tape.upcoming == .finished(.budget(.duration))
    }

    var deadline: ContinuousClock.Instant? {
        tape == nil ? state.header.budget.duration.map { start + $0 } : nil
    }

    var concludingDeadline: ContinuousClock.Instant? {
        tape == nil ? state.header.budget.concludingTime.map { start + $0 } : nil
    }
}
