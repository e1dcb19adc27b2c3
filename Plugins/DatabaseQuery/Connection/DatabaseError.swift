/// Why a database could not be opened or a statement was not run.
///
/// The message is one sentence for a person or a model: what happened, where, and what to do. Passwords are never in it.
public struct DatabaseError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of failure it is; more kinds may come.
    public struct Code: Sendable, Hashable {
        let name: String
        /// There is no such file.
        public static let notFound = Code(name: "notFound")
        /// The file is no SQLite database.
        public static let notADatabase = Code(name: "notADatabase")
        /// A CSV or JSON lines file, or the text of a location, breaks its format.
        public static let invalidFile = Code(name: "invalidFile")
        /// The server could not be reached or went away.
        public static let connectionFailed = Code(name: "connectionFailed")
        /// The server refused user or password, or the user may not read what was asked for.
        public static let accessDenied = Code(name: "accessDenied")
        /// The server has no database of that name.
        public static let unknownDatabase = Code(name: "unknownDatabase")
        /// The policy, or the database's own read-only mode, forbids the statement.
        public static let refused = Code(name: "refused")
        /// The statement is not valid SQL of this database.
        public static let syntax = Code(name: "syntax")
        /// A table or column does not exist.
        public static let unknownName = Code(name: "unknownName")
        /// The statement failed as it ran: a constraint, a cast, a value out of range.
        public static let failed = Code(name: "failed")
        /// The statement, or a value that it makes, is larger than the bounds.
        public static let tooLarge = Code(name: "tooLarge")
        /// The statement ran longer than it may.
        public static let timedOut = Code(name: "timedOut")
        /// The caller cancelled the statement.
        public static let cancelled = Code(name: "cancelled")
        /// Another program holds a lock, or the connection was closed.
        public static let unavailable = Code(name: "unavailable")
    }

    public var code: Code
    /// What happened and what to do.
    public var message: String
    /// The name that does not exist, when the code is ``Code/unknownName`` and the database says it.
    public var unknownName: String?

    public init(_ code: Code, _ message: String, unknownName: String? = nil) {
        self.code = code
        self.message = message
        self.unknownName = unknownName
    }

    public var description: String { message }
}
