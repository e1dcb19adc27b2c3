import CorvidGrammar
import Foundation
import Testing

@Suite struct ReplayAndDiffTests {
    @Test func aReplayIsIdenticalAndRunsNoTool() throws {
        try AgentSandbox.use { box in
            let model = try box.model(
                Reply.look("raven"), Reply.call(("look", #"{"word": "a"}"#), ("look", #"{"word": "b"}"#)),
                Reply.look("nothing"), Reply.text("Over."))
            #expect(try box.run("run", "q", "--model", model).status == 0)
            let before = try box.notebook
            let found = try box.run("replay", "last")
            #expect(found.status == 0, "\(found.output)")
            #expect(found.output.hasSuffix(" events, identical\n"))
            #expect(try box.notebook == before)
            let json = try box.run("replay", "last", "--json").json()
            #expect(json["identical"]?.bool == true)
            #expect(json["events"]?.int == AgentSandbox.lines(of: try #require(try box.logFiles.first)).count)
        }
    }

    @Test func aRunThatWaitedAndWasResumedReplaysToo() throws {
        try AgentSandbox.use { box in
            let model = try box.model(
                Reply.call(("note", #"{"text": "a"}"#), ("note", #"{"text": "b"}"#)), Reply.look("x"),
                Reply.text("Over."))
            #expect(try box.run("run", "q", "--model", model).status == 4)
            #expect(try box.run("replay", "last").status == 0)
            #expect(try box.run("resume", "last", "--approve", "call_1").status == 4)
            #expect(try box.run("resume", "last", "--deny", "call_2").status == 0)
            let found = try box.run("replay", "last")
            #expect(found.status == 0, "\(found.output)")
            #expect(try box.notebook == ["note a", "look x"])
        }
    }

    @Test func theFirstDivergenceIsNamed() throws {
        try AgentSandbox.use { box in
            let model = try box.model(Reply.look("raven"), Reply.look("crow"), Reply.text("Over."))
            #expect(try box.run("run", "q", "--model", model).status == 0)
            let log = try #require(try box.logFiles.first)
            // The model writes something else at its second turn.
            _ = try box.model(Reply.look("raven"), Reply.look("rook"), Reply.text("Over."))
            let lines = AgentSandbox.lines(of: log)
            let replies = lines.indices.filter { lines[$0].contains(#""event":"replied""#) }
            let found = try box.run("replay", log)
            #expect(found.status == 1)
            #expect(found.output.contains("event \(replies[1]) (replied)"), "\(found.output)")
            #expect(found.output.contains("crow") && found.output.contains("rook"))
            let json = try box.run("replay", log, "--json").json()
            #expect(json["identical"]?.bool == false)
            #expect(json["event"]?.int == replies[1])
            // A result that was changed afterwards changes the next request.
            _ = try box.model(Reply.look("raven"), Reply.look("crow"), Reply.text("Over."))
            let forged = try box.file(
                "forged.jsonl",
                lines.map { $0.replacingOccurrences(of: "raven has 5", with: "raven has 6") }.joined(separator: "\n")
                    + "\n")
            let second = try #require(
                lines.indices.filter { lines[$0].contains(#""event":"requested""#) }.dropFirst().first)
            let changed = try box.run("replay", forged)
            #expect(changed.status == 1)
            #expect(changed.output.contains("event \(second) (requested): data.digest"), "\(changed.output)")
            // A log that ends early: the replay would go on.
            let short = try box.file("short.jsonl", lines.dropLast(3).joined(separator: "\n") + "\n")
            #expect(try box.run("replay", short).status == 1)
            expectFailure(try box.run("replay", "/no/such/log"), 66, "/no/such/log")
        }
    }

    @Test func runsStandSideBySide() throws {
        try AgentSandbox.use { box in
            let one = try box.model(Reply.look("raven"), Reply.text("Five."), name: "one.json")
            let other = try box.model(
                Reply.look("raven"), Reply.look("crow"), Reply.text("Five and four."), name: "other.json")
            func log(_ model: String) throws -> String {
                try #require(try box.outcome(["run", "q", "--model", model, "--seed", "1"])["log"]?.text)
            }
            let logs = try [one, one, other].map(log)
            let alike = try box.run("diff", logs[0], logs[1])
            #expect(alike.status == 0, "\(alike.output)")
            #expect(alike.output.contains("The runs are alike."))
            #expect(!alike.output.contains("\u{1B}"))
            let found = try box.run("diff", logs[0], logs[2], "--width", "110")
            #expect(found.status == 1)
            let lines = found.output.split(separator: "\n").map(String.init)
            #expect(lines.contains { $0.contains("started look (call_2)") && $0.contains(">") })
            #expect(lines.contains { $0.contains("gave: raven has 5 letters") && !$0.contains("|") })
            #expect(lines.contains { $0.contains("First difference: event 0 (started)") && $0.contains("model.name") })
            #expect(lines.contains { $0.contains("< Five.") })
            #expect(lines.contains { $0.contains("> Five and four.") })
            #expect(lines.contains { $0.hasPrefix("tool calls") && $0.hasSuffix("1 → 2") })
            #expect(lines.allSatisfy { $0.count <= 110 || $0.hasPrefix("First") })
            let json = try box.run("diff", logs[0], logs[2], "--json").json()
            #expect(json["identical"]?.bool == false)
            #expect(json["left"]?["answer"]?.text == "Five.")
            let rows = try #require(json["rows"]?.array)
            #expect(rows.contains { $0["left"] == .null && $0["event"]?.text == "toolFinished" })
            #expect(rows.compactMap { $0["left"]?.int } == Array(0..<AgentSandbox.lines(of: logs[0]).count))
            #expect(rows.compactMap { $0["right"]?.int } == Array(0..<AgentSandbox.lines(of: logs[2]).count))
            expectFailure(try box.run("diff", logs[0], "/no/such/log"), 66, "/no/such/log")
        }
    }
}
