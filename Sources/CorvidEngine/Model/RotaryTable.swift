#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The frequencies of a rotary embedding, ready to give sines and cosines of any position.
struct RotaryTable: Sendable {
    /// Radians for each position, `[dimension / 2]`.
    let frequencies: [Float]
    let isInterleaved: Bool
    let magnitude: Float

    var half: Int { frequencies.count }

    /// - Parameters:
    ///   - divisors: What the checkpoint says to divide the frequencies by, `[dimension / 2]`.
    ///   - contextLength: Positions that the model was trained for.
    init(_ rotation: RotaryEmbedding, divisors: UnsafePointer<Float>?, contextLength: Int) {
        let half = rotation.dimension / 2
        var frequencies = (0..<half).map { pow(rotation.base, -2 * Double($0) / Double(rotation.dimension)) }
        var magnitude = 1.0
        switch rotation.scaling {
        case .none: break
        case .linear(let factor):
            for index in 0..<half { frequencies[index] /= factor }
        case .divisors:
            if let divisors { for index in 0..<half { frequencies[index] /= Double(divisors[index]) } }
        case .long(let original):
            if let divisors { for index in 0..<half { frequencies[index] /= Double(divisors[index]) } }
            let factor = Double(contextLength) / Double(original)
            if factor > 1, original > 1 {
                magnitude = (1 + log(factor) / log(Double(original))).squareRoot()
            }
        case .yarn(let factor, let original, let fast, let slow):
            // The pair that turns `turns` times in the original context.
            func pair(_ turns: Double) -> Double {
                Double(rotation.dimension) * log(Double(original) / (turns * 2 * .pi)) / (2 * log(rotation.base))
            }
            let low = max(pair(fast).rounded(.down), 0)
            let high = min(pair(slow).rounded(.up), Double(rotation.dimension - 1))
            for index in 0..<half {
                let ramp = min(max((Double(index) - low) / max(high - low, 0.001), 0), 1)
                frequencies[index] *= (1 - ramp) + ramp / factor
            }
            if factor > 1 { magnitude = 0.1 * log(factor) + 1 }
        }
        self.frequencies = frequencies.map { Float($0) }
        self.isInterleaved = rotation.isInterleaved
        self.magnitude = Float(rotation.magnitude ?? magnitude)
    }

    /// Writes the cosines and sines of `position`, `[half]` each.
    func write(position: Int, cosine: UnsafeMutablePointer<Float>, sine: UnsafeMutablePointer<Float>) {
        for index in 0..<frequencies.count {
            // The angle is rounded to single precision as the trained models did.
            let angle = Double(Float(position) * frequencies[index])
            cosine[index] = Float(cos(angle)) * magnitude
            sine[index] = Float(sin(angle)) * magnitude
        }
    }
}
