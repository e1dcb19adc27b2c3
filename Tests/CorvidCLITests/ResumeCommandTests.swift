import Corvid
import CorvidGrammar
import Foundation
import Testing

@Suite struct ResumeCommandTests {
    @Test func approvedAndDeniedCallsGoOn() throws {
        for (option, line, text) in [("--approve", ["note x"], "noted"), ("--deny", [], "not approved")] {
            try AgentSandbox.use { box in
                let model = try box.model(Reply.note("x"), Reply.text("Over."))
                #expect(try box.run("run", "q", "--model", model).status == 4)
                // Without a decision it goes on waiting.
                #expect(try box.run("resume", "last").status == 4)
                expectFailure(try box.run("resume", "last", option, "call_7"), 64, "call_7", "call_1")
                let found = try box.run("resume", "last", option, "call_1", "--json")
                #expect(found.status == 0, "\(found.errors)")
                #expect(try found.json()["answer"]?.text == "Over.")
                #expect(try found.json()["messages"]?.array?[2]["content"]?.text?.contains(text) == true)
                #expect(try box.notebook == line)
                expectFailure(try box.run("resume", "last", option, "call_1"), 64, "no call does")
            }
        }
    }

    @Test func severalCallsAreDecidedTogether() throws {
        try AgentSandbox.use { box in
            let model = try box.model(
                Reply.call(("note", #"{"text": "a"}"#), ("look", #"{"word": "w"}"#), ("note", #"{"text": "b"}"#)),
                Reply.text("Over."))
            let found = try box.run("run", "q", "--model", model)
            expectFailure(found, 4, "call_1", "call_3")
            #expect(try box.notebook == [])
            #expect(try box.run("resume", "last", "--approve", "call_1").status == 4)
            #expect(try box.notebook == [])
            #expect(try box.run("resume", "last", "--deny", "all").status == 0)
            #expect(try box.notebook.sorted() == ["look w", "note a"])
        }
    }

    @Test func aFinishedRunGivesItsAnswerAgain() throws {
        try AgentSandbox.use { box in
            let model = try box.model(Reply.look("raven"), Reply.text("Five."))
            let first = try box.run("run", "q", "--model", model)
            let log = try #require(try box.logFiles.first)
            let before = try Data(contentsOf: URL(filePath: log))
            for name in ["last", log, String(URL(filePath: log).lastPathComponent.dropLast(6))] {
                let again = try box.run("resume", name)
                #expect(again.output == first.output)
                #expect(again.status == 0)
            }
            #expect(try Data(contentsOf: URL(filePath: log)) == before)
            #expect(try box.notebook == ["look raven"])
        }
    }

    @Test func logsThatCannotBeResumed() throws {
        try AgentSandbox.use { box in
            expectFailure(try box.run("resume", "last"), 66, "no run has been logged")
            expectFailure(try box.run("resume", "/no/such/log"), 66, "/no/such/log")
            let model = try box.model(Reply.text("Yes."))
            let path = "\(box.folder)/own.jsonl"
            #expect(try box.run("run", "q", "--model", model, "--log", path).status == 0)
            var lines = AgentSandbox.lines(of: path)
            lines[2] = #"{"n":2,"ms":0,"event":"requested","data":{"turn":"zero"}}"#
            let damaged = try box.file("damaged.jsonl", lines.joined(separator: "\n") + "\n")
            expectFailure(try box.run("resume", damaged), 65, "damaged.jsonl:3", "turn")
            expectFailure(try box.run("resume", try box.file("empty.jsonl", "")), 65, "empty.jsonl")
            // Another model would reply otherwise.
            let checkpoint = CommandLineTool.fixture("llama")
            expectFailure(try box.run("resume", path, "--model", "\(checkpoint)/none"), 66, "none")
            try FileManager.default.removeItem(atPath: String(model.dropFirst("scripted:".count)))
            expectFailure(try box.run("resume", path), 66, "script.json")
            #expect(AgentSandbox.lines(of: path).count == 5)
        }
    }

    @Test func controlCEndsTheRunAndItGoesOn() throws {
        try AgentSandbox.use { box in
            let model = try box.model(Reply.look("raven"), Reply.text("Five."))
            let process = try RunningTool(box, ["run", "q", "--model", model], delay: 2000)
            let log = try process.log(atLeast: 5)
            process.signal(SIGINT)
            #expect(process.wait() == 130)
            #expect(process.errors.contains("interrupted"))
            #expect(process.errors.contains("corvid resume"))
            #expect(process.errors.split(separator: "\n").count == 1)
            let resumed = try box.run("resume", log)
            #expect(resumed.output == "Five.\n")
            #expect(try box.notebook == ["look raven"])
        }
    }

    // MARK: - Killed

    private static let script = [
        Reply.call(("look", #"{"word": "a"}"#), ("look", #"{"word": "bb"}"#)), Reply.look("ccc"),
        Reply.call(("look", #"{"word": "nothing"}"#), ("look", #"{"word": "dddd"}"#)), Reply.text("Over."),
    ]

    @Test func killedAtEveryEventItEndsAsIfItHadNotBeen() throws {
        let (events, expected) = try AgentSandbox.use { box in
            let model = try box.model(Self.script.joined(separator: ","))
            let outcome = try box.outcome(["run", "q", "--model", model])
            return (AgentSandbox.lines(of: try #require(outcome["log"]?.text)).count, outcome["messages"])
        }
        #expect(events > 20)
        var boundaries = Set<Int>()
        for count in 1..<events {
            try AgentSandbox.use { box in
                let model = try box.model(Self.script.joined(separator: ","))
                let process = try RunningTool(box, ["run", "q", "--model", model], delay: 10)
                let log = try process.log(atLeast: count)
                process.signal(SIGKILL)
                let ending = process.wait()
                let survived = AgentSandbox.lines(of: log)
                #expect(ending == SIGKILL || survived.count == events)
                boundaries.insert(survived.count)
                let finished = try survived.compactMap { line -> String? in
                    let record = try JSONValue(parsing: line)
                    guard record["event"]?.text == "toolFinished" else { return nil }
                    return record["data"]?["callID"]?.text
                }
                let resumed = try box.run("resume", log, "--json")
                #expect(try resumed.json()["messages"] == expected, "killed after \(survived.count) events")
                // What was finished did not run again; what was under way ran at most once more.
                let words = ["call_1": "a", "call_2": "bb", "call_3": "ccc", "call_4": "nothing", "call_5": "dddd"]
                let notebook = try box.notebook
                for (call, word) in words {
                    let times = notebook.count { $0 == "look \(word)" }
                    #expect(finished.contains(call) ? times == 1 : (1...2).contains(times), "\(call): \(times)")
                }
            }
        }
        // The kernel decides when exactly the signal arrives; most places must have been hit.
        #expect(boundaries.count > events / 3)
    }

    @Test func aKilledCallThatChangesSomethingIsNotRepeated() throws {
        for delay in [0, 5, 20, 60] {
            try AgentSandbox.use { box in
                let model = try box.model(Reply.note("once"), Reply.text("Over."))
                let process = try RunningTool(
                    box, ["run", "q", "--model", model, "--approve", "always"], delay: 40)
                let log = try process.log(atLeast: 7)
                usleep(UInt32(delay) * 1000)
                process.signal(SIGKILL)
                _ = process.wait()
                let wasFinished = AgentSandbox.lines(of: log).contains { $0.contains("toolFinished") }
                let resumed = try box.run("resume", log, "--json")
                let result = try resumed.json()["messages"]?.array?[2]["content"]?.text
                #expect(result == "noted" || result?.contains("interrupted") == true)
                #expect(!wasFinished || result == "noted")
                let notebook = try box.notebook
                #expect(result == "noted" ? notebook == ["note once"] : notebook.count <= 1)
            }
        }
    }

    /// Every place at which a log can end, records and halves of records, with the loop in this process.
    @Test func cutAnywhereALogLeadsToTheSameEnd() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "corvid-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let model = ScriptedModel([
            .calls(("count", ["word": .text("a")]), ("count", ["word": .text("bb")])),
            .call("count", ["word": .text("ccc")]), .text("Over."),
        ])
        let counter = CallCounter()
        let tool = DynamicTool(
            ToolDefinition(name: "count", description: "Counts.", parameters: .object(["type": .text("object")]))
        ) { arguments, _ in
            let word = arguments["word"]?.text ?? ""
            await counter.add(word)
            return ToolOutput("\(word.count)")
        }
        var agent = Agent(model: model, tools: [tool])
        agent.options.sampling.seed = 1
        let whole = "\(folder)/whole.jsonl"
        let expected = try await agent.run("q", log: try JSONLinesRunLog(creating: whole)).result
        let bytes = Array(try Data(contentsOf: URL(filePath: whole)))
        let ends = bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
        #expect(ends.count > 12)
        for (index, end) in ends.enumerated() {
            let next = index + 1 < ends.count ? ends[index + 1] : end
            for cut in [end, (end + next) / 2, max(end, next - 1)] {
                let path = "\(folder)/cut-\(cut).jsonl"
                try Data(bytes[..<cut]).write(to: URL(filePath: path))
                let finished = try JSONLinesRunLog.records(at: path).count { record in
                    if case .toolFinished = record.event { true } else { false }
                }
                await counter.reset()
                let result = try await agent.resume(try JSONLinesRunLog(continuing: path)).result
                #expect(result.messages == expected.messages)
                #expect(result.stopReason == expected.stopReason)
                #expect(result.toolCalls == expected.toolCalls)
                #expect(await counter.total == 3 - finished)
                // The log is now that of the whole run, times excepted.
                let events = try JSONLinesRunLog.records(at: path).map(\.event)
                let names = try JSONLinesRunLog.records(at: whole).map(\.event)
                #expect(events.map(\.name).sorted() == names.map(\.name).sorted())
                #expect(events.last == names.last)
                try FileManager.default.removeItem(atPath: path)
            }
        }
    }
}

private actor CallCounter {
    private(set) var total = 0

    func add(_ word: String) { total += 1 }
    func reset() { total = 0 }
}
