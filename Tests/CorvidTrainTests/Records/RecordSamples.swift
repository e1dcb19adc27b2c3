import Corvid
import CorvidGrammar
import Foundation

import CorvidLLM
@testable import CorvidTrain

/// What the tests of records share.
enum RecordSamples {
    /// Tools like the agent's, without their grammars.
    static let tools = TaskTools(
        calculator: tool("calculator", "Calculates exactly.", "expression"),
        fetch: tool("fetch", "Fetches a web page and returns its text.", "url"),
        database: { tables in
            let lines = tables.map { table in
                let columns = table.columns.map { column in
                    column.name + " " + column.type.lowercased() + (column.isKey ? " key" : "")
                        + (column.references.map { " -> " + $0 } ?? "")
                }
                return table.name + "(" + columns.joined(separator: ", ") + ")"
            }
            return (
                tool("database", "Queries the SQLite database with SQL.", "sql"),
                "Tables of the tool database (SQLite):\n" + lines.joined(separator: "\n")
            )
        })

    private static func tool(_ name: String, _ description: String, _ parameter: String) -> ToolDefinition {
        ToolDefinition(
            name: name, description: description,
            parameters: .object([
                "type": .text("object"),
                "properties": .object([.init(key: Array(parameter.utf8), value: .object(["type": .text("string")]))]),
                "required": .array([.text(parameter)]),
            ]))
    }

    /// A file of lines that lives as long as the closure runs.
    static func withFile<Result>(
        _ name: String, _ lines: [String], _ body: (String) throws -> Result
    ) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "records-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: name).path
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: path))
        return try body(path)
    }

    /// The folder of the public records, where it lies beside the repository; nil elsewhere.
    static let publicFolder: String? = {
        var folder = URL(filePath: #filePath).deletingLastPathComponent()
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        let named = ProcessInfo.processInfo.environment["CORVID_RECORDS"]
        let path = named ?? folder.appending(path: "shared/data").path
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }()

    static func publicFiles(_ kind: String, where isWanted: (String) -> Bool = { _ in true }) -> [String] {
        guard let publicFolder else { return [] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: publicFolder + "/" + kind)) ?? []
        return names.filter { $0.contains(".jsonl") && !RecordFile(path: $0).isFlagged && isWanted($0) }.sorted()
            .map { publicFolder + "/" + kind + "/" + $0 }
    }

    /// An example as the model would read it, for people.
    static func text(_ example: Example) -> String {
        example.tasks.map { task in
            let system = example.instructions.isEmpty ? [] : [Message.system(example.instructions)]
            let segments = CompactFormat.segments(
                system + task.messages, tools: example.tools, addsGenerationPrompt: false)
            return segments.map(\.text).joined() + (task.given.isEmpty ? "" : "  (given: \(task.given.sorted()))")
        }.joined(separator: "\n----\n")
    }
}

extension RecordFile {
    var isFlagged: Bool { flag != nil }
}
