import CorvidGrammar
import Foundation
import Testing

/// The `corvid` command with the plugins that come with it.
@Suite struct BuiltInPluginsTests {
    private func corvid(_ box: AgentSandbox, _ arguments: String...) throws -> CommandLineTool.Outcome {
        try CommandLineTool.run(arguments, environment: box.environment())
    }

    @Test func theToolsByHand() throws {
        try AgentSandbox.use { box in
            let names = try corvid(box, "tools", "--json").json().array?.compactMap { $0["name"]?.text }
            #expect(names == ["calculator", "fetch"])
            #expect(
                try corvid(box, "tools", "call", "calculator", "expression=2^64 - 1").output == "18446744073709551615\n"
            )
            expectFailure(try corvid(box, "tools", "call", "calculator", "expression=1/0"), 1, "calculator", "zero")
            let csv = try box.file("birds.csv", "name,length\nraven,64\njackdaw,34\n")
            let found = try corvid(
                box, "tools", "call", "database", "sql=SELECT name FROM birds WHERE length > 40", "--database", csv)
            #expect(found.output.contains("raven") && !found.output.contains("jackdaw"), "\(found)")
            #expect(try corvid(box, "tools", "describe", "database", "--database", csv).output.contains("sql"))
        }
    }

    @Test func aRunWithADatabase() throws {
        try AgentSandbox.use { box in
            let csv = try box.file("birds.csv", "name,length\nraven,64\njackdaw,34\n")
            let model = try box.model(
                Reply.call(("database", #"{"sql": "SELECT length FROM birds WHERE name = 'raven'"}"#)),
                Reply.call(("calculator", #"{"expression": "64 / 2"}"#)), Reply.text("32."))
            let found = try corvid(box, "run", "Half a raven?", "--model", model, "--database", csv, "--json")
            let json = try found.json()
            #expect(json["answer"]?.text == "32.")
            let results = json["messages"]?.array?.filter { $0["role"]?.text == "tool" }
            #expect(results?.first?["content"]?.text?.contains("64") == true)
            #expect(results?.first?["untrusted"]?.bool == true)
            #expect(results?.last?["content"]?.text == "32")
            #expect(try corvid(box, "replay", "last").output.hasSuffix("identical\n"))
        }
    }

    @Test func whatIsNotThere() throws {
        try AgentSandbox.use { box in
            let model = try box.model(
                Reply.call(("fetch", #"{"url": "http://127.0.0.1:9/"}"#)), Reply.text("It cannot be reached."))
            expectFailure(
                try corvid(box, "run", "q", "--model", model, "--database", "/no/such.db"), 66, "/no/such.db")
            expectFailure(
                try corvid(box, "run", "q", "--model", model, "--database", "postgres://user:secret@127.0.0.1:9/x"), 69,
                "127.0.0.1")
            expectFailure(try corvid(box, "run", "q", "--model", model, "--allow-network", "here"), 64, "here")
            let broken = try box.file("broken.db", "This is no database, though it is long enough to look at.")
            expectFailure(try corvid(box, "run", "q", "--model", model, "--database", broken), 65, "broken.db")
            #expect(!FileManager.default.fileExists(atPath: box.logs))
            // A host that cannot be reached is the model's business; the run goes on.
            let found = try corvid(
                box, "run", "q", "--model", model, "--allow-network", "127.0.0.1", "--allow-port", "9")
            #expect(found.output == "It cannot be reached.\n")
            #expect(found.status == 0)
            #expect(try corvid(box, "replay", "last").status == 0)
            let result = try corvid(box, "resume", "last", "--json").json()["messages"]?.array?[2]["content"]?.text
            #expect(result?.hasPrefix("Error: ") == true)
            expectFailure(try corvid(box, "tools", "call", "fetch", "url=http://127.0.0.1:9/"), 1, "127.0.0.1")
            expectFailure(try corvid(box, "tools", "call", "fetch", "url=http://name.invalid/"), 1, "name.invalid")
        }
    }

    @Test func databasesKeepTheirNames() throws {
        try AgentSandbox.use { box in
            let model = try box.model(Reply.text("Yes."))
            let csv = try box.file("a.csv", "x\n1\n")
            #expect(try corvid(box, "run", "q", "--model", model, "--database", "t=\(csv)").status == 0)
            let log = try #require(try box.logFiles.first)
            let setup = try JSONValue(parsing: AgentSandbox.lines(of: log)[0])["data"]?["setup"]
            #expect(setup?["plugins"]?["databases"]?.array?.compactMap(\.text) == ["t=\(csv)"])
        }
    }
}
