/// How the small and the large model did on one question.
public struct RoutingOutcome: Sendable, Equatable {
    /// What one model's answer was worth and what it took.
    public struct Answer: Sendable, Equatable {
        /// From 0, wrong, to 1, right.
        public var quality: Double
        /// In any unit that is the same for every answer, for example tokens or seconds of the processor.
        public var cost: Double

        public init(quality: Double, cost: Double) {
            self.quality = quality
            self.cost = cost
        }
    }

    public var small: Answer
    public var large: Answer

    public init(small: Answer, large: Answer) {
        self.small = small
        self.large = large
    }

    /// What is won by asking the large model; negative where it does worse.
    var gain: Double { large.quality - small.quality }
}

extension RoutingOutcome {
    /// Checks what every measure relies on.
    static func check(_ outcomes: [RoutingOutcome]) throws(RoutingDataError) {
        if outcomes.isEmpty {
            throw RoutingDataError(
                code: .noQuestions, message: "there are no outcomes of questions to measure; give at least one")
        }
        for (index, outcome) in outcomes.enumerated() {
            for (model, answer) in [("small", outcome.small), ("large", outcome.large)] {
                // Written so that not-a-number fails as well.
                guard answer.quality >= 0, answer.quality <= 1 else {
                    throw RoutingDataError(
                        code: .invalidValue, question: index,
                        message: "the \(model) model's quality is \(answer.quality); expected 0 to 1")
                }
                guard answer.cost >= 0, answer.cost <= largestCost else {
                    throw RoutingDataError(
                        code: .invalidValue, question: index,
                        message: "the \(model) model's cost is \(answer.cost); expected 0 to \(largestCost)")
                }
            }
        }
    }

    /// Keeps sums over any number of questions finite.
    private static let largestCost = 1e100
}
