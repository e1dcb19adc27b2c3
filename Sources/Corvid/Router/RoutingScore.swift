import Foundation

/// What a score is computed from.
package struct RoutingInput: Sendable, Hashable {
    package var prompt: PromptSignals
    package var attempt: AttemptSignals?
    /// Of the smaller model, `[width]`; empty where it has none.
    package var representation: [Float]

    package init(prompt: PromptSignals, attempt: AttemptSignals? = nil, representation: [Float] = []) {
        self.prompt = prompt
        self.attempt = attempt
        self.representation = representation
    }

    /// The numbers in the order of ``RoutingScore/names(attempt:)``.
    var numbers: [Double] { prompt.values + (attempt?.values ?? []) }
}

/// Estimates how likely each of two neighbouring models is right, by logistic regression over the signals. What the larger
/// one is expected to gain is the difference.
package struct RoutingScore: Sendable, Hashable, Codable {
    /// The weights of one outcome: that the smaller model is right, or that the larger one is.
    package struct Head: Sendable, Hashable, Codable {
        var bias = 0.0
        /// In the order of ``RoutingScore/signals``.
        var signals: [Double] = []
        var representation: [Double] = []
        /// Of the buckets that have any.
        var buckets: [Int] = []
        var bucketWeights: [Double] = []
    }

    /// The names of the numbers, in their order.
    package internal(set) var signals: [String]
    var means: [Double]
    /// Standard deviations; 0 where a signal never varied, which is then left out.
    var scales: [Double]
    var representationMeans: [Double] = []
    var representationScales: [Double] = []
    /// Words are counted in so many buckets; 0 leaves them out.
    var wordBuckets = 0
    var small = Head()
    var large = Head()
    /// How often the larger model is right, whatever the question.
    var largeMean = 0.0
    /// How much the larger model's own estimate counts against that mean, 0 to 1. Both models' answers hang together, and
    /// where there is little data the smaller one's doubt alone tells more.
    var largeTrust = 1.0

    static func names(attempt: Bool) -> [String] {
        PromptSignals.names + (attempt ? AttemptSignals.names : [])
    }

    var usesAttempt: Bool { signals.count > PromptSignals.names.count }
    package var usesRepresentation: Bool { !representationMeans.isEmpty }
    /// Whether a second reply is wanted, drawn at random.
    package var usesSample: Bool {
        guard let place = signals.firstIndex(of: "samples disagree") else { return false }
        return small.signals[place] != 0 || large.signals[place] != 0
    }

    /// The probabilities that the smaller and the larger model are right.
    package func probabilities(_ input: RoutingInput) -> (small: Double, large: Double) {
        let features = Features(input, of: self)
        return (Self.logistic(features.sum(small)), Self.logistic(features.sum(large)))
    }

    /// What the larger model is expected to gain, -1 to 1.
    package func gain(_ input: RoutingInput) -> Double {
        let (small, large) = probabilities(input)
        return gain(small: small, large: large)
    }

    func gain(small: Double, large: Double) -> Double { largeTrust * large + (1 - largeTrust) * largeMean - small }

    static func logistic(_ value: Double) -> Double { 1 / (1 + exp(-value)) }

    /// An input, scaled as a score wants it.
    struct Features {
        var signals: [Double]
        var representation: [Double]
        /// Each once, ascending, and what each counts.
        var buckets: [Int]
        var bucketValue: Double

        init(_ input: RoutingInput, of score: RoutingScore) {
            signals = zip(input.numbers, zip(score.means, score.scales)).map { value, moments in
                moments.1 > 0 ? min(max((value - moments.0) / moments.1, -5), 5) : 0
            }
            representation = zip(input.representation, zip(score.representationMeans, score.representationScales)).map {
                $1.1 > 0 ? min(max((Double($0) - $1.0) / $1.1, -5), 5) : 0
            }
            buckets = Self.buckets(of: input.prompt.words, count: score.wordBuckets)
            // The length is a signal of its own.
            bucketValue = buckets.isEmpty ? 0 : 1 / Double(buckets.count).squareRoot()
        }

        static func buckets(of words: [UInt32], count: Int) -> [Int] {
            count > 0 ? Array(Set(words.map { Int($0 % UInt32(count)) })).sorted() : []
        }

        func sum(_ head: Head) -> Double {
            var sum = head.bias
            for (value, weight) in zip(signals, head.signals) { sum += value * weight }
            for (value, weight) in zip(representation, head.representation) { sum += value * weight }
            var place = 0
            for bucket in buckets {
                while place < head.buckets.count, head.buckets[place] < bucket { place += 1 }
                if place < head.buckets.count, head.buckets[place] == bucket {
                    sum += bucketValue * head.bucketWeights[place]
                }
            }
            return sum
        }
    }

    /// Takes part in how a calibration's file is checked.
    func fault() -> String? {
        let known = Self.names(attempt: usesAttempt)
        guard signals == known else {
            let other = signals.first { !known.contains($0) } ?? signals.last ?? "none"
            return "its signals are not those of this release (\(other)): fit it again"
        }
        guard means.count == signals.count, scales.count == signals.count else { return "means or scales are missing" }
        guard representationMeans.count == representationScales.count else {
            return "the representation has \(representationMeans.count) means and \(representationScales.count) scales"
        }
        for head in [small, large] {
            guard head.signals.count == signals.count, head.representation.count == representationMeans.count,
                head.buckets.count == head.bucketWeights.count
            else { return "a head's weights do not fit the signals" }
            let isAscending = zip(head.buckets, head.buckets.dropFirst()).allSatisfy { $0 < $1 }
            guard isAscending, head.buckets.allSatisfy({ (0..<max(wordBuckets, 1)).contains($0) }) else {
                return "a head's buckets are not in their order or range"
            }
        }
        guard (0...1).contains(largeTrust) else { return "the trust in the larger model's estimate is not in 0...1" }
        let numbers =
            [means, scales, representationMeans, representationScales]
            + [[largeMean]] + [small, large].flatMap { [[$0.bias], $0.signals, $0.representation, $0.bucketWeights] }
        return numbers.allSatisfy { $0.allSatisfy(\.isFinite) } ? nil : "a weight is no number"
    }
}
