import CorvidGrammar
import Foundation
import Testing

/// `corvid script` with a scripted model and the real calculator.
@Suite struct ScriptCommandTests {
    @Test func eachStepItsCallsAndChecksAreShown() throws {
        try ScriptSamples.with { samples in
            try samples.write(
                "r.yaml",
                """
                name: sums
                steps:
                  - id: sum
                    prompt: What is 6*7?
                    checks: [{called: calculator}, {number: 42}, {contains: maybe}]
                """)
            try samples.write(
                "replies.json",
                """
                [{"tool_calls": [{"function": {"name": "calculator", "arguments": {"expression": "6*7"}}}]},
                 {"text": "It is 42."}]
                """)
            let outcome = try samples.run(recipe: "r.yaml")
            #expect(outcome.status == 1)
            let lines = outcome.output.split(separator: "\n").map(String.init)
            #expect(
                lines.dropLast() == [
                    "▸ sum", #"  → calculator(expression: "6*7") = 42"#, "  It is 42.", "  ✓ called calculator",
                    "  ✓ number 42",
                    #"  ✗ contains "maybe": it is "It is 42.", and should contain "maybe""#,
                ])
            #expect(lines.last?.hasPrefix("✗ sums: failed in ") == true)
            let json = try samples.run("--json", recipe: "r.yaml")
            let result = try json.json()
            #expect(json.status == 1 && result["status"]?.text == "failed")
            #expect(result["steps"]?.array?.first?["calls"]?.array?.first?["result"]?.text == "42")
        }
    }

    @Test(arguments: [
        ("receipt", ["--inputs", "receipts.jsonl"]), ("trip", ["-p", "trip=Train to Bern"]), ("notes", []),
    ])
    func theExamplesRun(_ name: String, _ arguments: [String]) throws {
        let outcome = try CommandLineTool.run(
            ["script", ScriptSamples.example("\(name).yaml")]
                + ["--model", "scripted:\(ScriptSamples.example("\(name).replies.json"))"]
                + arguments.map { $0.hasSuffix(".jsonl") ? ScriptSamples.example($0) : $0 })
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    }

    @Test func aRealModelAnswersAsTheSchemaSays() throws {
        try ScriptSamples.with { samples in
            // Random weights: without the grammar this would be noise.
            let path = try samples.write(
                "r.yaml",
                """
                name: r
                budget: {tokens: 90}
                steps:
                  - id: a
                    prompt: "{{input.n}}"
                    tool_choice: none
                    tools: []
                    answer:
                      type: object
                      properties: {n: {type: integer, minimum: 0, maximum: 9}}
                      required: [n]
                      additionalProperties: false
                    checks: [{at: n, schema: {type: integer, minimum: 0, maximum: 9}}]
                """)
            let inputs = try samples.write("i.jsonl", "{\"n\": 1}\n{\"n\": 2}\n{\"n\": 3}\n")
            let outcome = try CommandLineTool.run([
                "script", path, "--model", CommandLineTool.fixture("llama"), "--inputs", inputs, "--temperature", "1",
                "--seed", "5", "--concurrency", "3",
            ])
            #expect(
                outcome.status == 0 && outcome.output.contains("3 of 3 passed"), "\(outcome.output)\(outcome.errors)")
        }
    }

    @Test func commandsRunOnlyWhereTheyAreAllowed() throws {
        try ScriptSamples.with { samples in
            let mark = samples.path("ran; rm")
            try samples.write(
                "r.yaml",
                """
                name: r
                parameters: {file: {}}
                steps:
                  - id: a
                    prompt: x
                    checks:
                      - command: [cp, /dev/stdin, "{{file}}"]
                      - command: [grep, -q, "42"]
                      - not: {command: ["no-such-program"]}
                """)
            try samples.write("replies.json", #"[{"text": "it is 42\n"}]"#)
            let refused = try samples.run("-p", "file=\(mark)", recipe: "r.yaml")
            #expect(refused.status == 65 && refused.errors.contains("r.yaml:7:18: this check runs a command"))
            #expect(!FileManager.default.fileExists(atPath: mark))
            let allowed = try samples.run("-p", "file=\(mark)", "--allow-commands", recipe: "r.yaml")
            #expect(allowed.status == 0, "\(allowed.output)\(allowed.errors)")
            #expect(try samples.read("ran; rm") == "it is 42\n")
        }
    }

    @Test func theRecipeNamesItsModel() throws {
        try ScriptSamples.with { samples in
            try samples.write("replies.json", #"[{"text": "x"}]"#)
            try samples.write("r.yaml", "name: r\nmodel: scripted:replies.json\nsteps: [{id: a, prompt: x}]\n")
            let outcome = try CommandLineTool.run(["script", samples.path("r.yaml")])
            #expect(outcome.status == 0 && outcome.output.contains("✓ r: passed"), "\(outcome.errors)")
        }
    }

    @Test func aStepsLogIsARunLog() throws {
        try ScriptSamples.with { samples in
            try samples.writeDoubling(count: 2)
            let report = samples.path("out")
            #expect(try samples.run("--inputs", samples.path("inputs.jsonl"), "--report", report).status == 0)
            let log = "\(report)/runs/000002/double.1.jsonl"
            let replayed = try CommandLineTool.run(["replay", log])
            #expect(replayed.status == 0, "\(replayed.output)\(replayed.errors)")
        }
    }
}
