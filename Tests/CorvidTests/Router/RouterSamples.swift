import Corvid
import CorvidGrammar
import Foundation

/// Models and questions with which the tests drive routers.
enum RouterSamples {
    /// A model that counts how often it is asked.
    final class Counted: LanguageModel {
        let information: ModelInformation
        let probe = Probe()
        private let reply: @Sendable (ModelRequest) async throws -> ModelReply

        init(
            _ name: String, contextLength: Int = 8192, acceptsImages: Bool = false, callsTools: Bool = true,
            reply: @escaping @Sendable (ModelRequest) async throws -> ModelReply
        ) {
            information = ModelInformation(
                name: name, contextLength: contextLength, digest: "digest of \(name)", acceptsImages: acceptsImages,
                callsTools: callsTools)
            self.reply = reply
        }

        /// Says its name, sure of it or not.
        convenience init(_ name: String, surely probability: Double = 1, contextLength: Int = 8192) {
            self.init(name, contextLength: contextLength) { _ in
                .text(name, surely: probability)
            }
        }

        var count: Int { probe.count }

        func respond(to request: ModelRequest) -> AsyncThrowingStream<ModelEvent, any Error> {
            AsyncThrowingStream { continuation in
                let task = Task {
                    do {
                        _ = try await probe.call(Probe.Arguments(), context: ToolContext())
                        let reply = try await reply(request)
                        if !reply.text.isEmpty { continuation.yield(.textDelta(reply.text)) }
                        continuation.yield(.reply(reply))
                        continuation.finish()
                    } catch {
                        continuation.finish(throwing: error)
                    }
                }
                continuation.onTermination = { _ in task.cancel() }
            }
        }

        func countTokens(of request: ModelRequest) -> Int {
            request.messages.reduce(0) { $0 + $1.text.utf8.count } / 4
        }
    }

    /// Questions of which the long ones are hard for the small model, and every fifth of the short ones; the large one is
    /// always right.
    static func samples(_ count: Int, attempts: Bool = false) -> [RoutingSample] {
        (0..<count).map { index in
            let isLong = index % 2 == 0
            let isOdd = index % 10 == 3
            let text =
                isLong ? String(repeating: "and then some more words ", count: 6 + index % 5) : "a few words \(index)"
            var input = RoutingInput(prompt: PromptSignals(prompt: text + "item\(index)?"))
            let isRight = isLong == isOdd
            if attempts {
                var confidence = ReplyConfidence()
                confidence.add(isRight ? -0.01 : -2)
                input.attempt = AttemptSignals(ModelReply(text: "x", confidence: confidence))
            }
            return RoutingSample(
                id: "\(index)", group: "test", length: text.utf8.count, input: input, smallQuality: isRight ? 1 : 0,
                largeQuality: 1, smallCost: RoutingCost(cpuSeconds: 0.01), largeCost: RoutingCost(cpuSeconds: 0.03),
                attemptCost: RoutingCost(cpuSeconds: 0.008))
        }
    }

    /// A calibration of two ``Counted`` models, `small` and `large`.
    static func calibration(attempts: Bool = true) throws -> RouterCalibration {
        var options = RouterFit.Options()
        options.usesRepresentation = false
        options.wordBuckets = 64
        let step = try RouterFit(options: options).step(samples(300, attempts: attempts), attempts: attempts)
        return RouterCalibration(
            models: ["small", "large"].map { RouterCalibration.Model(Counted($0).information) }, steps: [step])
    }

    static let long = String(repeating: "and then some more words ", count: 8) + "?"
    static let short = "a few words?"
}

extension ModelReply {
    /// A text of whose only choice the model was so sure.
    static func text(_ text: String, surely probability: Double) -> ModelReply {
        var reply = ModelReply(text: text, usage: Usage(promptTokens: 20, completionTokens: 5))
        reply.confidence = ReplyConfidence()
        reply.confidence?.add(log(probability))
        return reply
    }
}

extension AgentRun {
    /// The decisions of a router in this run.
    func decisions() async throws -> [RoutingDecision] {
        var decisions: [RoutingDecision] = []
        for try await event in self { if case .routed(let decision) = event { decisions.append(decision) } }
        return decisions
    }
}
