import CKernels
import Testing

/// Every kernel of every instruction set that this processor has, against its scalar twin, bit for bit.
struct InstructionSetTests {
    static let sets: [corvid_isa] = [CORVID_ISA_PORTABLE, CORVID_ISA_AVX2, CORVID_ISA_AVX512].filter {
        $0.rawValue <= corvid_isa_best().rawValue
    }
    static let blockFormats = [
        CORVID_Q4_0, CORVID_Q4_1, CORVID_Q5_0, CORVID_Q5_1, CORVID_Q8_0, CORVID_Q4_K, CORVID_Q5_K, CORVID_Q6_K,
    ].map { Int32($0) }

    @Test func bestInstructionSetHasAName() {
        #expect(String(cString: corvid_isa_name(corvid_isa_best())) != "unknown")
    }

    static func layout(_ format: Int32) -> (length: Int, bytes: Int, halves: [Int]) {
        switch Int(format) {
        case CORVID_Q4_0: (32, 18, [0])
        case CORVID_Q4_1: (32, 20, [0, 2])
        case CORVID_Q5_0: (32, 22, [0])
        case CORVID_Q5_1: (32, 24, [0, 2])
        case CORVID_Q8_0: (32, 34, [0])
        case CORVID_Q4_K: (256, 144, [0, 2])
        case CORVID_Q5_K: (256, 176, [0, 2])
        default: (256, 210, [208])
        }
    }

    /// Blocks of random bits whose scales are small finite halves.
    static func randomBlocks(_ format: Int32, count: Int, using random: inout Random) -> [UInt8] {
        let layout = layout(format)
        var bytes = (0..<count * layout.bytes).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        for block in 0..<count {
            for half in layout.halves {
                bytes[block * layout.bytes + half + 1] = 0x20 | (bytes[block * layout.bytes + half + 1] & 0x87)
            }
        }
        return bytes
    }

    @Test(arguments: blockFormats, [1, 2, 3, 5, 8, 9, 21])
    func quantisedProducts(format: Int32, tokens: Int) {
        var random = Random(seed: UInt64(format) * 100 + UInt64(tokens))
        let layout = Self.layout(format)
        for (rows, columns) in [(37, 512), (16, 256), (100, layout.length == 32 ? 96 : 768)] {
            let weights = Self.randomBlocks(format, count: rows * columns / layout.length, using: &random)
            let x = random.floats(tokens * columns)
            let expected = product(CORVID_ISA_SCALAR, format, weights, rows, columns, x, tokens)
            for isa in Self.sets {
                let actual = product(isa, format, weights, rows, columns, x, tokens)
                #expect(actual.map(\.bitPattern) == expected.map(\.bitPattern), "\(isa) \(rows)x\(columns)")
            }
        }
    }

    @Test(arguments: [CORVID_F32, CORVID_F16, CORVID_BF16].map { Int32($0) }, [1, 2, 6, 13])
    func floatProducts(format: Int32, tokens: Int) {
        var random = Random(seed: UInt64(format) * 7 + UInt64(tokens))
        for (rows, columns) in [(37, 300), (16, 64), (50, 77), (16, 3)] {
            let values = random.floats(rows * columns)
            var weights: [UInt8] = []
            for value in values {
                let bits = value.bitPattern
                switch Int(format) {
                case CORVID_F32: withUnsafeBytes(of: bits) { weights.append(contentsOf: $0) }
                case CORVID_BF16: withUnsafeBytes(of: UInt16(bits >> 16)) { weights.append(contentsOf: $0) }
                default:  // a half with the float's sign, a middling exponent and its leading fraction
                    let half = UInt16(bits >> 31) << 15 | UInt16(random.next() % 31) << 10 | UInt16(bits >> 13 & 0x3ff)
                    withUnsafeBytes(of: half) { weights.append(contentsOf: $0) }
                }
            }
            let x = random.floats(tokens * columns)
            let expected = product(CORVID_ISA_SCALAR, format, weights, rows, columns, x, tokens)
            for isa in Self.sets {
                let actual = product(isa, format, weights, rows, columns, x, tokens)
                #expect(actual.map(\.bitPattern) == expected.map(\.bitPattern), "\(isa) \(rows)x\(columns)")
            }
        }
    }

    /// A token's result is the same alone and among others, and any split of the rows gives the same.
    @Test(arguments: blockFormats + [Int32(CORVID_F32)])
    func rowsAndTokensAreIndependent(format: Int32) {
        var random = Random(seed: 5)
        let rows = 96, columns = 512, tokens = 19
        let weights: [UInt8] =
            Int(format) == CORVID_F32
            ? random.floats(rows * columns).flatMap { value in withUnsafeBytes(of: value) { Array($0) } }
            : Self.randomBlocks(format, count: rows * columns / Self.layout(format).length, using: &random)
        let x = random.floats(tokens * columns)
        for isa in Self.sets {
            let together = product(isa, format, weights, rows, columns, x, tokens)
            let split = product(isa, format, weights, rows, columns, x, tokens, cuts: [16, 80])
            #expect(together == split)
            for token in [0, 7, 18] {
                let alone = product(
                    isa, format, weights, rows, columns, Array(x[token * columns..<(token + 1) * columns]), 1)
                #expect(alone == Array(together[token * rows..<(token + 1) * rows]))
            }
        }
    }

    func product(
        _ isa: corvid_isa, _ format: Int32, _ weights: [UInt8], _ rows: Int, _ columns: Int, _ x: [Float],
        _ tokens: Int, cuts: [Int] = []
    ) -> [Float] {
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: Int(corvid_activations_bytes(Int64(tokens), Int64(columns))), alignment: 64)
        let scratch = UnsafeMutableRawPointer.allocate(
            byteCount: Int(corvid_matmul_scratch_bytes(format, Int64(columns), Int64(tokens))), alignment: 64)
        defer {
            memory.deallocate()
            scratch.deallocate()
        }
        let activations = corvid_activations_in(memory, Int64(tokens), Int64(columns))
        var y = [Float](repeating: .nan, count: tokens * rows)
        x.withUnsafeBufferPointer { x in
            if corvid_matmul_reads_activations(format) {
                corvid_quantize_activations(
                    isa, x.baseAddress, Int64(columns), Int64(tokens), Int64(columns), 0, Int64(tokens), activations)
            }
            weights.withUnsafeBytes { weights in
                y.withUnsafeMutableBufferPointer { y in
                    var arguments = corvid_matmul_arguments(
                        format: format, weights: weights.baseAddress, row_bytes: Int64(weights.count / rows),
                        rows: Int64(rows), columns: Int64(columns), tokens: Int64(tokens), x: x.baseAddress,
                        x_stride: Int64(columns), activations: activations, y: y.baseAddress, y_stride: Int64(rows))
                    let bounds = [0] + cuts + [rows]
                    for (begin, end) in zip(bounds, bounds.dropFirst()) {
                        corvid_matmul(isa, &arguments, Int64(begin), Int64(end), scratch)
                    }
                }
            }
        }
        return y
    }
}
