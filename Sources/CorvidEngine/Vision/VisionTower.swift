internal import CKernels

/// A vision transformer: the patches of a picture in, a row of features for each out.
///
/// Computes in single precision, whatever the checkpoint stores. The same patches give the same bits, whatever the count
/// of threads. Callers hold the pool's lock.
final class VisionTower: @unchecked Sendable {  // Weights are immutable; buffers are used under the pool's lock.
    let configuration: VisionConfiguration
    let pool: ThreadPool
    private let openBLAS: OpenBLAS?
    private let patchEmbedding: FloatLinear
    private let classToken: UnsafePointer<Float>?
    /// `[positions, D]`; the first is the class token's where there is one.
    private let positions: UnsafePointer<Float>
    private let inputNorm: NormWeights?
    private let outputNorm: NormWeights?
    private let stack: EncoderStack
    private let stream = ScratchBuffer()

    init(
        _ reader: inout WeightReader, _ configuration: VisionConfiguration, pool: ThreadPool,
        openBLAS: OpenBLAS? = .shared
    ) throws(CheckpointError) {
        self.configuration = configuration
        self.pool = pool
        self.openBLAS = openBLAS
        let width = configuration.encoder.width
        let side = configuration.patchSize
        patchEmbedding = try reader.convolution("v.patch_embd", kernel: [side, side, 3], rows: width)
        classToken = configuration.hasClassToken ? try reader.vector("v.class_embd", count: width) : nil
        let count = configuration.gridSide * configuration.gridSide + (configuration.hasClassToken ? 1 : 0)
        positions = try reader.table("v.position_embd.weight", columns: width, rows: count)
        inputNorm = configuration.normalisesInput ? try reader.norm("v.pre_ln", .layer, count: width) : nil
        outputNorm = configuration.normalisesOutput ? try reader.norm("v.post_ln", .layer, count: width) : nil
        stack = try EncoderStack(&reader, prefix: "v", configuration.encoder)
    }

    /// - Throws: `invalidImage` for another grid than the tower's, or a count of numbers that does not fit it.
    func validate(_ patches: ImagePatches) throws(EngineError) {
        let side = configuration.gridSide
        guard patches.rows == side, patches.columns == side else {
            throw EngineError(
                .invalidImage,
                "the picture has \(patches.rows) × \(patches.columns) patches; the tower takes \(side) × \(side), "
                    + "from \(configuration.imageSize) pixels in patches of \(configuration.patchSize)")
        }
        let expected = side * side * configuration.valuesPerPatch
        guard patches.values.count == expected else {
            throw EngineError(
                .invalidImage, "the picture has \(patches.values.count) numbers; its patches take \(expected)")
        }
        let full = 1...side
        guard full.contains(patches.filledRows), full.contains(patches.filledColumns) else {
            throw EngineError(
                .invalidImage,
                "the picture fills \(patches.filledRows) × \(patches.filledColumns) patches of \(side) × \(side)")
        }
        let isFull = patches.filledRows == side && patches.filledColumns == side
        guard isFull || configuration.positions == .fractional else {
            throw EngineError(.invalidImage, "the picture is padded, which this tower does not know")
        }
    }

    /// Calls `body` with the features of valid patches, `[featureRows, D]`, which last until the next call.
    func encode<Result>(
        _ patches: ImagePatches, _ body: (UnsafeMutablePointer<Float>, FloatProducts) -> Result
    ) -> Result {
        let products = FloatProducts(pool: pool, openBLAS: openBLAS)
        let width = configuration.encoder.width
        let first = configuration.hasClassToken ? 1 : 0
        let patchCount = patches.rows * patches.columns
        let count = patchCount + first
        let stream = stream.floats(count * width)
        if let classToken { stream.update(from: classToken, count: width) }
        patches.values.withUnsafeBufferPointer { values in
            guard let base = values.baseAddress else { return }
            products.apply(patchEmbedding, to: base, tokens: patchCount, y: stream + first * width)
        }
        for (row, position) in positionIndices(patches).enumerated() {
            corvid_add(products.isa, stream + row * width, positions + position * width, Int64(width))
        }
        let epsilon = configuration.encoder.epsilon
        if let inputNorm {
            products.normalise(inputNorm, epsilon: epsilon, stream, to: stream, rows: count, width: width)
        }
        stack.run(stream, count: count, excluding: padding(patches), on: products)
        if let outputNorm {
            products.normalise(outputNorm, epsilon: epsilon, stream, to: stream, rows: count, width: width)
        }
        return body(stream + (configuration.keepsClassToken ? 0 : first * width), products)
    }

    /// The row of the table that each position of the stream adds.
    private func positionIndices(_ patches: ImagePatches) -> [Int] {
        let count = patches.rows * patches.columns
        switch configuration.positions {
        case .grid: return Array(0..<count + (configuration.hasClassToken ? 1 : 0))
        case .fractional:
            let rows = fractions(filled: patches.filledRows)
            let columns = fractions(filled: patches.filledColumns)
            return (0..<count).map { patch in
                let (row, column) = patch.quotientAndRemainder(dividingBy: patches.columns)
                // Padding has the first position.
                return row < rows.count && column < columns.count
                    ? rows[row] * configuration.gridSide + columns[column] : 0
            }
        }
    }

    /// Where the first `filled` patches of a side fall among the grid's, by the fraction of the picture they begin at.
    ///
    /// Rounds as the reference does: steps in single precision, boundaries in double and then in single precision.
    private func fractions(filled: Int) -> [Int] {
        let side = configuration.gridSide
        let boundaries = (1..<max(side, 2)).map { Float(1 / Double(side) * Double($0)) }
        let step = 1 / Float(filled)
        return (0..<filled).map { index in
            let fraction = min(Float(index) * step, 1 - 1e-6)
            return boundaries.prefix { $0 <= fraction }.count
        }
    }

    /// The positions of the stream that are padding.
    private func padding(_ patches: ImagePatches) -> [Int] {
        guard patches.filledRows < patches.rows || patches.filledColumns < patches.columns else { return [] }
        return (0..<patches.rows * patches.columns).filter { patch in
            let (row, column) = patch.quotientAndRemainder(dividingBy: patches.columns)
            return row >= patches.filledRows || column >= patches.filledColumns
        }
    }
}
