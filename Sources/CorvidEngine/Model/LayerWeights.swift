/// The weights of one block.
final class LayerWeights: @unchecked Sendable {  // Immutable; `TransformerWeights` holds the memory.
    /// Before the mixer, or in encoders after its residual sum.
    let mixerNorm: NormWeights
    let mixer: Mixer
    let mixerOutput: Projection
    /// Of the mixer's output before the residual sum (Gemma 3).
    let mixerOutputNorm: NormWeights?
    let feedForwardNorm: NormWeights
    let feedForward: FeedForward
    let feedForwardOutputNorm: NormWeights?

    enum Mixer {
        /// Projections whose outputs, one after the other, are queries, keys and values; and the norms of a head.
        case attention(inputs: [Projection], queryNorm: UnsafePointer<Float>?, keyNorm: UnsafePointer<Float>?)
        /// The input's three parts are the gates B and C and x; `kernel` is `[width, kernel]`.
        case shortConvolution(input: Projection, kernel: UnsafePointer<Float>, bias: UnsafePointer<Float>?)
    }

    enum FeedForward {
        case gated(gate: Projection, up: Projection, down: Projection)
        case plain(up: Projection, down: Projection)
        case experts(router: Matrix, gate: [Matrix], up: [Matrix], down: [Matrix])
    }

    /// The inside of the feed-forward network is kept in quantised form only.
    var quantizesInside: Bool {
        switch feedForward {
        case .gated(_, _, let down), .plain(_, let down): down.matrix.readsQuantized
        case .experts(_, _, _, let down): down.first?.readsQuantized ?? false
        }
    }

    init(
        _ reader: inout WeightReader, _ configuration: TransformerConfiguration, _ index: Int
    ) throws(CheckpointError) {
        let layer = configuration.layers[index]
        let width = configuration.embeddingLength
        let kind = configuration.norm.kind
        let block = "blk.\(index)"

        let isAfter = configuration.normalisesAfterResidual
        mixerNorm = try reader.norm(isAfter ? "\(block).attn_output_norm" : "\(block).attn_norm", kind, count: width)
        feedForwardNorm = try reader.norm(
            isAfter ? "\(block).layer_output_norm" : "\(block).ffn_norm", kind, count: width)
        let normalisesOutputs = configuration.normalisesSublayerOutputs
        mixerOutputNorm =
            normalisesOutputs ? try reader.norm("\(block).post_attention_norm", kind, count: width) : nil
        feedForwardOutputNorm =
            normalisesOutputs ? try reader.norm("\(block).post_ffw_norm", kind, count: width) : nil

        switch layer.mixer {
        case .attention(let attention):
            let queries = attention.heads * attention.headDimension
            let keys = attention.keyValueHeads * attention.headDimension
            let inputs =
                if reader.checkpoint.tensor("\(block).attn_qkv.weight") != nil {
                    [try reader.projection("\(block).attn_qkv", columns: width, rows: queries + 2 * keys)]
                } else {
                    [
                        try reader.projection("\(block).attn_q", columns: width, rows: queries),
                        try reader.projection("\(block).attn_k", columns: width, rows: keys),
                        try reader.projection("\(block).attn_v", columns: width, rows: keys),
                    ]
                }
            let hasNorms = attention.normalisesQueriesAndKeys
            let count = attention.headDimension
            mixer = .attention(
                inputs: inputs,
                queryNorm: hasNorms ? try reader.vector("\(block).attn_q_norm.weight", count: count) : nil,
                keyNorm: hasNorms ? try reader.vector("\(block).attn_k_norm.weight", count: count) : nil)
            mixerOutput = try reader.projection("\(block).attn_output", columns: queries, rows: width)
        case .shortConvolution(let kernel):
            mixer = .shortConvolution(
                input: try reader.projection("\(block).shortconv.in_proj", columns: width, rows: 3 * width),
                kernel: try reader.table("\(block).shortconv.conv.weight", columns: kernel, rows: width),
                bias: try reader.optionalVector("\(block).shortconv.conv.bias", count: width))
            mixerOutput = try reader.projection("\(block).shortconv.out_proj", columns: width, rows: width)
        }
        feedForward = try Self.feedForward(&reader, layer.feedForward, block: block, width: width)
    }

    private static func feedForward(
        _ reader: inout WeightReader, _ shape: TransformerConfiguration.FeedForward, block: String, width: Int
    ) throws(CheckpointError) -> FeedForward {
        switch shape {
        case .gated(let inner, _):
            let down = try reader.projection("\(block).ffn_down", columns: inner, rows: width)
            if reader.checkpoint.tensor("\(block).ffn_gate.weight") == nil {
                // Phi 3: the gate's rows, then those of the upward projection.
                let both = try reader.projection("\(block).ffn_up", columns: width, rows: 2 * inner)
                return .gated(gate: both.rows(0..<inner), up: both.rows(inner..<2 * inner), down: down)
            }
            return .gated(
                gate: try reader.projection("\(block).ffn_gate", columns: width, rows: inner),
                up: try reader.projection("\(block).ffn_up", columns: width, rows: inner), down: down)
        case .plain(let inner, _):
            return .plain(
                up: try reader.projection("\(block).ffn_up", columns: width, rows: inner),
                down: try reader.projection("\(block).ffn_down", columns: inner, rows: width))
        case .experts(let count, _, let inner, _, _):
            return .experts(
                router: try reader.matrix("\(block).ffn_gate_inp.weight", columns: width, rows: count),
                gate: try reader.experts("\(block).ffn_gate", columns: width, rows: inner, count: count),
                up: try reader.experts("\(block).ffn_up", columns: width, rows: inner, count: count),
                down: try reader.experts("\(block).ffn_down", columns: inner, rows: width, count: count))
        }
    }
}
