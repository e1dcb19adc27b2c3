import Foundation

/// Makes a calibration from measured questions.
package struct RouterFit: Sendable {
    package struct Options: Sendable {
        /// Each question is scored by a fit to the other parts.
        package var folds = 5
        package var usesRepresentation: Bool
        package var wordBuckets = 4096
        package var seed: UInt64 = 1
        /// Questions that are needed, and of each outcome.
        package var leastCount = 100
        package var leastOutcomes = 10

        /// - Parameter usesRepresentation: what the smaller model makes of the prompt is a signal.
        package init(usesRepresentation: Bool = true) { self.usesRepresentation = usesRepresentation }
    }

    /// Penalties of the words' weights, for the sum of all questions' losses; tried in this order, and the one with the
    /// least loss on parts that were left out is taken. The other weights' penalties are multiples: there are fewer of
    /// them, or they are larger together.
    private static let penalties = [1.0, 3, 10, 30]
    private static let signalPenalty = 30.0
    private static let representationPenalty = 100.0

    package let options: Options

    package init(options: Options = Options()) { self.options = options }

    /// The scores of one stage: the final one, and what each question got from a fit without it.
    package struct Stage: Sendable {
        package var score: RoutingScore
        package var gains: [Double]
    }

    /// A step's scores, and what their thresholds lead to.
    ///
    /// - Parameter attempts: whether the samples have the smaller model's attempts.
    /// - Throws: ``RouterError`` as ``check(_:)``.
    package func step(_ samples: [RoutingSample], attempts: Bool) throws(RouterError) -> RouterCalibration.Step {
        let before = try stage(samples, attempt: false)
        let after = attempts ? try stage(samples, attempt: true) : nil
        let count = Double(samples.count)
        return RouterCalibration.Step(
            count: samples.count, smallAccuracy: samples.reduce(0) { $0 + $1.smallQuality } / count,
            largeAccuracy: samples.reduce(0) { $0 + $1.largeQuality } / count, before: before.score,
            after: after?.score, beforePoints: try points(samples, before.gains, isCascade: false),
            afterPoints: try after.map { stage throws(RouterError) in
                try points(samples, stage.gains, isCascade: true)
            } ?? [])
    }

    /// What thresholds lead to: at most 201 of them.
    private func points(
        _ samples: [RoutingSample], _ gains: [Double], isCascade: Bool
    ) throws(RouterError) -> [RouterCalibration.OperatingPoint] {
        let curve: QualityCostCurve
        do {
            curve = try QualityCostCurve(
                outcomes: samples.map { $0.outcome(isCascade: isCascade, reads: options.usesRepresentation) },
                strategy: RoutingStrategy(name: "gain", scores: gains, runsSmallFirst: isCascade))
        } catch {
            throw RouterError(.badData, "\(error)")
        }
        let largeSeconds = samples.reduce(0) { $0 + ($1.largeCost.cpuSeconds ?? 0) } / Double(max(samples.count, 1))
        let stride = max(1, (curve.cuts.count + 199) / 200)
        return curve.cuts.indices.filter { $0 % stride == 0 || $0 == curve.cuts.count - 1 }.map { index in
            let cut = curve.cuts[index]
            let threshold =
                index == 0
                ? 1
                : index == curve.cuts.count - 1 ? -1 : (cut.threshold + max(curve.cuts[index + 1].threshold, -1)) / 2
            // Where all go to the larger model, nothing has to be read by the smaller one.
            let seconds = threshold == -1 && !isCascade ? largeSeconds : cut.point.cost
            return RouterCalibration.OperatingPoint(
                threshold: (threshold * 1e6).rounded() / 1e6, largeShare: (cut.point.share * 1e4).rounded() / 1e4,
                accuracy: (cut.point.accuracy * 1e5).rounded() / 1e5, seconds: (seconds * 1e6).rounded() / 1e6)
        }
    }

    /// - Throws: ``RouterError`` when there is too little to learn from, with counts and what is needed.
    package func check(_ samples: [RoutingSample]) throws(RouterError) {
        func refuse(_ what: String) -> RouterError { RouterError(.badData, what) }
        guard samples.count >= options.leastCount else {
            throw refuse("\(samples.count) questions are too few to fit a router; \(options.leastCount) are needed")
        }
        let smallOnly = samples.count { $0.smallQuality > $0.largeQuality }
        let largeOnly = samples.count { $0.largeQuality > $0.smallQuality }
        let same = samples.count - smallOnly - largeOnly
        guard largeOnly >= options.leastOutcomes else {
            throw refuse(
                "the larger model is better at \(largeOnly) of \(samples.count) questions (worse at \(smallOnly), alike at "
                    + "\(same)): \(options.leastOutcomes) are needed to learn when it is")
        }
        guard same + smallOnly >= options.leastOutcomes else {
            throw refuse(
                "the larger model is better at \(largeOnly) of \(samples.count) questions: \(options.leastOutcomes) others "
                    + "are needed to learn when the smaller one does")
        }
    }

    /// Fits the score of one stage.
    package func stage(_ samples: [RoutingSample], attempt: Bool) throws(RouterError) -> Stage {
        try check(samples)
        let inputs = samples.map { sample in
            var input = sample.input
            if !attempt { input.attempt = nil }
            if !options.usesRepresentation { input.representation = [] }
            return input
        }
        let parts = samples.map { Self.part(of: $0, seed: options.seed, count: options.folds) }
        var best: (loss: Double, penalty: Double, guesses: [(small: Double, large: Double)])?
        for penalty in Self.penalties {
            var guesses = [(small: Double, large: Double)](repeating: (0, 0), count: samples.count)
            var loss = 0.0
            for part in 0..<options.folds {
                let rest = samples.indices.filter { parts[$0] != part }
                let score = fit(inputs, samples, rest, attempt: attempt, penalty)
                for index in samples.indices where parts[index] == part {
                    let guess = score.probabilities(inputs[index])
                    guesses[index] = guess
                    loss +=
                        Self.loss(guess.small, samples[index].smallQuality)
                        + Self.loss(guess.large, samples[index].largeQuality)
                }
            }
            if loss < best?.loss ?? .infinity { best = (loss, penalty, guesses) }
        }
        guard let best else { throw RouterError(.badData, "the signals are no numbers") }
        var score = fit(inputs, samples, Array(samples.indices), attempt: attempt, best.penalty)
        var gains: [Double] = []
        var (area, chosen) = (-Double.infinity, 1.0)
        for trust in Self.trusts {
            score.largeTrust = trust
            let tried = best.guesses.map { score.gain(small: $0.small, large: $0.large) }
            let measured = try Self.area(samples, tried)
            if measured > area { (area, chosen, gains) = (measured, trust, tried) }
        }
        score.largeTrust = chosen
        return Stage(score: score, gains: gains)
    }

    /// Of the larger model's estimate; see ``RoutingScore/largeTrust``.
    private static let trusts = [0, 0.25, 0.5, 0.75, 1]

    /// The mean accuracy over all shares of questions for the larger model.
    private static func area(_ samples: [RoutingSample], _ gains: [Double]) throws(RouterError) -> Double {
        let curve: QualityCostCurve
        do {
            curve = try QualityCostCurve(
                outcomes: samples.map { $0.outcome(isCascade: false, reads: false) },
                strategy: RoutingStrategy(name: "gain", scores: gains))
        } catch {
            throw RouterError(.badData, "\(error)")
        }
        return zip(curve.cuts, curve.cuts.dropFirst()).reduce(0) { sum, pair in
            let (first, second) = (pair.0.point, pair.1.point)
            return sum + (second.share - first.share) * (first.accuracy + second.accuracy) / 2
        }
    }

    private static func loss(_ probability: Double, _ quality: Double) -> Double {
        let probability = min(max(probability, 1e-9), 1 - 1e-9)
        return -quality * log(probability) - (1 - quality) * log(1 - probability)
    }

    /// Which part a question is in. Equal questions are in the same.
    private static func part(of sample: RoutingSample, seed: UInt64, count: Int) -> Int {
        var hash = 0xcbf2_9ce4_8422_2325 ^ seed
        for word in sample.input.prompt.words { hash = (hash ^ UInt64(word)) &* 0x100_0000_01b3 }
        hash ^= hash >> 32
        return Int(hash % UInt64(max(count, 1)))
    }

    private func fit(
        _ inputs: [RoutingInput], _ samples: [RoutingSample], _ rows: [Int], attempt: Bool, _ penalty: Double
    ) -> RoutingScore {
        var score = RoutingScore(signals: RoutingScore.names(attempt: attempt), means: [], scales: [])
        (score.means, score.scales) = Self.moments(rows.map { inputs[$0].numbers })
        (score.representationMeans, score.representationScales) = Self.moments(
            rows.map { inputs[$0].representation.map(Double.init) })
        score.wordBuckets = options.wordBuckets
        let features = rows.map { RoutingScore.Features(inputs[$0], of: score) }
        let scale = penalty / Double(max(rows.count, 1))
        let regression = LogisticRegression(
            densePenalties: [Double](repeating: scale * Self.signalPenalty, count: score.signals.count)
                + [Double](repeating: scale * Self.representationPenalty, count: score.representationMeans.count),
            sparsePenalty: scale, sparseCount: options.wordBuckets)
        let table = features.map {
            LogisticRegression.Row(
                dense: $0.signals + $0.representation, sparse: $0.buckets, sparseValue: $0.bucketValue)
        }
        score.largeMean = rows.reduce(0) { $0 + samples[$1].largeQuality } / Double(max(rows.count, 1))
        score.small = head(regression.fit(table, targets: rows.map { samples[$0].smallQuality }), score)
        score.large = head(regression.fit(table, targets: rows.map { samples[$0].largeQuality }), score)
        return score
    }

    private func head(_ weights: [Double], _ score: RoutingScore) -> RoutingScore.Head {
        // A file of four digits a weight is a third as long.
        let weights = weights.map { ($0 * 1e5).rounded() / 1e5 }
        let signals = score.signals.count
        let dense = signals + score.representationMeans.count
        var head = RoutingScore.Head()
        head.bias = weights[weights.count - 1]
        head.signals = Array(weights[..<signals])
        head.representation = Array(weights[signals..<dense])
        for (bucket, weight) in weights[dense..<(weights.count - 1)].enumerated() where weight != 0 {
            head.buckets.append(bucket)
            head.bucketWeights.append(weight)
        }
        return head
    }

    private static func moments(_ rows: [[Double]]) -> (means: [Double], scales: [Double]) {
        let width = rows.first?.count ?? 0
        let count = Double(max(rows.count, 1))
        var means = [Double](repeating: 0, count: width)
        var squares = means
        for row in rows { for (index, value) in row.enumerated() { means[index] += value / count } }
        for row in rows {
            for (index, value) in row.enumerated() {
                squares[index] += (value - means[index]) * (value - means[index]) / count
            }
        }
        func rounded(_ value: Double) -> Double { (value * 1e6).rounded() / 1e6 }
        // Below this a signal has not varied.
        return (means.map(rounded), squares.map { $0 < 1e-8 ? 0 : rounded($0.squareRoot()) })
    }
}
