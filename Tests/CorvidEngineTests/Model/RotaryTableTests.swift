import Testing

@testable import CorvidEngine

/// Frequencies against those that `transformers` computes (`ROPE_INIT_FUNCTIONS`, 32 numbers, base 10000).
struct RotaryTableTests {
    private func table(_ scaling: RotaryEmbedding.Scaling, magnitude: Double? = nil) -> RotaryTable {
        var rotation = RotaryEmbedding(dimension: 32, isInterleaved: false, base: 10_000)
        rotation.scaling = scaling
        rotation.magnitude = magnitude
        return RotaryTable(rotation, divisors: nil, contextLength: 256)
    }

    @Test func yarn() {
        let expected: [Float] = [
            1.0, 0.47799012, 0.22135943, 0.097805366, 0.039999999, 0.014058532, 0.0079056947, 0.0044456986,
            0.0024999999, 0.0014058533, 0.00079056947, 0.00044456986, 0.00025000001, 0.00014058533, 7.9056947e-05,
            4.4456985e-05,
        ]
        let scaling = RotaryEmbedding.Scaling.yarn(factor: 4, originalContext: 64, fast: 32, slow: 1)
        let found = table(scaling)
        for (a, b) in zip(found.frequencies, expected) { #expect(abs(a - b) <= 1e-6 * b) }
        #expect(abs(found.magnitude - 1.138629436) < 1e-6)
        #expect(table(scaling, magnitude: 1).magnitude == 1)
    }

    @Test func linear() {
        let plain = table(.none)
        let found = table(.linear(factor: 4))
        for (a, b) in zip(found.frequencies, plain.frequencies) { #expect(a == b / 4) }
        #expect(found.magnitude == 1)
        var cosine = [Float](repeating: 0, count: 16)
        var sine = cosine
        found.write(position: 12, cosine: &cosine, sine: &sine)
        #expect(cosine[0] == -0.9899925 && sine[0] == 0.14112)
    }

    /// PE(3) for a width of 4: sin 3, cos 3, sin 0.03, cos 0.03.
    @Test func sinusoidalPositions() {
        var x: [Float] = [1, 1, 1, 1]
        x.withUnsafeMutableBufferPointer { SinusoidalPositions.add(3, to: $0) }
        let expected: [Float] = [1.14112, 0.0100075, 1.0299955, 1.99955]
        for (a, b) in zip(x, expected) { #expect(abs(a - b) < 1e-6) }
    }
}
