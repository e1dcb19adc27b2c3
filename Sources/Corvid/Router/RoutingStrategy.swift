/// A way to choose which questions go to the large model, as it did on measured questions.
public struct RoutingStrategy: Sendable, Equatable {
    public var name: String
    /// One for each question; the higher, the sooner the question goes to the large model. Finite.
    public var scores: [Double]
    /// Whether the small model answers every question before the large one is asked (a cascade), so that its cost is
    /// always paid; otherwise only one of the two answers.
    public var runsSmallFirst: Bool

    public init(name: String, scores: [Double], runsSmallFirst: Bool = false) {
        self.name = name
        self.scores = scores
        self.runsSmallFirst = runsSmallFirst
    }
}

extension RoutingStrategy {
    /// Chance: every share of the questions is as good as any other, so that the curve is a straight line.
    public static func random(questions: Int) -> RoutingStrategy {
        RoutingStrategy(name: "random", scores: [Double](repeating: 0, count: questions))
    }

    /// The longer the prompt, the sooner it goes to the large model.
    public static func promptLength(_ lengths: [Int]) -> RoutingStrategy {
        RoutingStrategy(name: "prompt length", scores: lengths.map(Double.init))
    }

    /// The best that any strategy could do, knowing how both models will answer: the greatest gain first, and what is
    /// cheapest to send among equal gains. At no share is another strategy's accuracy higher.
    public static func oracle(_ outcomes: [RoutingOutcome]) -> RoutingStrategy {
        func isSooner(_ first: RoutingOutcome, _ second: RoutingOutcome) -> Bool {
            first.gain != second.gain
                ? first.gain > second.gain
                : first.large.cost - first.small.cost < second.large.cost - second.small.cost
        }
        let order = outcomes.indices.sorted {
            isSooner(outcomes[$0], outcomes[$1])
                || !isSooner(outcomes[$1], outcomes[$0]) && $0 < $1
        }
        var scores = [Double](repeating: 0, count: outcomes.count)
        for (previous, question) in zip(order, order.dropFirst()) {
            let isTie = !isSooner(outcomes[previous], outcomes[question])
            scores[question] = isTie ? scores[previous] : scores[previous] - 1
        }
        return RoutingStrategy(name: "oracle", scores: scores)
    }
}

extension RoutingStrategy {
    func check(questions: Int) throws(RoutingDataError) {
        guard scores.count == questions else {
            throw RoutingDataError(
                code: .countsDiffer,
                message: "strategy '\(name)' has \(scores.count) scores for \(questions) questions; give one for each")
        }
        if let question = scores.firstIndex(where: { !$0.isFinite }) {
            throw RoutingDataError(
                code: .invalidValue, question: question,
                message: "strategy '\(name)' scores it \(scores[question]); expected a finite number")
        }
    }
}
