internal import CKernels

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

    /// Tokens whose exponentials are computed at a time.
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
        return Double(values[Int(token)]) - Double(peak.logit) - PortableMath.log(mass(peak: peak.logit))
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

    /// Calls `body` with the weights exp((logit - peak) * scale) of one span of tokens after the other, the span's first
    /// token, and the sum of its weights; until `body` returns false. `scale` is positive.
    func forEachSpan(
        peak: Float, scale: Double = 1,
        _ body: (_ start: Int, _ weights: UnsafeBufferPointer<Double>, _ sum: Double) -> Bool
    ) {
        guard let base = values.baseAddress else { return }
        withUnsafeTemporaryAllocation(of: Double.self, capacity: Self.spanLength) { buffer in
            guard let weights = buffer.baseAddress else { return }
            for start in stride(from: 0, to: values.count, by: Self.spanLength) {
                let count = min(Self.spanLength, values.count - start)
                let sum = corvid_exponentials(Self.instructions, base + start, Int64(count), peak, scale, weights)
                guard body(start, UnsafeBufferPointer(start: weights, count: count), sum) else { return }
            }
        }
    }

    /// The sum of exp(logit - peak) over all tokens.
    func mass(peak: Float) -> Double {
        var total = 0.0
        forEachSpan(peak: peak) { _, _, sum in
            total += sum
            return true
        }
        return total
    }

    private static let instructions = corvid_isa_best()
}
