import CorvidGrammar
import Foundation

/// One request on its way through a router.
struct Routing {
    /// A model that was asked and could not answer.
    private struct Unavailable: Error {
        var index: Int
        var ground: RoutingDecision.Ground
        var reason: String
    }

    /// An attempt that may be shown.
    private struct Attempt {
        var events: [ModelEvent]
        var reply: ModelReply
    }

    let router: ModelRouter
    let request: ModelRequest
    private let meter = ResourceMeter()
    private var cost = RoutingCost()
    /// Models that can take the request, by their places.
    private var able: [Int] = []
    private var failed: [Unavailable] = []
    private var prompt: PromptSignals?
    private var representations: [Int: [Float]] = [:]

    init(_ router: ModelRouter, _ request: ModelRequest) {
        self.router = router
        self.request = request
    }

    /// Decides and answers.
    ///
    /// - Parameter answers: false tells the decision alone.
    mutating func run(answers: Bool = true, _ yield: (ModelEvent) -> Void) async throws {
        if let last = request.recordedRoutes.last {
            for decision in request.recordedRoutes { yield(.routed(decision)) }
            guard router.models.indices.contains(last.index) else {
                throw ModelError(.engine, "The recorded run asked model \(last.index + 1), and the router has fewer.")
            }
            do {
                _ = try await reply(last.index, request, yield)
                return
            } catch let unavailable as Unavailable {
                throw ModelError(.engine, unavailable.reason)
            }
        }
        let refusals = try await findAble()
        guard !able.isEmpty else { throw refusal(refusals) }
        do {
            try await decide(refusals, answers: answers, yield)
        } catch let unavailable as Unavailable {
            try await replace(unavailable, answers: answers, yield)
        }
    }

    // MARK: - Abilities

    /// Why models cannot take the request, by their places.
    private mutating func findAble() async throws -> [Int: String] {
        var reasons: [Int: String] = [:]
        let hasImages = request.messages.contains { !$0.images.isEmpty }
        let needsCalls = request.toolChoice == .required || !request.tools.isEmpty && request.toolChoice != .none
        for (index, model) in router.models.enumerated() {
            let information = model.information
            if hasImages, !information.acceptsImages {
                reasons[index] = "\(information.name) reads no pictures"
            } else if needsCalls, !information.callsTools {
                reasons[index] = "\(information.name) calls no tools"
            } else if let tokens = try? await model.countTokens(of: request), tokens >= information.contextLength {
                reasons[index] =
                    "the prompt takes \(tokens) tokens, and the context of \(information.name) holds \(information.contextLength)"
            } else {
                able.append(index)
            }
        }
        return reasons
    }

    private func refusal(_ reasons: [Int: String]) -> ModelError {
        let hasImages = request.messages.contains { !$0.images.isEmpty }
        let list = reasons.sorted { $0.key < $1.key }.map(\.value).joined(separator: "; ")
        let isLength = !hasImages && reasons.values.contains { $0.contains("context") }
        return ModelError(isLength ? .contextOverflow : .unsupported, "No model can take the request: \(list).")
    }

    // MARK: - Decisions

    /// A decision that is being made.
    private struct Draft {
        var ground: RoutingDecision.Ground
        var reason: String
        var score: Double?
        var threshold: Double?
        var signals: [RoutingDecision.Signal] = []
        /// Earlier requests of the run, or a tool, have decided.
        var isSettled = false
    }

    private enum Choice {
        /// The model answers.
        case stay
        /// The next larger one is looked at.
        case next
        /// The model has answered.
        case answered
    }

    private mutating func decide(
        _ refusals: [Int: String], answers: Bool, _ yield: (ModelEvent) -> Void
    ) async throws {
        var draft = Draft(ground: .policy, reason: "the policy is \(router.options.policy)")
        if able[0] > 0, let refusal = refusals[0] { (draft.ground, draft.reason) = (.ability, refusal) }
        var place = begin(&draft)
        while place + 1 < able.count, router.rules.indices.contains(able[place]) {
            let index = able[place]
            let choice: Choice
            switch router.rules[index].stage {
            case .before: choice = try await weighRequest(index, &draft)
            case .after: choice = try await weighAttempt(index, &draft, answers: answers, yield)
            }
            switch choice {
            case .stay: return try await answer(index, draft, answers: answers, yield)
            case .next: place += 1
            case .answered: return
            }
        }
        try await answer(able[place], draft, answers: answers, yield)
    }

    /// Where among the able models to begin.
    private func begin(_ draft: inout Draft) -> Int {
        guard let previous = request.previousRoute, let kept = able.firstIndex(where: { $0 >= previous.index }) else {
            return 0
        }
        let model = name(able[kept])
        draft.isSettled = true
        (draft.ground, draft.reason) = (.run, "the run has \(model) already")
        guard let verdict = request.verdict, verdict.failed + verdict.empty > 0, kept + 1 < able.count,
            router.rules[able[kept]].stage == .after
        else { return kept }
        draft.ground = .verdict
        draft.reason = "the last call of \(model) \(verdict.failed > 0 ? "failed" : "brought nothing")"
        return kept + 1
    }

    private mutating func weighRequest(_ index: Int, _ draft: inout Draft) async throws -> Choice {
        let threshold = router.rules[index].threshold
        if draft.isSettled || threshold >= 1 { return .stay }
        guard threshold > -1, let score = router.steps[index]?.before else { return .next }
        var input = RoutingInput(prompt: promptSignals())
        if score.usesRepresentation { input.representation = try await representation(index) }
        note(score, input, threshold, &draft)
        draft.ground = .score
        let gain = draft.score ?? 0
        draft.reason = Self.comparison(gain, threshold, name(index + 1))
        guard gain > threshold else { return .stay }
        if score.usesRepresentation { cost.promptTokens += try await router.models[index].countTokens(of: request) }
        return .next
    }

    private mutating func weighAttempt(
        _ index: Int, _ draft: inout Draft, answers: Bool, _ yield: (ModelEvent) -> Void
    ) async throws -> Choice {
        let attempt = try await attempt(index)
        if let fault = fault(of: attempt.reply) {
            cost.add(attempt.reply.usage)
            (draft.ground, draft.reason) = (.attempt, "the reply of \(name(index)) \(fault)")
            return .next
        }
        if !draft.isSettled, attempt.reply.finishReason != .deadline {
            let threshold = router.rules[index].threshold
            try await judge(attempt.reply, index, threshold, &draft)
            if draft.score ?? 0 > threshold {
                cost.add(attempt.reply.usage)
                return .next
            }
        }
        yield(.routed(decision(index, draft)))
        if answers { attempt.events.forEach(yield) }
        return .answered
    }

    /// Scores an attempt.
    private mutating func judge(
        _ reply: ModelReply, _ index: Int, _ threshold: Double, _ draft: inout Draft
    ) async throws {
        draft.ground = .attempt
        guard let score = router.steps[index]?.after else {
            // How likely it is that one of the choices is wrong, by the most doubtful one.
            let confidence = reply.confidence ?? ReplyConfidence()
            draft.score = 1 - exp(confidence.least)
            draft.threshold = threshold
            draft.signals = [RoutingDecision.Signal(name: "least choice", value: confidence.least)]
            draft.reason = Self.comparison(draft.score ?? 0, threshold, name(index + 1), what: "doubt")
            return
        }
        var sample: ModelReply?
        if score.usesSample {
            sample = try await self.sample(index)
            if let sample { cost.add(sample.usage) }
        }
        var input = RoutingInput(prompt: promptSignals(), attempt: AttemptSignals(reply, sample: sample))
        if score.usesRepresentation { input.representation = try await representation(index) }
        note(score, input, threshold, &draft)
        draft.reason = Self.comparison(draft.score ?? 0, threshold, name(index + 1))
    }

    private func note(_ score: RoutingScore, _ input: RoutingInput, _ threshold: Double, _ draft: inout Draft) {
        let (small, large) = score.probabilities(input)
        draft.score = score.gain(small: small, large: large)
        draft.threshold = threshold
        draft.signals =
            [
                RoutingDecision.Signal(name: "small is right", value: small),
                RoutingDecision.Signal(name: "large is right", value: large),
            ]
            + zip(score.signals, input.numbers).compactMap { name, value in
                value == 0 ? nil : RoutingDecision.Signal(name: name, value: value)
            }
    }

    private static func comparison(_ score: Double, _ threshold: Double, _ next: String, what: String = "expected gain")
        -> String
    {
        func text(_ value: Double) -> String { "\((value * 1000).rounded() / 1000)" }
        return
            "the \(what) of \(next), \(text(score)), is \(score > threshold ? "above" : "not above") \(text(threshold))"
    }

    /// Why a reply is none, whatever its score.
    private func fault(of reply: ModelReply) -> String? {
        guard reply.toolCalls.isEmpty else { return nil }
        if reply.finishReason == .length { return "was cut" }
        guard let schema = request.outputSchema, reply.finishReason == .stop else { return nil }
        guard let value = try? JSONValue(parsing: Array(reply.text.utf8)) else { return "is no JSON" }
        var options = JSONSchema.Options()
        options.grammars = schema.grammars
        guard let checked = try? JSONSchema(schema.schema, options: options) else { return nil }
        return (try? checked.evaluate(value)) == false ? "does not follow the answer's schema" : nil
    }

    private func decision(_ index: Int, _ draft: Draft) -> RoutingDecision {
        var cost = cost
        cost.cpuSeconds = meter.cpuSeconds
        cost.joules = meter.joules
        return RoutingDecision(
            turn: request.turn, model: name(index), index: index, policy: router.options.policy, ground: draft.ground,
            reason: draft.reason, score: draft.score, threshold: draft.threshold, signals: draft.signals,
            isDegraded: !failed.isEmpty, cost: cost)
    }

    private func name(_ index: Int) -> String { router.models[index].information.name }

    // MARK: - Signals

    private mutating func promptSignals() -> PromptSignals {
        if let prompt { return prompt }
        let made = PromptSignals(request)
        prompt = made
        return made
    }

    private mutating func representation(_ index: Int) async throws -> [Float] {
        if let known = representations[index] { return known }
        guard let model = router.models[index] as? any PromptRepresenting else {
            throw ModelError(.unsupported, "\(name(index)) tells nothing of prompts, and the calibration wants that.")
        }
        let request = request
        let made = try await withSlot(index) { try await model.representation(of: request) }
        representations[index] = made
        return made
    }

    // MARK: - Replies

    private func attempt(_ index: Int) async throws -> Attempt {
        var request = request
        request.wantsConfidence = true
        var events: [ModelEvent] = []
        let isWanted = self.request.wantsConfidence
        let reply = try await reply(index, request) { event in
            guard case .reply(var reply) = event, !isWanted else { return events.append(event) }
            reply.confidence = nil
            events.append(.reply(reply))
        }
        return Attempt(events: events, reply: reply)
    }

    private func sample(_ index: Int) async throws -> ModelReply {
        try await reply(index, AttemptSignals.sampleRequest(request)) { _ in }
    }

    private func answer(
        _ index: Int, _ draft: Draft, answers: Bool, _ yield: (ModelEvent) -> Void
    ) async throws {
        guard answers else { return yield(.routed(decision(index, draft))) }
        // The decision comes before anything of the reply, and none that a full queue undid.
        _ = try await reply(index, request, onSlot: { yield(.routed(decision(index, draft))) }, yield)
    }

    /// Lets the models that are left answer for one that could not: the nearest smaller one first.
    private mutating func replace(
        _ first: Unavailable, answers: Bool, _ yield: (ModelEvent) -> Void
    ) async throws {
        failed.append(first)
        while true {
            let tried = Set(failed.map(\.index))
            let rest = able.filter { !tried.contains($0) }
            guard let next = rest.last(where: { $0 < first.index }) ?? rest.first else {
                let list = failed.map(\.reason).joined(separator: "; ")
                throw ModelError(
                    failed.allSatisfy { $0.ground == .load } ? .overloaded : .engine,
                    "No model is left to answer: \(list)")
            }
            let draft = Draft(
                ground: failed.last?.ground ?? .failure,
                reason: failed.map(\.reason).joined(separator: "; "), isSettled: true)
            do {
                return try await answer(next, draft, answers: answers, yield)
            } catch let another as Unavailable {
                failed.append(another)
            }
        }
    }

    /// Streams a model's reply.
    ///
    /// - Throws: ``Unavailable`` when the model cannot answer though the request is one for it.
    private func reply(
        _ index: Int, _ request: ModelRequest, onSlot: () -> Void = {}, _ yield: (ModelEvent) -> Void
    ) async throws -> ModelReply {
        let slot = try await slot(index)
        onSlot()
        do {
            for try await event in router.models[index].respond(to: request) {
                yield(event)
                guard case .reply(let reply) = event else { continue }
                slot.release(reply.finishReason == .deadline ? .failed : .succeeded)
                return reply
            }
            try Task.checkCancellation()
            throw ModelError(.engine, "The model \(name(index)) ended its stream without a reply.")
        } catch {
            throw settle(error, index, slot)
        }
    }

    private func withSlot<Value>(_ index: Int, _ work: () async throws -> Value) async throws -> Value {
        let slot = try await slot(index)
        do {
            let value = try await work()
            slot.release(.succeeded)
            return value
        } catch {
            throw settle(error, index, slot)
        }
    }

    private func slot(_ index: Int) async throws -> ModelSlot {
        do {
            return try await router.queues[index].acquire(priority: request.priority, deadline: request.deadline)
        } catch let error as ModelQueueError {
            throw Unavailable(index: index, ground: .load, reason: "\(name(index)): \(error)")
        }
    }

    /// Gives the slot back, and tells a model's failure from what the request is to blame for.
    private func settle(_ error: any Error, _ index: Int, _ slot: ModelSlot) -> any Error {
        if Task.isCancelled || error is CancellationError {
            slot.release(.cancelled)
            return error
        }
        if let error = error as? ModelError, Self.requestFaults.contains(error.code) {
            slot.release(.cancelled)
            return error
        }
        slot.release(.failed)
        return Unavailable(index: index, ground: .failure, reason: "\(name(index)) failed: \(error)")
    }

    private static let requestFaults: Set<ModelError.Code> = [
        .contextOverflow, .badSchema, .unsupported, .badTemplate, .scriptEnded,
    ]
}
