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
            let whole = try box.file("whole.yaml", Self.configuration(box.folder, tokens: 3072))
            let found = try corvid(box, ["train", whole, "--json"])
            #expect(found.status == 0, "\(found)")
            let lines = found.output.split(separator: "\n").map(String.init)
            #expect(lines.count == 3)
            let evaluation = try JSONValue(parsing: try #require(lines.last))
            #expect(evaluation["step"]?.int == 12)
            #expect(evaluation["parts"]?.array?.isEmpty == false)
            let run = "\(box.folder)/run"
            let model = try Data(contentsOf: URL(filePath: "\(run)/model.gguf"))
            #expect(try String(contentsOfFile: "\(run)/loss.svg", encoding: .utf8).hasPrefix("<svg"))
            #expect(try AgentSandbox.lines(of: "\(run)/log.jsonl").isEmpty == false)

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
            #expect(try corvid(box, ["train", "\(box.folder)/none.yaml"]).status == 66)
            let resumed = try corvid(box, ["train", try box.file("good.yaml", good), "--resume"])
            #expect(resumed.status == 64 && resumed.errors.contains("state.gguf"), "\(resumed)")
        }
    }
}
