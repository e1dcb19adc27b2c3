import CorvidGrammar
import Foundation
import Testing

@Suite struct RunCommandTests {
    @Test func aPipeGetsTheAnswerAndNothingElse() throws {
        try AgentSandbox.use { box in
            let model = try box.model(Reply.look("raven"), Reply.text("Five letters."))
            let found = try box.run("run", "How long is 'raven'?", "--model", model)
            #expect(found.status == 0)
            #expect(found.output == "Five letters.\n")
            #expect(found.errors == "")
            #expect(try box.notebook == ["look raven"])
            // Words of a turn that goes on to call a tool are no answer.
            let talking = try box.model(
                #"{"content": "Let me see.", "tool_calls": [{"function": {"name": "look", "arguments": {"word": "x"}}}]}"#,
                #"{"text": "One letter."}"#)
            #expect(try box.run("run", "x?", "--model", talking).output == "One letter.\n")
        }
    }

    @Test func theQuestionComesFromArgumentsAndFromStandardInput() throws {
        try AgentSandbox.use { box in
            let model = try box.model(Reply.text("Yes."))
            func question(_ arguments: String..., input: String) throws -> String? {
                let found = try CommandLineTool.run(
                    ["run"] + arguments + ["--model", model, "--json"], program: "CorvidTestTool",
                    environment: box.environment(), input: input)
                return try found.json()["messages"]?.array?.first?["content"]?.text
            }
            #expect(try question("Is", "it?", input: "") == "Is it?")
            #expect(try question("-", input: "From a pipe\n") == "From a pipe\n")
            #expect(try question(input: "From a pipe") == "From a pipe")
            #expect(try question("Sum up:", "-", input: "text") == "Sum up: text")
            expectFailure(try box.run("run", "--model", model, input: " \n"), 64, "question is empty")
        }
    }

    @Test func oneObjectTellsTheWholeRun() throws {
        try AgentSandbox.use { box in
            let model = try box.model(
                Reply.call(("look", #"{"word": "a"}"#), ("look", #"{"word": "bb"}"#)), Reply.text("Done."))
            let found = try box.outcome(["run", "q", "--model", model, "--system", "Be brief."])
            #expect(found["answer"]?.text == "Done.")
            #expect(found["stopReason"]?.text == "answered")
            #expect(found["turns"]?.int == 2)
            #expect(found["toolCalls"]?.int == 2)
            #expect(found["usage"]?["promptTokens"]?.int ?? 0 > 0)
            #expect(found["seconds"]?.double ?? 0 > 0)
            let runID = try #require(found["runID"]?.text)
            #expect(found["log"]?.text == "\(box.logs)/\(runID).jsonl")
            let roles = found["messages"]?.array?.compactMap { $0["role"]?.text }
            #expect(roles == ["system", "user", "assistant", "tool", "tool", "assistant"])
            #expect(found["messages"]?.array?[3]["content"]?.text == "a has 1 letters")
            #expect(found["messages"]?.array?[4]["content"]?.text == "bb has 2 letters")
        }
    }

    @Test func eventsComeAsLines() throws {
        try AgentSandbox.use { box in
            let model = try box.model(Reply.look("raven"), Reply.text("Five."))
            let found = try box.run("run", "q", "--model", model, "--events")
            let lines = try found.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
            #expect(
                lines.compactMap { $0["event"]?.text } == [
                    "started", "toolsChosen", "requested", "callStarted", "callDelta", "replied", "toolStarted",
                    "toolFinished", "requested", "textDelta", "replied", "finished", "result",
                ])
            #expect(lines.last?["data"]?["answer"]?.text == "Five.")
        }
    }

    @Test func theLogIsPrivateAndWhereItWasAskedFor() throws {
        try AgentSandbox.use { box in
            let model = try box.model(Reply.text("Yes."))
            #expect(try box.run("run", "q", "--model", model).status == 0)
            let log = try #require(try box.logFiles.first)
            let mode = try FileManager.default.attributesOfItem(atPath: log)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            let folder = try FileManager.default.attributesOfItem(atPath: box.logs)[.posixPermissions] as? Int
            #expect(folder == 0o700)
            let own = "\(box.folder)/own.jsonl"
            #expect(try box.run("run", "q", "--model", model, "--log", own).status == 0)
            #expect(AgentSandbox.lines(of: own).count == 5)
            expectFailure(try box.run("run", "q", "--model", model, "--log", own), 73, own, "exists")
            #expect(AgentSandbox.lines(of: own).count == 5)
            #expect(try box.run("run", "q", "--model", model, "--no-log", "--json").json()["log"] == .null)
            #expect(try box.logFiles.count == 1)
        }
    }

    @Test func theLogKeepsNoPasswords() throws {
        try AgentSandbox.use { box in
            let model = try box.model(Reply.text("Yes."))
            for (given, kept) in [
                ("postgres://me:secret@host/base", "postgres://me@host/base"),
                ("shop=postgresql://me:sec:ret@host:5433/base?x=1", "shop=postgresql://me@host:5433/base?x=1"),
                ("postgres://host/base?password=secret&x=1", "postgres://host/base?&x=1"),
                ("host=here password='sec ret' user=me", "host=here  user=me"),
                ("postgres://host/a@b:c", "postgres://host/a@b:c"),
            ] {
                let path = "\(box.folder)/\(UUID().uuidString)"
                #expect(try box.run("run", "q", "--model", model, "--database", given, "--log", path).status == 0)
                let text = try #require(AgentSandbox.lines(of: path).first)
                for secret in ["secret", "sec:ret", "sec ret"] { #expect(!text.contains(secret)) }
                let setup = try JSONValue(parsing: text)["data"]?["setup"]
                #expect(setup?["plugins"]?["databases"]?.array?.compactMap(\.text) == [kept])
                #expect(try box.run("resume", path).status == 0)
            }
        }
    }

    @Test func exitCodesTellHowItEnded() throws {
        try AgentSandbox.use { box in
            let busy = try box.model(Reply.look("a"), Reply.look("b"), Reply.text("Enough."))
            let spent = try box.run("run", "q", "--model", busy, "--budget", "turns=1")
            expectFailure(spent, 2, "turns are spent")
            let concluded = try box.run("run", "q", "--model", busy, "--budget", "calls=1")
            #expect(concluded.status == 2)
            let circling = try box.model(
                Reply.look("a"), Reply.look("a"), Reply.look("a"), Reply.text("I know of 'a' only."))
            let circles = try box.run("run", "q", "--model", circling)
            expectFailure(circles, 3, "circles", "look")
            #expect(circles.output == "I know of 'a' only.\n")
            let waiting = try box.run("run", "q", "--model", try box.model(Reply.note("x"), Reply.text("Noted.")))
            expectFailure(
                waiting, 4, "call_1", "note(text: \"x\")", "corvid resume", "--approve call_1", "--deny call_1")
            #expect(waiting.output == "\n" || waiting.output == "")
            #expect(try box.notebook.allSatisfy { !$0.hasPrefix("note") })
        }
    }

    @Test func approvalByPolicyAndByMode() throws {
        try AgentSandbox.use { box in
            let model = try box.model(Reply.note("x"), Reply.text("Over."))
            #expect(try box.run("run", "q", "--model", model, "--approve", "always").status == 0)
            #expect(try box.notebook == ["note x"])
            let denied = try box.outcome(["run", "q", "--model", model, "--approve", "never"])
            #expect(denied["messages"]?.array?[2]["content"]?.text?.contains("not approved") == true)
            let policy = try box.file(
                "policy.json", #"{"rules": [{"tool": "note", "argument": "text", "value": "x*", "decision": "allow"}]}"#
            )
            #expect(try box.run("run", "q", "--model", model, "--approval-policy", policy).status == 0)
            #expect(try box.notebook == ["note x", "note x"])
            // A page that nobody vouches for stands between the rule and the call.
            let led = try box.model(Reply.page, Reply.note("buy"), Reply.text("Over."))
            let open = try box.file("open.json", #"{"rules": [{"tool": "*", "decision": "allow"}]}"#)
            let found = try box.run("run", "q", "--model", led, "--approval-policy", open)
            expectFailure(found, 4, "call_2")
            #expect(try box.notebook.count == 2)
        }
    }

    @Test func aTypedAnswerAndItsSchema() throws {
        try AgentSandbox.use { box in
            let model = try box.model(#"{"text": "{\"letters\":5}"}"#)
            let schema = #"{"type":"object","properties":{"letters":{"type":"integer"}},"required":["letters"]}"#
            #expect(try box.run("run", "q", "--model", model, "--schema", schema).output == "{\"letters\":5}\n")
            let log = try #require(try box.logFiles.first)
            #expect(AgentSandbox.lines(of: log).first?.contains(#""outputSchema":{"type":"object""#) == true)
            expectFailure(try box.run("run", "q", "--model", model, "--schema", #"{"type":"strin"}"#), 65, "type")
            expectFailure(try box.run("run", "q", "--model", model, "--schema", "/no/such.json"), 66, "/no/such.json")
        }
    }

    @Test func onlyTheChosenTools() throws {
        try AgentSandbox.use { box in
            let model = try box.model(Reply.text("Yes."))
            func offered(_ arguments: String...) throws -> [String]? {
                let found = try CommandLineTool.run(
                    ["run", "q", "--model", model, "--events"] + arguments, program: "CorvidTestTool",
                    environment: box.environment())
                let line = found.output.split(separator: "\n").dropFirst().first.map(String.init) ?? "{}"
                return try JSONValue(parsing: line)["data"]?["offered"]?.array?.compactMap(\.text).sorted()
            }
            #expect(try offered() == ["look", "note", "page"])
            #expect(try offered("--tool", "look", "--tool", "page") == ["look", "page"])
        }
    }

    @Test func whatIsRefused() throws {
        try AgentSandbox.use { box in
            let model = try box.model(Reply.text("Yes."))
            func run(_ arguments: String...) throws -> CommandLineTool.Outcome {
                try CommandLineTool.run(
                    ["run", "q"] + arguments, program: "CorvidTestTool", environment: box.environment())
            }
            expectFailure(try run(), 64, "--model", "CORVID_MODEL")
            expectFailure(try run("--small"), 66, "jackdaw", "--model")
            expectFailure(try run("--large"), 66, "raven", "--model")
            expectFailure(try run("--large", "--small"), 64, "exclude")
            expectFailure(try run("--model", "/no/such/model.gguf"), 66, "/no/such/model.gguf")
            expectFailure(try run("--model", "scripted:/no/such/script"), 66, "/no/such/script")
            let wrong = try box.model(Reply.text("Yes."), #"{"contnt": "No."}"#, name: "wrong.json")
            expectFailure(try run("--model", wrong), 65, "wrong.json", "reply 2", "contnt", "did you mean content?")
            expectFailure(try run("--model", model, "--tool", "lok"), 64, "lok", "did you mean look?")
            expectFailure(try run("--model", model, "--tool-choice", "lok"), 64, "lok", "did you mean look?")
            expectFailure(try run("--model", model, "--budget", "cals=8"), 64, "cals", "did you mean calls?")
            expectFailure(try run("--model", model, "--budget", "time=soon"), 64, "soon")
            expectFailure(try run("--model", model, "--budget", "tokens=99999999999G"), 64, "too large")
            expectFailure(try run("--model", model, "--budget", "turns=0"), 64, "turns")
            expectFailure(try run("--model", model, "--temperature", "-1"), 64, "temperature")
            expectFailure(try run("--model", model, "--image", "/no/such.png"), 66, "/no/such.png")
            expectFailure(try run("--model", model, "--approval-policy", "/no/such.json"), 66, "/no/such.json")
            let policy = try box.file(
                "policy.json", #"{"rules": [{"tool": "note", "argumnt": "x", "decision": "ask"}]}"#)
            expectFailure(
                try run("--model", model, "--approval-policy", policy), 65, "rules[0]", "argumnt", "argument?")
            expectFailure(try run("--model", model, "--log", "x", "--no-log"), 64, "exclude")
            expectFailure(try run("--model", model, "--trace", "/no/such/trace"), 73, "/no/such/trace")
            // None of these began a run.
            #expect(!FileManager.default.fileExists(atPath: box.logs))
        }
        expectFailure(try CommandLineTool.run(["genrate"]), 64, "did you mean generate?")
        expectFailure(try CommandLineTool.run(["tools", "cal"]), 64)
    }

    @Test func aTraceHasTheSpansOfTheRun() throws {
        try AgentSandbox.use { box in
            let model = try box.model(Reply.look("raven"), Reply.text("Five."))
            let path = "\(box.folder)/trace.jsonl"
            #expect(try box.run("run", "q", "--model", model, "--trace", path).status == 0)
            let spans = try AgentSandbox.lines(of: path).map { try JSONValue(parsing: $0) }
            #expect(
                spans.compactMap { $0["name"]?.text } == [
                    "chat scripted:script.json", "execute_tool look", "chat scripted:script.json", "invoke_agent",
                ])
            let run = try #require(spans.last)
            #expect(Set(spans.compactMap { $0["traceId"]?.text }).count == 1)
            #expect(run["traceId"]?.text?.count == 32)
            #expect(run["parentSpanId"] == nil)
            for span in spans.dropLast() { #expect(span["parentSpanId"]?.text == run["spanId"]?.text) }
            #expect(spans[1]["attributes"]?["gen_ai.tool.name"]?.text == "look")
            for span in spans {
                let start = try #require(span["startTimeUnixNano"]?.int)
                #expect(span["endTimeUnixNano"]?.int ?? 0 >= start)
                #expect(start >= run["startTimeUnixNano"]?.int ?? .max)
            }
        }
    }

    @Test func aRunThatFailsSaysHowToGoOn() throws {
        try AgentSandbox.use { box in
            let model = try box.model(Reply.look("raven"))
            let found = try box.run("run", "q", "--model", model)
            expectFailure(found, 65, "script has 1 replies", "corvid resume")
            #expect(found.output == "")
            _ = try box.model(Reply.look("raven"), Reply.text("Five."))
            let resumed = try box.run("resume", "last")
            #expect(resumed.status == 0)
            #expect(resumed.output == "Five.\n")
            #expect(try box.notebook == ["look raven"])
        }
    }
}
