/// What is wrong with a request to the engine: the fault of the caller, not of a file.
///
/// Match on ``code``; ``message`` is one sentence that tells the offending number and the allowed range.
public struct EngineError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A kind of fault, to match on; more may be added.
    public struct Code: RawRepresentable, Sendable, Hashable {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// A sequence would grow past the context.
        public static let contextOverflow = Code(rawValue: "context-overflow")
        /// A token id is not in the vocabulary.
        public static let tokenOutOfRange = Code(rawValue: "token-out-of-range")
        /// An option is outside of its range.
        public static let optionOutOfRange = Code(rawValue: "option-out-of-range")
        /// A run has no tokens, or asks for more outputs than it has tokens.
        public static let invalidRun = Code(rawValue: "invalid-run")
        /// A sequence is not in the cache, or occurs twice in a batch.
        public static let unknownSequence = Code(rawValue: "unknown-sequence")
        /// The cache was made for another model.
        public static let foreignCache = Code(rawValue: "foreign-cache")
        /// A saved sequence cannot be read or written.
        public static let unreadable = Code(rawValue: "unreadable")
        /// A saved sequence is damaged, or of another version, model or cache format.
        public static let corrupted = Code(rawValue: "corrupted")
    }

    public var code: Code
    /// One sentence: what was asked for, what is possible.
    public var message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }

    /// `tokens` positions were asked for where the context holds `limit`.
    public static func contextOverflow(tokens: Int, limit: Int) -> EngineError {
        EngineError(.contextOverflow, "\(tokens) tokens do not fit the context of \(limit) tokens")
    }

    /// `token` is not in `0..<vocabularySize`.
    public static func tokenOutOfRange(_ token: TokenID, vocabularySize: Int) -> EngineError {
        EngineError(.tokenOutOfRange, "token \(token) is not in the vocabulary of 0..<\(vocabularySize)")
    }

    /// The option `name` has a `value` outside of `range`, which is told as a user reads it.
    public static func optionOutOfRange(name: String, value: String, range: String) -> EngineError {
        EngineError(.optionOutOfRange, "\(name) is \(value); it must be in \(range)")
    }
}
