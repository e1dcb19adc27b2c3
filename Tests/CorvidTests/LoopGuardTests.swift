import Corvid
import CorvidGrammar
import Testing

@Suite struct LoopGuardTests {
    private func run(
        _ texts: [String], guarded: LoopGuard? = LoopGuard(), result: @escaping @Sendable (String, Int) -> String
    ) async throws -> (AgentResult, Int) {
        let probe = Probe { text, number in ToolOutput(result(text, number)) }
        let model = ScriptedModel { request in
            request.toolChoice == .none || request.turn >= texts.count
                ? .text("best answer") : .probes(texts[request.turn])
        }
        let options = AgentOptions(budget: .unlimited, loopGuard: guarded)
        return (try await Agent(model: model, tools: [probe], options: options).respond(to: "go"), probe.count)
    }

    private func kind(_ result: AgentResult) -> LoopGuard.Finding.Kind? {
        if case .loop(let finding) = result.stopReason { finding.kind } else { nil }
    }

    @Test func identicalCallsStop() async throws {
        let (result, calls) = try await run(["a", "a", "a", "a"]) { text, _ in text }
        #expect(kind(result) == .identicalCalls)
        #expect(calls == 2)
        #expect(result.text == "best answer")
    }

    @Test func pollingIsNoLoop() async throws {
        let (result, calls) = try await run(["a", "a", "a", "a", "a"]) { _, number in "\(number) % done" }
        #expect(result.stopReason == .answered && calls == 5)
    }

    @Test func aCycleStops() async throws {
        let (result, calls) = try await run(["a", "b", "a", "b", "a", "b"]) { text, _ in text }
        #expect(kind(result) == .cycle)
        #expect(calls == 3)
    }

    @Test func aCycleOfThreeStops() async throws {
        let (result, calls) = try await run(["a", "b", "c", "a", "b", "c", "a"]) { text, _ in text }
        #expect(kind(result) == .cycle)
        #expect(calls == 5)
    }

    @Test func nothingNewStops() async throws {
        let (result, calls) = try await run(["a", "b", "c", "d", "e", "f", "g", "h"]) { _, _ in "no rows" }
        #expect(kind(result) == .noNewInformation)
        #expect(calls == 5)
    }

    @Test func theGuardCanBeSwitchedOff() async throws {
        let (result, calls) = try await run(["a", "a", "a", "a"], guarded: nil) { text, _ in text }
        #expect(result.stopReason == .answered && calls == 4)
    }
}
