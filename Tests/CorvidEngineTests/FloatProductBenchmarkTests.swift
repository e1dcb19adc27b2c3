import Testing

@testable import CorvidEngine

struct FloatProductBenchmarkTests {
    @Test func productIsThatOfThePlainLoop() {
        let (tokens, rows, columns) = (5, 80, 32)
        let x = (0..<tokens * columns).map { Float($0 % 7) - 3 }
        let weights = (0..<rows * columns).map { Float($0 % 5) - 2 }
        var y = [Float](repeating: .nan, count: tokens * rows)
        FloatProductBenchmark.multiply(
            x, weights, into: &y, tokens: tokens, rows: rows, columns: columns, on: ThreadPool(threads: 2))
        for token in 0..<tokens {
            for row in 0..<rows {
                let expected = (0..<columns).reduce(0) { $0 + x[token * columns + $1] * weights[row * columns + $1] }
                #expect(y[token * rows + row] == expected)
            }
        }
    }

    @Test func bothSidesAreMeasured() {
        let report = FloatProductBenchmark.measure(threads: 2, repetitions: 2)
        #expect(report.threads == 2)
        #expect(report.rates.count == 2)
        #expect(report.rates.allSatisfy { $0 > 1e8 })
        #expect(report.openBLASRates.count == (OpenBLAS.shared == nil ? 0 : 2))
    }
}
