package import Corvid
import Synchronization

/// Runs records with each of a router's models, and notes what a router could have known.
package struct RoutingMeasurement: Sendable {
    /// The smallest first.
    package var models: [any LanguageModel]
    package var tools: EvaluationTools
    package var options: Evaluation.Options

    package init(
        models: [any LanguageModel], tools: EvaluationTools, options: Evaluation.Options = Evaluation.Options()
    ) {
        self.models = models
        self.tools = tools
        self.options = options
    }

    /// - Returns: nil where nothing is right or wrong, or the record could not be run.
    /// - Throws: `CancellationError`.
    package func measure(_ record: EvaluationRecord) async throws -> MeasuredQuestion? {
        var answers: [MeasuredQuestion.Answer] = []
        var first: (signals: PromptSignals, seconds: Double)?
        var group = record.kind.rawValue
        var length = 0
        for (index, model) in models.enumerated() {
            let probe = ProbedModel(model, samples: index < models.count - 1)
            let meter = ResourceMeter()
            let outcome = try await Evaluation(model: probe, tools: tools, options: options).outcome(of: record)
            guard let isRight = outcome.isRight, outcome.error == nil, let noted = probe.noted else { return nil }
            var cost = RoutingCost(
                promptTokens: outcome.usage.promptTokens - outcome.usage.cachedTokens,
                completionTokens: outcome.usage.completionTokens)
            // What the second, random reply took belongs to no answer.
            cost.cpuSeconds = max(0, meter.cpuSeconds - noted.sampleSeconds)
            cost.joules = meter.joules
            group = outcome.section
            if first == nil {
                first = (noted.prompt, noted.signalSeconds)
                length = noted.length
            }
            answers.append(
                MeasuredQuestion.Answer(
                    quality: isRight ? 1 : 0, cost: cost, attemptCost: noted.attemptCost,
                    readingCost: noted.readingCost,
                    attempt: noted.attempt?.values, representation: noted.representation))
        }
        guard let first else { return nil }
        return MeasuredQuestion(
            id: record.id, group: group, length: length, signals: first.signals.values,
            signalSeconds: first.seconds, words: first.signals.words,
            models: models.map { RouterCalibration.Model($0.information) }, answers: answers)
    }
}

/// A model whose first reply is watched. Of all but the last of a router's models more is noted.
private final class ProbedModel: LanguageModel {
    struct Noted: Sendable {
        var prompt: PromptSignals
        var signalSeconds: Double
        var length: Int
        var attempt: AttemptSignals?
        var representation: [Float]?
        var attemptCost: RoutingCost?
        var readingCost: RoutingCost?
        var sampleSeconds = 0.0
    }

    let information: ModelInformation
    private let model: any LanguageModel
    private let samples: Bool
    private let box = Mutex<Noted?>(nil)

    init(_ model: any LanguageModel, samples: Bool) {
        self.model = model
        self.samples = samples
        information = model.information
    }

    var noted: Noted? { box.withLock { $0 } }

    func countTokens(of request: ModelRequest) async throws -> Int { try await model.countTokens(of: request) }

    func respond(to request: ModelRequest) -> AsyncThrowingStream<ModelEvent, any Error> {
        guard request.turn == 0 else { return model.respond(to: request) }
        return AsyncThrowingStream { continuation in
            let task = Task {
                do {
                    let reply = try await first(request) { continuation.yield($0) }
                    continuation.yield(.reply(reply))
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    private func first(_ request: ModelRequest, _ yield: (ModelEvent) -> Void) async throws -> ModelReply {
        let question = request.messages.last { $0.role == .user }
        var meter = ResourceMeter()
        let signals = PromptSignals(request)
        var noted = Noted(
            prompt: signals, signalSeconds: meter.cpuSeconds, length: question?.text.utf8.count ?? 0)
        defer { box.withLock { $0 = noted } }
        meter = ResourceMeter()
        if samples, let model = model as? any PromptRepresenting {
            noted.representation = try await model.representation(of: request)
            noted.readingCost = RoutingCost(cpuSeconds: meter.cpuSeconds, joules: meter.joules)
        }
        var request = request
        request.wantsConfidence = true
        let reply = try await self.reply(request, yield)
        noted.attemptCost = RoutingCost(
            promptTokens: reply.usage.promptTokens, completionTokens: reply.usage.completionTokens,
            cpuSeconds: meter.cpuSeconds, joules: meter.joules)
        guard samples else {
            noted.attempt = AttemptSignals(reply)
            return reply
        }
        meter = ResourceMeter()
        let sample = try await self.reply(AttemptSignals.sampleRequest(request)) { _ in }
        noted.sampleSeconds = meter.cpuSeconds
        noted.attempt = AttemptSignals(reply, sample: sample)
        return reply
    }

    private func reply(_ request: ModelRequest, _ yield: (ModelEvent) -> Void) async throws -> ModelReply {
        for try await event in model.respond(to: request) {
            if case .reply(let reply) = event { return reply }
            yield(event)
        }
        throw CancellationError()
    }
}
