import CKernels
import Testing

/// Attention and the small steps against their scalar twins, and attention against its definition in double precision.
struct AttentionTests {
    static let sets = InstructionSetTests.sets

    struct Case: Sendable {
        var tokens = 1, heads = 1, headDim = 64, position = 0, window = 0, bidirectional = false, q8 = false
    }

    static let cases = [
        Case(), Case(heads: 3, position: 130), Case(tokens: 5, heads: 3, position: 61),
        Case(tokens: 33, heads: 4, headDim: 32, position: 7), Case(tokens: 9, heads: 2, headDim: 24, position: 70),
        Case(tokens: 40, heads: 1, headDim: 80, window: 8), Case(tokens: 3, heads: 7, position: 200, window: 33),
        Case(tokens: 17, heads: 2, headDim: 96, bidirectional: true), Case(tokens: 4, heads: 8, position: 90, q8: true),
        Case(tokens: 2, heads: 1, headDim: 40, position: 17, q8: true),
        Case(tokens: 1, heads: 4, headDim: 256, position: 99),
        Case(tokens: 2, heads: 16, headDim: 128, position: 64, window: 64),
    ]

    @Test(arguments: cases) func matchesTwinAndDefinition(_ one: Case) {
        var random = Random(seed: 11)
        let length = one.position + one.tokens
        let keys = (0..<length).map { _ in random.floats(one.headDim) }
        let values = (0..<length).map { _ in random.floats(one.headDim) }
        let q = random.floats(one.tokens * one.heads * one.headDim)
        let expected = attention(CORVID_ISA_SCALAR, one, keys, values, q)
        for isa in Self.sets {
            let actual = attention(isa, one, keys, values, q)
            #expect(actual.map(\.bitPattern) == expected.map(\.bitPattern), "\(isa)")
        }
        // One token at a time gives the same bits as the whole run.
        if let best = Self.sets.last, !one.bidirectional {
            let split = attention(best, one, keys, values, q, oneByOne: true)
            #expect(split == expected)
        }
        let defined = definition(one, keys, values, q)
        let tolerance: Float = one.q8 ? 0.05 : 2e-3
        #expect(zip(expected, defined).allSatisfy { abs($0 - $1) <= tolerance })
    }

    func attention(
        _ isa: corvid_isa, _ one: Case, _ keys: [[Float]], _ values: [[Float]], _ q: [Float], oneByOne: Bool = false
    ) -> [Float] {
        let pageBytes = Int(corvid_page_bytes(Int64(one.headDim), one.q8)), page = Int(CORVID_PAGE)
        let pages = (keys.count + page - 1) / page
        let memory = (0..<2 * pages).map { _ in
            let pointer = UnsafeMutableRawPointer.allocate(byteCount: pageBytes, alignment: 64)
            pointer.initializeMemory(as: UInt8.self, repeating: 0x7f, count: pageBytes)  // NaN where nothing is stored
            return pointer
        }
        defer { memory.forEach { $0.deallocate() } }
        for position in keys.indices {
            corvid_page_store(
                isa, keys[position], values[position], Int64(one.headDim), one.q8, Int64(position % page),
                memory[position / page], memory[pages + position / page])
        }
        let keyPages = memory[..<pages].map { UnsafeRawPointer($0) as UnsafeRawPointer? }
        let valuePages = memory[pages...].map { UnsafeRawPointer($0) as UnsafeRawPointer? }
        let stride = one.heads * one.headDim
        var out = [Float](repeating: .nan, count: q.count)
        keyPages.withUnsafeBufferPointer { keyPages in
            valuePages.withUnsafeBufferPointer { valuePages in
                q.withUnsafeBufferPointer { q in
                    out.withUnsafeMutableBufferPointer { out in
                        var arguments = corvid_attention_arguments(
                            q: q.baseAddress, q_stride: Int64(stride), tokens: Int64(one.tokens),
                            heads: Int64(one.heads), head_dim: Int64(one.headDim), scale: 0.125,
                            position: Int64(one.position), length: Int64(keys.count), window: Int64(one.window),
                            bidirectional: one.bidirectional, q8: one.q8, key_pages: keyPages.baseAddress,
                            value_pages: valuePages.baseAddress, out: out.baseAddress, out_stride: Int64(stride))
                        let scratch = UnsafeMutableRawPointer.allocate(
                            byteCount: Int(corvid_attention_scratch_bytes(&arguments)), alignment: 64)
                        defer { scratch.deallocate() }
                        if oneByOne {
                            for token in 0..<one.tokens {
                                corvid_attention(isa, &arguments, Int64(token), Int64(token + 1), scratch)
                            }
                        } else {
                            corvid_attention(isa, &arguments, 0, Int64(one.tokens), scratch)
                        }
                    }
                }
            }
        }
        return out
    }

    func definition(_ one: Case, _ keys: [[Float]], _ values: [[Float]], _ q: [Float]) -> [Float] {
        var out: [Float] = []
        for token in 0..<one.tokens {
            let last = one.bidirectional ? keys.count : one.position + token + 1
            let first = !one.bidirectional && one.window > 0 ? max(0, last - one.window) : 0
            for head in 0..<one.heads {
                let row = q[(token * one.heads + head) * one.headDim..<(token * one.heads + head + 1) * one.headDim]
                let scores = (first..<last).map { p in
                    zip(row, keys[p]).reduce(0.0) { $0 + Double($1.0) * Double($1.1) } * 0.125
                }
                let top = scores.max() ?? 0
                let weights = scores.map { exponential($0 - top) }
                let sum = weights.reduce(0, +)
                for d in 0..<one.headDim {
                    out.append(
                        Float((first..<last).reduce(0.0) { $0 + weights[$1 - first] * Double(values[$1][d]) } / sum))
                }
            }
        }
        return out
    }

    /// e^x for x <= 0 by squaring a short series, independent of the kernel under test.
    func exponential(_ x: Double) -> Double {
        let small = x / 1024
        var term = 1.0, sum = 1.0
        for i in 1..<12 {
            term *= small / Double(i)
            sum += term
        }
        for _ in 0..<10 { sum *= sum }
        return sum
    }
}
