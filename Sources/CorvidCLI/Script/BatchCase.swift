import Corvid
import CorvidGrammar

/// One line of a batch's inputs.
struct BatchCase: Sendable, Hashable {
    /// From 1: the line of the file. 0 stands for a run without inputs.
    var line: Int
    var input: JSONValue

    /// What reports call it: the input's "id", or its line.
    var name: String { input["id"].map(\.plainText) ?? (line == 0 ? "the run" : "line \(line)") }

    static let maximumCases = 1_000_000

    /// Reads a file of JSON lines. Empty lines are no cases.
    ///
    /// - Throws: ``CommandFailure`` with the line and column of what is no JSON object.
    static func read(_ path: String) throws -> [BatchCase] {
        let bytes = path == "-" ? try Console.readInputBytes() : try Console.readBytes(path)
        var cases: [BatchCase] = []
        var number = 0
        for text in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            guard text.contains(where: { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }) else { continue }
            let value: JSONValue
            do {
                value = try JSONValue(parsing: Array(text))
            } catch {
                throw CommandFailure(ExitStatus.badData, "\(path):\(number):\(error.column): not JSON: \(error.reason)")
            }
            guard value.members != nil else {
                throw CommandFailure(ExitStatus.badData, "\(path):\(number):1: expected an object, found \(value.kind)")
            }
            cases.append(BatchCase(line: number, input: value))
            guard cases.count <= maximumCases else {
                throw CommandFailure(ExitStatus.badData, "\(path): more than \(maximumCases) cases")
            }
        }
        return cases
    }
}

/// A case and how it went.
struct FinishedCase: Sendable, Hashable, Codable {
    var line: Int
    var input: JSONValue
    var result: RecipeResult

    var name: String { BatchCase(line: line, input: input).name }
}
