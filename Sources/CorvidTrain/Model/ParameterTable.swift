/// Where each parameter of a model lies in one flat array of floats, and what it is called in a checkpoint.
package struct ParameterTable: Sendable {
    /// How a parameter is optimised.
    package enum Kind: Sendable, Hashable {
        /// A matrix between channels: Muon's.
        case matrix
        /// Rows that are looked up: AdamW's, with weight decay.
        case embedding
        /// Norms and convolution kernels: AdamW's, without decay.
        case vector
    }

    /// A tensor of the checkpoint.
    package struct Parameter: Sendable {
        /// As GGUF files of the `lfm2` family call it.
        package var name: String
        package var rows: Int
        package var columns: Int
        package var offset: Int
        package var kind: Kind
        package var count: Int { rows * columns }
    }

    /// Matrices that are multiplied as one because they read the same input: queries, keys and values; gate and up.
    struct Linear: Sendable {
        var offset: Int
        /// Rows of the weight.
        var outputs: Int
        /// Columns of the weight.
        var inputs: Int
    }

    struct Layer: Sendable {
        var mixerNorm: Int
        var input: Linear
        var output: Linear
        /// Of the convolution, `[width, taps]`.
        var kernel = 0
        var queryNorm = 0
        var keyNorm = 0
        var feedForwardNorm: Int
        var gateUp: Linear
        var down: Linear
    }

    package private(set) var parameters: [Parameter] = []
    package private(set) var count = 0
    private(set) var layers: [Layer] = []
    private(set) var embedding = Linear(offset: 0, outputs: 0, inputs: 0)
    private(set) var outputNorm = 0

    package init(_ shape: ModelShape) {
        let width = shape.width
        embedding = linear(width, [("token_embd", shape.vocabulary)], kind: .embedding)
        outputNorm = vector("token_embd_norm", width)
        for (index, mixer) in shape.layers.enumerated() {
            let block = "blk.\(index)."
            var layer = Layer(
                mixerNorm: vector(block + "attn_norm", width), input: embedding, output: embedding, feedForwardNorm: 0,
                gateUp: embedding, down: embedding)
            switch mixer {
            case .convolution:
                layer.input = linear(width, [(block + "shortconv.in_proj", 3 * width)])
                layer.kernel = add(block + "shortconv.conv", rows: width, columns: ModelShape.taps, .vector)
                layer.output = linear(width, [(block + "shortconv.out_proj", width)])
            case .attention:
                layer.input = linear(
                    width,
                    [
                        (block + "attn_q", shape.queryWidth), (block + "attn_k", shape.keyWidth),
                        (block + "attn_v", shape.keyWidth),
                    ])
                layer.queryNorm = vector(block + "attn_q_norm", shape.headSize)
                layer.keyNorm = vector(block + "attn_k_norm", shape.headSize)
                layer.output = linear(shape.queryWidth, [(block + "attn_output", width)])
            }
            layer.feedForwardNorm = vector(block + "ffn_norm", width)
            layer.gateUp = linear(
                width, [(block + "ffn_gate", shape.feedForward), (block + "ffn_up", shape.feedForward)])
            layer.down = linear(shape.feedForward, [(block + "ffn_down", width)])
            layers.append(layer)
        }
    }

    private mutating func add(_ name: String, rows: Int, columns: Int, _ kind: Kind) -> Int {
        // Vectors of sixteen and cache lines begin where parameters do.
        count = (count + 15) / 16 * 16
        parameters.append(
            Parameter(name: name + ".weight", rows: rows, columns: columns, offset: count, kind: kind))
        count += rows * columns
        return count - rows * columns
    }

    private mutating func vector(_ name: String, _ count: Int) -> Int {
        add(name, rows: 1, columns: count, .vector)
    }

    private mutating func linear(_ inputs: Int, _ parts: [(String, Int)], kind: Kind = .matrix) -> Linear {
        let offsets = parts.map { add($0.0, rows: $0.1, columns: inputs, kind) }
        return Linear(offset: offsets[0], outputs: parts.reduce(0) { $0 + $1.1 }, inputs: inputs)
    }
}
