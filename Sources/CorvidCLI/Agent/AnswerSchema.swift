import Corvid
import CorvidGrammar

/// The JSON Schema that an answer must satisfy, as `--schema` has it.
enum AnswerSchema {
    /// - Parameter text: a file, or the JSON itself.
    /// - Throws: ``CommandFailure`` with what is wrong with the schema or not supported, and where.
    static func read(_ text: String) throws -> OutputSchema {
        let source = try GrammarSource(schema: text)
        do throws(GrammarError) {
            _ = try source.compiled(.generation)
        } catch {
            throw CommandFailure(ExitStatus.badData, "\(source.name): \(error)")
        }
        return OutputSchema(try JSONValue(parsing: source.text))
    }
}
