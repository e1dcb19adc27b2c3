@testable import Corvid

/// Random outcomes and scores with many ties, and every measure worked out again in the most direct way.
struct RandomOutcomes {
    let outcomes: [RoutingOutcome]
    let scores: [Double]
    /// How many questions are sent before each, and how many have its score.
    private let ranks: [(before: Int, equal: Int)]

    init(seed: UInt64, questions: Int, levels: Int, isGraded: Bool = false) {
        var outcomes: [RoutingOutcome] = []
        var scores: [Double] = []
        var random = SeededRandom(state: seed)
        func quality(_ chance: Double) -> Double {
            isGraded
                ? Double(Int.random(in: 0...10, using: &random)) / 10 * chance
                : Double.random(in: 0..<1, using: &random) < chance ? 1 : 0
        }
        for _ in 0..<questions {
            outcomes.append(
                RoutingOutcome(
                    small: .init(quality: quality(0.5), cost: .random(in: 1...2, using: &random)),
                    large: .init(quality: quality(0.8), cost: .random(in: 5...20, using: &random))))
            scores.append(Double(Int.random(in: 0..<levels, using: &random)))
        }
        self.init(outcomes: outcomes, scores: scores)
    }

    init(outcomes: [RoutingOutcome], scores: [Double]) {
        self.outcomes = outcomes
        self.scores = scores
        ranks = scores.map { score in
            (scores.reduce(0) { $0 + ($1 > score ? 1 : 0) }, scores.reduce(0) { $0 + ($1 == score ? 1 : 0) })
        }
    }

    /// The sample with each question as often as it was drawn.
    func resampled(_ counts: [UInt32]) -> RandomOutcomes {
        let drawn = counts.indices.flatMap { Array(repeating: $0, count: Int(counts[$0])) }
        return RandomOutcomes(outcomes: drawn.map { outcomes[$0] }, scores: drawn.map { scores[$0] })
    }

    // MARK: The measures, directly

    /// The expectation with `calls` large calls: each question counts by the chance that it is among them.
    func expected(calls: Int) -> (accuracy: Double, cost: Double, cascadeCost: Double) {
        var (accuracy, cost, cascadeCost) = (0.0, 0.0, 0.0)
        for (outcome, rank) in zip(outcomes, ranks) {
            let chance = min(max(0, Double(calls - rank.before) / Double(rank.equal)), 1)
            accuracy += chance * outcome.large.quality + (1 - chance) * outcome.small.quality
            cost += chance * outcome.large.cost + (1 - chance) * outcome.small.cost
            cascadeCost += chance * outcome.large.cost + outcome.small.cost
        }
        let count = Double(outcomes.count)
        return (accuracy / count, cost / count, cascadeCost / count)
    }

    /// PGR at 0, 1, … n large calls; nil if the large model is not better.
    var recovered: [Double]? {
        let accuracies = (0...outcomes.count).map { expected(calls: $0).accuracy }
        let gap = accuracies[outcomes.count] - accuracies[0]
        return gap > 1e-9 ? accuracies.map { ($0 - accuracies[0]) / gap } : nil
    }

    var averageGapRecovered: Double? {
        recovered.map { values in
            zip(values, values.dropFirst()).reduce(0) { $0 + ($1.0 + $1.1) / 2 } / Double(outcomes.count)
        }
    }

    func leastShare(recovering level: Double) -> Double? {
        guard let recovered, let calls = recovered.firstIndex(where: { $0 >= level - 1e-9 }) else { return nil }
        if calls == 0 { return 0 }
        let (before, after) = (recovered[calls - 1], recovered[calls])
        return (Double(calls - 1) + min((level - before) / (after - before), 1)) / Double(outcomes.count)
    }
}
