/// Says why outcomes and scores cannot be measured.
public struct RoutingDataError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// There is nothing to measure.
        case noQuestions
        /// A strategy has not one score for each question.
        case countsDiffer
        /// A quality, a cost or a score is not a number in its range.
        case invalidValue
        /// The number of resamples, or a share at which to measure, is out of range.
        case invalidSetting
    }

    public let code: Code
    /// Index of the question, from 0.
    public let question: Int?
    public let message: String

    init(code: Code, question: Int? = nil, message: String) {
        self.code = code
        self.question = question
        self.message = message
    }

    public var description: String { question.map { "question \($0): \(message)" } ?? message }
}
