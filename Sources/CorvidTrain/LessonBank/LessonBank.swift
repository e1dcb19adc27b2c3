import CorvidGrammar
import Foundation

/// Hand-written lessons: templates that are filled anew for every example.
///
/// A folder has files of JSON lines. What a record teaches is told by its fields; the folder's README says which there
/// are.
package struct LessonBank: Sendable {
    /// The supplies of examples, one for each kind of lesson that the folder has.
    package let sources: [any ExampleSource]

    /// Reads all files of a folder.
    ///
    /// - Parameters:
    ///   - folder: with files that end in `.jsonl`.
    ///   - portion: which templates count. All that belongs to one story, function, schema or passage is of one
    ///     portion.
    ///   - tools: as the agent defines them.
    /// - Throws: `LessonProblem`, with file and line.
    package init(folder: String, portion: Portion, tools: TaskTools) throws {
        let lessons = try LessonCollection(folder: folder).portion(portion)
        let pool = FunctionPool(lessons: lessons.functions.map(\.value))
        var sources: [any ExampleSource] = []
        if !lessons.wordProblems.isEmpty {
            sources.append(WordProblemSource(lessons: lessons.wordProblems.map(\.value), tools: tools, others: pool))
        }
        if !pool.isEmpty { sources.append(FunctionSource(pool: pool, tools: tools)) }
        if !lessons.functionSets.isEmpty {
            sources.append(FunctionSetSource(lessons: lessons.functionSets.map(\.value), pool: pool))
        }
        let databases = lessons.databases.map(\.value)
        if !databases.isEmpty {
            sources.append(
                DatabaseSource(lessons: databases, problems: lessons.wordProblems.map(\.value), tools: tools))
        }
        if !lessons.dialogues.isEmpty {
            sources.append(
                DialogueSource(lessons: lessons.dialogues.map(\.value), databases: databases, pool: pool, tools: tools))
        }
        if !lessons.passages.isEmpty {
            let passages = lessons.passages.map(\.value)
            sources.append(PassageSource(lessons: passages, tools: tools))
            sources.append(PageSource(lessons: passages, tools: tools, others: pool))
        }
        self.sources = sources
    }

    /// The source of a name: `lessons-math`, `lessons-functions`, `lessons-function-sets`, `lessons-databases`,
    /// `lessons-dialogues`, `lessons-passages`, `lessons-pages`.
    package func source(named name: String) -> (any ExampleSource)? { sources.first { $0.name == name } }
}
