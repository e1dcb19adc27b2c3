import Corvid
import CorvidGrammar
import Testing

@testable import CorvidTrain

@Suite struct ToolRecordTests {
    private static let tools = """
        [{"name":"Book Table","description":"Books a table.","parameters":{"type":"object","properties":\
        {"place":{"type":"string"},"people":{"type":"integer"},"inside":{"type":"boolean"},\
        "meal":{"type":"string","enum":["lunch","dinner"]}},"required":["place","people"]}},\
        {"name":"play_song","description":"Plays a song.","parameters":{"type":"object","properties":\
        {"title":{"type":"string"}},"required":["title"]}}]
        """

    private static func line(_ question: String, _ calls: String) -> String {
        #"{"tools":\#(tools),"question":"\#(question)","calls":\#(calls)}"#
    }

    private static func drop(_ line: String) throws -> String? {
        let outcome = try ToolRecord.read(
            RecordLine(Array(line.utf8), file: "tools.jsonl", number: 1), ToolLibrary())
        guard case .drop(let drop) = outcome else { return nil }
        return drop.reason
    }

    @Test func callsFollowTheirRenamedFunctions() throws {
        let line = Self.line(
            "Please get us four seats for Dinner at Chez Max, not outside",
            #"[{"name":"Book Table","arguments":{"place":"chez max","people":4,"meal":"Dinner","inside":"true"}}]"#)
        try RecordSamples.withFile("tools_own.jsonl", [line]) { path in
            let (sources, _) = try RecordSet.sources(
                kind: .tools, files: [path],
                portion: Portion(of: "Please get us four seats for Dinner at Chez Max, not outside"),
                tools: RecordSamples.tools)
            let source = try #require(sources.first)
            var names: Set<String> = []
            for index in 0..<60 {
                var random = Randomness(seed: 5, index: UInt64(index))
                let example = source.example(&random)
                let call = try #require(example.tasks.first?.messages.last?.toolCalls.first)
                let tool = try #require(example.tools.first { $0.name == call.name })
                names.insert(call.name)
                #expect(tool.name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_.-".contains($0)) })
                let keys = tool.parameters["properties"]?.members?.map(\.key) ?? []
                #expect(call.arguments.members?.map(\.key) == keys)
                let values = Set((call.arguments.members ?? []).map(\.value))
                #expect(values == [.text("Chez Max"), .number("4"), .text("dinner"), .bool(true)])
                #expect((call.written?.members ?? []).contains { $0.value == .text("@1") })
            }
            #expect(names.count > 5)
        }
    }

    @Test(arguments: [
        (#"[{"name":"Book Table","arguments":{"place":"Elsewhere","people":4}}]"#, ArgumentGrounds.notCopied.reason),
        (#"[{"name":"Book Table","arguments":{"place":"Chez Max","people":7}}]"#, ArgumentGrounds.notCopied.reason),
        (
            #"[{"name":"Book Table","arguments":{"place":"Chez Max","people":"many"}}]"#,
            ArgumentGrounds.wrongType.reason
        ),
        (#"[{"name":"Book Table","arguments":{"place":"Chez Max","meal":"tea"}}]"#, ArgumentGrounds.wrongType.reason),
        (#"[{"name":"Book Table","arguments":{"where":"Chez Max"}}]"#, "an argument without a parameter"),
        (#"[{"name":"fly","arguments":{}}]"#, "a call of a function that is not offered"),
        // Part of a word is no copy.
        (#"[{"name":"Book Table","arguments":{"place":"Chez Ma","people":4}}]"#, ArgumentGrounds.notCopied.reason),
    ])
    func argumentsComeFromTheConversation(_ calls: String, _ reason: String) throws {
        #expect(try Self.drop(Self.line("Four people at Chez Max", calls)) == reason)
    }

    @Test func errorsNameTheInnerField() throws {
        let line = #"{"tools":[{"description":"x"}],"question":"q","calls":[]}"#
        let error = #expect(throws: RecordError.self) { try Self.drop(line) }
        #expect(error?.field == "tools.name")
        let wrong = #expect(throws: RecordError.self) { try Self.drop(Self.line("q", #""none""#)) }
        #expect(wrong?.field == "calls")
        #expect(wrong?.code == .wrongType)
    }

    @Test(arguments: [
        ("getTeam_stats", ["get", "team", "stats"]), ("Find-movies.now", ["find", "movies", "now"]), ("x", ["x"]),
        ("page2Number", ["page2", "number"]), ("", []),
    ])
    func namesFallIntoWords(_ name: String, _ words: [String]) {
        #expect(FunctionSignature.words(of: name) == words)
    }
}
