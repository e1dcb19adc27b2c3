import CorvidGrammar
import Testing

@Suite struct ToolsCommandTests {
    @Test func listsAndDescribes() throws {
        try AgentSandbox.use { box in
            let list = try box.run("tools").output.split(separator: "\n").map(String.init)
            #expect(list.map { $0.split(separator: " ")[0] } == ["look", "note", "page"])
            #expect(list[1].contains("changes something"))
            #expect(list[2].contains("untrusted"))
            let json = try box.run("tools", "list", "--json").json()
            #expect(json.array?.compactMap { $0["name"]?.text } == ["look", "note", "page"])
            let text = try box.run("tools", "describe", "look").output
            for word in ["Looks a word up.", "word  (string, required)", "The word.", "times  (integer, default: 1)"] {
                #expect(text.contains(word), "\(text)")
            }
            #expect(text.contains(#""additionalProperties": false"#))
            let schema = try box.run("tools", "describe", "look", "--json").json()["parameters"]
            #expect(schema?["properties"]?["times"]?["maximum"]?.int == 9)
        }
    }

    @Test func callsByHand() throws {
        try AgentSandbox.use { box in
            for arguments in [["word=raven"], [#"{"word": "raven"}"#], ["word=raven", "times=2"]] {
                let found = try CommandLineTool.run(
                    ["tools", "call", "look"] + arguments, program: "CorvidTestTool", environment: box.environment())
                #expect(found.output == "raven has 5 letters\n", "\(found.errors)")
                #expect(found.status == 0)
            }
            // A string stays what it is.
            #expect(try box.run("tools", "call", "look", "word=42").output == "42 has 2 letters\n")
            #expect(try box.run("tools", "call", "look", "word=a=b").output == "a=b has 3 letters\n")
            #expect(try box.run("tools", "call", "note", "text=x").output == "noted\n")
            let json = try box.run("tools", "call", "look", "word=raven", "--json").json()
            #expect(json["data"]?.int == 5)
            #expect(json["untrusted"]?.bool == false)
            #expect(try box.run("tools", "call", "page", "--json").json()["untrusted"]?.bool == true)
            #expect(try box.notebook.last == "look raven")
        }
    }

    @Test func whatCannotBeCalled() throws {
        try AgentSandbox.use { box in
            expectFailure(try box.run("tools", "call", "look", "word=nothing"), 1, "look", "another one")
            expectFailure(try box.run("tools", "call", "loook", "word=x"), 64, "loook", "did you mean look?")
            expectFailure(try box.run("tools", "describe", "nope"), 64, "nope", "look, note, page")
            expectFailure(try box.run("tools", "call", "look", "wrod=x"), 64, "wrod", "did you mean word?")
            expectFailure(try box.run("tools", "call", "look"), 64, "'word' is missing")
            expectFailure(try box.run("tools", "call", "look", "word"), 64, "NAME=VALUE")
            expectFailure(try box.run("tools", "call", "look", "word=a", "word=b"), 64, "twice")
            expectFailure(try box.run("tools", "call", "look", "word=a", "times=often"), 64, "times", "integer")
            expectFailure(try box.run("tools", "call", "look", #"{"word": "#), 64, "not JSON")
            let failed = try box.run("tools", "call", "look", "word=nothing", "--json")
            #expect(failed.status == 1)
            #expect(try failed.json()["isError"]?.bool == true)
            // The tool's own limits hold by hand too.
            expectFailure(try box.run("tools", "call", "look", #"{"word": 5}"#), 1, "word", "a string")
        }
    }
}
