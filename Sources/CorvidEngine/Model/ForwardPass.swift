internal import CKernels

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Computes pieces of batches, with buffers that are kept from one to the next.
///
/// A piece is some hundred tokens of any sequences. Letters in shapes: T tokens of the piece, D width of the residual
/// stream, H query heads, C numbers of a head, V vocabulary. Every step treats its rows alone, and attention looks at
/// stored keys only, so that results depend neither on how tokens are divided into pieces nor on the threads.
final class ForwardPass {
    let configuration: TransformerConfiguration
    let weights: TransformerWeights
    let pool: ThreadPool
    let isa: corvid_isa
    /// Tokens of a piece, so that buffers stay within some 40 MB.
    let capacity: Int
    private let rotations: [RotaryTable]
    private let shortRotations: [RotaryTable]

    var segments: [Segment] = []
    /// Page groups of all sequences of the batch.
    var groups: [UnsafeMutableRawPointer] = []
    /// Position and segment of each row of the piece.
    var positions: [Int] = []
    var segmentOfRow: [Int] = []
    /// Rows of pictures that stand in place of token embeddings, by row of the piece; ends with the last one.
    var imageRows: [UnsafePointer<Float>?] = []
    /// Where in ``angles`` each rotation's cosines lie, `[T, half]`, followed by its sines.
    var rotaryOffsets: [Int] = []

    /// The residual stream, `[T, D]`.
    let hidden = ScratchBuffer()
    /// The normalised input of a sublayer, then its output, `[T, D]`.
    let normalised = ScratchBuffer()
    var output: ScratchBuffer { normalised }
    /// In a mixer its projected input (queries, keys and values, or the three parts of a convolution's), then the inside
    /// of the feed-forward network, `[T, …]`.
    let projected = ScratchBuffer()
    var inner: ScratchBuffer { projected }
    /// What attention or convolution gives, `[T, H C]`.
    let mixed = ScratchBuffer()
    /// Quantised input of a sublayer's products.
    let inputActivations = ScratchBuffer()
    /// Quantised inside of the feed-forward network.
    let innerActivations = ScratchBuffer()
    let angles = ScratchBuffer()
    let routing = ScratchBuffer()
    let gathered = ScratchBuffer()
    let gatheredActivations = ScratchBuffer()
    let threadScratch = ScratchBuffer()
    var products: [MatrixProduct] = []
    var attentionItems: [AttentionRound.Item] = []
    let expertChoice = ExpertChoice()

    init(
        configuration: TransformerConfiguration, weights: TransformerWeights, pool: ThreadPool, isa: corvid_isa
    ) {
        self.configuration = configuration
        self.weights = weights
        self.pool = pool
        self.isa = isa
        capacity = Self.capacity(configuration, weights)
        rotations = configuration.rotations.map {
            RotaryTable($0, divisors: weights.rotaryDivisors, contextLength: configuration.contextLength)
        }
        shortRotations = configuration.rotations.map {
            RotaryTable(
                $0, divisors: weights.shortRotaryDivisors ?? weights.rotaryDivisors,
                contextLength: configuration.contextLength)
        }
    }

    /// Buffers that have grown since the start.
    var growths: Int {
        [
            hidden, normalised, projected, mixed, inputActivations, innerActivations, angles, routing,
            gathered, gatheredActivations, threadScratch,
        ].reduce(0) { $0 + $1.growths }
    }

    var width: Int { configuration.embeddingLength }

    /// Whether angles are those of a context that is not longer than the original one (Phi 3).
    var usesShortRotation = false

    /// The rotations in use.
    var activeRotations: [RotaryTable] { usesShortRotation ? shortRotations : rotations }

    /// Embeds `tokens` and takes them through all layers. `segments` says whose they are.
    ///
    /// - Returns: rows of the residual stream, in ``hidden``: those of the tokens whose outputs are wanted; with
    ///   `keepsAll` (encoders), of all tokens.
    func run(
        tokens: UnsafeBufferPointer<TokenID>, layout: CacheLayout, keepsAll: Bool = false
    ) -> Int {
        embed(tokens)
        rotate(count: tokens.count)
        var rows = tokens.count
        for index in configuration.layers.indices {
            let layer = weights.layers[index]
            let isLast = index == configuration.layers.count - 1 && !keepsAll
            switch configuration.layers[index].mixer {
            case .attention(let attention):
                attend(layer, attention, layout.layers[index], layout.format, rows: rows, isLast: isLast)
            case .shortConvolution(let kernel):
                convolve(layer, kernel: kernel, layout.layers[index], rows: rows)
            }
            if isLast {
                rows = keepWantedRows(mixedWidth: layer.mixerOutput.matrix.columns)
                if rows == 0 { return 0 }
            }
            project(
                layer.mixerOutput, mixed, quantized: inputActivations, rows: rows, norm: layer.mixerOutputNorm,
                after: configuration.normalisesAfterResidual ? layer.mixerNorm : nil)
            feedForward(layer, configuration.layers[index].feedForward, rows: rows)
        }
        return rows
    }

    /// Writes the logits of the first `rows` rows of the residual stream to `logits`, `[rows, V]`.
    func writeLogits(rows: Int, to logits: UnsafeMutablePointer<Float>) {
        guard let projection = weights.output, let norm = weights.outputNorm, rows > 0 else { return }
        let x = normalise(norm, rows: rows, quantizes: projection.matrix.readsQuantized)
        let count = configuration.vocabularySize
        products.removeAll(keepingCapacity: true)
        products.append(product(projection, x: x, rows: rows, y: logits, yStride: count))
        runProducts()
        let cap = configuration.logitCap
        if configuration.logitScale != 1 { corvid_scale(isa, logits, configuration.logitScale, Int64(rows * count)) }
        if cap > 0 { for index in 0..<rows * count { logits[index] = cap * tanhf(logits[index] / cap) } }
    }

    /// What the last call of ``writeLogits(rows:to:)`` with one row projected, `[D]`.
    func lastState() -> [Float] { Array(UnsafeBufferPointer(start: normalised.floats(width), count: width)) }

    // MARK: Steps that sublayers share

    /// Tokens that quantised activations hold together; ranges of rows begin at multiples of it.
    private static let tile = Int(CORVID_TILE)

    /// Calls `body` with ranges of `0..<rows`, in parallel where that is worth it.
    func forEachRange(rows: Int, width: Int, _ body: (Range<Int>) -> Void) {
        guard rows > 1, rows * width >= 16384, pool.threads > 1 else { return body(0..<rows) }
        let grain = rows >= 32 * pool.threads ? 2 * Self.tile : Self.tile
        pool.forEachChunk((rows + grain - 1) / grain) { chunk, _ in
            body(chunk * grain..<min((chunk + 1) * grain, rows))
        }
    }

    /// Normalises rows of `source`, `[rows, D]`, to `target`, which may be the same.
    func applyNorm(
        _ norm: NormWeights, _ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, rows: Int
    ) {
        let stride = Int64(width)
        switch configuration.norm.kind {
        case .rootMeanSquare:
            corvid_rms_norm(
                isa, source, stride, norm.weight, configuration.norm.epsilon, Int64(rows), stride, target, stride)
        case .layer:
            corvid_layer_norm(
                isa, source, stride, norm.weight, norm.bias, configuration.norm.epsilon, Int64(rows), stride, target,
                stride)
        }
    }

    /// The input of a sublayer: the residual stream, normalised by `norm` unless that is nil, and quantised on demand.
    func normalise(_ norm: NormWeights?, rows: Int, quantizes: Bool) -> UnsafePointer<Float> {
        let stream = hidden.floats(rows * width)
        let target = norm == nil ? stream : normalised.floats(rows * width)
        let width = width
        let activations = quantizes ? activations(in: inputActivations, rows: rows, columns: width) : nil
        if norm != nil || activations != nil {
            forEachRange(rows: rows, width: width) { range in
                let row = target + range.lowerBound * width
                if let norm { applyNorm(norm, stream + range.lowerBound * width, to: row, rows: range.count) }
                if let activations {
                    corvid_quantize_activations(
                        isa, target, Int64(width), Int64(rows), Int64(width), Int64(range.lowerBound),
                        Int64(range.upperBound), activations)
                }
            }
        }
        return UnsafePointer(target)
    }

    /// Memory for the quantised form of `rows` rows.
    func activations(in buffer: ScratchBuffer, rows: Int, columns: Int) -> corvid_activations {
        let bytes = corvid_activations_bytes(Int64(rows), Int64(columns))
        return corvid_activations_in(buffer.bytes(Int(bytes)), Int64(rows), Int64(columns))
    }

    /// A product whose input is in the buffers that ``normalise(_:rows:quantizes:)`` fills.
    func product(
        _ projection: Projection, x: UnsafePointer<Float>, rows: Int, y: UnsafeMutablePointer<Float>, yStride: Int,
        activations buffer: ScratchBuffer? = nil
    ) -> MatrixProduct {
        let columns = projection.matrix.columns
        let activations =
            projection.matrix.readsQuantized
            ? activations(in: buffer ?? inputActivations, rows: rows, columns: columns) : corvid_activations()
        return MatrixProduct(
            projection, x: x, stride: columns, activations: activations, tokens: rows, y: y, yStride: yStride)
    }

    func runProducts() {
        MatrixProduct.Round.run(&products, on: pool, isa: isa, scratch: threadScratch)
    }

    /// Ends a sublayer: projects `source`, `[rows, columns]`, and adds that to the residual stream, with `norm` before
    /// the sum and `after` behind it.
    ///
    /// - Parameter isQuantized: where the matrix reads the quantised form, `quantized` holds it already.
    func project(
        _ projection: Projection, _ source: ScratchBuffer, quantized: ScratchBuffer, isQuantized: Bool = false,
        rows: Int, norm: NormWeights?, after: NormWeights?
    ) {
        let columns = projection.matrix.columns
        // What is kept in quantised form only has no floats.
        let x = source.floats(isQuantized && projection.matrix.readsQuantized ? 0 : rows * columns)
        if projection.matrix.readsQuantized, !isQuantized {
            let activations = activations(in: quantized, rows: rows, columns: columns)
            forEachRange(rows: rows, width: columns) { range in
                corvid_quantize_activations(
                    isa, x, Int64(columns), Int64(rows), Int64(columns), Int64(range.lowerBound),
                    Int64(range.upperBound), activations)
            }
        }
        let stream = hidden.floats(rows * width)
        let target = output.floats(rows * width)
        var product = product(
            projection, x: x, rows: rows, y: target, yStride: width, activations: quantized)
        if norm == nil { product.sum = stream }
        products.removeAll(keepingCapacity: true)
        products.append(product)
        runProducts()
        if norm != nil { addToStream(target, rows: rows, norm: norm) }
        if let after { normaliseStream(after, rows: rows) }
    }

    /// Adds `values`, `[rows, D]`, normalised by `norm` first, to the residual stream.
    func addToStream(_ values: UnsafeMutablePointer<Float>, rows: Int, norm: NormWeights?) {
        let stream = hidden.floats(rows * width)
        let width = width
        forEachRange(rows: rows, width: width) { range in
            let start = range.lowerBound * width
            if let norm { applyNorm(norm, values + start, to: values + start, rows: range.count) }
            corvid_add(isa, stream + start, values + start, Int64(range.count * width))
        }
    }

    /// Normalises the residual stream in place.
    func normaliseStream(_ norm: NormWeights, rows: Int) {
        let stream = hidden.floats(rows * width)
        let width = width
        forEachRange(rows: rows, width: width) { range in
            let row = stream + range.lowerBound * width
            applyNorm(norm, row, to: row, rows: range.count)
        }
    }

    // MARK: The ends of the network

    private func embed(_ tokens: UnsafeBufferPointer<TokenID>) {
        let stream = hidden.floats(tokens.count * width)
        let width = width
        positions.removeAll(keepingCapacity: true)
        segmentOfRow.removeAll(keepingCapacity: true)
        for (index, segment) in segments.enumerated() {
            for offset in 0..<segment.count {
                positions.append(segment.position + offset)
                segmentOfRow.append(index)
            }
        }
        forEachRange(rows: tokens.count, width: width) { range in
            for row in range {
                let x = stream + row * width
                if row < imageRows.count, let image = imageRows[row] {
                    x.update(from: image, count: width)
                } else {
                    weights.tokenEmbedding.decodeRow(Int(tokens[row]), to: x)
                    if configuration.embeddingScale != 1 {
                        corvid_scale(isa, x, configuration.embeddingScale, Int64(width))
                    }
                }
                if let type = weights.tokenType { corvid_add(isa, x, type, Int64(width)) }
                addPosition(positions[row], to: x)
                if let norm = weights.embeddingNorm { applyNorm(norm, x, to: x, rows: 1) }
            }
        }
    }

    private func addPosition(_ position: Int, to x: UnsafeMutablePointer<Float>) {
        switch configuration.positions {
        case .rotary: break
        case .learned:
            guard let table = weights.positionEmbedding else { return }
            withUnsafeTemporaryAllocation(of: Float.self, capacity: width) { row in
                guard let values = row.baseAddress else { return }
                table.decodeRow(position, to: values)
                corvid_add(isa, x, values, Int64(width))
            }
        case .sinusoidal:
            SinusoidalPositions.add(position, to: UnsafeMutableBufferPointer(start: x, count: width))
        }
    }

    /// Computes the angles of all rows.
    private func rotate(count: Int) {
        var total = 0
        rotaryOffsets.removeAll(keepingCapacity: true)
        for table in activeRotations {
            rotaryOffsets.append(total)
            total += 2 * count * table.half
        }
        let memory = angles.floats(total)
        for (index, table) in activeRotations.enumerated() {
            let cosines = memory + rotaryOffsets[index]
            let sines = cosines + count * table.half
            forEachRange(rows: count, width: table.half * 32) { range in
                for row in range {
                    table.write(
                        position: positions[row], cosine: cosines + row * table.half, sine: sines + row * table.half)
                }
            }
        }
    }

    /// Keeps, after the last mixer, the rows of mixer output and residual stream whose logits are wanted.
    private func keepWantedRows(mixedWidth: Int) -> Int {
        let values = mixed.floats(0)
        let stream = hidden.floats(0)
        var kept = 0
        for segment in segments {
            for row in segment.row + segment.count - segment.outputs..<segment.row + segment.count {
                if kept != row {
                    (values + kept * mixedWidth).update(from: values + row * mixedWidth, count: mixedWidth)
                    (stream + kept * width).update(from: stream + row * width, count: width)
                }
                kept += 1
            }
        }
        return kept
    }

    /// Tokens whose buffers take some 40 MB, from 64 to 512 in whole pages.
    private static func capacity(_ configuration: TransformerConfiguration, _ weights: TransformerWeights) -> Int {
        let width = configuration.embeddingLength
        var largest = 0
        for (index, layer) in configuration.layers.enumerated() {
            var projected: Int
            var mixed = width
            switch layer.mixer {
            case .attention(let attention):
                mixed = attention.heads * attention.headDimension
                projected = mixed + 2 * attention.keyValueHeads * attention.headDimension
            case .shortConvolution: projected = 3 * width
            }
            var inside: Int
            var gathered = 0
            switch layer.feedForward {
            case .gated(let inner, _), .plain(let inner, _): inside = inner
            case .experts(_, let used, let inner, _, _):
                inside = used * inner
                gathered = used * width
            }
            if !weights.layers[index].quantizesInside { projected = max(projected, inside) }
            // Quantised forms take a byte and a half for each number.
            let quantized = 3 * (max(width, mixed) + inside + gathered) / 2
            largest = max(largest, 4 * (2 * width + projected + mixed + gathered) + quantized)
        }
        return min(max((40 << 20) / max(largest, 1) / 64 * 64, 64), 512)
    }
}
