import CorvidGrammar
import Foundation
import Testing

@Suite struct ChatCommandTests {
    @Test func everyLineOfAPipeIsAMessage() throws {
        try AgentSandbox.use { box in
            let model = try box.model(Reply.look("raven"), Reply.text("Five."))
            let found = try box.run("chat", "--model", model, input: "first\n\n   \nsecond\n")
            #expect(found.output == "Five.\nFive.\n")
            #expect(found.errors == "")
            #expect(found.status == 0)
            // One log for each message; the second knows the first.
            let logs = try box.logFiles
            #expect(logs.count == 2)
            let messages = try logs.compactMap { log in
                try JSONValue(parsing: AgentSandbox.lines(of: log)[0])["data"]?["messages"]?.array?.count
            }
            #expect(messages.sorted() == [1, 5])
        }
    }

    @Test func commandsOfAPipe() throws {
        try AgentSandbox.use { box in
            let model = try box.model(Reply.text("Yes."))
            let path = "\(box.folder)/talk.json"
            let found = try box.run(
                "chat", "--model", model, "--system", "Be brief.",
                input: """
                    one
                    two
                    /undo
                    /save \(path)
                    /tools
                    /help
                    /budget turns=2
                    /system
                    /quit
                    never read
                    """)
            #expect(found.output == "Yes.\nYes.\n")
            #expect(found.status == 0)
            for word in ["taken back: two", "Looks a word up.", "/save FILE", "turns=2", "Be brief."] {
                #expect(found.errors.contains(word), "\(found.errors)")
            }
            let saved = try JSONValue(parsing: try String(contentsOfFile: path, encoding: .utf8))
            #expect(saved.array?.compactMap { $0["content"]?.text } == ["one", "Yes."])
            let again = try box.run(
                "chat", "--model", model, "--load", path, "--json", "--system", "Be kind.", input: "three\n")
            let contents = try again.json()["messages"]?.array?.compactMap { $0["content"]?.text }
            #expect(contents == ["Be kind.", "one", "Yes.", "three", "Yes."])
        }
    }

    @Test func whatGoesWrongEndsAMessageAndNotTheChat() throws {
        try AgentSandbox.use { box in
            let model = try box.model(Reply.note("x"), Reply.text("Noted."))
            let found = try box.run("chat", "--model", model, input: "q\n/undo\n")
            #expect(found.status == 64)
            #expect(found.errors.contains("waiting for approval"))
            #expect(found.errors.contains("nothing to take back"))
            expectFailure(
                try box.run(
                    "chat", "--model", try box.model(Reply.text("Yes."), name: "yes.json"), input: "/budgt x\n"), 64,
                "/budget")
            expectFailure(try box.run("chat", "--model", model, "--log", "x"), 64, "--log")
            expectFailure(try box.run("chat", "--model", model, "--load", "/no/such"), 66, "/no/such")
            let bad = try box.file("bad.json", #"[{"role": "usr", "content": "x"}]"#)
            expectFailure(try box.run("chat", "--model", model, "--load", bad), 65, "bad.json", "[0].role")
            #expect(try box.run("chat", "--model", model, input: "q\n").status == 4)
        }
    }
}
