/// All weights of a model, in the places that its configuration describes.
///
/// Matrices are views of the checkpoint's mapped files; vectors are floats of their own.
final class TransformerWeights: @unchecked Sendable {  // Immutable; holds all memory that its pointers show.
    let tokenEmbedding: Matrix
    /// Added to every token's embedding: row 0 of the token types.
    let tokenType: UnsafePointer<Float>?
    /// Learned positions, `[positions, D]`.
    let positionEmbedding: Matrix?
    let embeddingNorm: NormWeights?
    let layers: [LayerWeights]
    /// Nil in encoders.
    let outputNorm: NormWeights?
    let output: Projection?
    /// Divisors of rotary frequencies, `[dimension / 2]`; for long contexts, and for those up to the trained length.
    let rotaryDivisors: UnsafePointer<Float>?
    let shortRotaryDivisors: UnsafePointer<Float>?

    private let checkpoint: Checkpoint
    private let vectors: [MemoryBlock]

    /// - Throws: an error that names a tensor that is missing, or of a wrong shape or format.
    init(_ checkpoint: Checkpoint, _ configuration: TransformerConfiguration) throws(CheckpointError) {
        self.checkpoint = checkpoint
        var reader = WeightReader(checkpoint)
        let width = configuration.embeddingLength
        let vocabulary = configuration.vocabularySize
        let kind = configuration.norm.kind
        tokenEmbedding = try reader.matrix("token_embd.weight", columns: width, rows: vocabulary)

        if let types = checkpoint.tensor("token_types.weight") {
            let rows = types.shape.count > 1 ? types.shape[1] : 1
            tokenType = try reader.table("token_types.weight", columns: width, rows: rows)
        } else {
            tokenType = nil
        }
        positionEmbedding =
            configuration.positions == .learned
            ? try reader.matrix("position_embd.weight", columns: width, rows: configuration.contextLength) : nil
        embeddingNorm =
            configuration.normalisesEmbeddings ? try reader.norm("token_embd_norm", kind, count: width) : nil

        var layers: [LayerWeights] = []
        for index in configuration.layers.indices {
            layers.append(try LayerWeights(&reader, configuration, index))
        }
        self.layers = layers

        if configuration.isBidirectional {
            outputNorm = nil
            output = nil
        } else {
            // LFM2 files call the last norm by the name of the embeddings' one.
            let isRenamed = checkpoint.tensor("output_norm.weight") == nil && !configuration.normalisesEmbeddings
            let name =
                isRenamed && checkpoint.tensor("token_embd_norm.weight") != nil ? "token_embd_norm" : "output_norm"
            outputNorm = try reader.norm(name, kind, count: width)
            let matrix = try reader.optionalMatrix("output.weight", columns: width, rows: vocabulary)
            output = Projection(
                matrix: matrix ?? tokenEmbedding, bias: try reader.optionalVector("output.bias", count: vocabulary))
        }

        let half = (configuration.rotations.first?.dimension ?? 0) / 2
        switch configuration.rotations.first?.scaling {
        case .divisors:
            rotaryDivisors = try reader.vector("rope_freqs.weight", count: half)
            shortRotaryDivisors = nil
        case .long:
            rotaryDivisors = try reader.vector("rope_factors_long.weight", count: half)
            shortRotaryDivisors = try reader.vector("rope_factors_short.weight", count: half)
        default:
            rotaryDivisors = nil
            shortRotaryDivisors = nil
        }
        vectors = reader.vectors
    }
}
