import CorvidEngine
import Foundation

/// Weights that can copy before they have learned anything.
///
/// From plain noise a model of this size is slow to copy what it has not seen, and slower in what is built on copying: to
/// look a key up, to take an argument from a question. So the circuit which copying
/// needs (C. Olsson et al., "In-context Learning and Induction Heads", 2022) is there from the first step on, in the
/// spirit of A. Trockman & J. Z. Kolter, "Mimetic Initialization of Self-Attention Layers", 2023: a convolution brings the
/// token before, a query finds the place whose token before is the same as its own, and what is found there is added to
/// the residual stream in the embedding's own coordinates. One group of heads gathers the latest tokens, so that what a
/// question asks for can be found from the place where the answer begins. Everything stays free to be learned otherwise.
///
/// What is known of it comes from a PyTorch twin on lists of random tokens, one seed a run. Width 256 and 6,000 tokens, an
/// earlier form without gathering heads: 69 % copied, 90 % looked up (the key right before the answer) after 0.25 million
/// tokens; from noise copying had not begun after 0.6 million. Width 128 and 500 tokens, keys of one token at varying
/// distance, rate 0.006: 75 % after 0.6 million with gathering heads, 38 % without. Keys of one to four tokens stayed near
/// chance (14 to 19 %) in all four runs of 0.6 million.
extension TrainingModel {
    /// Fills every weight for a first step.
    ///
    /// - Parameter kinship: which tokens are forms of one word; without it every token begins unlike all others.
    package func initialize(seed: UInt64, kinship: TokenKinship? = nil) {
        var random = Randomness(seed: seed, index: 0x1217)
        for parameter in table.parameters {
            let values = self.values(of: parameter.offset, parameter.count)
            switch parameter.kind {
            case .embedding: values.fill(deviation: Self.embeddingDeviation, &random)
            case .matrix:
                let gain: Float = parameter.name.hasSuffix("ffn_down.weight") ? 0.2 : 0.7
                values.fill(deviation: gain / Float(parameter.columns).squareRoot(), &random)
            case .vector:
                if parameter.name.hasSuffix("shortconv.conv.weight") {
                    values.fill(deviation: 0.6, &random)
                } else {
                    values.update(repeating: scale(ofNorm: parameter.name))
                }
            }
        }
        var circuit = CopyingCircuit(width: shape.width, &random)
        let embeddings = values(of: table.embedding.offset, table.embedding.outputs * shape.width)
        kinship?.apply(to: embeddings, width: shape.width, &random)
        circuit.shareDirection(embeddings)
        for (index, layer) in table.layers.enumerated() {
            switch shape.layers[index] {
            case .convolution: arrangeConvolution(layer, &circuit, &random)
            case .attention:
                arrangeAttention(
                    layer, circuit, isFirst: !shape.layers[..<index].contains(.attention),
                    isLast: !shape.layers[(index + 1)...].contains(.attention), &random)
            }
        }
        pack()
    }

    /// The residual stream is the embedding, in a size that a step of the optimiser changes by a hundredth or two.
    private static let embeddingDeviation: Float = 0.3

    private func scale(ofNorm name: String) -> Float {
        // Logits then have a deviation of about one; half of an embedding's power is the shared direction's.
        if name == "token_embd_norm.weight" {
            return 1 / (Self.embeddingDeviation * Float(2 * shape.width).squareRoot())
        }
        // Normalised heads would otherwise be too alike for a sharp choice among some hundred keys.
        return name.contains("attn_q_norm") || name.contains("attn_k_norm") ? 1.4 : 1
    }

    private func values(of offset: Int, _ count: Int) -> UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(rebasing: weights[offset..<offset + count])
    }

    /// Gates that begin open, and a kernel that shifts what queries read: once by one token, once by two.
    private func arrangeConvolution(
        _ layer: ParameterTable.Layer, _ circuit: inout CopyingCircuit, _ random: inout Randomness
    ) {
        let width = shape.width
        let shifted = circuit.contentCount
        let rest = RandomRotation(width, &random)
        circuit.write = RandomRotation(width, &random)
        let input = values(of: layer.input.offset, 3 * width * width)
        for row in 0..<2 * width {
            for column in 0..<width {
                input[row * width + column] = 0.5 * input[row * width + column] + circuit.gate(column)
            }
        }
        for row in 0..<width {
            let content = row < 2 * shifted ? circuit.content.row(row % shifted) : rest.row(row)
            circuit.plain(content).copy(to: input, at: (2 * width + row) * width)
        }
        let taps = ModelShape.taps
        let kernel = values(of: layer.kernel, width * taps)
        for channel in 0..<2 * shifted {
            for tap in 0..<taps { kernel[channel * taps + tap] = 0 }
            kernel[channel * taps + max(0, taps - (channel < shifted ? 2 : 3))] = 1
        }
        let output = values(of: layer.output.offset, width * width)
        for row in 0..<width {
            for column in 0..<width { output[row * width + column] = 0.4 * circuit.write[row, column] }
        }
    }

    /// A query reads its own token as a key reads the token before, or the one before that; a value is written where it
    /// was read. One group of heads, but for the last layer, gathers the latest tokens instead, for queries of the layers
    /// behind: what is asked for stands some words before the place where the answer begins.
    private func arrangeAttention(
        _ layer: ParameterTable.Layer, _ circuit: CopyingCircuit, isFirst: Bool, isLast: Bool,
        _ random: inout Randomness
    ) {
        let width = shape.width
        let size = shape.headSize
        let sharing = shape.heads / shape.keyValueHeads
        let input = values(of: layer.input.offset, layer.input.outputs * width)
        let output = values(of: layer.output.offset, width * shape.queryWidth)
        let count = circuit.contentCount
        let values = RandomRotation(width, &random)
        for group in 0..<shape.keyValueHeads {
            let heads = group * sharing..<(group + 1) * sharing
            let key = shape.queryWidth + group * size
            let gathers = !isLast && group > 0 && group == shape.keyValueHeads - 1
            for place in 0..<size {
                let channel = (group * size + place) % count
                if gathers {
                    let direction = circuit.shared.map { isNear(place) ? $0 : 0 }
                    for row in heads.map({ $0 * size + place }) + [key + place] {
                        for column in 0..<width {
                            let index = row * width + column
                            input[index] = direction[column] + 0.15 * input[index]
                        }
                    }
                } else if circuit.isShifting {
                    // Behind the first layer every query but one group's reads what was gathered.
                    let query = circuit.plain(
                        circuit.content.row(isFirst || group == 1 ? channel : count + channel))
                    for head in heads { query.copy(to: input, at: (head * size + place) * width) }
                    let isFurther = (group * size + place) / count % 2 == 1
                    circuit.plain(circuit.write.column(channel + (isFurther ? count : 0))).copy(
                        to: input, at: (key + place) * width)
                }
                let read = gathers ? circuit.content.row(channel) : values.row((group * size + place) % width)
                circuit.plain(read).copy(to: input, at: (key + shape.keyWidth + place) * width)
                let written = circuit.plain(gathers ? circuit.content.row(count + channel) : read)
                let gain: Float = gathers ? 4 : 0.5
                for head in heads {
                    for row in 0..<width {
                        output[row * shape.queryWidth + head * size + place] = gain * written[row] / Float(sharing)
                    }
                }
            }
        }
    }

    /// Whether the place turns so that it tells tokens at a distance of some ten from others: the dimensions that rotary
    /// positions turn by about a tenth and a twentieth of a radian a token.
    private func isNear(_ place: Int) -> Bool {
        let half = shape.headSize / 2
        guard place < half else { return false }
        let turn = pow(Double(shape.ropeBase), -Double(place) / Double(half))
        return (0.025..<0.13).contains(turn)
    }
}

/// What the layers of the circuit have in common.
private struct CopyingCircuit {
    /// The direction that all embeddings share: what is read along it is the same for every token, so that a projection
    /// can begin as a constant though it has no bias.
    let shared: [Float]
    /// The stream's directions: the first ``contentCount`` are what queries read of a token, the next what they read of
    /// tokens that were gathered.
    let content: RandomRotation
    /// How the last convolution writes to the stream.
    var write = RandomRotation()

    var contentCount: Int { max(1, shared.count / 4) }
    var isShifting: Bool { write.size > 0 }

    init(width: Int, _ random: inout Randomness) {
        let values = (0..<width).map { _ in Float(random.normal()) }
        let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
        shared = values.map { $0 / max(length, .leastNormalMagnitude) }
        content = RandomRotation(width, &random)
    }

    /// Gives every row the same length along the shared direction, as long as all the rest of it.
    func shareDirection(_ rows: UnsafeMutableBufferPointer<Float>) {
        let width = shared.count
        for row in stride(from: 0, to: rows.count, by: width) {
            var along: Float = 0
            var squares: Float = 0
            for index in 0..<width {
                along += rows[row + index] * shared[index]
                squares += rows[row + index] * rows[row + index]
            }
            let rest = squares.squareRoot() - along
            for index in 0..<width { rows[row + index] += rest * shared[index] }
        }
    }

    /// The weight of a channel in a projection that gives one for every normalised embedding.
    func gate(_ channel: Int) -> Float { shared[channel] / (Float(shared.count) / 2).squareRoot() }

    /// A row without what it would read along the shared direction.
    func plain(_ row: [Float]) -> [Float] {
        let along = zip(row, shared).reduce(0) { $0 + $1.0 * $1.1 }
        return zip(row, shared).map { $0 - along * $1 }
    }
}

/// A square matrix of orthonormal rows, at random.
private struct RandomRotation {
    private(set) var size = 0
    private var values: [Float] = []

    init() {}

    /// Noise, made orthonormal row by row (Gram & Schmidt, twice for accuracy).
    init(_ size: Int, _ random: inout Randomness) {
        self.size = size
        values = (0..<size * size).map { _ in Float(random.normal()) }
        values.withUnsafeMutableBufferPointer { values in
            for row in 0..<size {
                for _ in 0..<2 {
                    for earlier in 0..<row {
                        var along: Float = 0
                        for index in 0..<size { along += values[row * size + index] * values[earlier * size + index] }
                        for index in 0..<size { values[row * size + index] -= along * values[earlier * size + index] }
                    }
                    var squares: Float = 0
                    for index in 0..<size { squares += values[row * size + index] * values[row * size + index] }
                    let length = max(squares.squareRoot(), .leastNormalMagnitude)
                    for index in 0..<size { values[row * size + index] /= length }
                }
            }
        }
    }

    subscript(row: Int, column: Int) -> Float { values[row * size + column] }
    func row(_ row: Int) -> [Float] { Array(values[row * size..<(row + 1) * size]) }
    func column(_ column: Int) -> [Float] { (0..<size).map { self[$0, column] } }
}

extension UnsafeMutableBufferPointer<Float> {
    /// Normal numbers around zero.
    fileprivate func fill(deviation: Float, _ random: inout Randomness) {
        for index in indices { self[index] = deviation * Float(random.normal()) }
    }
}

extension [Float] {
    fileprivate func copy(to values: UnsafeMutableBufferPointer<Float>, at offset: Int) {
        for (index, value) in enumerated() { values[offset + index] = value }
    }
}
