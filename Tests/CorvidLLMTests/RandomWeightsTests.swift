import Corvid
import CorvidGrammar
import CorvidLLM
import Foundation
import Synchronization
import Testing

/// Whole runs on random weights: what holds for them holds for every model.
@Suite(.serialized) struct RandomWeightsTests {
    enum Colour: String, CaseIterable, ParameterValue { case red, green, blue }

    /// Counts calls and refuses what its schema does not admit.
    final class Painter: Tool {
        let name = "paint"
        let description = "Paints a shape."
        let calls = Mutex(0)

        struct Arguments: ToolArguments {
            @Parameter("Shape to paint.", .pattern("^[a-z]{3,8}$")) var shape: String
            @Parameter("Its colour.") var colour: Colour = .red
            @Parameter("How many.", in: 1...12) var count: Int
            @Parameter("Its sides.", .count(0...3)) var sides: [Double] = []
        }

        func call(_ arguments: Arguments, context: ToolContext) async throws -> ToolOutput {
            calls.withLock { $0 += 1 }
            return "painted \(arguments.count) \(arguments.colour.rawValue) \(arguments.shape)"
        }
    }

    struct Lookup: Tool {
        let name = "look_up"
        let description = "Looks a word up."

        struct Arguments: ToolArguments {
            @Parameter("The word.", .length(1...12)) var word: String
        }

        func call(_ arguments: Arguments, context: ToolContext) async throws -> ToolOutput { "no entry" }
    }

    struct Verdict: ToolArguments {
        @Parameter("What it is.") var colour: Colour
        @Parameter("How sure.", in: 0...100) var percent: Int
    }

    private func run(_ model: LocalModel, choice: ToolChoice, seed: UInt64, typed: Bool) async throws -> AgentResult {
        let options = AgentOptions(
            toolChoice: choice, maximumReplyTokens: 160,
            sampling: SamplingParameters(temperature: [0, 0.7, 1.5][Int(seed % 3)], seed: seed),
            budget: Budget(toolCalls: 4, turns: 3))
        let agent = Agent(model: model, instructions: "Paint.", tools: [Painter(), Lookup()], options: options)
        let schema = typed ? OutputSchema(of: Verdict.self) : nil
        return try await agent.run([.user("Paint 3 red squares, seed \(seed).")], outputSchema: schema).result
    }

    private func check(_ result: AgentResult, choice: ToolChoice, typed: Bool) throws {
        let calls = result.messages.flatMap(\.toolCalls)
        let results = result.messages.filter { $0.role == .tool }.map(\.text)
        #expect(results.allSatisfy { !$0.contains("do not fit") && !$0.contains("There is no tool") })
        for call in calls {
            #expect(["paint", "look_up"].contains(call.name))
            if call.name == "paint" {
                _ = try JSONValueDecoder().decode(Painter.Arguments.self, from: call.arguments)
            }
        }
        switch choice {
        case .auto: break
        case .none: #expect(calls.isEmpty)
        case .required: #expect(!calls.isEmpty)
        case .named(let name):
            let first = try #require(result.messages.first { !$0.toolCalls.isEmpty })
            #expect(first.toolCalls.allSatisfy { $0.name == name })
        }
        if typed, result.stopReason != .budget(.turns) || !result.text.isEmpty {
            let last = try #require(result.messages.last { $0.role == .assistant })
            if last.toolCalls.isEmpty { _ = try result.typed(as: Verdict.self) }
        }
    }

    @Test(arguments: ["qwen2", "lfm2", "llama_smol", "mistral"])
    func everyChoiceIsObeyed(name: String) async throws {
        let folder = try TinyCheckpoint.make(name)
        defer { try? FileManager.default.removeItem(at: folder) }
        let model = try LocalModel(path: folder.path)
        let choices: [ToolChoice] = [.auto, .none, .required, .named("look_up"), .named("paint")]
        // 4 checkpoints × 5 choices × 50 seeds: a thousand runs.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (place, choice) in choices.enumerated() {
                for seed in 0..<UInt64(50) {
                    if seed >= 4 || place > 0 { try await group.next() }
                    group.addTask {
                        let typed = seed % 5 == 4
                        let result = try await run(model, choice: choice, seed: seed, typed: typed)
                        try check(result, choice: choice, typed: typed)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func theSameSeedGivesTheSameBytesAndReplays() async throws {
        let folder = try TinyCheckpoint.make("qwen2")
        defer { try? FileManager.default.removeItem(at: folder) }
        let model = try LocalModel(path: folder.path)
        let options = AgentOptions(
            toolChoice: .required, maximumReplyTokens: 120,
            sampling: SamplingParameters(temperature: 1, seed: 11), budget: Budget(turns: 3))
        let agent = Agent(model: model, tools: [Painter(), Lookup()], options: options)
        let log = RecordingLog()
        let first = try await agent.respond(to: "Paint.", log: log)
        let second = try await agent.respond(to: "Paint.")
        #expect(first.messages == second.messages)
        // Another process: one thread, an empty cache.
        var other = agent
        other.model = try LocalModel(path: folder.path, options: .init(threads: 1))
        let replayed = try await other.replay(log.records()).result
        #expect(replayed.messages == first.messages)
    }

    final class RecordingLog: RunLogStore {
        private let stored = Mutex<[RunRecord]>([])
        func append(_ record: RunRecord) throws { stored.withLock { $0.append(record) } }
        func records() -> [RunRecord] { stored.withLock { $0 } }
    }

    @Test func aReplyEndsWithinATokenOfItsDeadline() async throws {
        let folder = try TinyCheckpoint.make("qwen2")
        defer { try? FileManager.default.removeItem(at: folder) }
        let model = try LocalModel(path: folder.path)
        let sampling = SamplingParameters(temperature: 1, seed: 3)
        let request = ModelRequest(
            messages: [.user("Go on and on.")], sampling: sampling, deadline: .now - .seconds(1))
        var reply: ModelReply?
        for try await case .reply(let last) in model.respond(to: request) { reply = last }
        #expect(reply?.finishReason == .deadline)
        #expect(reply?.usage.completionTokens == 1)
    }

    @Test func twoHundredToolsRunInAContextOf4096() async throws {
        let folder = try TinyCheckpoint.make("qwen2", contextLength: 4096)
        defer { try? FileManager.default.removeItem(at: folder) }
        let others = (0..<199).map { index in
            DynamicTool(
                ToolDefinition(
                    name: "service_\(index)", description: "Operates the unrelated service number \(index).",
                    parameters: .object(["type": .text("object")]))
            ) { _, _ in "" }
        }
        let agent = Agent(
            model: try LocalModel(path: folder.path), tools: others + [Painter()],
            options: AgentOptions(
                toolChoice: .required, maximumReplyTokens: 160,
                sampling: SamplingParameters(temperature: 0.5, seed: 1), budget: Budget(toolCalls: 3, turns: 2)))
        let log = RecordingLog()
        let result = try await agent.respond(to: "Paint three red squares.", log: log)
        #expect(!result.messages.flatMap(\.toolCalls).isEmpty)
        let chosen = log.records().compactMap { if case .toolsChosen(let chosen) = $0.event { chosen } else { nil } }
        #expect(chosen.first?.offered.first == "paint")
        #expect((chosen.first?.omitted.count ?? 0) > 100)
        #expect((chosen.first?.offered.count ?? 0) > 5)
    }

    @Test func picturesAreRefusedByName() async throws {
        let folder = try TinyCheckpoint.make("qwen2")
        defer { try? FileManager.default.removeItem(at: folder) }
        let agent = Agent(model: try LocalModel(path: folder.path))
        do {
            _ = try await agent.respond(to: "What is this?", images: [ImageReference("a.png")])
            Issue.record("was accepted")
        } catch let error as ModelError {
            #expect(error.code == .unsupported)
        }
    }
}
