import CorvidGrammar
import CorvidTrain
import Foundation
import Testing

@Suite struct LessonDevelopmentSetTests {
    @Test("Files of every kind, each record with what its kind needs, the same for the same seed") func write() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lessons-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        var sets = try LessonDevelopmentSets(folder: LessonFixtures.folder, seed: 3, count: 40)
        try sets.write(to: folder.path)
        var again = try LessonDevelopmentSets(folder: LessonFixtures.folder, seed: 3, count: 40)
        try again.write(to: folder.path + "/again")
        let fields = [
            "math": ["question", "expression", "answer"], "sql": ["question", "tables", "sql"],
            "tools-single": ["tools", "question", "calls"], "tools-sets": ["tools", "question", "calls"],
            "qa": ["context", "question", "answer"],
        ]
        for (name, needed) in fields {
            let text = try String(contentsOf: folder.appendingPathComponent(name + ".jsonl"), encoding: .utf8)
            let records = try text.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
            #expect(records.count == 40)
            for record in records { #expect((["id"] + needed).allSatisfy { record[$0] != nil }) }
            let same = try String(contentsOf: folder.appendingPathComponent("again/\(name).jsonl"), encoding: .utf8)
            #expect(text == same)
            if name == "qa" {
                #expect(records.contains { $0["answer"] == .null })
                for record in records {
                    guard let answer = record["answer"]?.text else { continue }
                    #expect(record["context"]?.text?.contains(answer) == true)
                }
            }
            if name == "tools-sets" { #expect(records.contains { $0["calls"] == .array([]) }) }
        }
    }
}
