/// Why a vocabulary cannot be made, or not of this.
package struct TokenizerTrainingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A kind of defect.
    package enum Code: String, Sendable {
        /// An option is out of its range.
        case option
        /// A file of text is not what its name says, or there is no text at all.
        case text
        /// The work was given up on request.
        case cancelled
    }

    package var code: Code
    /// What was found, where (file, line), and what to do.
    package var description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
