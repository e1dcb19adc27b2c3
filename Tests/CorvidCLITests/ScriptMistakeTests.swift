import Foundation
import Testing

/// What `corvid script --validate` says of a recipe with a mistake, with its place.
@Suite struct ScriptMistakeTests {
    @Test(
        arguments: [
            // A wrong key, the nearest one.
            (
                "name: r\nsteps:\n  - id: a\n    promt: x\n", 4, 5,
                #""promt" is no key of a step; did you mean "prompt"?"#
            ),
            ("nme: r\nsteps: [{id: a, prompt: x}]\n", 1, 1, #""nme" is no key of a recipe; did you mean "name"?"#),
            ("name: r\nsteps: [{id: a, prompt: x, retrys: 2}]\n", 2, 28, #"did you mean "retries"?"#),
            ("name: r\nsteps:\n- {id: a, prompt: x, checks: [{matchs: x}]}\n", 3, 32, #"did you mean "matches"?"#),
            ("name: r\nbudget: {second: 1}\nsteps: [{id: a, prompt: x}]\n", 2, 10, #"did you mean "seconds"?"#),
            (
                "name: r\nsteps: [{id: a, prompt: x}]\nzzz: 1\n", 3, 1,
                #""zzz" is no key of a recipe (its keys are name,"#
            ),
            // A wrong type.
            (
                "name: 12\nsteps: [{id: a, prompt: x}]\n", 1, 7,
                #""name" is the number 12; expected a text; put it in quotes"#
            ),
            ("name: r\nsteps: [{id: a, prompt: [x]}]\n", 2, 25, #""prompt" is a list; expected a text"#),
            ("name: r\nsteps:\n  id: a\n", 3, 3, #""steps" is a mapping; expected a list"#),
            ("name: r\nsteps: [x]\n", 2, 9, "expected a step with keys such as id, when, foreach, found a text"),
            (
                "name: r\nsteps: [{id: a, prompt: x, retries: two}]\n", 2, 37,
                #""retries" is a text; expected a whole number"#
            ),
            ("- a\n", 1, 1, "expected a recipe with keys such as name"),
            // References.
            (
                "name: r\nparameters: {city: {}}\nsteps:\n  - id: a\n    prompt: |\n      Weather\n        in {{citi}}?\n",
                7, 12,
                #"{{citi}}: there is no parameter "citi" (there are city); did you mean city?"#
            ),
            (
                "name: r\nsteps:\n  - id: one\n    prompt: x\n  - id: two\n    prompt: \"{{steps.one.answer}} {{steps.on.answer}}\"\n",
                6, 35, #"there is no step "on" (by then there are one); did you mean one?"#
            ),
            ("name: r\nsteps: [{id: a, prompt: \"x {{y\"}]\n", 2, 28, "this {{ has no }}"),
            ("name: r\nsteps: [{id: a, prompt: >-\n    folded\n    {{b}}\n  }]\n", 2, 25, "not YAML"),
            (
                "name: r\nsteps:\n- id: a\n  prompt: >-\n    folded {{ steps.a.answer }}\n", 5, 12,
                "no step has run by then"
            ),
            // Schemas and patterns, at the part that is wrong.
            (
                "name: r\nsteps:\n- id: a\n  prompt: x\n  answer:\n    type: object\n    properties:\n      n: {type: strng}\n",
                8, 17,
                "this JSON Schema cannot be used: #/properties/n/type"
            ),
            ("name: r\nsteps: [{id: a, prompt: x, checks: [matches: '(']}]\n", 2, 46, "this pattern cannot be used"),
            // YAML itself.
            ("name: r\nname: q\nsteps: [{id: a, prompt: x}]\n", 2, 1, #""name" stands here again, after line 1"#),
            ("name: {r\n", 2, 1, "not YAML"), ("name: r\n\tsteps: x\n", 2, 1, "not YAML"),
            ("name: *r\n", 1, 7, "this alias names no anchor"), ("", 1, 1, "the file is empty"),
            ("name: r\n---\nname: q\n", 2, 1, "a second document"), ("name: !!binary x\n", 1, 7, "the tag"),
            ("[a, b]: x\n", 1, 1, "a key must be a text"), ("name: \u{7}\n", 1, 7, "not YAML: control characters"),
        ] as [(String, Int, Int, String)])
    func aMistakeIsToldWithItsPlace(_ text: String, _ line: Int, _ column: Int, _ expected: String) throws {
        try ScriptSamples.with { samples in
            let path = try samples.write("recipe.yaml", text)
            let outcome = try CommandLineTool.run(["script", path, "--validate"])
            #expect(outcome.status == 65 && outcome.output.isEmpty)
            let lines = outcome.errors.split(separator: "\n").map(String.init)
            #expect(
                lines.contains { $0.contains("\(path):\(line):\(column): ") && $0.contains(expected) },
                "\(outcome.errors)")
        }
    }

    @Test func plainScalarsAreTextsUnlessTheyAreJSON() throws {
        try ScriptSamples.with { samples in
            // `no`, `0x1F`, `1_000` and dates stay what they are.
            let path = try samples.write(
                "recipe.yaml",
                """
                name: no
                parameters:
                  a: {default: yes}
                  b: {default: 0x1F}
                  c: {default: 2026-11-21}
                  d: {type: number, default: 1e3}
                  e: {type: boolean, default: false}
                  f: {default: !!str 12}
                steps: [{id: a, prompt: "{{a}} {{b}} {{c}} {{d}} {{e}} {{f}}"}]
                """)
            try samples.write("replies.json", #"[{"text": "x"}]"#)
            let outcome = try samples.run("--dry-run", recipe: "recipe.yaml")
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.output.contains("| yes 0x1F 2026-11-21 1e3 false 12\n"), "\(path): \(outcome.output)")
        }
    }

    @Test func anchorsAreKnownAndBombsRefused() throws {
        try ScriptSamples.with { samples in
            let shared = try samples.write(
                "shared.yaml",
                """
                name: r
                steps:
                  - id: a
                    prompt: x
                    checks: &same [{contains: x}]
                  - {id: b, prompt: x, checks: *same}
                """)
            #expect(try CommandLineTool.run(["script", shared, "--validate"]).status == 0)
            // Each line ten times the one before: as a value, and as a key, which a parser has to hash.
            func bomb(_ levels: Int, _ width: Int) -> String {
                "a0: &a0 [x]\n"
                    + (1..<levels).map { level in
                        "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: width).joined(separator: ","))]\n"
                    }.joined()
            }
            let keys =
                "? [\(bomb(6, 8).split(separator: "\n").map { $0.drop { $0 != "&" } }.joined(separator: ","))]\n: x\n"
            for (text, expected) in [
                (bomb(20, 10), "a recipe may have 8 anchors"), (bomb(3, 30), "and 40 aliases"),
                (bomb(8, 5), "more than 20000 values"), (keys, "a key must be a text"),
            ] {
                let path = try samples.write("bomb.yaml", text)
                let outcome = try CommandLineTool.run(["script", path, "--validate"])
                #expect(outcome.status == 65 && outcome.errors.contains(expected), "\(outcome.errors.prefix(400))")
            }
        }
    }

    @Test func deepAndLongFilesAreRefused() throws {
        try ScriptSamples.with { samples in
            for (text, expected) in [
                (
                    "name: " + String(repeating: "[", count: 900) + String(repeating: "]", count: 900),
                    "more than 64 deep"
                ),
                (String(repeating: "[", count: 100_000), "not YAML"),
                (String(repeating: "- ", count: 5000) + "x", "not YAML"),
                ("name: r\n# " + String(repeating: "x", count: 1 << 20), "larger than 1048576 bytes"),
            ] {
                let path = try samples.write("large.yaml", text)
                let outcome = try CommandLineTool.run(["script", path, "--validate"])
                #expect(outcome.status == 65 && outcome.errors.contains(expected), "\(outcome.errors.prefix(400))")
            }
        }
    }

    @Test func mistakesInSubrecipesNameTheirFile() throws {
        try ScriptSamples.with { samples in
            let main = try samples.write("main.yaml", "name: r\nsteps: [{id: a, recipe: sub/inner.yaml}]\n")
            try FileManager.default.createDirectory(atPath: samples.path("sub"), withIntermediateDirectories: true)
            let inner = try samples.write("sub/inner.yaml", "name: i\nsteps: [{id: a, promt: x}]\n")
            let outcome = try CommandLineTool.run(["script", main, "--validate"])
            #expect(outcome.status == 65 && outcome.errors.contains("\(inner):2:17: \"promt\""), "\(outcome.errors)")
            // A cycle, by another spelling of the same file.
            try samples.write("sub/inner.yaml", "name: i\nsteps: [{id: a, recipe: ../sub/../main.yaml}]\n")
            let cycle = try CommandLineTool.run(["script", main, "--validate"])
            #expect(
                cycle.status == 65
                    && cycle.errors.contains(
                        "\(inner):2:25: the recipe runs itself: main.yaml → inner.yaml → main.yaml"),
                "\(cycle.errors)")
            try samples.write("sub/inner.yaml", "name: i\nsteps: [{id: a, recipe: other.yaml}]\n")
            let missing = try CommandLineTool.run(["script", main, "--validate"])
            #expect(missing.errors.contains("\(inner):2:25: \(samples.path("sub/other.yaml")): no such file"))
        }
    }

    @Test func otherMistakesHaveTheirExitCodes() throws {
        try ScriptSamples.with { samples in
            try samples.writeDoubling(count: 1)
            #expect(try CommandLineTool.run(["script", samples.path("none.yaml"), "--validate"]).status == 66)
            #expect(try CommandLineTool.run(["script", samples.folder, "--validate"]).status == 66)
            for (arguments, status, expected) in [
                (["--resume"], 64, "--resume needs --report"), (["--limit", "1"], 64, "--limit needs --inputs"),
                (["--concurrency", "0"], 64, "it must be in 1...256"),
                (["-p", "x=1"], 64, "doubling has no parameter 'x' (it has none)"),
                (["-p", "x"], 64, "write NAME=VALUE"),
                (["--inputs", samples.path("none.jsonl")], 66, "cannot be opened"),
                ([], 65, "doubling.yaml:5:21: the run has no input for {{input}}"),
            ] {
                let outcome = try CommandLineTool.run(
                    ["script", samples.path("doubling.yaml"), "--model", "scripted:\(samples.path("replies.json"))"]
                        + arguments)
                #expect(
                    outcome.status == status && outcome.errors.contains(expected), "\(arguments): \(outcome.errors)")
            }
            for (inputs, expected) in [
                ("{}\n{\"a\": }\n", "inputs.jsonl:2:7: not JSON"), ("\n[1]\n", "inputs.jsonl:2:1: expected an object"),
            ] {
                try samples.write("inputs.jsonl", inputs)
                let outcome = try samples.run("--inputs", samples.path("inputs.jsonl"))
                #expect(outcome.status == 65 && outcome.errors.contains(expected), "\(outcome.errors)")
            }
        }
    }
}
