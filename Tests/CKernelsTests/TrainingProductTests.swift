import CKernels
import Testing

/// Products of bfloat16 matrices and what prepares them: against the definition in double precision, and every
/// instruction set against the plain twin bit for bit.
struct TrainingProductTests {
    private static let sets = [CORVID_ISA_SCALAR] + InstructionSetTests.sets

    private static func value(_ bits: UInt16) -> Float { Float(bitPattern: UInt32(bits) << 16) }

    private static func rounded(_ x: [Float], _ isa: corvid_isa = CORVID_ISA_SCALAR) -> [UInt16] {
        var out = [UInt16](repeating: 0, count: x.count)
        corvid_round_bfloat(isa, x, Int64(x.count), &out)
        return out
    }

    /// The sum of a and b's product, made with a packed matrix of whichever form.
    private static func product(
        _ isa: corvid_isa, a: [UInt16], packed: [UInt16], m: Int, n: Int, k: Int, add: [Float]?, split: Int
    ) -> [Float] {
        var c = [Float](repeating: .nan, count: m * n)
        a.withUnsafeBufferPointer { a in
            packed.withUnsafeBufferPointer { b in
                c.withUnsafeMutableBufferPointer { c in
                    func run(_ add: UnsafePointer<Float>?) {
                        var arguments = corvid_product_arguments(
                            a: a.baseAddress, a_stride: Int64(k), b: b.baseAddress, m: Int64(m), n: Int64(n),
                            k: Int64(k), add: add, c: c.baseAddress, c_stride: Int64(n))
                        // Two ranges of rows and two of columns must give what one of each gives.
                        for rows in [0..<split, split..<m] {
                            for columns in [0..<32, 32..<n] where !columns.isEmpty {
                                corvid_product(
                                    isa, &arguments, Int64(rows.lowerBound), Int64(rows.upperBound),
                                    Int64(columns.lowerBound), Int64(columns.upperBound))
                            }
                        }
                    }
                    if let add { add.withUnsafeBufferPointer { run($0.baseAddress) } } else { run(nil) }
                }
            }
        }
        return c
    }

    @Test(
        "Products are sums of products",
        arguments: [(1, 32, 2), (3, 64, 6), (14, 32, 256), (29, 96, 258), (45, 32, 600)])
    func products(m: Int, n: Int, k: Int) {
        var random = Random(seed: UInt64(m * 1000 + k))
        let a = Self.rounded(random.floats(m * k))
        let b = random.floats(k * n)
        let add = random.floats(m * n)
        var packed = [UInt16](repeating: 0, count: k * n)
        corvid_pack_rows(CORVID_ISA_SCALAR, b, Int64(n), Int64(k), 0, Int64(n), &packed)
        let exact = Self.rounded(b).map { Double(Self.value($0)) }
        for addend in [nil, add] {
            let expected = Self.product(
                CORVID_ISA_SCALAR, a: a, packed: packed, m: m, n: n, k: k, add: addend, split: m / 2)
            var worst = 0.0
            for i in 0..<m {
                for j in 0..<n {
                    var sum = Double(addend?[i * n + j] ?? 0)
                    var size = abs(sum)
                    for p in 0..<k {
                        let term = Double(Self.value(a[i * k + p])) * exact[p * n + j]
                        sum += term
                        size += abs(term)
                    }
                    worst = max(worst, abs(Double(expected[i * n + j]) - sum) / (size + 1e-9))
                }
            }
            #expect(worst < 1e-6)
            for isa in Self.sets {
                let found = Self.product(isa, a: a, packed: packed, m: m, n: n, k: k, add: addend, split: m / 3)
                #expect(found == expected, "\(isa)")
            }
        }
    }

    @Test("All ways of packing a matrix give the same numbers", arguments: [(2, 32), (34, 64), (50, 96)])
    func packing(k: Int, n: Int) {
        var random = Random(seed: UInt64(k))
        let b = random.floats(k * n)
        let transposed = (0..<n * k).map { b[$0 % k * n + $0 / k] }
        let halves = Self.rounded(b)
        for isa in Self.sets {
            var forms = [[UInt16]](repeating: [UInt16](repeating: 0xFFFF, count: k * n), count: 3)
            // Ranges of columns, as threads take them; 16 columns are half of a panel.
            for (begin, end) in [(0, 32), (32, n)] where begin < end {
                corvid_pack_transposed(isa, transposed, Int64(k), Int64(begin), Int64(end), &forms[0])
                corvid_pack_rows(isa, b, Int64(n), Int64(k), Int64(begin), Int64(end), &forms[1])
                corvid_pack_bfloat_rows(isa, halves, Int64(n), Int64(k), Int64(begin), Int64(end), &forms[2])
            }
            for form in forms {
                let isRight = (0..<k * n).allSatisfy { index in
                    let (row, column) = (index / n, index % n)
                    return form[column / 32 * 32 * k + row / 2 * 64 + column % 32 * 2 + row % 2] == halves[index]
                }
                #expect(isRight, "\(isa)")
            }
        }
    }

    @Test("A transposition puts every number in its place", arguments: [(1, 1), (32, 32), (64, 96), (70, 45)])
    func transposition(rows: Int, columns: Int) {
        var random = Random(seed: 5)
        let from = (0..<rows * (columns + 3)).map { _ in UInt16.random(in: 0...UInt16.max, using: &random) }
        let stride = rows + 5
        for isa in Self.sets {
            var to = [UInt16](repeating: 7, count: columns * stride)
            for (begin, end) in [(0, rows / 2), (rows / 2, rows)] where begin < end {
                corvid_transpose_bfloat(
                    isa, from, Int64(columns + 3), Int64(begin), Int64(end), Int64(columns), &to, Int64(stride))
            }
            var expected = [UInt16](repeating: 7, count: columns * stride)
            for row in 0..<rows {
                for column in 0..<columns { expected[column * stride + row] = from[row * (columns + 3) + column] }
            }
            #expect(to == expected, "\(isa)")
        }
    }

    @Test("Rounding goes to the nearest, ties to even, and keeps what is no number") func rounding() {
        let cases: [(Float, UInt16)] = [
            (0, 0), (-0.0, 0x8000), (1, 0x3F80), (.infinity, 0x7F80), (-.infinity, 0xFF80),
            (Float(bitPattern: 0x3F80_8000), 0x3F80), (Float(bitPattern: 0x3F81_8000), 0x3F82),
            (Float(bitPattern: 0x3F80_8001), 0x3F81), (Float.greatestFiniteMagnitude, 0x7F80),
            (Float(bitPattern: 0x7F80_0001), 0x7FC0),
        ]
        // Seventeen numbers and more: whole vectors and the rest.
        let many = cases + cases
        for isa in Self.sets {
            #expect(Self.rounded(many.map(\.0), isa) == many.map(\.1), "\(isa)")
        }
    }
}
