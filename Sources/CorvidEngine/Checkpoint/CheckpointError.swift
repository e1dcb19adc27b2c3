/// What is wrong with a checkpoint file, and where.
public struct CheckpointError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A kind of defect, to match on; more may be added.
    public struct Code: RawRepresentable, Sendable, Hashable {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The file or folder cannot be opened or read.
        public static let unreadable = Code(rawValue: "unreadable")
        /// The file is not of a known kind (wrong magic or version).
        public static let unknownFormat = Code(rawValue: "unknown-format")
        /// The file ends before what it announces.
        public static let truncated = Code(rawValue: "truncated")
        /// A count, size, offset or string contradicts the file or the format.
        public static let corrupted = Code(rawValue: "corrupted")
        /// A metadata key is missing or has the wrong type or range.
        public static let metadata = Code(rawValue: "metadata")
        /// A tensor is missing or has the wrong shape or storage format.
        public static let tensor = Code(rawValue: "tensor")
        /// The vocabulary is missing or inconsistent.
        public static let vocabulary = Code(rawValue: "vocabulary")
        /// A model family or storage format that the engine does not know.
        public static let unsupported = Code(rawValue: "unsupported")
    }

    public var code: Code
    /// Path of the file, as given by the caller.
    public var file: String
    /// Byte offset in the file at which the defect was found, where one is known.
    public var offset: UInt64?
    /// One sentence: what was found, what was expected, what to do where something can be done.
    public var reason: String

    public init(_ code: Code, file: String, offset: UInt64? = nil, reason: String) {
        self.code = code
        self.file = file
        self.offset = offset
        self.reason = reason
    }

    public var description: String {
        if let offset { "\(file): byte \(offset): \(reason)" } else { "\(file): \(reason)" }
    }
}
