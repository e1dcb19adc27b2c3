import CorvidGrammar
import Foundation

/// All lessons of a folder, by kind.
struct LessonCollection: Sendable {
    /// A lesson and where it stands.
    struct Entry<Value: Sendable>: Sendable {
        var value: Value
        var file: String
        var line: Int
    }

    var wordProblems: [Entry<WordProblemLesson>] = []
    var functions: [Entry<FunctionLesson>] = []
    var functionSets: [Entry<FunctionLesson>] = []
    var passages: [Entry<PassageLesson>] = []
    var databases: [Entry<DatabaseLesson>] = []
    var dialogues: [Entry<DialogueLesson>] = []

    /// - Throws: `LessonProblem` for the first record that makes no sense.
    init(folder: String) throws {
        var first: LessonProblem?
        try self.init(folder: folder) { first = first ?? $0 }
        if let first { throw first }
    }

    /// - Parameter report: takes what is wrong with a record, which is then left out.
    init(folder: String, report: (LessonProblem) -> Void) throws {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw LessonProblem("the folder \(folder) cannot be read: \(error.localizedDescription)")
        }
        let files = names.filter { $0.hasSuffix(".jsonl") }.sorted()
        guard !files.isEmpty else { throw LessonProblem("the folder \(folder) has no files that end in .jsonl") }
        for file in files {
            guard let data = FileManager.default.contents(atPath: folder + "/" + file) else {
                throw LessonProblem("the file cannot be read").at(file, 0)
            }
            add(file, data, report)
        }
    }

    private mutating func add(_ file: String, _ data: Data, _ report: (LessonProblem) -> Void) {
        let lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where !line.isEmpty {
            do {
                try add(JSONValue(parsing: Array(line)), file, index + 1)
            } catch let problem as LessonProblem {
                report(problem.at(file, index + 1))
            } catch {
                report(LessonProblem("\(error)").at(file, index + 1))
            }
        }
    }

    private mutating func add(_ record: JSONValue, _ file: String, _ line: Int) throws {
        if record["e"] != nil {
            wordProblems.append(Entry(value: try WordProblemLesson(record), file: file, line: line))
        } else if record["parameters"] != nil {
            functions.append(Entry(value: try FunctionLesson(function: record), file: file, line: line))
        } else if record["tools"] != nil {
            functionSets.append(Entry(value: try FunctionLesson(set: record), file: file, line: line))
        } else if record["text"] != nil {
            passages.append(Entry(value: try PassageLesson(record), file: file, line: line))
        } else if record["tables"] != nil {
            databases.append(Entry(value: try DatabaseLesson(record), file: file, line: line))
        } else if record["messages"] != nil {
            dialogues.append(Entry(value: try DialogueLesson(record), file: file, line: line))
        } else {
            throw LessonProblem("no kind of lesson has these fields")
        }
    }

    /// The lessons of one portion.
    func portion(_ portion: Portion) -> LessonCollection {
        var copy = self
        copy.wordProblems = wordProblems.filter { Portion(of: $0.value.group) == portion }
        copy.functions = functions.filter { Portion(of: $0.value.group) == portion }
        copy.functionSets = functionSets.filter { Portion(of: $0.value.group) == portion }
        copy.passages = passages.filter { Portion(of: $0.value.group) == portion }
        copy.databases = databases.filter { Portion(of: $0.value.schema) == portion }
        copy.dialogues = dialogues.filter { Portion(of: $0.value.group) == portion }
        return copy
    }
}
