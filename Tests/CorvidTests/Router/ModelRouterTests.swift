import Corvid
import CorvidGrammar
import Foundation
import Synchronization
import Testing

@Suite struct ModelRouterTests {
    private typealias Counted = RouterSamples.Counted

    private func router(
        _ small: Counted = Counted("small"), _ large: Counted = Counted("large"), _ policy: RoutingPolicy
    ) throws -> ModelRouter {
        try ModelRouter(small: small, large: large, policy: policy, calibration: try RouterSamples.calibration())
    }

    @Test(arguments: [(RoutingPolicy.small, "small"), (.large, "large")])
    func aFixedPolicyAsksThatModelAlone(policy: RoutingPolicy, name: String) async throws {
        let (small, large) = (Counted("small"), Counted("large"))
        let result = try await Agent(model: try router(small, large, policy)).respond(to: RouterSamples.long)
        #expect(result.text == name)
        #expect((small.count, large.count) == (name == "small" ? (1, 0) : (0, 1)))
    }

    @Test func theScoreSendsOnWhatTheLargeModelIsExpectedToGain() async throws {
        let (small, large) = (Counted("small"), Counted("large"))
        let agent = Agent(model: try router(small, large, .score(threshold: 0.4)))
        #expect(try await agent.respond(to: RouterSamples.short).text == "small")
        let decisions = try await agent.run(RouterSamples.long).decisions()
        #expect((small.count, large.count) == (1, 1))
        let decision = try #require(decisions.first)
        #expect(decisions.count == 1)
        #expect(decision.model == "large" && decision.index == 1 && decision.ground == .score)
        #expect(decision.score ?? 0 > 0.4 && decision.threshold == 0.4)
        #expect(decision.signals.contains { $0.name == "question bytes" })
        #expect(decision.cost.tokens == 0 && !decision.isDegraded)
    }

    @Test func decidingAgainDecidesTheSame() async throws {
        let router = try router(.score(threshold: 0.1))
        var request = ModelRequest(messages: [.user("Three words more?")])
        let first = try await router.decide(request)
        // What comes behind the question changes nothing.
        request.messages += [
            .assistant("", toolCalls: [ToolCall(id: "1", name: "x", arguments: .object([]))]), .assistant("y"),
        ]
        var second = try await router.decide(request)
        second.cost = first.cost
        #expect(first == second)
    }

    private func router(_ policy: RoutingPolicy) throws -> ModelRouter {
        try router(Counted("small"), Counted("large"), policy)
    }

    @Test func anAttemptThatLooksRightIsKept() async throws {
        let (small, large) = (Counted("small", surely: 0.99), Counted("large"))
        let agent = Agent(model: try router(small, large, .cascade(threshold: 0.4)))
        let run = agent.run("a few words?")
        let decisions = try await run.decisions()
        #expect(try await run.result.text == "small")
        #expect(decisions.map(\.ground) == [.attempt] && decisions.map(\.model) == ["small"])
        #expect((small.count, large.count) == (1, 0))
        #expect(try await run.result.usage.completionTokens == 5)
    }

    @Test func anAttemptThatLooksWrongIsThrownAwayAndCounted() async throws {
        let (small, large) = (Counted("small", surely: 0.1), Counted("large"))
        var agent = Agent(model: try router(small, large, .cascade(threshold: 0.4)))
        var run = agent.run("a few words?")
        let decisions = try await run.decisions()
        #expect(try await run.result.text == "large")
        #expect(decisions.map(\.ground) == [.attempt] && decisions.map(\.model) == ["large"])
        #expect(decisions.map(\.cost.tokens) == [25])
        #expect(try await run.result.usage == Usage(promptTokens: 40, completionTokens: 10))
        // The budget knows of both replies.
        agent.options.budget.tokens = 40
        agent.options.maximumReplyTokens = nil
        run = agent.run("a few words?")
        #expect(try await run.result.stopReason == .answered)
        #expect(small.count == 2 && large.count == 2)
    }

    @Test func withoutACalibrationACascadeGoesByTheLeastProbability() async throws {
        for (probability, name) in [(0.9, "small"), (0.3, "large")] {
            let router = try ModelRouter(
                small: Counted("small", surely: probability), large: Counted("large"), policy: .cascade(threshold: nil))
            #expect(try await Agent(model: router).respond(to: "x?").text == name)
        }
        for policy in [RoutingPolicy.score(threshold: nil), .accuracy(0.99), .largeShare(0.3), .secondsPerQuestion(1)] {
            #expect { _ = try ModelRouter(small: Counted("small"), large: Counted("large"), policy: policy) } throws: {
                "\($0)".contains("corvid router fit")
            }
        }
    }

    @Test func aFailedCallGoesToTheLargeModelWhichGoesOnFromTheTranscript() async throws {
        let tool = Probe { _, number in
            if number == 1 { throw ToolError("no such table") }
            return "42"
        }
        let small = Counted("small") { request in
            #expect(request.turn == 0)
            return .probes("from small")
        }
        let large = Counted("large") { request in
            // The failed call is part of what it reads.
            if request.turn == 1 { #expect(request.messages.last?.text == "Error: no such table") }
            return request.turn == 1 ? .probes("from large") : .text("done")
        }
        let agent = Agent(model: try router(small, large, .cascade(threshold: 1)), tools: [tool])
        let run = agent.run("x?")
        let decisions = try await run.decisions()
        #expect(decisions.map(\.model) == ["small", "large", "large"])
        #expect(decisions.map(\.ground) == [.attempt, .verdict, .run])
        #expect(tool.calls.withLock { $0 } == ["from small", "from large"])
        #expect(try await run.result.text == "done")
    }

    @Test func aCallThatBroughtNothingGoesToTheLargeModelToo() async throws {
        let tool = Probe { _, _ in ToolOutput("0 rows", isEmpty: true) }
        let small = Counted("small") { _ in .probes("nothing") }
        let large = Counted("large") { _ in .text("nothing was found") }
        let agent = Agent(model: try router(small, large, .cascade(threshold: 1)), tools: [tool])
        let run = agent.run("x?")
        #expect(try await run.decisions().map(\.ground) == [.attempt, .verdict])
        #expect(tool.count == 1)
    }

    @Test func aRunStaysWithItsModel() async throws {
        let tool = Probe { _, _ in "fine" }
        let large = Counted("large") { $0.turn < 3 ? .probes("\($0.turn)") : .text("done") }
        let small = Counted("small", surely: 0.01)
        let agent = Agent(model: try router(small, large, .cascade(threshold: 0)), tools: [tool])
        let decisions = try await agent.run("x?").decisions()
        #expect(decisions.map(\.model) == ["large", "large", "large", "large"])
        #expect(decisions.map(\.ground) == [.attempt, .run, .run, .run])
        #expect(small.count == 1)
    }

    @Test func aReplyThatIsNoAnswerOfTheSchemaIsThrownAway() async throws {
        let schema = OutputSchema(.object(["type": .text("object"), "required": .array([.text("n")])]))
        for (reply, expected) in [("{\"n\": 1}", "small"), ("{}", "large"), ("none", "large")] {
            let small = Counted("small") { _ in .text(reply, surely: 1) }
            let large = Counted("large") { _ in .text("{\"n\": 2}", surely: 1) }
            let run = Agent(model: try router(small, large, .cascade(threshold: 1)))
                .run([.user("x?")], outputSchema: schema)
            #expect(try await run.decisions().map(\.model) == [expected])
        }
        let cut = Counted("small") { _ in ModelReply(text: "never end", finishReason: .length) }
        let run = Agent(model: try router(cut, Counted("large"), .cascade(threshold: 1))).run("x?")
        #expect(try await run.decisions().map(\.reason) == ["the reply of small was cut"])
    }

    // MARK: - Abilities

    @Test func aModelThatCannotTakeTheRequestIsPassedOver() async throws {
        let blind = Counted("small", contextLength: 100)
        let seeing = RouterSamples.Counted("large", acceptsImages: true) { _ in .text("seen") }
        let router = try ModelRouter(small: blind, large: seeing, policy: .small)
        let picture = Message.user("What is it?", images: [ImageReference("a.png")])
        var decision = try await router.decide(ModelRequest(messages: [picture]))
        #expect(
            decision.model == "large" && decision.ground == .ability && decision.reason == "small reads no pictures")
        decision = try await router.decide(ModelRequest(messages: [.user(String(repeating: "long ", count: 200))]))
        #expect(decision.model == "large" && decision.reason.contains("the context of small holds 100"))
        let mute = Counted("small", callsTools: false) { _ in .text("no") }
        let tools = [ToolDefinition(name: "x", description: "", parameters: .object([]))]
        decision = try await ModelRouter(small: mute, large: seeing, policy: .small).decide(
            ModelRequest(messages: [.user("x?")], tools: tools))
        #expect(decision.model == "large" && decision.reason == "small calls no tools")
        let both = try ModelRouter(small: blind, large: Counted("other"), policy: .small)
        await #expect {
            _ = try await both.decide(ModelRequest(messages: [picture]))
        } throws: { "\($0)".contains("small reads no pictures; other reads no pictures") }
        #expect(router.information.acceptsImages && router.information.contextLength == 8192)
    }

    @Test func modelsThatDoNotGoTogetherAreRefusedByName() throws {
        let calibration = try RouterSamples.calibration()
        func reason(_ models: [any LanguageModel]) -> String {
            do {
                _ = try ModelRouter(models, calibration: calibration)
                return ""
            } catch { return "\(error)" }
        }
        #expect(reason([Counted("small"), Counted("large")]) == "")
        #expect(reason([Counted("small")]).contains("two models or more"))
        #expect(reason([Counted("same"), Counted("same")]).contains("the name same"))
        #expect(
            reason([Counted("small"), Counted("other")]).contains(
                "fitted for large (digest of large), and this is other"))
        #expect(
            reason([Counted("small"), Counted("large"), Counted("huge")]).contains(
                "2 models (small, large), and there are 3"))
    }

    @Test func moreThanTwoModelsAreTriedInTheirOrder() async throws {
        let models = [Counted("a", surely: 0.1), Counted("b", surely: 0.2), Counted("c", surely: 0.9)]
        let router = try ModelRouter(models, options: .init(policy: .cascade(threshold: 0.5)))
        let run = Agent(model: router).run("x?")
        #expect(try await run.decisions().map(\.model) == ["c"])
        #expect(models.map(\.count) == [1, 1, 1])
        #expect(try await run.result.usage.completionTokens == 15)
    }

    // MARK: - Failures

    @Test func whenAModelFailsTheOtherAnswersMarkedAsDegraded() async throws {
        let broken = Counted("large") { _ in throw ModelError(.engine, "out of memory") }
        let agent = Agent(model: try router(Counted("small"), broken, .large))
        let run = agent.run("x?")
        let decisions = try await run.decisions()
        #expect(try await run.result.text == "small")
        #expect(decisions.map(\.model) == ["large", "small"])
        #expect(decisions.map(\.isDegraded) == [false, true])
        #expect(decisions.last?.ground == .failure && decisions.last?.reason.contains("out of memory") == true)
        let missing = UnavailableModel(name: "small", contextLength: 0, reason: "small.gguf: no such file")
        let other = try ModelRouter(small: missing, large: Counted("large"), policy: .small)
        #expect(try await Agent(model: other).respond(to: "x?").text == "large")
        let none = try ModelRouter(small: missing, large: broken, policy: .small)
        await #expect { _ = try await Agent(model: none).respond(to: "x?") } throws: {
            "\($0)".contains("small.gguf: no such file") && "\($0)".contains("out of memory")
        }
    }

    @Test func whatARequestIsToBlameForIsNoFailureOfTheModel() async throws {
        let strict = Counted("large") { _ in throw ModelError(.badSchema, "no grammar for \"x\"") }
        let small = Counted("small")
        await #expect(throws: ModelError.self) {
            _ = try await Agent(model: try router(small, strict, .large)).respond(to: "x?")
        }
        #expect(small.count == 0)
    }

    @Test func aModelThatFailsAgainAndAgainIsLeftAlone() async throws {
        let broken = Counted("large") { _ in throw ModelError(.engine, "out of memory") }
        let agent = Agent(model: try router(Counted("small"), broken, .large))
        for _ in 0..<6 { #expect(try await agent.respond(to: "x?").text == "small") }
        // The third failure opens the circuit for some seconds.
        #expect(broken.count == 3)
        let decisions = try await agent.run("x?").decisions()
        #expect(decisions.map(\.ground) == [.load] && decisions.map(\.isDegraded) == [true])
    }

    @Test func whenTheLargeModelIsBusyTheSmallOneAnswers() async throws {
        let (hold, release) = AsyncStream<Void>.makeStream()
        let slow = Counted("large") { _ in
            for await _ in hold {}
            return .text("large")
        }
        let router = try ModelRouter(
            [Counted("small"), slow],
            options: .init(policy: .large, queue: ModelQueueOptions(concurrency: 1, capacity: 0)))
        let first = Task { try await Agent(model: router).respond(to: "first?").text }
        while slow.count == 0 { await Task.yield() }
        let run = Agent(model: router).run("second?")
        let decisions = try await run.decisions()
        #expect(try await run.result.text == "small")
        #expect(decisions.map(\.ground) == [.load] && decisions.first?.isDegraded == true)
        release.finish()
        #expect(try await first.value == "large")
    }

    // MARK: - The log

    @Test func aRoutedRunReplaysToTheSameBytes() async throws {
        let tool = Probe { _, _ in throw ToolError("no") }
        let small = Counted("small", reply: { $0.turn == 0 ? .probes("x") : .text("never") })
        let large = Counted("large") { _ in .text("done") }
        let agent = Agent(
            model: try router(small, large, .cascade(threshold: 1)), tools: [tool],
            options: AgentOptions(sampling: SamplingParameters(seed: 1)))
        let log = MemoryRunLog()
        _ = try await agent.respond(to: "x?", log: log)
        #expect(log.events.filter { $0 == "routed" }.count == 2)
        for record in log.records() { #expect(try RunRecord(line: try record.line) == record) }
        let again = try await agent.replay(log.records()).result
        #expect(again.text == "done")
        #expect(tool.count == 1)
    }

    @Test func aReplayFollowsWhatLoadDecided() async throws {
        // It fails in the run and would not in the replay.
        let large = Counted("large") { request in
            if request.messages.count < 2 { throw ModelError(.engine, "a bad moment") }
            return .text("large")
        }
        let log = MemoryRunLog()
        let agent = Agent(model: try router(Counted("small"), large, .large))
        #expect(try await agent.respond(to: "x?", log: log).text == "small")
        let healthy = Agent(model: try router(Counted("small"), Counted("large"), .large))
        #expect(try await healthy.replay(log.records()).result.text == "small")
    }

    @Test func aRunThatEndsAnywhereGoesOnWithItsModel() async throws {
        let tool = Probe { _, number in number == 1 ? "fine" : "good" }
        let make = {
            let large = Counted("large") { $0.turn < 2 ? .probes("\($0.turn)") : .text("done") }
            return Agent(
                model: try ModelRouter(
                    small: Counted("small", surely: 0.01), large: large, policy: .cascade(threshold: 0),
                    calibration: try RouterSamples.calibration()), tools: [tool])
        }
        let log = MemoryRunLog()
        let whole = try await make().respond(to: "x?", log: log)
        for count in 1..<log.records().count {
            let part = MemoryRunLog(Array(log.records().prefix(count)))
            let result = try await make().resume(part).result
            #expect(result.text == whole.text, "after \(count) events")
            let models = part.records().compactMap {
                if case .routed(let decision) = $0.event { decision.model } else { nil }
            }
            #expect(Set(models) == ["large"])
        }
    }
}
