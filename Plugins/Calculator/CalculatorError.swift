/// Why an expression has no result: what is wrong, where, and what to write instead.
public struct CalculatorError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of thing went wrong.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        /// The code as a word.
        public let description: String

        /// The text is no expression.
        public static let syntax = Code(description: "syntax")
        /// A name that the calculator does not know.
        public static let unknownName = Code(description: "unknownName")
        /// A function with too few or too many arguments.
        public static let wrongArity = Code(description: "wrongArity")
        /// A comma that could separate arguments or thousands, a percentage that could be one of two things, a date
        /// without a calendar month.
        public static let ambiguous = Code(description: "ambiguous")
        /// Division by zero.
        public static let divisionByZero = Code(description: "divisionByZero")
        /// A function of a number for which it has no real value.
        public static let domain = Code(description: "domain")
        /// Units that do not go together.
        public static let dimension = Code(description: "dimension")
        /// A date or a truth value where a number belongs, or the other way round.
        public static let type = Code(description: "type")
        /// A date that does not exist.
        public static let invalidDate = Code(description: "invalidDate")
        /// A result or a step on the way to it beyond ``CalculatorLimits``.
        public static let tooLarge = Code(description: "tooLarge")
        /// A reference to a number that nobody has put in its place.
        public static let unresolvedReference = Code(description: "unresolvedReference")
        /// The task that asked was cancelled.
        public static let cancelled = Code(description: "cancelled")

        /// More bits are needed; never leaves the evaluator.
        static let imprecise = Code(description: "imprecise")
    }

    /// What kind of thing went wrong.
    public let code: Code
    /// The character where it stands, counted from 1 in Unicode scalar values; nil if it is the whole expression.
    public internal(set) var position: Int?
    /// What is wrong and what to write instead, in a sentence.
    public let message: String

    init(_ code: Code, at position: Int? = nil, _ message: String) {
        self.code = code
        self.position = position
        self.message = message
    }

    /// The message and the place.
    public var description: String { position.map { "\(message) (at character \($0))" } ?? message }

    /// More bits must tell.
    static let imprecise = CalculatorError(.imprecise, "more bits are needed")

    /// The error with a place, unless it has one.
    func located(at position: Int) -> CalculatorError {
        var error = self
        if error.position == nil { error.position = position }
        return error
    }
}
