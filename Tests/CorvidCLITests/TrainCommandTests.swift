import CorvidGrammar
import Foundation
import Testing

/// `corvid train` from a vocabulary to a checkpoint that the other commands use.
@Suite struct TrainCommandTests {
    private func corvid(_ box: AgentSandbox, _ arguments: [String]) throws -> CommandLineTool.Outcome {
        try CommandLineTool.run(arguments, environment: box.environment())
    }

    private static func configuration(_ folder: String, tokens: Int, extra: String = "") -> String {
        """
        name: sparrow
        vocabulary: \(folder)/vocabulary.gguf
        output: \(folder)/run
        tokens: \(tokens)
        batch_tokens: 256
        pass_tokens: 256
        opening_tokens: 500
        evaluation_steps: 4
        threads: 2
        \(extra)
        model: {width: 64, layers: [convolution, attention], heads: 4, key_value_heads: 2, head_size: 16, feed_forward: 96}
        data:
          - {generator: repetition, weight: 1, opening: 1}
          - {generator: arithmetic, weight: 2}
          - {lessons: \(folder)/lessons, weight: 3}
        """
    }

    private func prepare(_ box: AgentSandbox) throws {
        let lines = (0..<300).map { "The \($0)th bird sang in the old tree and flew to the river before noon came." }
        let text = try box.file("text.txt", lines.joined(separator: "\n"))
        let vocabulary = try corvid(
            box, ["train", "tokenizer", text, "--output", "\(box.folder)/vocabulary.gguf", "--vocabulary", "416"])
        #expect(vocabulary.status == 0, "\(vocabulary)")
        try FileManager.default.createDirectory(
            atPath: "\(box.folder)/lessons", withIntermediateDirectories: true)
        let lessons = [
            #"{"s": "add", "t": "{p1} [has|owns] {N1} {x1} and finds {N2} more. How many {x1} now?", "e": "N1+N2", "c": []}"#,
            #"{"s": "sub", "t": "Of {N1} {x1} {p1} [eats|sells] {N2}. How many stay?", "e": "N1-N2", "c": ["N1>N2"]}"#,
            #"{"s": "mul", "t": "{N1} boxes hold {N2} {x1} each. How many {x1} is that?", "e": "N1*N2", "c": []}"#,
        ]
        // One in twenty-five templates is held out: many make sure of both portions.
        let more = (0..<80).map { index in
            let name = String(index, radix: 26).map {
                String(UnicodeScalar(UInt8(ascii: "a") + UInt8($0.hexDigitValue ?? 20)))
            }
            return
                #"{"s": "add", "t": "{p1} the \#(name.joined())er has {N1} and gets {N2}. Sum?", "e": "N1+N2", "c": []}"#
        }
        _ = try box.file("lessons/math_x.jsonl", (lessons + more).joined(separator: "\n"))
    }

    @Test("A run ends with a checkpoint, a log and a curve, and is not begun again by mistake")
    func wholeRun() throws {
        try AgentSandbox.use { box in
            try prepare(box)
            let whole = try box.file(
                "whole.yaml",
                Self.configuration(box.folder, tokens: 3072, extra: "prompt_weight: 0.25\nprompt_share: 0.6"))
            let found = try corvid(box, ["train", whole, "--json"])
            #expect(found.status == 0, "\(found)")
            let events = try found.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
            func all(_ name: String) -> [JSONValue] { events.filter { $0["event"]?.text == name } }
            #expect(all("report").count == 1 && events.first?["event"]?.text == "report")
            #expect(all("step").first?["step"]?.int == 1)
            #expect(all("evaluation").count == 3)
            #expect(all("report").count + all("step").count + all("evaluation").count == events.count)
            let evaluation = try #require(events.last)
            #expect(evaluation["step"]?.int == 12)
            #expect(evaluation["parts"]?.array?.isEmpty == false)
            #expect(evaluation["probes"]?.array?.isEmpty == false)
            let run = "\(box.folder)/run"
            #expect(FileManager.default.fileExists(atPath: "\(run)/report.json"))
            let model = try Data(contentsOf: URL(filePath: "\(run)/model.gguf"))
            #expect(try String(contentsOfFile: "\(run)/loss.svg", encoding: .utf8).hasPrefix("<svg"))
            #expect(AgentSandbox.lines(of: "\(run)/log.jsonl").isEmpty == false)

            let inspected = try corvid(box, ["inspect", "\(run)/model.gguf", "--json"]).json()
            #expect(inspected["architecture"]?.text == "lfm2")
            let generated = try corvid(
                box, ["generate", "\(run)/model.gguf", "The bird", "--max-tokens", "4", "--temperature", "0"])
            #expect(generated.status == 0, "\(generated)")

            // Again in the same folder: refused, and nothing is lost. Gone on from: nothing is left to do.
            let again = try corvid(box, ["train", whole])
            #expect(again.status == 64 && again.errors.contains("--resume"), "\(again)")
            #expect(try corvid(box, ["train", whole, "--resume"]).status == 0)
            #expect(try Data(contentsOf: URL(filePath: "\(run)/model.gguf")) == model)
        }
    }

    @Test("A student learns from a model of its vocabulary, and from no other") func distilling() throws {
        try AgentSandbox.use { box in
            try prepare(box)
            let first = Self.configuration(box.folder, tokens: 1024)
            #expect(try corvid(box, ["train", try box.file("first.yaml", first)]).status == 0)
            let teacher = "\(box.folder)/teacher.gguf"
            try FileManager.default.moveItem(atPath: "\(box.folder)/run/model.gguf", toPath: teacher)
            try FileManager.default.removeItem(atPath: "\(box.folder)/run")
            let second = try box.file(
                "second.yaml",
                Self.configuration(
                    box.folder, tokens: 1024, extra: "distillation: {weight: 0.7, temperature: 1.5, top: 8}"))
            let found = try corvid(box, ["distill", second, "--teacher", teacher, "--json"])
            #expect(found.status == 0, "\(found)")
            let events = try found.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
            let step = events.first { $0["event"]?.text == "step" }
            #expect((step?["divergence"]?.double ?? 0) > 0)
            let resumed = try corvid(box, ["distill", second, "--teacher", teacher, "--resume"])
            #expect(resumed.status == 0, "\(resumed)")
            // Without its teacher the run is another.
            let alone = try box.file("alone.yaml", first)
            let without = try corvid(box, ["train", alone, "--resume"])
            #expect(without.status == 65 && without.errors.contains("teacher"), "\(without)")

            let text = try box.file("other.txt", String(repeating: "Owls hunt mice in barns at night. ", count: 90))
            let other = "\(box.folder)/other.gguf"
            _ = try corvid(box, ["train", "tokenizer", text, "--output", other, "--vocabulary", "416"])
            try FileManager.default.removeItem(atPath: "\(box.folder)/run")
            let wrong = try box.file(
                "wrong.yaml", first.replacing("\(box.folder)/vocabulary.gguf", with: other))
            let refused = try corvid(box, ["distill", wrong, "--teacher", teacher])
            #expect(refused.status == 65 && refused.errors.contains("another vocabulary"), "\(refused)")
            #expect(refused.errors.contains("token "), "\(refused)")
            #expect(try corvid(box, ["distill", alone, "--teacher", "\(box.folder)/none.gguf"]).status == 66)
            #expect(try corvid(box, ["distill", alone]).status == 64)
        }
    }

    @Test("The agent is measured as the run goes on, and the probe can be written as a file") func measuring() throws {
        try AgentSandbox.use { box in
            try prepare(box)
            let tasks = try box.file(
                "tasks.jsonl",
                (1...4).map {
                    #"{"question": "What is \#($0) and 2?", "expression": "\#($0)+2", "answer": \#($0 + 2)}"#
                }
                .joined(separator: "\n"))
            let configuration = try box.file(
                "measured.yaml",
                Self.configuration(
                    box.folder, tokens: 1024, extra: "evaluations: [{file: \(tasks), count: 2}]"))
            let found = try corvid(box, ["train", configuration, "--json"])
            #expect(found.status == 0, "\(found)")
            let last = try JSONValue(parsing: String(try #require(found.output.split(separator: "\n").last)))
            let task = try #require(last["tasks"]?.array?.first)
            #expect(task["name"]?.text == "tasks" && task["count"]?.int == 2)

            let folder = "\(box.folder)/development"
            #expect(try corvid(box, ["train", "development", configuration, "--output", folder]).status == 0)
            let copies = AgentSandbox.lines(of: "\(folder)/copy.jsonl")
            #expect(copies.count == 300)
            let evaluated = try corvid(
                box,
                [
                    "evaluate", "\(folder)/copy.jsonl", "--model", "\(box.folder)/run/model.gguf", "--limit", "6",
                    "--max-tokens", "24", "--json",
                ])
            let copy = try evaluated.json()["kinds"]?["copy"]
            #expect(copy?["count"]?.int == 6 && copy?["accuracy"]?.double != nil, "\(evaluated)")
            #expect(copy?["interval"]?.array?.count == 2)
            for group in ["copying", "lookup"] {
                let part = copy?["groups"]?[group]
                #expect(part?["count"]?.int == 3 && part?["interval"]?.array?.count == 2, "\(group)")
                #expect(part?["accuracy"]?.double != nil)
            }
        }
    }

    @Test("What is wrong with a configuration is told with its place and what would be right") func mistakes() throws {
        try AgentSandbox.use { box in
            try prepare(box)
            func told(_ text: String, _ status: Int32, _ parts: String...) throws {
                let path = try box.file("wrong.yaml", text)
                let found = try corvid(box, ["train", path])
                #expect(found.status == status, "\(found)")
                for part in parts { #expect(found.errors.contains(part), "\(part): \(found.errors)") }
            }
            let good = Self.configuration(box.folder, tokens: 1024)
            try told(
                good.replacing("evaluation_steps", with: "evaluation_step"), 65, "wrong.yaml:8", "evaluation_steps")
            try told(good.replacing("width: 64", with: "width: 65"), 65, "multiple of 32")
            try told(good.replacing("heads: 4", with: "heads: 3"), 65, "key_value_heads")
            try told(good.replacing("convolution, attention", with: "convolution, atention"), 65, "atention")
            try told(good.replacing("tokens: 1024", with: "tokens: many"), 65, "whole number")
            try told(good.replacing("generator: arithmetic", with: "generator: arithmetics"), 64, "arithmetics")
            try told(good.replacing("vocabulary.gguf", with: "none.gguf"), 66, "none.gguf")
            func with(_ extra: String) -> String { Self.configuration(box.folder, tokens: 1024, extra: extra) }
            try told(with("distillation: {weight: 0.5}"), 65, "wrong.yaml:10", "corvid distill")
            try told(with("distillation: {wieght: 0.5}"), 65, "wrong.yaml:10", "did you mean weight?")
            try told(with("distillation: {weight: 1.5}"), 65, "wrong.yaml:10", "weight must be a number from 0")
            try told(with("distillation: {top: 2.5}"), 65, "wrong.yaml:10", "top must be a whole number")
            try told(with("evaluations: [{fiel: a.jsonl}]"), 65, "wrong.yaml:10", "did you mean file?")
            try told(with("evaluations: [{count: 5}]"), 65, "wrong.yaml:10", "needs a text 'file'")
            try told(with("evaluations: [{file: \(box.folder)/none.jsonl}]"), 65, "wrong.yaml:10", "none.jsonl")
            try told(
                with("evaluations: [{file: \(box.folder)/text.txt, count: 0}]"), 65, "wrong.yaml:10", "whole number")
            #expect(try corvid(box, ["train", "\(box.folder)/none.yaml"]).status == 66)
            let resumed = try corvid(box, ["train", try box.file("good.yaml", good), "--resume"])
            #expect(resumed.status == 64 && resumed.errors.contains("state.gguf"), "\(resumed)")
        }
    }
}
