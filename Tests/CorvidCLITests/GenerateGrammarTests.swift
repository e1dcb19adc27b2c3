import CorvidGrammar
import Foundation
import Testing

@Suite struct GenerateGrammarTests {
    private static let base = [
        "generate", CommandLineTool.fixture("llama"), "the cat", "--seed", "3", "--temperature", "1.5",
    ]

    @Test func aSchemaOnTheCommandLineAndInAFile() throws {
        let schema =
            #"{"type":"object","properties":{"a":{"type":"integer","maximum":99},"b":{"const":"x y"}},"required":["a","b"],"additionalProperties":false}"#
        let found = try CommandLineTool.run(Self.base + ["--schema", schema, "--json"])
        #expect(found.status == 0)
        let outcome = try found.json()
        let document = try JSONValue(parsing: outcome["text"]?.text ?? "")
        #expect(document["b"]?.text == "x y")
        #expect(document["a"]?.int ?? 100 <= 99)
        #expect(outcome["finish_reason"]?.text == "complete")
        let forced = try #require(outcome["usage"]?["forced_tokens"]?.int)
        let all = try #require(outcome["usage"]?["completion_tokens"]?.int)
        #expect(forced > 0 && forced < all)
        // The prompt's forward gives the first token; every drawn token after that takes one.
        #expect(outcome["usage"]?["forwards"]?.int ?? .max <= all - forced + 1)
        try CommandLineTool.withFolder { folder in
            let path = "\(folder)/schema.json"
            try schema.write(toFile: path, atomically: true, encoding: .utf8)
            let again = try CommandLineTool.run(Self.base + ["--schema", path, "--stats"])
            #expect(again.output == (outcome["text"]?.text ?? "") + "\n")
            #expect(again.errors.contains("forced      \(forced) tokens"))
        }
    }

    @Test func aGrammarAndAPattern() throws {
        try CommandLineTool.withFolder { folder in
            let path = "\(folder)/list.gbnf"
            try "root ::= (\"- \" [a-z]+ \"\\n\"){2}".write(toFile: path, atomically: true, encoding: .utf8)
            let found = try CommandLineTool.run(Self.base + ["--grammar", path, "--max-tokens", "30"])
            #expect(found.status == 0)
            let lines = found.output.split(separator: "\n")
            #expect(lines.count == 2)
            #expect(lines.allSatisfy { $0.hasPrefix("- ") && $0.count > 2 }, "\(found.output)")
        }
        let found = try CommandLineTool.run(Self.base + ["--regex", "[A-Z]{2}-[0-9]{3,5}", "--max-tokens", "9"])
        #expect(found.output.wholeMatch(of: /[A-Z]{2}-[0-9]{3,5}\n/) != nil, "\(found.output)")
    }

    @Test func whatIsRefused() throws {
        let tooLong = try CommandLineTool.run(
            Self.base + ["--schema", #"{"const":"a long sentence"}"#, "--max-tokens", "2"])
        #expect(tooLong.status == 64)
        #expect(tooLong.output == "")
        #expect(tooLong.errors.contains("at most 2 may be generated"))
        let wrong = try CommandLineTool.run(Self.base + ["--schema", #"{"type":"strin"}"#])
        #expect(wrong.status == 65)
        #expect(wrong.errors.contains("#/type") || wrong.errors.contains("schema"))
        #expect(try CommandLineTool.run(Self.base + ["--grammar", "/nowhere/at/all.gbnf"]).status == 66)
        #expect(try CommandLineTool.run(Self.base + ["--regex", "a(", "--max-tokens", "9"]).status == 65)
        #expect(try CommandLineTool.run(Self.base + ["--regex", "a", "--schema", "{}"]).status == 64)
    }
}
