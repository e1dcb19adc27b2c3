import Testing

@testable import Corvid

@Suite struct RoutingComparisonTests {
    @Test(arguments: 0..<12 as Range<UInt64>)
    func `intervals are those of the resamples measured directly`(seed: UInt64) throws {
        let sample = RandomOutcomes(seed: seed, questions: 60, levels: 1 + Int(seed) * 5, isGraded: seed % 2 == 1)
        let other = RandomOutcomes(outcomes: sample.outcomes, scores: sample.outcomes.map(\.large.cost))
        let shares = [0, 0.25, 0.5, 1]
        let comparison = try RoutingComparison(
            outcomes: sample.outcomes,
            strategies: [.init(name: "one", scores: sample.scores), .init(name: "other", scores: other.scores)],
            resamples: 40, seed: seed, shares: shares)

        var random = Resampling(seed: seed)
        let draws = (0..<40).map { _ in random.counts(of: 60) }
        let (ones, others) = (draws.map(sample.resampled), draws.map(other.resampled))
        func expectSame(_ estimate: RoutingEstimate?, _ value: Double?, _ resampled: [Double?]) throws {
            QualityCostCurveTests.expectSame(estimate?.value, value)
            let sorted = resampled.compactMap { $0 }.sorted()
            guard let estimate, sorted.count >= 38 else { return #expect(estimate?.interval == nil) }
            let interval = try #require(estimate.interval)
            func quantile(_ share: Double) -> Double {
                let place = share * Double(sorted.count - 1)
                let part = place - place.rounded(.down)
                return sorted[Int(place)] * (1 - part) + sorted[Int(place.rounded(.up))] * part
            }
            #expect(abs(interval.lowerBound - quantile(0.025)) < 1e-9)
            #expect(abs(interval.upperBound - quantile(0.975)) < 1e-9)
        }
        let measures = comparison.measures[0]
        #expect(measures.strategy == "one")
        try expectSame(
            measures.averageGapRecovered, sample.averageGapRecovered, ones.map(\.averageGapRecovered))
        try expectSame(
            measures.shareRecovering50, sample.leastShare(recovering: 0.5), ones.map { $0.leastShare(recovering: 0.5) })
        try expectSame(
            measures.shareRecovering80, sample.leastShare(recovering: 0.8), ones.map { $0.leastShare(recovering: 0.8) })
        for (index, share) in shares.enumerated() {
            let calls = Int(share * 60)
            try expectSame(
                measures.accuracy[index], sample.expected(calls: calls).accuracy,
                ones.map { $0.expected(calls: calls).accuracy })
        }
        let difference = zip([sample] + ones, [other] + others).map { pair -> Double? in
            guard let one = pair.0.averageGapRecovered, let other = pair.1.averageGapRecovered else { return nil }
            return one - other
        }
        try expectSame(comparison.difference(0, 1), difference[0], Array(difference.dropFirst()))
    }

    @Test func `a seed gives the same intervals`() throws {
        let sample = RandomOutcomes(seed: 3, questions: 200, levels: 50)
        func interval(seed: UInt64) throws -> ClosedRange<Double>? {
            let comparison = try RoutingComparison(
                outcomes: sample.outcomes, strategies: [.init(name: "", scores: sample.scores)], seed: seed)
            return comparison.measures[0].averageGapRecovered?.interval
        }
        let first = try interval(seed: 1)
        #expect(first != nil)
        #expect(try interval(seed: 1) == first)
        #expect(try interval(seed: 2) != first)
    }

    @Test func `chance and a strategy against itself leave no doubt`() throws {
        let sample = RandomOutcomes(seed: 5, questions: 300, levels: 40)
        let strategy = RoutingStrategy(name: "", scores: sample.scores)
        let comparison = try RoutingComparison(
            outcomes: sample.outcomes, strategies: [.random(questions: 300), strategy, strategy], resamples: 200)
        let chance = try #require(comparison.measures[0].averageGapRecovered?.interval)
        #expect(abs(chance.lowerBound - 0.5) < 1e-9 && abs(chance.upperBound - 0.5) < 1e-9)
        #expect(comparison.difference(1, 2) == RoutingEstimate(value: 0, interval: 0...0))
        #expect(comparison.shares.count == 101)
        #expect(comparison.measures[1].accuracy.count == 101)
    }

    @Test func `too few questions give no interval`() throws {
        // One resample in four has no question at which the large model is better.
        let comparison = try RoutingComparison(
            outcomes: [QualityCostCurveTests.outcome(0, 1), QualityCostCurveTests.outcome(1, 1)],
            strategies: [.init(name: "", scores: [2, 1])])
        #expect(comparison.measures[0].averageGapRecovered == RoutingEstimate(value: 0.75, interval: nil))
        #expect(comparison.measures[0].accuracy[0].interval == 0...1)
    }

    @Test func `without a gap there are no measures of it`() throws {
        let comparison = try RoutingComparison(
            outcomes: [QualityCostCurveTests.outcome(1, 0)],
            strategies: [.random(questions: 1), .random(questions: 1)], resamples: 10)
        #expect(comparison.measures[0].averageGapRecovered == nil)
        #expect(comparison.measures[0].shareRecovering50 == nil)
        #expect(comparison.difference(0, 1) == nil)
        #expect(comparison.measures[0].accuracy[100] == RoutingEstimate(value: 0, interval: 0...0))
    }

    @Test func `bad settings are refused`() {
        let outcomes = QualityCostCurveTests.four
        func code(resamples: Int = 10, shares: [Double] = [0, 1], scores: Int = 4) -> RoutingDataError.Code? {
            #expect(throws: RoutingDataError.self) {
                try RoutingComparison(
                    outcomes: outcomes, strategies: [.random(questions: scores)], resamples: resamples, shares: shares)
            }?.code
        }
        #expect(code(resamples: 0) == .invalidSetting)
        #expect(code(resamples: 10_001) == .invalidSetting)
        #expect(code(shares: [0.5, 0.4]) == .invalidSetting)
        #expect(code(shares: [.nan]) == .invalidSetting)
        #expect(code(shares: [1.5]) == .invalidSetting)
        #expect(code(scores: 3) == .countsDiffer)
    }

    @Test func `quantiles lie between neighbours in proportion`() {
        #expect(abs(RoutingEstimate.quantile(0.025, of: [1, 2, 3, 4, 5]) - 1.1) < 1e-15)
        #expect(RoutingEstimate.quantile(0.5, of: [1, 3]) == 2)
        #expect(RoutingEstimate.quantile(1, of: [1, 3]) == 3)
        #expect(RoutingEstimate.quantile(0.975, of: [7]) == 7)
    }

    @Test func `draws are as many as questions, and even`() {
        var random = Resampling(seed: 9)
        var sums = [Int](repeating: 0, count: 10)
        for _ in 0..<10_000 {
            let counts = random.counts(of: 10)
            #expect(counts.reduce(0, +) == 10)
            for index in 0..<10 { sums[index] += Int(counts[index]) }
        }
        // Five standard deviations of a sum of 100,000 draws with a chance of a tenth.
        #expect(sums.allSatisfy { abs($0 - 10_000) < 475 })
    }
}
