import CorvidGrammar
import Foundation
import Testing

/// Agents on a real checkpoint: tiny, with random weights.
@Suite struct CheckpointRunTests {
    private static let model = CommandLineTool.fixture("llama")

    private func corvid(_ box: AgentSandbox, _ arguments: String...) throws -> CommandLineTool.Outcome {
        try CommandLineTool.run(arguments, environment: box.environment())
    }

    @Test func theSameSeedGivesTheSameRun() throws {
        try AgentSandbox.use { box in
            let options = ["--max-tokens", "16", "--temperature", "1", "--seed", "3", "--tool-choice", "none"]
            func run(_ more: String...) throws -> CommandLineTool.Outcome {
                try CommandLineTool.run(
                    ["run", "hi", "--model", Self.model] + options + more, environment: box.environment())
            }
            let first = try run()
            #expect(first.status == 0 || first.status == 2)
            #expect(first.output.count > 1)
            #expect(try run("--threads", "1").output == first.output)
            let replay = try corvid(box, "replay", "last")
            #expect(replay.status == 0, "\(replay.output)")
            #expect(replay.output.hasSuffix("identical\n"))
            #expect(try corvid(box, "resume", "last").output == first.output)
        }
    }

    @Test func aLogIsOnlyForItsOwnModel() throws {
        try AgentSandbox.use { box in
            let found = try corvid(
                box, "run", "hi", "--model", Self.model, "--max-tokens", "4", "--tool-choice", "none")
            #expect(found.status == 0 || found.status == 2)
            let log = try #require(try box.logFiles.first)
            let before = try Data(contentsOf: URL(filePath: log))
            let other = CommandLineTool.fixture("llama_smol")
            expectFailure(try corvid(box, "resume", "last", "--model", other), 65, "llama_smol")
            expectFailure(try corvid(box, "replay", "last", "--model", other), 65, "llama_smol")
            #expect(try Data(contentsOf: URL(filePath: log)) == before)
        }
    }

    @Test func checkpointsThatCannotAnswer() throws {
        try AgentSandbox.use { box in
            expectFailure(try corvid(box, "run", "hi", "--model", CommandLineTool.fixture("bert")), 65, "encoder")
            let damaged = try box.file("damaged.gguf", "GGUF is what this is not")
            expectFailure(try corvid(box, "run", "hi", "--model", damaged), 65, "damaged.gguf")
            let long = String(repeating: "far too long ", count: 200)
            expectFailure(
                try corvid(box, "run", long, "--model", Self.model, "--tool-choice", "none"), 65, "128", "corvid resume"
            )
        }
    }
}
