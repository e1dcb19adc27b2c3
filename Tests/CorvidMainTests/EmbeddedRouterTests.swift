import Calculator
import Corvid
import CorvidLLM
import CorvidModels
import Foundation
import Testing

/// The router of the models that come with Corvid.
struct EmbeddedRouterTests {
    private static func models() throws -> [LocalModel] {
        try EmbeddedModel.allCases.map { try LocalModel(path: $0.path()) }
    }

    private static func calibration() throws -> RouterCalibration {
        let path = try EmbeddedModel.calibrationPath()
        return try RouterCalibration(json: Array(try Data(contentsOf: URL(filePath: path))), file: path)
    }

    private static func request(_ question: String) -> ModelRequest {
        ModelRequest(messages: [.user(question)], tools: CalculatorPlugin().tools.map(\.definition))
    }

    @Test("The calibration is of these very models, and meets its policies")
    func policies() throws {
        let models = try Self.models()
        let calibration = try Self.calibration()
        for policy in [
            "small", "large", "score", "cascade", "budget:10%", "budget:40%", "accuracy:99%", "accuracy:100%",
        ] {
            let options = ModelRouter.Options(policy: try RoutingPolicy(policy))
            #expect(
                try ModelRouter(models, calibration: calibration, options: options).information.name
                    == "router(jackdaw, raven)")
        }
    }

    @Test("A prompt that was read for its representation is not computed again, and its reply is the same")
    func representation() async throws {
        let request = Self.request("Tom had 45 stamps and gave 12 of them away. How many stamps does he have left?")
        func reply(_ model: LocalModel) async throws -> ModelReply {
            for try await event in model.respond(to: request) { if case .reply(let reply) = event { return reply } }
            throw CancellationError()
        }
        let fresh = try await reply(LocalModel(path: EmbeddedModel.jackdaw.path()))
        let model = try LocalModel(path: EmbeddedModel.jackdaw.path())
        let state = try await model.representation(of: request)
        #expect(state.count == 256 && state.allSatisfy(\.isFinite) && state.contains { $0 != 0 })
        let after = try await reply(model)
        #expect(after.toolCalls == fresh.toolCalls && after.text == fresh.text)
        #expect(after.usage.promptTokens - after.usage.cachedTokens == 1)
        // From the cache the state is the same, to the bit; another prompt's is not.
        #expect(try await model.representation(of: request) == state)
        #expect(try await model.representation(of: Self.request("What is 2 + 2?")) != state)
    }

    @Test("How sure a model is can be asked for, and changes nothing else") func confidence() async throws {
        let model = try LocalModel(path: EmbeddedModel.jackdaw.path())
        var request = Self.request("What is 12 plus 30?")
        func reply() async throws -> ModelReply {
            for try await event in model.respond(to: request) { if case .reply(let reply) = event { return reply } }
            throw CancellationError()
        }
        let plain = try await reply()
        request.wantsConfidence = true
        let sure = try await reply()
        #expect(plain.confidence == nil && plain.toolCalls == sure.toolCalls)
        let confidence = try #require(sure.confidence)
        // Each token is forced by the grammar or a choice.
        #expect(confidence.count == sure.usage.completionTokens - sure.usage.forcedTokens)
        #expect(confidence.least <= confidence.mean && confidence.mean <= 0)
    }

    @Test("Deciding by the request alone writes nothing") func decision() async throws {
        let router = try ModelRouter(
            Self.models(), calibration: Self.calibration(), options: .init(policy: .score(threshold: 0)))
        let decision = try await router.decide(Self.request("What is 12 plus 30?"))
        #expect(decision.ground == .score)
        // Nothing was generated to decide.
        #expect(decision.cost.completionTokens == 0)
    }
}
