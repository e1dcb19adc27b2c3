/// Why a chat template cannot be read or rendered, and where in its text.
package struct JinjaError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of thing went wrong.
    package enum Code: Sendable, Hashable {
        /// The text is not a template.
        case syntax
        /// A value that does not exist was used.
        case undefined
        /// An operation does not fit its operands, or the language knows no such function.
        case invalidOperation
        /// The template itself refused the input (`raise_exception`).
        case raised
        /// The template asked for more work, text or nesting than is allowed.
        case limit
    }

    package var code: Code
    package var message: String
    /// Line of the template, counted from 1.
    package var line: Int
    /// Column in that line in Unicode scalars, counted from 1.
    package var column: Int

    package var description: String { "chat template, line \(line), column \(column): \(message)" }
}

/// An error before its place in the template is known.
struct JinjaFault: Error {
    var code: JinjaError.Code
    var message: String

    static func invalid(_ message: String) -> JinjaFault { JinjaFault(code: .invalidOperation, message: message) }
    static func undefined(_ message: String) -> JinjaFault { JinjaFault(code: .undefined, message: message) }
    static func limit(_ message: String) -> JinjaFault { JinjaFault(code: .limit, message: message) }

    /// The error at a scalar of a template's text.
    func error(at position: Int, in source: [UInt32]) -> JinjaError {
        var line = 1
        var column = 1
        for unit in source.prefix(max(0, position)) {
            if unit == 10 {
                line += 1
                column = 1
            } else {
                column += 1
            }
        }
        return JinjaError(code: code, message: message, line: line, column: column)
    }
}
