/// Why a record file cannot be used as it is.
package struct RecordError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable, Hashable {
        /// The file cannot be opened, read or decompressed.
        case unreadable
        /// A line is no JSON object.
        case notAnObject = "not-an-object"
        case missingField = "missing-field"
        case wrongType = "wrong-type"
        /// The file's name bears a licence flag that the caller does not allow.
        case notAllowed = "not-allowed"
    }

    package var code: Code
    package var file: String
    /// From 1; 0 where the file as a whole is meant.
    package var line: Int
    /// The member, with points between levels: `table.columns`.
    package var field: String?
    /// What was found, and what to do.
    package var reason: String

    package init(_ code: Code, file: String, line: Int = 0, field: String? = nil, reason: String) {
        self.code = code
        self.file = file
        self.line = line
        self.field = field
        self.reason = reason
    }

    package var description: String {
        file + (line > 0 ? ":\(line)" : "") + (field.map { ": field \"\($0)\"" } ?? "") + ": " + reason
    }
}
