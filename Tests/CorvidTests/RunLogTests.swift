import Corvid
import CorvidGrammar
import Foundation
import Testing

@Suite struct RunLogTests {
    /// Two calls at once, a failing one, one with a side effect, an answer.
    private static func model(_ request: ModelRequest) -> ModelReply {
        switch request.turn {
        case 0: .probes("first", "second")
        case 1: .probes("fail")
        case 2: .probes("note", tool: "write")
        default:
            .text("Seen: " + request.messages.filter { $0.role == .tool }.map(\.text).joined(separator: ", "))
        }
    }

    private func agent(write: Probe? = nil) -> Agent {
        let reader = Probe { text, _ in
            if text == "fail" { throw ToolError("no such thing") }
            return "read \(text)"
        }
        let writer =
            write ?? Probe("write", traits: ToolTraits(hasSideEffects: true)) { text, _ in "wrote \(text)" }
        return Agent(
            model: ScriptedModel(reply: Self.model), instructions: "Test.", tools: [reader, writer],
            options: AgentOptions(
                sampling: SamplingParameters(seed: 7),
                approval: ApprovalPolicy(rules: [.init(tool: "write", decision: .allow)]), runID: "fixed"))
    }

    private func recorded() async throws -> ([RunRecord], AgentResult) {
        let log = MemoryRunLog()
        let result = try await agent().respond(to: "go", log: log)
        return (log.records(), result)
    }

    @Test func everyRecordIsReadBack() async throws {
        let (records, _) = try await recorded()
        for record in records { #expect(try RunRecord(line: try record.line) == record) }
        #expect(records.map(\.number) == Array(0..<records.count))
    }

    @Test func aRunThatEndsAnywhereGoesOnToTheSameTranscript() async throws {
        let (records, whole) = try await recorded()
        #expect(whole.stopReason == .answered)
        for count in 1..<records.count {
            let write = Probe("write", traits: ToolTraits(hasSideEffects: true)) { text, _ in "wrote \(text)" }
            let log = MemoryRunLog(Array(records.prefix(count)))
            let result = try await agent(write: write).resume(log).result
            let isInterruptedWrite = records[count - 1].event == .toolStarted(callID: "call_4", name: "write")
            if isInterruptedWrite {
                // It may have happened: it is not repeated, and the model is told.
                #expect(write.count == 0)
                #expect(result.text.contains("interrupted"))
            } else {
                #expect(result.messages == whole.messages, "after \(count) records")
                #expect(log.events == records.map(\.event.name), "after \(count) records")
                let wasWritten = records.prefix(count).contains {
                    if case .toolFinished(let done) = $0.event { done.name == "write" } else { false }
                }
                #expect(write.count == (wasWritten ? 0 : 1))
            }
        }
    }

    @Test func aReplayIsIdenticalAndRunsNoTool() async throws {
        let (records, whole) = try await recorded()
        let write = Probe("write", traits: ToolTraits(hasSideEffects: true))
        let result = try await agent(write: write).replay(records).result
        #expect(result.messages == whole.messages)
        #expect(write.count == 0)
    }

    @Test func aRunThatWasKilledBetweenTwoStartsReplays() async throws {
        let write = Probe("write", traits: ToolTraits(hasSideEffects: true)) { text, _ in "wrote \(text)" }
        let model = ScriptedModel { request in
            request.turn == 0
                ? .probes("a", "b", tool: "write") : .text(request.messages.suffix(2).map(\.text).joined())
        }
        let agent = Agent(
            model: model, tools: [write],
            options: AgentOptions(approval: ApprovalPolicy(rules: [.init(tool: "write", decision: .allow)])))
        let log = MemoryRunLog()
        _ = try await agent.respond(to: "go", log: log)
        let start = try #require(log.events.firstIndex(of: "toolStarted"))
        let cut = MemoryRunLog(Array(log.records().prefix(start + 1)))
        let resumed = try await agent.resume(cut).result
        #expect(resumed.text.contains("interrupted") && resumed.text.contains("wrote b"))
        #expect(try await agent.replay(cut.records()).result.messages == resumed.messages)
    }

    @Test func aReplayNamesTheFirstDivergence() async throws {
        let (records, _) = try await recorded()
        var changed = agent()
        changed.model = ScriptedModel { request in
            request.turn == 1 ? .probes("other") : Self.model(request)
        }
        do {
            _ = try await changed.replay(records).result
            Issue.record("was identical")
        } catch let divergence as ReplayDivergence {
            #expect(records[divergence.number].event.name == "replied")
            #expect("\(divergence)".contains("fail"), "\(divergence)")
            #expect("\(divergence)".contains("other"))
        }
    }

    @Test func aReplayThatEndsEarlyDiverges() async throws {
        let (records, _) = try await recorded()
        do {
            _ = try await agent().replay(Array(records.dropLast(2))).result
            Issue.record("was identical")
        } catch let divergence as ReplayDivergence {
            #expect(divergence.recorded == nil)
        }
    }

    @Test func anotherModelCannotGoOn() async throws {
        let (records, _) = try await recorded()
        struct Other: LanguageModel {
            let information = ModelInformation(name: "other", contextLength: 100, digest: "abc")
            func respond(to request: ModelRequest) -> AsyncThrowingStream<ModelEvent, any Error> {
                .init { $0.finish() }
            }
            func countTokens(of request: ModelRequest) -> Int { 0 }
        }
        var other = agent()
        other.model = Other()
        do {
            _ = try await other.resume(MemoryRunLog(Array(records.prefix(3)))).result
            Issue.record("went on")
        } catch let error as AgentError {
            #expect(error.code == .runLog)
            #expect(error.description.contains("other") && error.description.contains("scripted"))
        }
    }

    @Test func aTimeLimitedRunReplays() async throws {
        let slow = Probe { _, _ in
            try await Task.sleep(for: .seconds(60))
            return ""
        }
        let model = ScriptedModel { $0.toolChoice == .none ? .text("best") : .probes("x") }
        let agent = Agent(
            model: model, tools: [slow], options: AgentOptions(budget: Budget(duration: .seconds(2))))
        let log = MemoryRunLog()
        let result = try await agent.respond(to: "go", log: log)
        #expect(result.stopReason == .budget(.duration))
        let replayed = try await agent.replay(log.records()).result
        #expect(replayed.messages == result.messages && replayed.stopReason == result.stopReason)
    }

    // MARK: - The file

    private func path() -> String {
        FileManager.default.temporaryDirectory.appendingPathComponent(
            "corvid-\(UInt64.random(in: 0...UInt64.max)).jsonl"
        )
        .path
    }

    @Test func aFileHoldsTheRunFromByteToByte() async throws {
        let path = path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let whole = try await agent().respond(to: "go", log: try JSONLinesRunLog(creating: path))
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        let complete = try JSONLinesRunLog.records(at: path)
        // Cut at every 97th byte: inside of records, between them, in the middle of characters.
        for length in stride(from: 0, to: bytes.count, by: 97) {
            let cut = self.path()
            defer { try? FileManager.default.removeItem(atPath: cut) }
            try bytes.prefix(length).write(to: URL(fileURLWithPath: cut))
            let records = try JSONLinesRunLog.records(at: cut)
            #expect(records == Array(complete.prefix(records.count)))
            guard !records.isEmpty else { continue }
            if case .toolStarted(_, "write") = records[records.count - 1].event { continue }
            let result = try await agent().resume(try JSONLinesRunLog(continuing: cut)).result
            #expect(result.messages == whole.messages)
            // Which of two calls of one turn ends first is open.
            #expect(try JSONLinesRunLog.records(at: cut).map(\.event.name) == complete.map(\.event.name))
        }
    }

    @Test func aDamagedLineIsNamed() async throws {
        let path = path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        _ = try await agent().respond(to: "go", log: try JSONLinesRunLog(creating: path))
        var lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
        lines[3] = lines[3].replacingOccurrences(of: "replied", with: "whistled")
        try (lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
        do {
            _ = try JSONLinesRunLog.records(at: path)
            Issue.record("was read")
        } catch {
            #expect("\(error)".hasPrefix("\(path):4: "), "\(error)")
        }
    }

    @Test func oneProcessAtATime() throws {
        let path = path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let log = try JSONLinesRunLog(creating: path)
        #expect(throws: AgentError.self) { try JSONLinesRunLog(continuing: path) }
        #expect(throws: AgentError.self) { try JSONLinesRunLog(creating: path) }
        withExtendedLifetime(log) {}
    }

    @Test func aLogThatCannotBeWrittenStopsTheRunBeforeTheTool() async throws {
        struct Full: RunLogStore {
            func append(_ record: RunRecord) throws {
                if case .toolStarted = record.event { throw AgentError(.runLog, "disk full") }
            }
            func records() -> [RunRecord] { [] }
        }
        let write = Probe("write", traits: ToolTraits(hasSideEffects: true))
        var agent = agent(write: write)
        agent.model = ScriptedModel([.probes("x", tool: "write")])
        await #expect(throws: AgentError.self) { try await agent.respond(to: "go", log: Full()) }
        #expect(write.count == 0)
    }
}
