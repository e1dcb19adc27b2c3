internal import CKernels

/// The text half of CLIP or SigLIP: tokens in, one vector out.
final class TextTower: @unchecked Sendable {  // Weights are immutable; buffers are used under the pool's lock.
    /// Tokens that a text may have.
    let contextLength: Int
    let vocabularySize: Int
    /// Numbers of a vector.
    let dimension: Int
    private let pooling: Pooling
    private let configuration: EncoderConfiguration
    private let openBLAS: OpenBLAS?
    private let tokens: Matrix
    /// `[contextLength, D]`.
    private let positions: UnsafePointer<Float>
    private let norm: NormWeights
    private let head: FloatLinear
    private let stack: EncoderStack
    private let stream = ScratchBuffer()

    /// Which position's features become the vector.
    private enum Pooling {
        /// That of the first end-of-text token; causal, so that what follows does not matter (CLIP).
        case end(TokenID)
        /// That of the largest token id, which was the end of text in CLIP's own vocabulary.
        case largest
        /// The last one, after texts are filled up to the context with a token (SigLIP).
        case last(padding: TokenID)
    }

    init(_ reader: inout WeightReader, kind: ImageTextModel.Kind, openBLAS: OpenBLAS?) throws(CheckpointError) {
        let checkpoint = reader.checkpoint
        self.openBLAS = openBLAS
        let layers = try checkpoint.integer("clip.text.block_count", in: 1...1024)
        var configuration = try EncoderConfiguration(checkpoint, section: "clip.text", layers: layers)
        configuration.isCausal = kind == .clip
        self.configuration = configuration
        let width = configuration.width
        contextLength = try checkpoint.integer("clip.text.context_length", in: 1...1 << 16)
        dimension = try checkpoint.integer("clip.text.projection_dim", in: 1...1 << 16)
        vocabularySize = try checkpoint.integer("clip.text.vocab_size", in: 1...1 << 24)
        switch kind {
        case .clip:
            let end = try checkpoint.integer("tokenizer.ggml.eos_token_id")
            // Configurations before the field was corrected say 2.
            pooling = end == 2 ? .largest : .end(TokenID(end))
        case .siglip:
            let padding = try checkpoint.optionalInteger("tokenizer.ggml.padding_token_id", in: 0...vocabularySize - 1)
            pooling = .last(padding: TokenID(padding ?? 1))
        }
        tokens = try reader.matrix("t.token_embd.weight", columns: width, rows: vocabularySize)
        positions = try reader.table("t.position_embd.weight", columns: width, rows: contextLength)
        norm = try reader.norm("t.post_ln", .layer, count: width)
        head = try reader.linear(["text_projection"], columns: width, rows: dimension)
        stack = try EncoderStack(&reader, prefix: "t", configuration)
    }

    /// - Throws: `invalidRun` for a text without tokens or without the end of text, `contextOverflow`, `tokenOutOfRange`.
    func validate(_ text: [TokenID]) throws(EngineError) {
        guard !text.isEmpty else { throw EngineError(.invalidRun, "the text has no tokens") }
        guard text.count <= contextLength else {
            throw .contextOverflow(tokens: text.count, limit: contextLength)
        }
        for token in text where token < 0 || Int(token) >= vocabularySize {
            throw .tokenOutOfRange(token, vocabularySize: vocabularySize)
        }
        if case .end(let end) = pooling, !text.contains(end) {
            throw EngineError(.invalidRun, "the text has no end-of-text token \(end)")
        }
    }

    /// The vector of a valid text.
    func encode(_ text: [TokenID], pool: ThreadPool) -> [Float] {
        let products = FloatProducts(pool: pool, openBLAS: openBLAS)
        var text = text
        let pooled: Int
        switch pooling {
        case .end(let end): pooled = text.firstIndex(of: end) ?? 0
        case .largest: pooled = text.firstIndex(of: text.max() ?? 0) ?? 0
        case .last(let padding):
            text += [TokenID](repeating: padding, count: contextLength - text.count)
            pooled = contextLength - 1
        }
        let width = configuration.width
        let stream = stream.floats(text.count * width)
        for (position, token) in text.enumerated() {
            tokens.decodeRow(Int(token), to: stream + position * width)
            corvid_add(products.isa, stream + position * width, positions + position * width, Int64(width))
        }
        stack.run(stream, count: text.count, on: products)
        let features = stream + pooled * width
        products.normalise(norm, epsilon: configuration.epsilon, features, to: features, rows: 1, width: width)
        return [Float](unsafeUninitializedCapacity: dimension) { out, count in
            count = dimension
            if let y = out.baseAddress { products.apply(head, to: features, tokens: 1, y: y) }
        }
    }
}
