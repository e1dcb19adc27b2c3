import CorvidGrammar
import Synchronization

// Asking the model.
extension RunDriver {
    func request(_ choice: ToolChoice, maximumTokens: Int?) async throws {
        let limits = [maximumTokens, agent.options.maximumReplyTokens].compactMap(\.self)
        var request = ModelRequest(
            messages: state.context, tools: [], toolChoice: choice, outputSchema: outputSchema,
            allowsParallelCalls: agent.options.allowsParallelCalls, maximumTokens: limits.min(),
            sampling: state.header.sampling, deadline: deadline, turn: state.turns,
            time: Int(state.header.startTime))
        if let seed = state.header.sampling.seed { request.sampling.seed = seed &+ UInt64(state.turns) }
        request.priority = agent.options.priority
        request.previousRoute = state.route
        request.verdict = state.verdict
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
    var offered: [ToolDefinition] {
        guard let selection = state.selection else { return definitions }
        let likely = Set(selection.likely)
        let byName = Dictionary(definitions.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        return selection.offered.compactMap { name in
            guard !state.withdrawn.contains(name), var tool = byName[name] else { return nil }
            tool.isLikely = likely.contains(name)
            return tool
        }
    }

    static func summary(of request: ModelRequest) throws -> RequestSummary {
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
    func ask(_ request: ModelRequest) async throws -> ModelReply? {
        var request = request
        var recorded: ModelReply?
        if let tape {
            let (routes, reply) = tape.upcomingReply
            guard let reply else {
                for route in routes { try record(.routed(route)) }
                return nil
            }
            recorded = reply
            request.recordedRoutes = routes
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

    func stream(_ request: ModelRequest) async throws -> ModelReply? {
        let lastMoment = request.toolChoice == .none ? nil : concludingDeadline
        let emit = self.emit
        let model = agent.model
        let box = PartialReply()
        let outcome = await TimeLimit.run(until: request.deadline) { () -> ModelReply? in
            for try await event in model.respond(to: request) {
                switch event {
                case .routed(let decision):
                    box.clear()
                    try await self.record(.routed(decision))
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

    func isPast(_ deadline: ContinuousClock.Instant?) -> Bool { deadline.map { .now >= $0 } ?? false }
}

/// The text of a reply that has not ended.
private final class PartialReply: Sendable {
    private let text = Mutex("")

    func add(_ piece: String) { text.withLock { $0 += piece } }
    func clear() { text.withLock { $0 = "" } }

    var reply: ModelReply { ModelReply(text: text.withLock { $0 }, finishReason: .deadline) }
}
