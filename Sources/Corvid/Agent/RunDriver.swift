import CorvidGrammar
import Logging
import Synchronization

/// Performs what a run's state says: asks the model, runs the tools, and records every event before it takes effect.
actor RunDriver {
    private let agent: Agent
    private let outputSchema: OutputSchema?
    private let log: (any RunLogStore)?
    private let tape: ReplayTape?
    private let approve: Agent.Approver?
    private let emit: @Sendable (AgentEvent) -> Void
    private let tools: [String: any Tool]
    private let definitions: [ToolDefinition]
    private let planner: ContextPlanner
    private let meter: ByteMeter
    private let start: ContinuousClock.Instant
    private var state: RunState
    private var recordCount: Int

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

    private static func check(_ header: RunHeader) throws {
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

    private static func byName(_ tools: [any Tool]) throws -> [String: any Tool] {
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

    private static func list(_ names: [String]) -> String { names.isEmpty ? "none" : names.joined(separator: ", ") }

    // MARK: - The loop

    func run() async throws -> AgentResult {
        try await Telemetry.agentSpan(state.header) { span in
            if recordCount == 0 { try record(.started(state.header)) }
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

    private func record(_ event: AgentEvent) throws {
        try tape?.check(event)
        try log?.append(
            RunRecord(number: recordCount, milliseconds: (.now - start).inMilliseconds, event: event))
        recordCount += 1
        state.apply(event)
        emit(event)
    }

    private var result: AgentResult {
        AgentResult(
            runID: state.header.runID, text: state.answer, stopReason: state.stopReason ?? .answered,
            messages: state.transcript, usage: state.usage, turns: state.turns, toolCalls: state.toolCalls,
            bytes: state.bytes, duration: .now - start,
            pendingApprovals: state.pending.filter { $0.isAsked && $0.approval == nil }.map {
                approvalRequest($0.call).request
            })
    }

    // MARK: - Time. A replay takes it from the recording.

    private var isTimeLow: Bool {
        guard let tape else {
            return state.header.budget.concludingTime.map { .now - start >= $0 } ?? false
        }
        switch tape.upcoming {
        case .concluding(.duration): return true
        case .toolFinished(let result): return result.isSkipped && result.text.hasPrefix("Not run: the time")
        default: return false
        }
    }

    private var isTimeUp: Bool {
        guard let tape else { return state.header.budget.duration.map { .now - start >= $0 } ?? false }
        return tape.upcoming == .finished(.budget(.duration))
    }

    private var deadline: ContinuousClock.Instant? {
        tape == nil ? state.header.budget.duration.map { start + $0 } : nil
    }

    private var concludingDeadline: ContinuousClock.Instant? {
        tape == nil ? state.header.budget.concludingTime.map { start + $0 } : nil
    }

    // MARK: - The model

    private func request(_ choice: ToolChoice, maximumTokens: Int?) async throws {
        let limits = [maximumTokens, agent.options.maximumReplyTokens].compactMap(\.self)
        var request = ModelRequest(
            messages: state.context, tools: [], toolChoice: choice, outputSchema: outputSchema,
            allowsParallelCalls: agent.options.allowsParallelCalls, maximumTokens: limits.min(),
            sampling: state.header.sampling, deadline: deadline, turn: state.turns,
            time: Int(state.header.startTime))
        if let seed = state.header.sampling.seed { request.sampling.seed = seed &+ UInt64(state.turns) }
        if state.openRequest == nil {
            if state.selection == nil {
                try record(.toolsChosen(try await planner.select(from: definitions, for: request)))
            }
            request.tools = offered
            if let compaction = try await planner.compact(request) {
                try record(.compacted(compaction))
                request.messages = state.context
            }
            if request.tools.isEmpty, choice == .auto { request.toolChoice = .none }
            try record(.requested(Self.summary(of: request)))
        } else {
            request.tools = offered
            if request.tools.isEmpty, choice == .auto { request.toolChoice = .none }
        }
        guard let reply = try await ask(request) else {
            // The model was about to call a tool when the time for calls was over.
            return try record(.concluding(.duration))
        }
        try record(.replied(reply))
        if let loopGuard = state.header.loopGuard, state.loop == nil {
            for call in reply.toolCalls {
                if let finding = loopGuard.check(call, after: state.history) {
                    return try record(.loopDetected(finding))
                }
            }
        }
    }

    /// The tools that the model sees now.
    private var offered: [ToolDefinition] {
        guard let selection = state.selection else { return definitions }
        let likely = Set(selection.likely)
        let byName = Dictionary(definitions.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        return selection.offered.compactMap { name in
            guard !state.withdrawn.contains(name), var tool = byName[name] else { return nil }
            tool.isLikely = likely.contains(name)
            return tool
        }
    }

    private static func summary(of request: ModelRequest) throws -> RequestSummary {
        var hash = FNVHash()
        for message in request.messages { hash.add(try JSONValueEncoder().encode(message).serialized) }
        for tool in request.tools { hash.add(tool.json.serialized + [tool.isLikely ? 1 : 0]) }
        hash.add(Array(request.toolChoice.description.utf8))
        hash.add(request.outputSchema?.schema.serialized ?? [])
        hash.add(try JSONValueEncoder().encode(request.sampling).serialized)
        return RequestSummary(
            turn: request.turn, toolChoice: request.toolChoice, messages: request.messages.count,
            tools: request.tools.count, maximumTokens: request.maximumTokens, digest: hash.text)
    }

    /// - Returns: nil when the time for calls ended while the model was writing one.
    private func ask(_ request: ModelRequest) async throws -> ModelReply? {
        var request = request
        var recorded: ModelReply?
        if let tape {
            guard case .replied(let reply)? = tape.upcoming else { return nil }
            recorded = reply
            if reply.finishReason == .deadline { request.maximumTokens = max(1, reply.usage.completionTokens) }
        }
        let reply = try await Telemetry.modelSpan(request, agent.model.information) {
            try await self.stream(request)
        }
        guard var reply else { return nil }
        if recorded?.finishReason == .deadline, reply.finishReason == .length { reply.finishReason = .deadline }
        for index in reply.toolCalls.indices { reply.toolCalls[index].id = state.callID(index) }
        return reply
    }

    private func stream(_ request: ModelRequest) async throws -> ModelReply? {
        let lastMoment = request.toolChoice == .none ? nil : concludingDeadline
        let emit = self.emit
        let model = agent.model
        let box = PartialReply()
        let outcome = await TimeLimit.run(until: request.deadline) { () -> ModelReply? in
            for try await event in model.respond(to: request) {
                switch event {
                case .textDelta(let text):
                    box.add(text)
                    emit(.textDelta(text))
                case .callStarted(let index, let name):
                    emit(.callStarted(index: index, name: name))
                    if let lastMoment, .now >= lastMoment { return nil }
                case .callDelta(let index, let arguments):
                    emit(.callDelta(index: index, arguments: arguments))
                    if let lastMoment, .now >= lastMoment { return nil }
                case .reply(let reply): return reply
                }
            }
            try Task.checkCancellation()
            throw ModelError(.engine, "The model \(model.information.name) ended its stream without a reply.")
        }
        switch outcome {
        case .value(let reply): return reply
        case .failure(let error):
            if Task.isCancelled || !isPast(request.deadline) { throw error }
            return box.reply
        case .abandoned:
            try Task.checkCancellation()
            return box.reply
        }
    }

    private func isPast(_ deadline: ContinuousClock.Instant?) -> Bool { deadline.map { .now >= $0 } ?? false }

    // MARK: - Approval

    private enum Settlement { case approved, changed, open }

    private func settle(_ calls: [ToolCall]) async throws -> Settlement {
        var settlement = Settlement.approved
        for call in calls {
            let (decision, request) = approvalRequest(call)
            switch decision {
            case .allow: continue
            case .deny:
                try record(.approvalDecided(callID: call.id, decision: .deny))
                settlement = .changed
            case .ask:
                let isAsked = state.pending.contains { $0.call.id == call.id && $0.isAsked }
                if !isAsked { try record(.approvalAsked(request)) }
                let answer = if let tape { tape.upcomingDecision(of: call.id) } else { await approve?(request) }
                guard let answer else {
                    if settlement == .approved { settlement = .open }
                    continue
                }
                try record(.approvalDecided(callID: call.id, decision: answer))
                if settlement != .open { settlement = .changed }
            }
        }
        return settlement
    }

    private func approvalRequest(_ call: ToolCall) -> (decision: ApprovalPolicy.Decision, request: ApprovalRequest) {
        let traits = tools[call.name]?.traits ?? ToolTraits()
        let (decision, reason) = state.header.approval.decide(call, traits: traits, afterUntrustedText: state.isTainted)
        let untrusted = state.context.filter(\.isUntrusted).map(\.text)
        let names = (call.arguments.members ?? []).filter { member in
            guard let text = member.value.text, text.count > 2 else { return false }
            return untrusted.contains { $0.contains(text) }
        }.map { String(decoding: $0.key, as: UTF8.self) }
        return (decision, ApprovalRequest(call: call, reason: reason, untrustedArguments: names))
    }

    // MARK: - Tools

    /// What the model reads of a call that was under way when the run was killed.
    static let interruption =
        "The run was interrupted while this call was under way. It may or may not have taken effect, and is not repeated."

    /// A run that was killed may have left calls under way. Those with side effects are not repeated.
    private func skipInterruptedCalls() throws {
        for pending in state.pending where pending.isStarted && pending.result == nil {
            guard tools[pending.call.name]?.traits.hasSideEffects == true else { continue }
            try record(
                .toolFinished(
                    ToolResult(
                        call: pending.call,
                        text: Self.interruption, isError: true)))
        }
    }

    private func run(_ calls: [ToolCall]) async throws {
        let started = Set(state.pending.filter(\.isStarted).map(\.call.id))
        for call in calls where !started.contains(call.id) {
            // A run that was killed and resumed ended its interrupted calls before it started these.
            while case .toolFinished(let result)? = tape?.upcoming, state.isOpen(result.callID) { try finish(result) }
            try record(.toolStarted(callID: call.id, name: call.name))
        }
        if let tape {
            for result in tape.results(of: calls) { try finish(result) }
            return
        }
        let conversation = state.transcript
        let limit = concludingDeadline ?? deadline
        try await withThrowingTaskGroup(of: (result: ToolResult, isFatal: Bool).self) { group in
            for call in calls {
                let tool = tools[call.name]
                group.addTask { [meter, logger = agent.logger, names = self.definitions.map(\.name)] in
                    await Self.execute(
                        call, tool: tool, names: names, limit: limit, conversation: conversation, meter: meter,
                        logger: logger)
                }
            }
            for try await (result, isFatal) in group {
                // A cancelled run leaves its calls open, to be run again when it is resumed.
                try Task.checkCancellation()
                try finish(result, isFatal: isFatal)
            }
        }
    }

    private func finish(_ result: ToolResult, isFatal: Bool = false) throws {
        try record(.toolFinished(result))
        let failures = state.failures[result.name] ?? 0
        let most = tools[result.name]?.traits.maximumFailures ?? .max
        let isRecorded = if case .toolWithdrawn? = tape?.upcoming { true } else { false }
        if isFatal || failures >= most || isRecorded, !state.withdrawn.contains(result.name), tools[result.name] != nil
        {
            try record(.toolWithdrawn(name: result.name, failures: failures))
        }
    }

    private static func execute(
        _ call: ToolCall, tool: (any Tool)?, names: [String], limit: ContinuousClock.Instant?,
        conversation: [Message], meter: ByteMeter, logger: Logger
    ) async -> (result: ToolResult, isFatal: Bool) {
        guard let tool else {
            let text = "There is no tool \(call.name). The tools are \(list(names))."
            return (ToolResult(call: call, text: text, isError: true), false)
        }
        let traits = tool.traits
        let ownLimit = traits.timeout.map { ContinuousClock.now + $0 }
        let deadline = [ownLimit, limit].compactMap(\.self).min()
        let own = ByteMeter(limit: nil, partOf: meter)
        let context = ToolContext(
            callID: call.id, deadline: deadline, conversation: conversation, logger: logger, meter: own)
        let outcome = await Telemetry.toolSpan(call) {
            await TimeLimit.run(until: deadline) { try await tool.call(json: call.arguments, context: context) }
        }
        func failure(_ text: String) -> ToolResult {
            ToolResult(
                call: call, text: text, isError: true, isUntrusted: traits.returnsUntrustedText, bytes: own.used)
        }
        let isLate = deadline.map { .now >= $0 } ?? false
        let lateness =
            deadline == ownLimit
            ? "\(call.name) took longer than \(traits.timeout?.inSeconds.formattedSeconds ?? "allowed") and was cancelled."
            : "The run's time is nearly over; \(call.name) was cancelled."
        switch outcome {
        case .value(let output):
            return (
                ToolResult(
                    call: call, text: output.text, data: output.data,
                    isUntrusted: output.isUntrusted ?? traits.returnsUntrustedText, source: output.source,
                    bytes: own.used), false
            )
        case .failure(is CancellationError) where isLate: return (failure(lateness), false)
        case .failure(let error as ToolError): return (failure("Error: \(error.message)"), !error.isRetryable)
        case .failure(let error): return (failure("Error: \(error)"), false)
        case .abandoned:
            logger.warning("A tool ignores its cancellation", metadata: ["tool": "\(call.name)", "call": "\(call.id)"])
            return (failure(lateness), false)
        }
    }
}

/// The text of a reply that has not ended.
private final class PartialReply: Sendable {
    private let text = Mutex("")

    func add(_ piece: String) { text.withLock { $0 += piece } }

    var reply: ModelReply { ModelReply(text: text.withLock { $0 }, finishReason: .deadline) }
}

/// FNV-1a with 64 bits: tells requests apart; no protection against intent.
/// Source: G. Fowler, L. C. Noll, K.-P. Vo, "The FNV Non-Cryptographic Hash Algorithm".
private struct FNVHash {
    private var value: UInt64 = 0xcbf2_9ce4_8422_2325

    mutating func add(_ bytes: [UInt8]) {
        for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
        value = (value ^ 0xFF) &* 0x100_0000_01b3
    }

    var text: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension Double {
    fileprivate var formattedSeconds: String {
        self == rounded() ? "\(Int(self)) s" : "\(self) s"
    }
}
