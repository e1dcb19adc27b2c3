import Testing

@testable import Corvid

@Suite struct QualityCostCurveTests {
    static func outcome(_ small: Double, _ large: Double) -> RoutingOutcome {
        RoutingOutcome(small: .init(quality: small, cost: 1), large: .init(quality: large, cost: 10))
    }

    /// The large model is right at three, the small one at two; the second and the third have one score.
    static let four = [outcome(0, 1), outcome(1, 1), outcome(0, 1), outcome(1, 0)]
    static let scores = [0.9, 0.5, 0.5, 0.1]

    static func curve(cascade: Bool = false) throws -> QualityCostCurve {
        try QualityCostCurve(
            outcomes: four, strategy: .init(name: "four", scores: scores, runsSmallFirst: cascade))
    }

    @Test func `cuts of four questions`() throws {
        let curve = try Self.curve()
        #expect(
            curve.cuts == [
                .init(threshold: .infinity, point: .init(share: 0, accuracy: 0.5, cost: 1)),
                .init(threshold: 0.9, point: .init(share: 0.25, accuracy: 0.75, cost: 3.25)),
                .init(threshold: 0.5, point: .init(share: 0.75, accuracy: 1, cost: 7.75)),
                .init(threshold: -.infinity, point: .init(share: 1, accuracy: 0.75, cost: 10)),
            ])
        #expect(curve.smallOnly == .init(share: 0, accuracy: 0.5, cost: 1))
        #expect(curve.largeOnly == .init(share: 1, accuracy: 0.75, cost: 10))
    }

    @Test func `a cascade always pays for the small model`() throws {
        let curve = try Self.curve(cascade: true)
        #expect(curve.cuts.map(\.point.cost) == [1, 3.5, 8.5, 11])
        #expect(curve.largeOnly.cost == 10)
    }

    @Test func `points between cuts lie on straight lines`() throws {
        let curve = try Self.curve()
        #expect(curve.point(atShare: 0.5) == .init(share: 0.5, accuracy: 0.875, cost: 5.5))
        #expect(curve.point(atShare: 0.75) == curve.cuts[2].point)
        #expect(curve.point(atShare: -1) == curve.cuts[0].point)
        #expect(curve.point(atShare: 7) == curve.cuts[3].point)
        #expect(curve.point(atShare: .nan) == curve.cuts[0].point)
    }

    @Test func `gap recovered of four questions`() throws {
        let curve = try Self.curve()
        #expect(curve.averageGapRecovered == 0.25 * 0.5 + 0.5 * 1.5 + 0.25 * 1.5)
        #expect(curve.gapRecovered(atShare: 0.5) == 1.5)
        #expect(curve.leastShare(recovering: 0) == 0)
        #expect(curve.leastShare(recovering: 0.5) == 0.125)
        #expect(abs(try #require(curve.leastShare(recovering: 0.8)) - 0.2) < 1e-15)
        #expect(curve.leastShare(recovering: 1.5) == 0.5)
        #expect(curve.leastShare(recovering: 2.1) == nil)
    }

    @Test func `cuts for a policy`() throws {
        let curve = try Self.curve()
        #expect(curve.cut(keeping: 0.5) == curve.cuts[0])
        #expect(curve.cut(keeping: 0.99) == curve.cuts[1])
        #expect(curve.cut(keeping: 1) == curve.cuts[1])
        #expect(curve.cut(keeping: 1.3) == curve.cuts[2])
        #expect(curve.cut(keeping: 1.4) == nil)
        #expect(curve.cut(withinShare: -1) == curve.cuts[0])
        #expect(curve.cut(withinShare: 0.249) == curve.cuts[0])
        #expect(curve.cut(withinShare: 0.25) == curve.cuts[1])
        #expect(curve.cut(withinShare: 0.7) == curve.cuts[1])
        #expect(curve.cut(withinShare: 0.75) == curve.cuts[2])
        #expect(curve.cut(withinShare: 1) == curve.cuts[3])
        #expect(curve.cut(withinShare: .nan) == curve.cuts[0])
    }

    @Test(arguments: [[(1.0, 1.0), (0, 0)], [(1, 0), (1, 1)]])
    func `without a better large model there is no gap`(qualities: [(Double, Double)]) throws {
        let curve = try QualityCostCurve(
            outcomes: qualities.map { Self.outcome($0.0, $0.1) }, strategy: .init(name: "", scores: [2, 1]))
        #expect(curve.averageGapRecovered == nil)
        #expect(curve.gapRecovered(atShare: 0.5) == nil)
        #expect(curve.leastShare(recovering: 0.5) == nil)
        // The small model is as good as the large one.
        #expect(curve.cut(keeping: 1) == curve.cuts[0])
    }

    @Test func `one score is a straight line`() throws {
        let curve = try QualityCostCurve(outcomes: Self.four, strategy: .random(questions: 4))
        #expect(curve.cuts.map(\.threshold) == [.infinity, -.infinity])
        #expect(curve.averageGapRecovered == 0.5)
        Self.expectSame(curve.leastShare(recovering: 0.8), 0.8)
        #expect(curve.cut(withinShare: 0.999) == curve.cuts[0])
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `the curve is the expectation over ties`(seed: UInt64) throws {
        let count = 1 + Int(seed) * 2
        let sample = RandomOutcomes(
            seed: seed, questions: count, levels: 1 + Int(seed % 9) * 4, isGraded: seed % 2 == 1)
        let curve = try QualityCostCurve(
            outcomes: sample.outcomes, strategy: .init(name: "", scores: sample.scores))
        let cascade = try QualityCostCurve(
            outcomes: sample.outcomes, strategy: .init(name: "", scores: sample.scores, runsSmallFirst: true))
        for calls in 0...count {
            let share = Double(calls) / Double(count)
            let expected = sample.expected(calls: calls)
            #expect(abs(curve.point(atShare: share).accuracy - expected.accuracy) < 1e-9)
            #expect(abs(curve.point(atShare: share).cost - expected.cost) < 1e-9)
            #expect(abs(cascade.point(atShare: share).cost - expected.cascadeCost) < 1e-9)
        }
        Self.expectSame(curve.averageGapRecovered, sample.averageGapRecovered)
        for level in [0, 0.3, 0.5, 0.8, 1, 1.2] {
            Self.expectSame(curve.leastShare(recovering: level), sample.leastShare(recovering: level))
        }
        // A threshold sends what it says.
        for cut in curve.cuts {
            let sent = sample.scores.filter { $0 >= cut.threshold }.count
            #expect(cut.point.share == Double(sent) / Double(count))
        }
    }

    static func expectSame(_ one: Double?, _ other: Double?, location: SourceLocation = #_sourceLocation) {
        if let one, let other {
            #expect(abs(one - other) < 1e-9, sourceLocation: location)
        } else {
            #expect(one == other, sourceLocation: location)
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `no strategy beats the oracle`(seed: UInt64) throws {
        let sample = RandomOutcomes(seed: seed, questions: 150, levels: 1000, isGraded: seed % 2 == 1)
        let oracle = try QualityCostCurve(outcomes: sample.outcomes, strategy: .oracle(sample.outcomes))
        let others: [RoutingStrategy] = [
            .init(name: "", scores: sample.scores), .random(questions: 150),
            .init(name: "", scores: sample.outcomes.map { -$0.small.quality }),
        ]
        for strategy in others {
            let other = try QualityCostCurve(outcomes: sample.outcomes, strategy: strategy)
            for calls in 0...150 {
                let share = Double(calls) / 150
                #expect(oracle.point(atShare: share).accuracy >= other.point(atShare: share).accuracy - 1e-12)
            }
        }
    }

    @Test func `the oracle prefers the cheaper of equal gains`() throws {
        func outcome(_ gain: Double, _ cost: Double) -> RoutingOutcome {
            RoutingOutcome(small: .init(quality: 0, cost: 1), large: .init(quality: gain, cost: cost))
        }
        let strategy = RoutingStrategy.oracle([outcome(1, 9), outcome(0, 2), outcome(1, 5), outcome(1, 9)])
        #expect(strategy.scores == [-1, -2, 0, -1])
        #expect(RoutingStrategy.promptLength([3, 8]).scores == [3, 8])
    }

    @Test func `bad data are refused with their place`() {
        func code(_ outcomes: [RoutingOutcome], _ scores: [Double]) -> RoutingDataError? {
            #expect(throws: RoutingDataError.self) {
                try QualityCostCurve(outcomes: outcomes, strategy: .init(name: "s", scores: scores))
            }
        }
        #expect(code([], [])?.code == .noQuestions)
        #expect(code(Self.four, [1, 2])?.code == .countsDiffer)
        let infinite = code(Self.four, [1, 2, .infinity, 4])
        #expect(infinite?.code == .invalidValue)
        #expect(infinite?.question == 2)
        #expect(infinite?.description == "question 2: strategy 's' scores it inf; expected a finite number")
        #expect(code([Self.outcome(0, .nan)], [1])?.code == .invalidValue)
        #expect(code([Self.outcome(-0.1, 1)], [1])?.question == 0)
        let costly = RoutingOutcome(small: .init(quality: 1, cost: 1), large: .init(quality: 1, cost: .infinity))
        #expect(code([Self.outcome(0, 1), costly], [1, 2])?.question == 1)
    }
}
