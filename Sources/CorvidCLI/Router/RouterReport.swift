import Corvid
import CorvidGrammar
import CorvidTrain

/// What routing between two models gains on measured questions.
struct RouterReport {
    /// What a policy did.
    struct Outcome {
        var policy: RoutingPolicy
        var rule: RouterCalibration.Rule
        var isLarge: [Bool]
        var share: Double
        var accuracy: Double
        var seconds: Double
    }

    let samples: [RoutingSample]
    /// Of the smaller and the larger model.
    let names: [String]
    /// Which of the router's pairs of neighbours.
    let step: Int
    let note: String?
    let comparison: RoutingComparison
    /// The places of strategies in the comparison.
    private let scored: [Int]
    private let length: Int
    let outcomes: [Outcome]
    /// CPU time of deciding by the request alone, and of reading the prompt by the smaller model, for a question.
    private let decisionSeconds: Double
    private let readingSeconds: Double

    /// - Parameters:
    ///   - before: the scores of the requests, if there are any.
    ///   - after: those of the attempts.
    /// - Throws: `RoutingDataError`.
    init(
        samples: [RoutingSample], names: [String], step: Int, note: String? = nil, before: [Double]?, after: [Double]?,
        policies: [(RoutingPolicy, RouterCalibration.Rule)] = [], scoringSeconds: Double = 0
    ) throws {
        let count = Double(max(samples.count, 1))
        decisionSeconds = (scoringSeconds + samples.reduce(0) { $0 + $1.signalSeconds }) / count
        readingSeconds = samples.reduce(0) { $0 + ($1.readingCost.cpuSeconds ?? 0) } / count
        self.samples = samples
        self.names = names
        self.step = step
        self.note = note
        let measured = samples.map { $0.outcome(isCascade: false, reads: false) }
        var strategies: [RoutingStrategy] = []
        if let before { strategies.append(RoutingStrategy(name: "score", scores: before)) }
        if let after { strategies.append(RoutingStrategy(name: "cascade", scores: after, runsSmallFirst: true)) }
        scored = Array(strategies.indices)
        length = strategies.count
        strategies.append(.promptLength(samples.map(\.length)))
        strategies.append(.random(questions: samples.count))
        strategies.append(.oracle(measured))
        comparison = try RoutingComparison(outcomes: measured, strategies: strategies)
        outcomes = policies.map { policy, rule in
            let isCascade = rule.stage == .after
            let gains = (isCascade ? after : before) ?? []
            let isLarge = gains.map { $0 > rule.threshold }
            let costs = samples.map { $0.outcome(isCascade: isCascade, reads: !isCascade) }
            var outcome = Outcome(policy: policy, rule: rule, isLarge: isLarge, share: 0, accuracy: 0, seconds: 0)
            for (large, cost) in zip(isLarge, costs) {
                outcome.share += large ? 1 / count : 0
                outcome.accuracy += (large ? cost.large.quality : cost.small.quality) / count
                // In a cascade the small model's attempt is paid in any case.
                outcome.seconds +=
                    (large ? cost.large.cost + (isCascade ? cost.small.cost : 0) : cost.small.cost) / count
            }
            return outcome
        }
    }

    private var curve: QualityCostCurve { comparison.measures[0].curve }

    /// The least that a strategy's curve is above chance and above the smaller model, over all shares.
    private func margin(_ index: Int) -> Double {
        let chance = comparison.measures[length + 1].accuracy
        return zip(comparison.measures[index].accuracy, chance).map { mine, theirs in
            mine.value - max(theirs.value, curve.smallOnly.accuracy)
        }.min() ?? 0
    }

    // MARK: - Text

    private static func percent(_ share: Double) -> String { RouterFitReport.percent(share) }

    private static func estimate(_ estimate: RoutingEstimate?, isShare: Bool = false) -> String {
        guard let estimate else { return "–" }
        func text(_ value: Double) -> String {
            isShare ? NumberFormat.fixed(100 * value, 1) : NumberFormat.fixed(value, 3)
        }
        let range = estimate.interval.map { " (\(text($0.lowerBound)) to \(text($0.upperBound)))" } ?? ""
        return text(estimate.value) + (isShare ? " %" : "") + range
    }

    var text: String {
        var lines = [
            "\(samples.count) questions" + (note.map { ", \($0)" } ?? "") + ": \(names[0]) is right in "
                + "\(Self.percent(curve.smallOnly.accuracy)), \(names[1]) in \(Self.percent(curve.largeOnly.accuracy))",
            "",
            NumberFormat.left("strategy", 15) + NumberFormat.left("APGR", 25) + NumberFormat.left("CPT(50)", 24)
                + NumberFormat.left("CPT(80)", 24) + "least above chance",
        ]
        for (index, measure) in comparison.measures.enumerated() {
            lines.append(
                NumberFormat.left(measure.strategy, 15)
                    + NumberFormat.left(Self.estimate(measure.averageGapRecovered), 25)
                    + NumberFormat.left(Self.estimate(measure.shareRecovering50, isShare: true), 24)
                    + NumberFormat.left(Self.estimate(measure.shareRecovering80, isShare: true), 24)
                    + "\(NumberFormat.fixed(100 * margin(index), 2)) points")
        }
        lines.append("")
        for index in scored {
            lines.append(
                "\(comparison.measures[index].strategy) above prompt length in APGR by "
                    + Self.estimate(comparison.difference(index, length)))
        }
        if readingSeconds > 0 {
            lines.append(
                "deciding takes \(NumberFormat.fixed(1e6 * decisionSeconds, 1)) CPU-microseconds a question, "
                    + "\(NumberFormat.fixed(100 * decisionSeconds / readingSeconds, 2)) % of \(names[0])'s reading the prompt"
            )
        }
        for outcome in outcomes { lines += text(of: outcome) }
        return lines.joined(separator: "\n") + "\n"
    }

    private func text(of outcome: Outcome) -> [String] {
        let ofLarge = outcome.accuracy / max(curve.largeOnly.accuracy, 1e-9)
        let stage = outcome.rule.stage == .after ? "cascade" : "score"
        var lines = [
            "",
            "\(outcome.policy) (\(stage):\(NumberFormat.fixed(outcome.rule.threshold, 3))): \(Self.percent(outcome.share)) to "
                + "\(names[1]), \(Self.percent(outcome.accuracy)) right, \(Self.percent(ofLarge)) of what \(names[1]) has",
        ]
        if curve.largeOnly.cost > 0 {
            lines.append(
                "CPU-milliseconds a question: \(NumberFormat.fixed(1000 * outcome.seconds, 1)); \(names[0]) alone "
                    + "\(NumberFormat.fixed(1000 * curve.smallOnly.cost, 1)), \(names[1]) alone "
                    + "\(NumberFormat.fixed(1000 * curve.largeOnly.cost, 1))")
        }
        lines.append(
            NumberFormat.left("kind", 15) + NumberFormat.right("questions", 10) + NumberFormat.right(names[0], 10)
                + NumberFormat.right(names[1], 10) + NumberFormat.right("routed", 10)
                + NumberFormat.right("to \(names[1])", 12))
        for group in groups(outcome) {
            lines.append(
                NumberFormat.left(group.name, 15) + NumberFormat.right("\(group.count)", 10)
                    + [group.small, group.large, group.routed].map { NumberFormat.right(Self.percent($0), 10) }.joined()
                    + NumberFormat.right(Self.percent(group.share), 12))
        }
        return lines
    }

    private func groups(_ outcome: Outcome)
        -> [(name: String, count: Int, small: Double, large: Double, routed: Double, share: Double)]
    {
        Set(samples.map(\.group)).sorted().map { name in
            let places = samples.indices.filter { samples[$0].group == name }
            func mean(_ value: (Int) -> Double) -> Double { places.reduce(0) { $0 + value($1) } / Double(places.count) }
            return (
                name, places.count, mean { samples[$0].smallQuality }, mean { samples[$0].largeQuality },
                mean { outcome.isLarge[$0] ? samples[$0].largeQuality : samples[$0].smallQuality },
                mean { outcome.isLarge[$0] ? 1 : 0 }
            )
        }
    }

    // MARK: - Picture

    var chart: LineChart {
        func points(_ values: [Double]) -> [LineChart.Point] {
            zip(comparison.shares, values).map { LineChart.Point(x: $0, y: $1) }
        }
        let colors: [String: Color] = [
            "score": .blue, "cascade": .vermilion, "prompt length": .orange, "random": .gray, "oracle": .green,
        ]
        var series: [LineChart.Series] = []
        for (index, measure) in comparison.measures.enumerated() {
            var line = LineChart.Series(
                name: measure.strategy
                    + (measure.averageGapRecovered.map { ", APGR \(NumberFormat.fixed($0.value, 2))" } ?? ""),
                color: colors[measure.strategy] ?? .gray, width: scored.contains(index) ? 2.5 : 1.2,
                isDashed: !scored.contains(index), points: points(measure.accuracy.map(\.value)))
            if index == scored.last {
                line.band = LineChart.Band(
                    lower: points(measure.accuracy.map { $0.interval?.lowerBound ?? $0.value }),
                    upper: points(measure.accuracy.map { $0.interval?.upperBound ?? $0.value }))
            }
            if let stage = measure.strategy == "cascade"
                ? RouterCalibration.Rule.Stage.after : measure.strategy == "score" ? .before : nil
            {
                line.marks = outcomes.filter { $0.rule.stage == stage }.map {
                    LineChart.Mark(point: .init(x: $0.share, y: $0.accuracy), label: "\($0.policy)")
                }
            }
            series.append(line)
        }
        return LineChart(
            title: "Right answers by share of questions for \(names[1])",
            x: ChartAxis(name: "questions for \(names[1]); the others for \(names[0])", range: 0...1, format: .percent),
            y: ChartAxis(name: "right", format: .percent), series: series)
    }

    // MARK: - JSON

    var json: JSONValue {
        func estimate(_ estimate: RoutingEstimate?) -> JSONValue {
            guard let estimate else { return .null }
            return .object([
                "value": .number(estimate.value),
                "interval": estimate.interval.map { .array([.number($0.lowerBound), .number($0.upperBound)]) } ?? .null,
            ])
        }
        return .object([
            "count": .integer(samples.count), "models": .array(names.map { .text($0) }),
            "smallAccuracy": .number(curve.smallOnly.accuracy), "largeAccuracy": .number(curve.largeOnly.accuracy),
            "decisionSeconds": .number(decisionSeconds), "readingSeconds": .number(readingSeconds),
            "shares": .array(comparison.shares.map { .number($0) }),
            "strategies": .array(
                comparison.measures.enumerated().map { index, measure in
                    .object([
                        "name": .text(measure.strategy), "apgr": estimate(measure.averageGapRecovered),
                        "cpt50": estimate(measure.shareRecovering50), "cpt80": estimate(measure.shareRecovering80),
                        "abovePromptLength": estimate(comparison.difference(index, length)),
                        "leastAboveChance": .number(margin(index)),
                        "accuracy": .array(measure.accuracy.map { .number($0.value) }),
                    ])
                }),
            "policies": .array(
                outcomes.map { outcome in
                    .object([
                        "policy": .text("\(outcome.policy)"),
                        "stage": .text(outcome.rule.stage == .after ? "cascade" : "score"),
                        "threshold": .number(outcome.rule.threshold), "largeShare": .number(outcome.share),
                        "accuracy": .number(outcome.accuracy), "cpuSeconds": .number(outcome.seconds),
                        "kinds": .object(
                            groups(outcome).map { group in
                                JSONValue.Member(
                                    key: Array(group.name.utf8),
                                    value: .object([
                                        "count": .integer(group.count), "small": .number(group.small),
                                        "large": .number(group.large), "routed": .number(group.routed),
                                        "largeShare": .number(group.share),
                                    ]))
                            }),
                    ])
                }),
        ])
    }
}
