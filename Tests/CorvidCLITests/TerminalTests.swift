import CorvidGrammar
import Foundation
import Testing

@Suite struct TerminalTests {
    @Test func aTerminalSeesTheCallsAndTheirResults() throws {
        try AgentSandbox.use { box in
            let model = try box.model(Reply.look("raven"), Reply.page, Reply.text("Five."))
            let terminal = try Terminal(box, ["run", "q", "--model", model])
            #expect(terminal.wait() == 0)
            let text = terminal.text
            #expect(text.contains("→ look(word: \"raven\")"))
            #expect(text.contains("← raven has 5 letters"))
            #expect(text.contains("Five.\r\n"))
            #expect(text.contains("untrusted"))
            // What the page says does not steer the terminal.
            #expect(!text.contains("\u{1B}[31m"))
            #expect(!text.contains("\u{7}"))
            #expect(text.contains("\u{241B}[31mred"))
        }
    }

    @Test func noColoursWhereNoneAreWanted() throws {
        try AgentSandbox.use { box in
            let model = try box.model(#"{"text": "An \u001b[2Jescape."}"#)
            let terminal = try Terminal(box, ["run", "q", "--model", model])
            #expect(terminal.wait() == 0)
            #expect(terminal.text.contains("An \u{241B}[2Jescape."))
            // In a pipe the bytes are the model's.
            #expect(try box.run("run", "q", "--model", model).output == "An \u{1B}[2Jescape.\n")
        }
    }

    @Test func approvalIsAskedFor() throws {
        for (answer, notes) in [("y", ["note x", "note y"]), ("n", []), ("a", ["note x", "note y"])] {
            try AgentSandbox.use { box in
                let model = try box.model(Reply.note("x"), Reply.note("y"), Reply.text("Over."))
                let terminal = try Terminal(box, ["run", "q", "--model", model])
                try terminal.wait(for: "changes something")
                try terminal.wait(for: "text: \"x\"")
                try terminal.wait(for: " > ")
                terminal.type("what?\n")
                try terminal.wait(for: " > ")
                terminal.type("\(answer)\n")
                if answer != "a" {
                    try terminal.wait(for: "text: \"y\"")
                    try terminal.wait(for: " > ")
                    terminal.type("\(answer)\n")
                }
                #expect(terminal.wait() == 0)
                #expect(try box.notebook == notes, "\(answer)")
            }
        }
    }

    @Test func untrustedArgumentsAreFlagged() throws {
        try AgentSandbox.use { box in
            let model = try box.model(Reply.note("a"), Reply.page, Reply.note("buy"), Reply.text("Over."))
            let terminal = try Terminal(box, ["run", "q", "--model", model])
            try terminal.wait(for: " > ")
            terminal.type("a\n")
            // "Always" does not hold for what a page wrote.
            try terminal.wait(for: "untrusted text may have led to the call")
            try terminal.wait(for: "stands in untrusted text")
            try terminal.wait(for: " > ")
            terminal.type("\u{3}")
            #expect(terminal.wait() == 130)
            #expect(terminal.text.contains("corvid resume"))
            #expect(try box.notebook == ["note a"])
            #expect(try box.run("resume", "last", "--approve", "call_3").output == "Over.\n")
        }
    }

    @Test func linesAreEdited() throws {
        try AgentSandbox.use { box in
            let model = try box.model(Reply.text("Yes."))
            let terminal = try Terminal(box, ["chat", "--model", model])
            try terminal.wait(for: "> ")
            func send(_ keys: String) throws {
                terminal.type(keys + "\r")
                try terminal.wait(for: "Yes.")
                try terminal.wait(for: "> ")
            }
            try send("abd\u{1B}[Dc")  // left
            try send("bc\u{1}a\u{5}d")  // Ctrl-A, Ctrl-E
            try send("xyz\u{1B}[H\u{1B}[3~\u{1B}[FA")  // Home, Delete, End
            try send("one two three\u{17}\u{17}2")  // Ctrl-W
            try send("junk\u{15}kept")  // Ctrl-U
            try send("keep this\u{1B}b\u{B}\u{19}\u{19}")  // Alt-B, Ctrl-K, Ctrl-Y
            try send("naïve 日本x\u{7F}\u{1B}[D語")  // multi-byte characters, backspace
            try send("e\u{301}\u{7F}f")  // a combining mark goes with its letter
            try send("\u{1B}[A\u{1B}[A!")  // up twice
            try send("\u{1B}[A\u{1B}[Bdraft")  // up and down
            try send("\u{1B}[200~two\rlines\u{1B}[201~.")  // a paste of two lines
            try send("x\u{1B}[999;99Zy\u{1B}[Z")  // sequences that mean nothing
            terminal.type("gone\u{3}")
            try terminal.wait(for: "/quit")
            try terminal.wait(for: "> ")
            terminal.type("\u{4}")
            #expect(terminal.wait() == 0)
            let said = try box.logFiles.compactMap { log in
                try JSONValue(parsing: AgentSandbox.lines(of: log)[0])["data"]?["messages"]?.array
            }.max { $0.count < $1.count }?.filter { $0["role"]?.text == "user" }.compactMap { $0["content"]?.text }
            #expect(
                said == [
                    "abcd", "abcd", "yzA", "one 2", "kept", "keep thisthis", "naïve 日語本", "f",
                    "naïve 日語本!", "draft", "two\nlines.", "xy",
                ])
            let history = try String(contentsOfFile: "\(box.folder)/state/corvid/history", encoding: .utf8)
            #expect(history.hasPrefix("abcd\nyzA\n"))
            #expect(history.contains("two\\nlines.\n"))
        }
    }

    @Test func controlCStopsTheReplyAndNotTheChat() throws {
        try AgentSandbox.use { box in
            let model = try box.model(Reply.look("raven"), Reply.text("Five."))
            let terminal = try Terminal(box, ["chat", "--model", model], delay: 3000)
            try terminal.wait(for: "> ")
            terminal.type("long\r")
            try terminal.wait(for: "→ look")
            terminal.type("\u{3}")
            try terminal.wait(for: "interrupted")
            try terminal.wait(for: "> ")
            terminal.type("/undo\r")
            try terminal.wait(for: "nothing to take back")
            try terminal.wait(for: "> ")
            terminal.type("/quit\r")
            #expect(terminal.wait() == 0)
        }
    }
}
