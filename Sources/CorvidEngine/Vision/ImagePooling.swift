internal import CKernels

/// Makes one vector of an image tower's features.
enum ImagePooling: @unchecked Sendable {  // Weights are immutable.
    /// The class token's features, normalised and projected (CLIP).
    case classToken(NormWeights, FloatLinear)
    /// A learned query attends to all features; a feed-forward network follows (SigLIP; Lee et al. 2019).
    case attention(AttentionHead)

    /// The weights of the attending query.
    struct AttentionHead: @unchecked Sendable {  // Weights are immutable.
        let heads: Int
        let epsilon: Float
        let activation: EncoderConfiguration.Activation
        /// `[D]`: the query, projected already, with the scale of the scores.
        let query: MemoryBlock
        /// Keys, then values: `[2 D, D]`.
        let inputs: FloatLinear
        let output: FloatLinear
        let norm: NormWeights
        let up: FloatLinear
        let down: FloatLinear
    }

    init(
        _ reader: inout WeightReader, kind: ImageTextModel.Kind, _ configuration: VisionConfiguration
    ) throws(CheckpointError) {
        let encoder = configuration.encoder
        let width = encoder.width
        switch kind {
        case .clip:
            let dimension = try reader.checkpoint.integer("clip.vision.projection_dim", in: 1...1 << 16)
            self = .classToken(
                try reader.norm("v.post_ln", .layer, count: width),
                try reader.linear(["visual_projection"], columns: width, rows: dimension))
        case .siglip:
            let probe = try reader.vector("v.head.probe", count: width)
            let all = try reader.linear(["v.head.attn_qkv"], columns: width, rows: 3 * width)
            let query = MemoryBlock(byteCount: width * 4)
            let values = query.base.bindMemory(to: Float.self, capacity: width)
            let scale = 1 / Float(encoder.headDimension).squareRoot()
            for row in 0..<width {
                var sum = all.bias.map { Double($0[row]) } ?? 0
                for column in 0..<width { sum += Double(all.weights[row * width + column]) * Double(probe[column]) }
                values[row] = Float(sum) * scale
            }
            self = .attention(
                AttentionHead(
                    heads: encoder.heads, epsilon: encoder.epsilon, activation: encoder.activation, query: query,
                    inputs: FloatLinear(
                        rows: 2 * width, columns: width, weights: all.weights + width * width,
                        bias: all.bias.map { $0 + width }),
                    output: try reader.linear(["v.head.attn_out"], columns: width, rows: width),
                    norm: try reader.norm("v.head.ln", .layer, count: width),
                    up: try reader.linear(["v.head.ffn_up"], columns: width, rows: encoder.feedForward),
                    down: try reader.linear(["v.head.ffn_down"], columns: encoder.feedForward, rows: width)))
        }
    }

    /// Numbers of the vector.
    var dimension: Int {
        switch self {
        case .classToken(_, let projection): projection.rows
        case .attention(let head): head.output.rows
        }
    }

    /// The vector for `features`, `[count, D]`, the first of which is the class token's where there is one.
    func pool(
        _ features: UnsafeMutablePointer<Float>, count: Int, epsilon: Float, on products: FloatProducts
    ) -> [Float] {
        [Float](unsafeUninitializedCapacity: dimension) { out, initialized in
            initialized = dimension
            guard let y = out.baseAddress else { return }
            switch self {
            case .classToken(let norm, let projection):
                products.normalise(
                    norm, epsilon: epsilon, features, to: features, rows: 1, width: projection.columns)
                products.apply(projection, to: features, tokens: 1, y: y)
            case .attention(let head): Self.attend(head, features, count: count, to: y, on: products)
            }
        }
    }

    private static func attend(
        _ head: AttentionHead, _ features: UnsafePointer<Float>, count: Int, to y: UnsafeMutablePointer<Float>,
        on products: FloatProducts
    ) {
        let width = head.output.rows
        let dimension = width / head.heads
        let inside = head.up.rows
        withUnsafeTemporaryAllocation(of: Float.self, capacity: count * 2 * width + count + 2 * width + inside) {
            memory in
            guard let keys = memory.baseAddress else { return }
            let scores = keys + count * 2 * width
            let mixed = scores + count
            let normalised = mixed + width
            let inner = normalised + width
            let query = head.query.base.assumingMemoryBound(to: Float.self)
            products.apply(head.inputs, to: features, tokens: count, y: keys)
            for offset in stride(from: 0, to: width, by: dimension) {
                products.multiply(
                    query + offset, stride: width, keys + offset, rightStride: 2 * width, isTransposed: true,
                    into: scores, resultStride: count, rows: 1, columns: count, inner: dimension)
                corvid_softmax(products.isa, scores, Int64(count))
                products.multiply(
                    scores, stride: count, keys + width + offset, rightStride: 2 * width, isTransposed: false,
                    into: mixed + offset, resultStride: width, rows: 1, columns: dimension, inner: count)
            }
            products.apply(head.output, to: mixed, tokens: 1, y: y)
            products.normalise(head.norm, epsilon: head.epsilon, y, to: normalised, rows: 1, width: width)
            products.apply(head.up, to: normalised, tokens: 1, y: inner, activation: head.activation)
            products.apply(head.down, to: inner, tokens: 1, y: y, accumulates: true)
        }
    }
}
