import CorvidGrammar
import Logging

// Calls: their approval and their running.
extension RunDriver {
    enum Settlement { case approved, changed, open }

    func settle(_ calls: [ToolCall]) async throws -> Settlement {
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
                let asked = ContinuousClock.now
                let answer = if let tape { tape.upcomingDecision(of: call.id) } else { await approve?(request) }
                start += .now - asked
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

    func approvalRequest(_ call: ToolCall) -> (decision: ApprovalPolicy.Decision, request: ApprovalRequest) {
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
    func skipInterruptedCalls() throws {
        for pending in state.pending where pending.isStarted && pending.result == nil {
            guard tools[pending.call.name]?.traits.hasSideEffects == true else { continue }
            try record(
                .toolFinished(
                    ToolResult(
                        call: pending.call,
                        text: Self.interruption, isError: true)))
        }
    }

    func run(_ calls: [ToolCall]) async throws {
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

    func finish(_ result: ToolResult, isFatal: Bool = false) throws {
        try record(.toolFinished(result))
        let failures = state.failures[result.name] ?? 0
        let most = tools[result.name]?.traits.maximumFailures ?? .max
        let isRecorded = if case .toolWithdrawn? = tape?.upcoming { true } else { false }
        if isFatal || failures >= most || isRecorded, !state.withdrawn.contains(result.name), tools[result.name] != nil
        {
            try record(.toolWithdrawn(name: result.name, failures: failures))
        }
    }

    static func execute(
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
                    isUntrusted: output.isUntrusted ?? traits.returnsUntrustedText,
                    isEmpty: output.isEmpty ?? false, source: output.source, bytes: own.used), false
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

extension Double {
    fileprivate var formattedSeconds: String {
        self == rounded() ? "\(Int(self)) s" : "\(self) s"
    }
}
