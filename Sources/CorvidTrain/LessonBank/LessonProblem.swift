/// What is wrong with a lesson.
package struct LessonProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file's name; empty where it is not known yet.
    package var file = ""
    /// Counted from 1; 0 where it is not known yet.
    package var line = 0
    package var message: String

    package init(_ message: String) { self.message = message }

    /// `math_a.jsonl:12: N3 stands in no text`.
    package var description: String { file.isEmpty ? message : "\(file):\(line): \(message)" }

    func at(_ file: String, _ line: Int) -> LessonProblem {
        var copy = self
        if copy.file.isEmpty {
            copy.file = file
            copy.line = line
        }
        return copy
    }
}
