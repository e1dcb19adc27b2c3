import Foundation
import Testing

/// Run logs in SQLite, which the ending of the file's name chooses.
@Suite struct SQLiteLogTests {
    @Test func aRunIsLoggedReplayedResumedAndCompared() throws {
        try AgentSandbox.use { box in
            let model = try box.model(
                #"{"tool_calls": [{"function": {"name": "calculator", "arguments": {"expression": "6*7"}}}]}"#,
                #"{"text": "It is 42."}"#)
            let log = "\(box.folder)/run.sqlite"
            func corvid(_ arguments: String...) throws -> CommandLineTool.Outcome {
                try CommandLineTool.run(arguments, environment: box.environment())
            }
            let first = try corvid("run", "What is 6 times 7?", "--model", model, "--log", log)
            #expect(first.status == 0, "\(first.errors)")
            let head = try FileHandle(forReadingFrom: URL(filePath: log)).read(upToCount: 15) ?? Data()
            #expect(head == Data("SQLite format 3".utf8))
            #expect(try corvid("replay", log).output.contains("identical"))
            #expect(try corvid("resume", log).output == first.output)
            let lines = "\(box.folder)/run.jsonl"
            #expect(try corvid("run", "What is 6 times 7?", "--model", model, "--log", lines).status == 0)
            let comparison = try corvid("diff", log, lines)
            #expect(comparison.output.contains("calculator gave: 42"), "\(comparison)")
            // A log is never written over.
            expectFailure(try corvid("run", "x", "--model", model, "--log", log), 73, "run.sqlite")
        }
    }
}
