/// Chooses tokens from logits: a value that holds the options, the penalty window and the place in the random stream.
///
/// The choice is a function of the logits, the options, the seed, the tokens accepted so far, and how many of them
/// were generated: draw `i` uses number `i` of the stream. The arithmetic is IEEE 754 in a fixed order throughout, so
/// the same inputs give the same token on any machine, and a copy of a sampler goes on exactly as the original does.
///
/// ```swift
/// var sampler = try Sampler(SamplingOptions(temperature: 0.8, topP: 0.95, seed: 7), vocabularySize: logits.count)
/// let chosen = try sampler.sample(logits)
/// sampler.accept(chosen.token)
/// ```
public struct Sampler: Sendable {
    /// Sets to minus infinity the logits, [vocabulary], of tokens that must not be chosen.
    public typealias Mask = (UnsafeMutableBufferPointer<Float>) -> Void

    public private(set) var options: SamplingOptions
    /// The seed in use: the options' own, or the one drawn from the system.
    public let seed: UInt64
    public private(set) var vocabularySize: Int
    /// Tokens accepted as generated so far; the next draw uses this number of the random stream.
    public private(set) var generated: UInt64 = 0

    private let stream: RandomStream
    private let logMinP: Double
    private var window: PenaltyWindow
    private var scratch: [Float] = []

    /// - Throws: ``EngineError`` naming the first option that is out of its range.
    public init(_ options: SamplingOptions, vocabularySize: Int) throws(EngineError) {
        try options.validate(vocabularySize: vocabularySize)
        self.options = options
        self.vocabularySize = vocabularySize
        seed = options.seed ?? UInt64.random(in: .min ... .max)
        stream = RandomStream(seed: seed)
        logMinP = options.minP >= .leastNormalMagnitude ? PortableMath.log(options.minP) : -.infinity
        window = PenaltyWindow(limit: options.penaltyWindow)
    }

    /// A copy for logits of another length, of the same vocabulary with other padding, without log-probabilities.
    func copy(vocabularySize: Int) -> Sampler {
        var copy = self
        copy.scratch = []
        copy.vocabularySize = vocabularySize
        copy.options.logProbabilities = nil
        return copy
    }

    /// Shows the prompt to the penalty window; no draws are used up.
    public mutating func observe(_ prompt: some Sequence<TokenID>) {
        guard options.penalises else { return }
        for token in prompt { window.append(token) }
    }

    /// Takes a generated token, sampled or forced, into the penalty window and moves on in the random stream.
    public mutating func accept(_ token: TokenID) {
        generated += 1
        if options.penalises { window.append(token) }
    }

    /// Chooses the next token. Call ``accept(_:)`` with it to go on; without, the same call gives the same token.
    ///
    /// - Parameters:
    ///   - logits: The model's logits, [vocabulary].
    ///   - mask: Rules tokens out, on a copy of the logits.
    /// - Throws: ``EngineError``: `badLogits` when a logit is not a number or plus infinity, `everythingMasked` when no
    ///   token is left.
    public mutating func sample(
        _ logits: UnsafeBufferPointer<Float>, mask: Mask
    ) throws(EngineError) -> SampledToken {
        try sample(logits, isMasked: true, mask: mask)
    }

    /// Chooses the next token as ``sample(_:mask:)`` does, with no token ruled out.
    public mutating func sample(_ logits: UnsafeBufferPointer<Float>) throws(EngineError) -> SampledToken {
        try sample(logits, isMasked: false, mask: { _ in })
    }

    private mutating func sample(
        _ logits: UnsafeBufferPointer<Float>, isMasked: Bool, mask: Mask
    ) throws(EngineError) -> SampledToken {
        precondition(logits.count == vocabularySize, "logits of another vocabulary")
        let row = LogitRow(values: logits)
        let rawPeak = try row.peak()
        let token: TokenID
        if !isMasked && options.logitBias.isEmpty && window.counts.isEmpty {
            guard let rawPeak else { throw Self.everythingMasked }
            token = choose(from: row, peak: rawPeak)
        } else {
            var adjusted = scratch
            scratch = []
            defer { scratch = adjusted }
            if adjusted.count != logits.count { adjusted = [Float](repeating: 0, count: logits.count) }
            var failure: EngineError?
            var chosen: TokenID = 0
            adjusted.withUnsafeMutableBufferPointer { buffer in
                if let source = logits.baseAddress { buffer.baseAddress?.update(from: source, count: buffer.count) }
                mask(buffer)
                adjust(buffer)
                do throws(EngineError) {
                    let row = LogitRow(values: UnsafeBufferPointer(buffer))
                    guard let peak = try row.peak() else { throw Self.everythingMasked }
                    chosen = choose(from: row, peak: peak)
                } catch {
                    failure = error
                }
            }
            if let failure { throw failure }
            token = chosen
        }
        return report(token, row, peak: rawPeak)
    }

    private static let everythingMasked = EngineError(
        .everythingMasked, "the mask and the logit bias leave no token to choose from")

    // MARK: - The steps

    private func adjust(_ logits: UnsafeMutableBufferPointer<Float>) {
        for (token, bias) in options.logitBias where Int(token) < logits.count { logits[Int(token)] += bias }
        let repetition = Float(options.repetitionPenalty)
        let presence = Float(options.presencePenalty)
        let frequency = Float(options.frequencyPenalty)
        for (token, count) in window.counts where token >= 0 && Int(token) < logits.count {
            var logit = logits[Int(token)]
            logit = logit > 0 ? logit / repetition : logit * repetition
            logits[Int(token)] = logit - (presence + Float(count) * frequency)
        }
    }

    private func choose(from row: LogitRow, peak: LogitRow.Candidate) -> TokenID {
        guard options.temperature > 0 else { return peak.token }
        // Bounded, so that no subnormal temperature makes 0 times infinity of the peak.
        let scale = min(1 / options.temperature, 0x1p900)
        let draw = stream.unit(at: generated)
        let limitsCount = options.topK > 0 && options.topK < vocabularySize
        guard limitsCount || options.topP < 1 || options.minP > 0 else {
            return Self.draw(draw, from: row, peak: peak, scale: scale)
        }
        let kept = shortlist(row, peak: peak, limitsCount: limitsCount)
        let weights = kept.map { PortableMath.exp((Double($0.logit) - Double(peak.logit)) * scale) }
        var target = draw * weights.reduce(0, +)
        for (candidate, weight) in zip(kept, weights) {
            target -= weight
            if target < 0 { return candidate.token }
        }
        return kept[0].token
    }

    /// The tokens that top-k, top-p and min-p leave; never empty, always in the same order.
    private func shortlist(_ row: LogitRow, peak: LogitRow.Candidate, limitsCount: Bool) -> [LogitRow.Candidate] {
        var kept: [LogitRow.Candidate]
        if limitsCount {
            kept = row.largest(options.topK)
            // Probabilities are relative to what top-k leaves.
            if options.topP < 1 {
                let weights = kept.map { PortableMath.exp(Double($0.logit) - Double(peak.logit)) }
                let target = options.topP * weights.reduce(0, +)
                var sum = 0.0
                var count = 0
                repeat {
                    sum += weights[count]
                    count += 1
                } while count < weights.count && sum < target
                kept.removeLast(kept.count - count)
            }
        } else if options.topP < 1 {
            kept = row.nucleus(share: options.topP, peak: peak)
        } else {
            kept = row.values.enumerated().compactMap { index, logit in
                isLikely(logit, peak) ? LogitRow.Candidate(token: TokenID(index), logit: logit) : nil
            }
        }
        if options.minP > 0 { kept.removeAll { !isLikely($0.logit, peak) } }
        return kept
    }

    /// Whether min-p keeps a token.
    private func isLikely(_ logit: Float, _ peak: LogitRow.Candidate) -> Bool {
        logit > -.infinity && Double(logit) - Double(peak.logit) >= logMinP
    }

    /// Inverts the cumulative distribution over all tokens in order of their ids.
    private static func draw(
        _ unit: Double, from row: LogitRow, peak: LogitRow.Candidate, scale: Double
    ) -> TokenID {
        var total = 0.0
        row.forEachSpan(peak: peak.logit, scale: scale) { _, _, sum in
            total += sum
            return true
        }
        var target = unit * total
        var chosen = peak.token
        row.forEachSpan(peak: peak.logit, scale: scale) { start, weights, sum in
            guard target < sum else {
                target -= sum
                return true
            }
            // The span's sum and this one round differently: what is left over belongs to the span's last token.
            for (offset, weight) in weights.enumerated() where weight > 0 {
                chosen = TokenID(start + offset)
                target -= weight
                if target < 0 { break }
            }
            return false
        }
        return chosen
    }

    private func report(_ token: TokenID, _ row: LogitRow, peak: LogitRow.Candidate?) -> SampledToken {
        guard let count = options.logProbabilities, let peak else { return SampledToken(token: token) }
        let normaliser = Double(peak.logit) + PortableMath.log(row.mass(peak: peak.logit))
        return SampledToken(
            token: token, logProbability: Double(row.values[Int(token)]) - normaliser,
            alternatives: row.largest(count).map {
                TokenLogProbability(token: $0.token, logProbability: Double($0.logit) - normaliser)
            })
    }
}
