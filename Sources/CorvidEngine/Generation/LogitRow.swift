/// One position's logits, [vocabulary], with the reductions that sampling needs.
///
/// Every sum runs in a fixed order over eight lanes, so that a result depends on the numbers alone.
struct LogitRow {
    let values: UnsafeBufferPointer<Float>

    /// A token and its logit.
    struct Candidate: Sendable, Hashable {
        var token: TokenID
        var logit: Float

        /// Whether this one comes before `other` in order of likelihood; equal logits go by the lower id.
        func precedes(_ other: Candidate) -> Bool {
            logit > other.logit || (logit == other.logit && token < other.token)
        }
    }

    /// Exponentials added up over spans of ``spanLength`` tokens, so that a draw can find its span first.
    struct Mass {
        var spans: [Double]
        var total: Double
    }

    static let spanLength = 1024

    /// The largest logit at its lowest id, or nil when all are minus infinity.
    ///
    /// - Throws: ``EngineError`` when a logit is not a number or plus infinity, naming its token.
    func peak() throws(EngineError) -> Candidate? {
        guard let base = values.baseAddress else { return nil }
        let raw = UnsafeRawPointer(base)
        var highest = SIMD16<Float>(repeating: -.infinity)
        var sound = SIMDMask<SIMD16<Int32>>(repeating: true)
        let whole = values.count & ~15
        for start in stride(from: 0, to: whole, by: 16) {
            let lanes = raw.loadUnaligned(fromByteOffset: start * 4, as: SIMD16<Float>.self)
            sound .&= lanes .< Float.infinity
            highest.replace(with: lanes, where: lanes .> highest)
        }
        var best = highest.max()
        var isSound = all(sound)
        for index in whole..<values.count {
            isSound = isSound && values[index] < .infinity
            if values[index] > best { best = values[index] }
        }
        guard isSound else { throw badLogit() }
        guard best > -.infinity else { return nil }
        for start in stride(from: 0, to: whole, by: 16) {
            let lanes = raw.loadUnaligned(fromByteOffset: start * 4, as: SIMD16<Float>.self)
            guard any(lanes .== best) else { continue }
            for lane in 0..<16 where lanes[lane] == best { return Candidate(token: TokenID(start + lane), logit: best) }
        }
        for index in whole..<values.count where values[index] == best {
            return Candidate(token: TokenID(index), logit: best)
        }
        return nil
    }

    /// The log-probability of `token` among all tokens.
    ///
    /// - Throws: ``EngineError`` when a logit is not a number or plus infinity.
    func logProbability(of token: TokenID) throws(EngineError) -> Double {
        guard let peak = try peak() else { return -.infinity }
        return Double(values[Int(token)]) - Double(peak.logit) - PortableMath.log(mass(peak: peak.logit).total)
    }

    private func badLogit() -> EngineError {
        let index = values.firstIndex { !($0 < .infinity) } ?? 0
        return EngineError(.badLogits, "the logit of token \(index) is \(values[index]), which is no finite number")
    }

    /// The `count` likeliest tokens, likeliest first; fewer when fewer are above minus infinity.
    ///
    /// One pass with a heap of `count`: about V + count log(count) log(V / count) steps.
    func largest(_ count: Int) -> [Candidate] {
        guard count > 0, let base = values.baseAddress else { return [] }
        var heap = CandidateHeap(capacity: min(count, values.count))
        let raw = UnsafeRawPointer(base)
        let whole = values.count & ~15
        for start in stride(from: 0, to: whole, by: 16) {
            let lanes = raw.loadUnaligned(fromByteOffset: start * 4, as: SIMD16<Float>.self)
            guard any(lanes .> heap.threshold) else { continue }
            for lane in 0..<16 where lanes[lane] > heap.threshold {
                heap.insert(Candidate(token: TokenID(start + lane), logit: lanes[lane]))
            }
        }
        for index in whole..<values.count where values[index] > heap.threshold {
            heap.insert(Candidate(token: TokenID(index), logit: values[index]))
        }
        return heap.sorted()
    }

    /// The sum of exp((logit - peak) * scale) over all tokens; `scale` is positive.
    func mass(peak: Float, scale: Double = 1) -> Mass {
        var spans: [Double] = []
        spans.reserveCapacity(values.count / Self.spanLength + 1)
        var total = 0.0
        for start in stride(from: 0, to: values.count, by: Self.spanLength) {
            var sum = PortableMath.Lanes(repeating: 0)
            let end = min(start + Self.spanLength, values.count)
            for index in stride(from: start, to: end, by: 8) {
                sum += weights(from: index, end: end, peak: peak, scale: scale)
            }
            let pairs = sum.evenHalf + sum.oddHalf
            let quads = pairs.evenHalf + pairs.oddHalf
            let span = quads[0] + quads[1]
            spans.append(span)
            total += span
        }
        return Mass(spans: spans, total: total)
    }

    /// exp((logit - peak) * scale) of the eight tokens from `start`, 0 from `end` on.
    @inline(__always)
    func weights(from start: Int, end: Int, peak: Float, scale: Double) -> PortableMath.Lanes {
        var lanes = SIMD8<Float>(repeating: -.infinity)
        if start + 8 <= end, let base = values.baseAddress {
            lanes = UnsafeRawPointer(base).loadUnaligned(fromByteOffset: start * 4, as: SIMD8<Float>.self)
        } else {
            for index in start..<end { lanes[index - start] = values[index] }
        }
        return PortableMath.exp((PortableMath.Lanes(lanes) - Double(peak)) * scale)
    }
}
