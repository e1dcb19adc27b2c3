import CKernels
import Testing

/// The element-wise and normalising steps against their scalar twins.
struct SmallStepTests {
    static let counts = [1, 7, 16, 33, 64, 576, 1000]

    /// Runs `body` on copies of the same random rows with the scalar twin and with every other set.
    func compare(_ count: Int, _ body: (corvid_isa, inout [Float], [Float]) -> Void) {
        var random = Random(seed: UInt64(count))
        let x = random.floats(count), y = random.floats(count)
        var expected = x
        body(CORVID_ISA_SCALAR, &expected, y)
        for isa in InstructionSetTests.sets {
            var actual = x
            body(isa, &actual, y)
            #expect(actual.map(\.bitPattern) == expected.map(\.bitPattern), "\(isa)")
        }
    }

    @Test(arguments: counts) func elementwise(count: Int) {
        let n = Int64(count)
        compare(count) { corvid_add($0, &$1, $2, n) }
        compare(count) { corvid_multiply($0, &$1, $2, n) }
        compare(count) { isa, x, _ in corvid_scale(isa, &x, 1.7, n) }
        compare(count) { corvid_add_scaled($0, &$1, $2, 0.3, n) }
        compare(count) { corvid_silu_multiply($0, &$1, $2, n) }
        compare(count) { corvid_gelu_tanh_multiply($0, &$1, $2, n) }
        compare(count) { isa, x, _ in corvid_gelu_tanh_multiply(isa, &x, nil, n) }
        compare(count) { isa, x, _ in corvid_softmax(isa, &x, n) }
    }

    @Test(arguments: counts) func norms(count: Int) {
        let n = Int64(count)
        compare(count) { isa, x, y in
            let from = x
            corvid_rms_norm(isa, from, n, y, 1e-5, 1, n, &x, n)
        }
        compare(count) { isa, x, y in
            let from = x
            corvid_layer_norm(isa, from, n, y, y, 1e-5, 1, n, &x, n)
        }
    }

    @Test(arguments: [true, false], [(2, 32, 16), (3, 64, 32), (1, 80, 20), (4, 24, 12)])
    func rope(interleaved: Bool, shape: (Int, Int, Int)) {
        let (heads, headDim, half) = shape
        compare(heads * headDim) { isa, x, y in
            corvid_rope(isa, &x, Int64(heads), Int64(headDim), y, Array(y.reversed()), Int64(half), interleaved)
        }
    }

    @Test func shortConvolution() {
        let channels = 40, kernel = 3
        compare(channels * (kernel - 1)) { isa, state, y in
            var out = [Float](repeating: 0, count: channels)
            let weights = y + y
            corvid_short_convolution_step(isa, &state, y, weights, Int64(channels), Int64(kernel), &out)
            state += out
        }
    }
}
