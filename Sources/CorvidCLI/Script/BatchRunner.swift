import Corvid
import CorvidGrammar
import Foundation

/// Runs a recipe for many inputs, some at the same time. What is done is kept at once.
struct BatchRunner {
    var runner: RecipeRunner
    var parameters: [String: JSONValue]
    var cases: [BatchCase]
    var concurrency: Int
    /// Nil: nothing is kept.
    var state: BatchState?
    /// Where the run logs go; nil: there are none.
    var logFolder: String?

    /// - Returns: the cases in the order of their lines, those of an earlier process included.
    /// - Throws: `CancellationError` after Ctrl-C; ``CommandFailure`` when the state cannot be written.
    func run() async throws -> [FinishedCase] {
        let wanted = Dictionary(uniqueKeysWithValues: cases.map { ($0.line, $0.input) })
        var finished: [Int: FinishedCase] = [:]
        for done in state?.finished ?? [] where wanted[done.line] != nil {
            guard wanted[done.line] == done.input else {
                throw CommandFailure(
                    ExitStatus.usage,
                    "line \(done.line) of the inputs is not what it was; use the same inputs again, or another folder")
            }
            finished[done.line] = done
        }
        let progress = BatchProgress(total: cases.count, finished: Array(finished.values))
        defer { Console.clearProgress() }
        var waiting = cases.filter { finished[$0.line] == nil }[...]
        try await withThrowingTaskGroup(of: FinishedCase.self) { group in
            for _ in 0..<concurrency {
                guard let next = waiting.popFirst() else { break }
                group.addTask { try await run(next) }
            }
            while let done = try await group.next() {
                try state?.add(done)
                finished[done.line] = done
                progress.add(done)
                try Task.checkCancellation()
                if let next = waiting.popFirst() { group.addTask { try await run(next) } }
            }
        }
        return finished.values.sorted { $0.line < $1.line }
    }

    private func run(_ one: BatchCase) async throws -> FinishedCase {
        var runner = runner
        if let logFolder { runner.log = StepLogs.factory(in: "\(logFolder)/\(StepLogs.name(of: one.line))") }
        let result = try await runner.run(parameters: parameters, input: one.input).result
        return FinishedCase(line: one.line, input: one.input, result: result)
    }
}

/// The run logs of a recipe's steps: one file for each attempt, in folders as the steps stand in one another.
enum StepLogs {
    static func factory(in folder: String) -> RecipeRunner.LogFactory {
        { place in
            let path = "\(folder)/\(place).\(place.attempt).jsonl"
            return try FileManager.default.fileExists(atPath: path)
                ? JSONLinesRunLog(continuing: path) : JSONLinesRunLog(creating: path)
        }
    }

    /// Six digits, so that folders stand in order.
    static func name(of line: Int) -> String {
        let digits = String(line)
        return String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }
}
