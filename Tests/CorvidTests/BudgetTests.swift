import Corvid
import CorvidGrammar
import Testing

@Suite struct BudgetTests {
    /// A model that calls as long as it may and then answers.
    private static let eager = ScriptedModel { request in
        request.toolChoice == .none ? .text("best answer") : .probes("\(request.turn)")
    }

    private func run(_ budget: Budget, model: ScriptedModel = eager, tool: Probe = Probe()) async throws -> AgentResult
    {
        try await Agent(model: model, tools: [tool], options: AgentOptions(budget: budget)).respond(to: "go")
    }

    @Test func turns() async throws {
        let result = try await run(Budget(turns: 4))
        #expect(result.stopReason == .budget(.turns))
        #expect(result.text == "best answer")
        #expect(result.turns == 4 && result.toolCalls == 3)
    }

    @Test func theOnlyTurnAnswersUnlessACallIsDemanded() async throws {
        let answered = try await run(Budget(turns: 1))
        #expect(answered.text == "best answer" && answered.toolCalls == 0)
        let options = AgentOptions(toolChoice: .required, budget: Budget(turns: 1))
        let demanded = try await Agent(model: Self.eager, tools: [Probe()], options: options).respond(to: "go")
        #expect(demanded.toolCalls == 1 && demanded.stopReason == .budget(.turns))
    }

    @Test(arguments: [
        Budget(duration: .zero), Budget(tokens: 0), Budget(toolCalls: -1), Budget(bytes: -1), Budget(turns: 0),
    ])
    func refusesBudgetsThatCannotBe(budget: Budget) async throws {
        await #expect(throws: AgentError.self) { try await run(budget) }
    }

    @Test func toolCalls() async throws {
        let result = try await run(Budget(toolCalls: 2))
        #expect(result.stopReason == .budget(.toolCalls))
        #expect(result.toolCalls == 2 && result.text == "best answer")
    }

    @Test func callsOverTheLimitInOneTurnAreNotRun() async throws {
        let probe = Probe()
        let model = ScriptedModel { request in
            request.turn == 0 ? .probes("a", "b", "c") : .text(request.messages.last?.text ?? "")
        }
        let result = try await run(Budget(toolCalls: 2), model: model, tool: probe)
        #expect(probe.count == 2)
        #expect(result.text == "Not run: the run may make 2 calls. Answer with what is known.")
    }

    @Test func tokens() async throws {
        let model = ScriptedModel { request in
            var reply: ModelReply = request.toolChoice == .none ? .text("short") : .probes("\(request.turn)")
            reply.usage = Usage(promptTokens: 100 * (request.turn + 1), completionTokens: 20)
            return reply
        }
        let result = try await run(Budget(tokens: 1000), model: model)
        #expect(result.stopReason == .budget(.tokens))
        // 120 for the first turn, then 80 new of the prompt and 20 written: after 8 turns less than a quarter is left.
        #expect(result.turns == 9)
        #expect(result.text == "short")
    }

    @Test func bytes() async throws {
        struct Reader: Tool {
            let name = "probe"
            let description = "Reads."
            struct Arguments: ToolArguments { @Parameter("") var text: String = "" }
            func call(_ arguments: Arguments, context: ToolContext) async throws -> ToolOutput {
                try context.report(bytes: 600)
                return ToolOutput("read, \(context.bytesLeft ?? -1) left \(arguments.text)")
            }
        }
        let agent = Agent(
            model: Self.eager, tools: [Reader()], options: AgentOptions(budget: Budget(bytes: 1000)))
        let result = try await agent.respond(to: "go")
        #expect(result.stopReason == .budget(.bytes))
        let read = result.messages.filter { $0.role == .tool }.map(\.text)
        #expect(read == ["read, 400 left 0", "Error: The run may bring in 1000 bytes, and these are spent."])
    }

    @Test func aStuckToolIsCancelledAndTheModelAnswers() async throws {
        let probe = Probe(traits: ToolTraits(timeout: .milliseconds(50))) { _, _ in
            try await Task.sleep(for: .seconds(60))
            return "never"
        }
        let model = ScriptedModel { request in
            request.turn == 0 ? .probes("x") : .text(request.messages.last?.text ?? "")
        }
        let result = try await run(.unlimited, model: model, tool: probe)
        #expect(result.text == "probe took longer than 0.05 s and was cancelled.")
    }

    @Test func aToolThatIgnoresItsCancellationIsLeftBehind() async throws {
        let release = AsyncStream<Void>.makeStream()
        let probe = Probe(traits: ToolTraits(timeout: .milliseconds(20))) { _, _ in
            // A detached task does not see the cancellation.
            await Task.detached { for await _ in release.stream {} }.value
            return "late"
        }
        let model = ScriptedModel { request in
            request.turn == 0 ? .probes("x") : .text(request.messages.last?.text ?? "")
        }
        let result = try await run(.unlimited, model: model, tool: probe)
        release.continuation.finish()
        #expect(result.text == "probe took longer than 0.02 s and was cancelled.")
    }

    @Test func timeForToolsEndsBeforeTheRunsTime() async throws {
        let probe = Probe { _, _ in
            try await Task.sleep(for: .seconds(60))
            return "never"
        }
        let result = try await run(Budget(duration: .seconds(3)), tool: probe)
        #expect(result.stopReason == .budget(.duration))
        #expect(result.text == "best answer")
        #expect(result.duration < .seconds(10))
    }

    @Test func aModelThatDoesNotEndIsCutAtTheDeadline() async throws {
        struct Endless: LanguageModel {
            let information = ModelInformation(name: "endless", contextLength: 4096)
            func respond(to request: ModelRequest) -> AsyncThrowingStream<ModelEvent, any Error> {
                AsyncThrowingStream { continuation in
                    continuation.yield(.textDelta("So far "))
                    continuation.yield(.textDelta("so good"))
                }
            }
            func countTokens(of request: ModelRequest) -> Int { 1 }
        }
        let agent = Agent(model: Endless(), options: AgentOptions(budget: Budget(duration: .seconds(1))))
        let result = try await agent.respond(to: "go")
        #expect(result.stopReason == .budget(.duration))
        #expect(result.text == "So far so good")
    }

    @Test func aLongReplyThatIsCutSaysSo() async throws {
        let model = ScriptedModel { _ in ModelReply(text: "and so", finishReason: .length) }
        let result = try await run(.unlimited, model: model)
        #expect(result.stopReason == .length)
    }
}
