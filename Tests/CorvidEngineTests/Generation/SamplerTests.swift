import CKernels
import CorvidEngine
import Foundation
import Testing

@Suite struct SamplerTests {
    /// Logits from a small generator, so that every run sees the same.
    static func logits(_ count: Int, seed: UInt64, spread: Float = 8) -> [Float] {
        let stream = RandomStream(seed: seed)
        return (0..<count).map { Float(stream.unit(at: UInt64($0)) - 0.5) * spread }
    }

    static func sample(
        _ logits: [Float], _ options: SamplingOptions, history: [TokenID] = [], mask: [TokenID] = []
    ) throws -> SampledToken {
        var sampler = try Sampler(options, vocabularySize: logits.count)
        sampler.observe(history)
        return try logits.withUnsafeBufferPointer { row throws(EngineError) in
            mask.isEmpty
                ? try sampler.sample(row)
                : try sampler.sample(row) { buffer in for token in mask { buffer[Int(token)] = -.infinity } }
        }
    }

    /// The distribution that `options` describe, worked out the long way round.
    static func distribution(
        _ logits: [Float], _ options: SamplingOptions, history: [TokenID] = [], mask: [TokenID] = []
    ) -> [Double] {
        var scores = logits.map(Double.init)
        for token in mask { scores[Int(token)] = -.infinity }
        for (token, bias) in options.logitBias { scores[Int(token)] += Double(bias) }
        let window = options.penaltyWindow.map { history.suffix($0) } ?? history[...]
        for token in Set(window) {
            let count = Double(window.filter { $0 == token }.count)
            let score = scores[Int(token)]
            scores[Int(token)] = score > 0 ? score / options.repetitionPenalty : score * options.repetitionPenalty
            scores[Int(token)] -= options.presencePenalty + count * options.frequencyPenalty
        }
        var order = scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }
        if options.topK > 0 { order = Array(order.prefix(options.topK)) }
        let peak = scores[order[0]]
        let total = order.reduce(0) { $0 + exp(scores[$1] - peak) }
        var sum = 0.0
        var kept: [Int] = []
        for (rank, index) in order.enumerated() {
            let weight = exp(scores[index] - peak)
            if rank > 0, sum >= options.topP * total || weight < options.minP { break }
            kept.append(index)
            sum += weight
        }
        var probabilities = [Double](repeating: 0, count: logits.count)
        let heated = kept.map { exp((scores[$0] - peak) / options.temperature) }
        let whole = heated.reduce(0, +)
        for (index, weight) in zip(kept, heated) { probabilities[index] = weight / whole }
        return probabilities
    }

    @Test(arguments: [
        SamplingOptions(),
        SamplingOptions(temperature: 0.6),
        SamplingOptions(temperature: 1.7, topK: 7),
        SamplingOptions(topP: 0.8),
        SamplingOptions(temperature: 0.9, topP: 0.5, minP: 0.2),
        SamplingOptions(minP: 0.1),
        SamplingOptions(temperature: 1.2, topK: 12, topP: 0.7, minP: 0.05),
        SamplingOptions(repetitionPenalty: 1.6),
        SamplingOptions(presencePenalty: 1.5, frequencyPenalty: 0.7, penaltyWindow: 4),
        SamplingOptions(repetitionPenalty: 1.2, presencePenalty: -1, penaltyWindow: nil),
        SamplingOptions(topK: 20, logitBias: [3: 4, 5: -.infinity, 11: -3]),
    ])
    func drawsFollowTheReferenceDistribution(options: SamplingOptions) throws {
        let logits = Self.logits(31, seed: 5)
        let history: [TokenID] = [1, 2, 2, 7, 9, 2, 14, 9, 9, 30]
        let mask: [TokenID] = [4, 28]
        let expected = Self.distribution(logits, options, history: history, mask: mask)
        let draws = 20_000
        var counts = [Int](repeating: 0, count: logits.count)
        for seed in 0..<draws {
            var options = options
            options.seed = UInt64(seed)
            counts[Int(try Self.sample(logits, options, history: history, mask: mask).token)] += 1
        }
        var chiSquare = 0.0
        var cells = 0
        for (count, probability) in zip(counts, expected) {
            guard probability > 0 else {
                #expect(count == 0)
                continue
            }
            let mean = probability * Double(draws)
            guard mean >= 5 else { continue }
            cells += 1
            chiSquare += (Double(count) - mean) * (Double(count) - mean) / mean
        }
        // The seeds are fixed, so this passes or fails for good; the bound is some five standard deviations out.
        let freedom = Double(max(cells - 1, 1))
        #expect(chiSquare < freedom + 5 * (2 * freedom).squareRoot(), "chi-square \(chiSquare) of \(cells) cells")
    }

    @Test func onlyTokensOfTheShortlistAreDrawnFromALargeVocabulary() throws {
        let logits = Self.logits(50_000, seed: 9, spread: 20)
        for options in [
            SamplingOptions(topK: 40), SamplingOptions(topP: 0.3), SamplingOptions(topP: 0.95, minP: 0.4),
            SamplingOptions(temperature: 3, topP: 0.999), SamplingOptions(minP: 0.02),
        ] {
            let expected = Self.distribution(logits, options)
            for seed in 0..<20 {
                var options = options
                options.seed = UInt64(seed)
                #expect(expected[Int(try Self.sample(logits, options).token)] > 0)
            }
        }
    }

    @Test func greedyTakesTheLowestOfEqualLogits() throws {
        for place in [0, 3, 15, 16, 17, 40, 66] {
            var logits = [Float](repeating: -1, count: 67)
            logits[place] = 2
            logits[66] = 2
            #expect(try Self.sample(logits, .greedy).token == TokenID(place))
        }
    }

    @Test func topKBreaksTiesByTheLowestID() throws {
        let logits = [Float](repeating: 1, count: 1000)
        let options = (0..<200).map { SamplingOptions(topK: 3, seed: UInt64($0)) }
        let drawn = Set(try options.map { try Self.sample(logits, $0).token })
        #expect(drawn == [0, 1, 2])
    }

    @Test func logProbabilitiesAreThoseOfTheUnmodifiedDistribution() throws {
        let logits = Self.logits(999, seed: 3)
        let normaliser = log(logits.reduce(0) { $0 + exp(Double($1)) })
        let options = SamplingOptions(temperature: 0.3, topK: 2, logitBias: [8: 50], logProbabilities: 5)
        let sampled = try Self.sample(logits, options, mask: [1, 2, 3])
        #expect(sampled.token == 8)
        #expect(abs((sampled.logProbability ?? 0) - (Double(logits[8]) - normaliser)) < 1e-12)
        let order = logits.indices.sorted { logits[$0] > logits[$1] }
        #expect(sampled.alternatives.map(\.token) == order.prefix(5).map(TokenID.init))
        for alternative in sampled.alternatives {
            #expect(abs(alternative.logProbability - (Double(logits[Int(alternative.token)]) - normaliser)) < 1e-12)
        }
        #expect(try Self.sample(logits, .greedy).logProbability == nil)
    }

    @Test func theSeedFixesTheTokensForEver() throws {
        // Golden values: they hold on every machine, and a change to them breaks everyone's reproducibility.
        let logits = Self.logits(5000, seed: 1, spread: 6)
        var sampler = try Sampler(SamplingOptions(temperature: 0.8, topP: 0.9, seed: 42), vocabularySize: 5000)
        var tokens: [TokenID] = []
        for _ in 0..<6 {
            let token = try logits.withUnsafeBufferPointer { row throws(EngineError) in try sampler.sample(row).token }
            sampler.accept(token)
            tokens.append(token)
        }
        #expect(tokens == [1683, 4825, 2344, 315, 3365, 315])
        #expect(RandomStream(seed: 42).bits(at: 0) == 6_332_618_229_526_065_668)
    }

    @Test func aCopyGoesOnAsTheOriginal() throws {
        let logits = Self.logits(300, seed: 2)
        var first = try Sampler(SamplingOptions(repetitionPenalty: 1.3), vocabularySize: 300)
        var second = first
        for _ in 0..<50 {
            let tokens = try logits.withUnsafeBufferPointer { row throws(EngineError) in
                (try first.sample(row).token, try second.sample(row).token)
            }
            #expect(tokens.0 == tokens.1)
            first.accept(tokens.0)
            second.accept(tokens.1)
        }
    }

    @Test func badLogitsAndFullMasksAreErrors() throws {
        for (place, bad) in [(3, Float.nan), (20, .infinity), (33, .nan)] {
            var logits = Self.logits(34, seed: 1)
            logits[place] = bad
            let error = #expect(throws: EngineError.self) { try Self.sample(logits, .greedy) }
            #expect(error?.code == .badLogits)
            #expect(error?.message.contains("token \(place) ") == true)
        }
        let masked = #expect(throws: EngineError.self) {
            try Self.sample([1, 2, 3], SamplingOptions(), mask: [0, 1, 2])
        }
        #expect(masked?.code == .everythingMasked)
        let banned = SamplingOptions(logitBias: [0: -.infinity, 1: -.infinity])
        #expect(throws: EngineError.self) { try Self.sample([1, 2], banned) }
    }

    @Test(arguments: [
        ("temperature", SamplingOptions(temperature: -0.1)), ("temperature", SamplingOptions(temperature: .nan)),
        ("temperature", SamplingOptions(temperature: 101)), ("top-k", SamplingOptions(topK: -1)),
        ("top-p", SamplingOptions(topP: 1.01)), ("min-p", SamplingOptions(minP: -1)),
        ("repetition-penalty", SamplingOptions(repetitionPenalty: 0)),
        ("presence-penalty", SamplingOptions(presencePenalty: 11)),
        ("frequency-penalty", SamplingOptions(frequencyPenalty: -.infinity)),
        ("penalty-window", SamplingOptions(penaltyWindow: -1)), ("logit-bias", SamplingOptions(logitBias: [50: 1])),
        ("logit-bias", SamplingOptions(logitBias: [1: .nan])), ("logprobs", SamplingOptions(logProbabilities: 129)),
    ])
    func optionsOutOfRangeAreNamed(name: String, options: SamplingOptions) throws {
        let error = #expect(throws: EngineError.self) { try Sampler(options, vocabularySize: 50) }
        #expect(error?.code == .optionOutOfRange)
        #expect(error?.message.hasPrefix(name) == true)
    }

    @Test func extremeOptionsStillChoose() throws {
        let logits: [Float] = [-3e38, 3e38, 0, -.infinity]
        for options in [
            SamplingOptions(temperature: .leastNonzeroMagnitude, seed: 1),
            SamplingOptions(temperature: 100, topP: 0, seed: 1),
            SamplingOptions(minP: 1, seed: 1), SamplingOptions(topK: .max, topP: 0.5, seed: 1),
        ] {
            #expect(try Self.sample(logits, options).token == 1)
        }
    }

    @Test func theKernelGivesTheBitsOfItsPlainTwin() {
        for count in [1, 7, 8, 9, 1000, 1024] {
            let logits = Self.logits(count, seed: UInt64(count), spread: 1500).map { $0 - 750 } + [-.infinity, 0]
            for scale in [1.0, 0.37, 40] {
                var sums: Set<UInt64> = []
                for isa in 0...corvid_isa_best().rawValue {
                    var weights = [Double](repeating: -1, count: logits.count)
                    let sum = corvid_exponentials(
                        corvid_isa(rawValue: isa), logits, Int64(logits.count), 0.25, scale, &weights)
                    sums.insert(sum.bitPattern)
                    #expect(weights == logits.map { PortableMath.exp((Double($0) - 0.25) * scale) })
                }
                #expect(sums.count == 1)
            }
        }
    }

    @Test func portableMathAgreesWithTheLibrary() {
        let stream = RandomStream(seed: 11)
        for index in 0..<20_000 {
            let x = -stream.unit(at: UInt64(index)) * (index % 2 == 0 ? 2 : 690)
            #expect(abs(PortableMath.exp(x) / exp(x) - 1) < 4e-16 * 2)
            let y = exp(stream.unit(at: UInt64(index)) * 200 - 100)
            #expect(abs(PortableMath.log(y) - log(y)) <= 4e-16 * max(1, abs(log(y))))
        }
        #expect(PortableMath.exp(0) == 1)
        #expect(PortableMath.exp(-.infinity) == 0)
        #expect(PortableMath.log(1) == 0)
    }
}
