import Testing

@testable import CorvidGrammar

@Suite struct SuffixArrayTests {
    private func naive(_ text: [UInt8]) -> [Int32] {
        text.indices.sorted { text[$0...].lexicographicallyPrecedes(text[$1...]) }.map { Int32($0) }
    }

    @Test func agreesWithSorting() {
        var generator = SeededGenerator(seed: 41)
        for round in 0..<3_000 {
            let symbols = UInt8.random(in: 1...4, using: &generator)
            let text = (0..<round % 60).map { _ in UInt8.random(in: 0..<symbols, using: &generator) &* 85 }
            #expect(SuffixArray(text).order == naive(text), "\(text)")
        }
    }

    @Test func repetitions() {
        for unit in [[1], [1, 2], [2, 1], [1, 2, 1, 3], [3, 2, 1, 1]] as [[UInt8]] {
            let text = Array(Array(repeating: unit, count: 40).joined()) + [0]
            #expect(SuffixArray(text).order == naive(text))
        }
    }
}
