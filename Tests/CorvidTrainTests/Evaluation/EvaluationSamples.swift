import CorvidGrammar
import CorvidTrain
import Foundation

/// Records for tests, written as lines of JSON.
enum EvaluationSamples {
    static let place = EvaluationRecord.Place(file: "dev.jsonl", line: 7)

    static func record(_ json: String, folder: String = "/nowhere") throws -> EvaluationRecord {
        try EvaluationRecord(try JSONValue(parsing: json), at: place, folder: folder)
    }

    /// What is said of a record that is wrong.
    static func complaint(_ json: String, folder: String = "/nowhere") -> String {
        do {
            _ = try record(json, folder: folder)
            return "none"
        } catch {
            return "\(error)"
        }
    }

    /// A folder for one test, removed afterwards.
    static func withFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "corvid-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(folder.path)
    }
}
