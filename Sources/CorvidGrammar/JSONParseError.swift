/// Why a text is not JSON, and where.
public struct JSONParseError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Byte offset of the offending byte (the text's length when it ends too early).
    public var offset: Int
    /// Line of that byte, counted from 1.
    public var line: Int
    /// Column of that byte in its line, in bytes, counted from 1.
    public var column: Int
    /// What was found and what was expected.
    public var reason: String

    public init(offset: Int, line: Int, column: Int, reason: String) {
        self.offset = offset
        self.line = line
        self.column = column
        self.reason = reason
    }

    public var description: String { "line \(line), column \(column) (byte \(offset)): \(reason)" }
}
