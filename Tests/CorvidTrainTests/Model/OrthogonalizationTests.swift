import CKernels
import CorvidTrain
import Testing

@Suite struct OrthogonalizationTests {
    @Test("Singular values come near one, and directions stay", arguments: [(64, 160), (160, 64), (96, 96)])
    func orthogonalizes(rows: Int, columns: Int) {
        var random = Randomness(seed: 3)
        let original = (0..<rows * columns).map { _ in Float(random.normal()) }
        var values = original
        let work = Orthogonalization(
            side: min(rows, columns), long: max(rows, columns), isa: corvid_isa_best())
        values.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            work.orthogonalize(base, rows: rows, columns: columns, steps: 6)
        }
        // The product with the original is the sum of its singular values, each about once: symmetric and positive.
        func entry(_ x: [Float], _ row: Int, _ column: Int) -> Double { Double(x[row * columns + column]) }
        let isTall = rows > columns
        let side = min(rows, columns)
        func gram(_ x: [Float], _ y: [Float], _ i: Int, _ j: Int) -> Double {
            isTall
                ? (0..<rows).reduce(0) { $0 + entry(x, $1, i) * entry(y, $1, j) }
                : (0..<columns).reduce(0) { $0 + entry(x, i, $1) * entry(y, j, $1) }
        }
        var distance = 0.0
        var asymmetry = 0.0
        var size = 0.0
        for i in 0..<side {
            for j in 0..<side {
                let own = gram(values, values, i, j) - (i == j ? 1 : 0)
                distance += own * own
                let (mixed, turned) = (gram(values, original, i, j), gram(values, original, j, i))
                asymmetry += (mixed - turned) * (mixed - turned)
                size += mixed * mixed
            }
        }
        #expect((distance / Double(side)).squareRoot() < 0.5)
        #expect((asymmetry / size).squareRoot() < 0.05)
    }
}
