internal import CKernels

/// A stack of Transformer blocks in single precision: every position sees every other, or those before it.
final class EncoderStack: @unchecked Sendable {  // Weights are immutable; buffers are used by one caller at a time.
    let configuration: EncoderConfiguration
    private let layers: [Layer]
    private let normalised = ScratchBuffer()
    private let projected = ScratchBuffer()
    private let mixed = ScratchBuffer()
    private let scores = ScratchBuffer()

    /// Queries whose scores are computed together.
    private static let queryBlock = 256
    /// A score that leaves nothing after the softmax.
    private static let excluded: Float = -1e30

    private struct Layer {
        let attentionNorm: NormWeights
        /// Queries, keys and values, one below the other.
        let inputs: FloatLinear
        let output: FloatLinear
        let feedForwardNorm: NormWeights
        let up: FloatLinear
        let down: FloatLinear
    }

    /// Takes the blocks `prefix.blk.N` out of a checkpoint.
    init(_ reader: inout WeightReader, prefix: String, _ configuration: EncoderConfiguration) throws(CheckpointError) {
        self.configuration = configuration
        let (width, inside) = (configuration.width, configuration.feedForward)
        var layers: [Layer] = []
        for index in 0..<configuration.layers {
            let block = "\(prefix).blk.\(index)"
            // Early converters for LLaVA gave the two matrices each other's names.
            let isSwapped =
                width != inside && reader.checkpoint.tensor("\(block).ffn_down.weight")?.shape.first == width
            layers.append(
                Layer(
                    attentionNorm: try reader.norm("\(block).ln1", .layer, count: width),
                    inputs: try reader.linear(
                        ["q", "k", "v"].map { "\(block).attn_\($0)" }, columns: width, rows: width),
                    output: try reader.linear(["\(block).attn_out"], columns: width, rows: width),
                    feedForwardNorm: try reader.norm("\(block).ln2", .layer, count: width),
                    up: try reader.linear(
                        ["\(block).\(isSwapped ? "ffn_down" : "ffn_up")"], columns: width, rows: inside),
                    down: try reader.linear(
                        ["\(block).\(isSwapped ? "ffn_up" : "ffn_down")"], columns: inside, rows: width)))
        }
        self.layers = layers
    }

    /// Takes `count` rows of `stream`, `[count, D]`, through the blocks, in place.
    /// - Parameter excluded: Positions that no other looks at.
    func run(
        _ stream: UnsafeMutablePointer<Float>, count: Int, excluding excluded: [Int] = [], on products: FloatProducts
    ) {
        let (width, inside) = (configuration.width, configuration.feedForward)
        let x = normalised.floats(count * width)
        let inner = projected.floats(count * max(3 * width, inside))
        let values = mixed.floats(count * width)
        for layer in layers {
            products.normalise(
                layer.attentionNorm, epsilon: configuration.epsilon, stream, to: x, rows: count, width: width)
            products.apply(layer.inputs, to: x, tokens: count, y: inner)
            attend(inner, to: values, count: count, excluding: excluded, on: products)
            products.apply(layer.output, to: values, tokens: count, y: stream, accumulates: true)
            products.normalise(
                layer.feedForwardNorm, epsilon: configuration.epsilon, stream, to: x, rows: count, width: width)
            products.apply(layer.up, to: x, tokens: count, y: inner, activation: configuration.activation)
            products.apply(layer.down, to: inner, tokens: count, y: stream, accumulates: true)
        }
    }

    /// Attention of all heads: `inputs` is `[count, 3 D]`, `out` is `[count, D]`.
    private func attend(
        _ inputs: UnsafePointer<Float>, to out: UnsafeMutablePointer<Float>, count: Int, excluding excluded: [Int],
        on products: FloatProducts
    ) {
        let (width, head) = (configuration.width, configuration.headDimension)
        let block = min(Self.queryBlock, count)
        let blocks = (count + block - 1) / block
        let stride = (block * count + 31) & ~15
        let memory = scores.floats(stride * products.pool.threads)
        let scale = 1 / Float(head).squareRoot()
        products.pool.forEachChunk(configuration.heads * blocks) { chunk, thread in
            let offset = chunk / blocks * head
            let first = chunk % blocks * block
            let queries = min(block, count - first)
            let scores = memory + thread * stride
            products.multiply(
                inputs + first * 3 * width + offset, stride: 3 * width, inputs + width + offset,
                rightStride: 3 * width, isTransposed: true, scale: scale, into: scores, resultStride: count,
                rows: queries, columns: count, inner: head)
            for query in 0..<queries {
                let row = scores + query * count
                for position in excluded { row[position] = Self.excluded }
                let visible = configuration.isCausal ? first + query + 1 : count
                corvid_softmax(products.isa, row, Int64(visible))
                (row + visible).update(repeating: 0, count: count - visible)
            }
            products.multiply(
                scores, stride: count, inputs + 2 * width + offset, rightStride: 3 * width, isTransposed: false,
                into: out + first * width + offset, resultStride: width, rows: queries, columns: head, inner: count)
        }
    }
}
