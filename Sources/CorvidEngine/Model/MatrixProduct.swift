internal import CKernels

/// One product of activations with a matrix, and what is done with the result while it is in the cache.
struct MatrixProduct {
    /// y = x Wᵀ, `[tokens, rows]`.
    var matmul: corvid_matmul_arguments
    var bias: UnsafePointer<Float>?
    /// The matrix whose product the activated y is multiplied by.
    var up: Projection?
    var activation: TransformerConfiguration.Activation?
    /// `[tokens, rows]`, to which y is added at the end.
    var sum: UnsafeMutablePointer<Float>?
    /// Where y goes in quantised form; y itself is then not kept, and whole blocks of 32 rows are required.
    var quantized: corvid_activations?
    /// Rows of a piece: a multiple of 32.
    fileprivate(set) var chunkRows = 0
    /// Pieces of the products before this one in its round.
    fileprivate(set) var firstChunk = 0

    /// - Parameters:
    ///   - x: `[tokens, columns]`, `stride` floats apart.
    ///   - activations: x in quantised form, where the matrix reads that.
    ///   - y: `[tokens, rows]`, `yStride` floats apart.
    init(
        _ projection: Projection, x: UnsafePointer<Float>, stride: Int, activations: corvid_activations, tokens: Int,
        y: UnsafeMutablePointer<Float>, yStride: Int
    ) {
        let matrix = projection.matrix
        matmul = corvid_matmul_arguments(
            format: Int32(matrix.format.rawValue), weights: matrix.weights, row_bytes: Int64(matrix.rowBytes),
            rows: Int64(matrix.rows), columns: Int64(matrix.columns), tokens: Int64(tokens), x: x,
            x_stride: Int64(stride), activations: activations, y: y, y_stride: Int64(yStride))
        bias = projection.bias
    }

    /// Bytes of scratch memory for a piece of y in `[tokens, chunkRows]`.
    fileprivate var partBytes: Int { (Int(matmul.tokens) * chunkRows * 4 + 63) & ~63 }

    /// Bytes of scratch memory beside the kernel's: for y where only its quantised form is kept, and for the second
    /// product of a gated pair.
    fileprivate var partsBytes: Int { ((quantized == nil ? 0 : 1) + (up == nil ? 0 : 1)) * partBytes }

    fileprivate var kernelBytes: Int {
        let own = corvid_matmul_scratch_bytes(matmul.format, matmul.columns, matmul.tokens)
        guard let up else { return Int(own) }
        let other = corvid_matmul_scratch_bytes(Int32(up.matrix.format.rawValue), matmul.columns, matmul.tokens)
        return Int(max(own, other))
    }

    /// Computes rows `begin..<end`.
    fileprivate func compute(_ begin: Int, _ end: Int, _ isa: corvid_isa, scratch: UnsafeMutableRawPointer) {
        let count = end - begin
        let kernelScratch = scratch + partsBytes
        var y = matmul.y + begin
        var yStride = Int(matmul.y_stride)
        if quantized == nil {
            withUnsafePointer(to: matmul) { corvid_matmul(isa, $0, Int64(begin), Int64(end), kernelScratch) }
        } else {
            y = scratch.assumingMemoryBound(to: Float.self)
            yStride = count
            multiply(matmul.format, matmul.weights, Int(matmul.row_bytes), begin, count, to: y, isa, kernelScratch)
        }
        var upValues: UnsafeMutablePointer<Float>?
        if let up {
            let values = (scratch + (partsBytes - partBytes)).assumingMemoryBound(to: Float.self)
            let format = Int32(up.matrix.format.rawValue)
            multiply(format, up.matrix.weights, up.matrix.rowBytes, begin, count, to: values, isa, kernelScratch)
            upValues = values
        }
        for token in 0..<Int(matmul.tokens) {
            finish(y + token * yStride, upValues.map { $0 + token * count }, token: token, begin, count, isa)
        }
        guard let quantized else { return }
        for first in stride(from: 0, to: Int(matmul.tokens), by: Int(CORVID_TILE)) {
            let inTile = min(Int(matmul.tokens) - first, Int(CORVID_TILE))
            corvid_quantize_activations(
                isa, y + first * yStride, Int64(yStride), Int64(inTile), Int64(count), 0, Int64(inTile),
                quantized.tile(first: first, tokens: inTile, column: begin, columns: Int(matmul.rows)))
        }
    }

    /// The product with rows `begin..<begin + count` of other weights of the same columns, to y `[tokens, count]`.
    private func multiply(
        _ format: Int32, _ weights: UnsafeRawPointer, _ rowBytes: Int, _ begin: Int, _ count: Int,
        to y: UnsafeMutablePointer<Float>, _ isa: corvid_isa, _ kernelScratch: UnsafeMutableRawPointer
    ) {
        var part = matmul
        part.format = format
        part.weights = weights + begin * rowBytes
        part.row_bytes = Int64(rowBytes)
        part.rows = Int64(count)
        part.y = y
        part.y_stride = Int64(count)
        withUnsafePointer(to: part) { corvid_matmul(isa, $0, 0, Int64(count), kernelScratch) }
    }

    /// Biases, activation, gate and sum of one token's y.
    private func finish(
        _ y: UnsafeMutablePointer<Float>, _ partner: UnsafeMutablePointer<Float>?, token: Int, _ begin: Int,
        _ rows: Int, _ isa: corvid_isa
    ) {
        let count = Int64(rows)
        if let bias { corvid_add(isa, y, bias + begin, count) }
        if let partner, let bias = up?.bias { corvid_add(isa, partner, bias + begin, count) }
        switch activation {
        case .silu: corvid_silu_multiply(isa, y, partner, count)
        case .geluTanh: corvid_gelu_tanh_multiply(isa, y, partner, count)
        case .gelu:
            corvid_gelu(isa, y, count)
            if let partner { corvid_multiply(isa, y, partner, count) }
        case nil: break
        }
        if let sum { corvid_add(isa, sum + token * Int(matmul.rows) + begin, y, count) }
    }

    /// Products that are independent of one another, as pieces for a pool.
    struct Round: ParallelWork {
        private let products: UnsafePointer<MatrixProduct>
        private let count: Int
        private let isa: corvid_isa
        private let scratch: UnsafeMutableRawPointer
        private let scratchStride: Int

        /// Runs `products` on `pool`, with scratch memory of its threads in `scratch`.
        static func run(
            _ products: inout [MatrixProduct], on pool: ThreadPool, isa: corvid_isa, scratch: ScratchBuffer
        ) {
            var chunks = 0
            var scratchStride = 0
            for index in products.indices {
                let rows = Int(products[index].matmul.rows)
                let size = chunkRows(products[index], threads: pool.threads)
                products[index].chunkRows = size
                products[index].firstChunk = chunks
                chunks += (rows + size - 1) / size
                scratchStride = max(scratchStride, products[index].partsBytes + products[index].kernelBytes)
            }
            scratchStride = (scratchStride + 127) & ~127
            let memory = scratch.bytes(scratchStride * pool.threads)
            products.withUnsafeBufferPointer { buffer in
                guard let base = buffer.baseAddress else { return }
                pool.run(
                    Round(
                        products: base, count: buffer.count, isa: isa, scratch: memory, scratchStride: scratchStride),
                    chunks: chunks)
            }
        }

        func run(chunk: Int, thread: Int) {
            var index = 0
            while index + 1 < count, products[index + 1].firstChunk <= chunk { index += 1 }
            let product = products + index
            let size = product.pointee.chunkRows
            let begin = (chunk - product.pointee.firstChunk) * size
            let end = min(begin + size, Int(product.pointee.matmul.rows))
            product.pointee.compute(begin, end, isa, scratch: scratch + thread * scratchStride)
        }

        /// Few tokens: long pieces, since a kernel reads ahead within its piece only, but two for each thread, so that a
        /// slower thread takes fewer. Many tokens: what the kernels decode at once.
        private static func chunkRows(_ product: MatrixProduct, threads: Int) -> Int {
            let rows = Int(product.matmul.rows)
            if product.matmul.tokens >= 8 { return min(max((rows / (threads * 4) + 31) & ~31, 32), 64) }
            return max((rows / (threads * 2) + 31) & ~31, 32)
        }
    }
}

extension corvid_activations {
    /// The columns from `column` (a multiple of 32) on of the tile that begins at token `first` and holds `tokens`, in
    /// activations of `columns`.
    fileprivate func tile(first: Int, tokens: Int, column: Int, columns: Int) -> corvid_activations {
        let block = first * (columns / 32) + column / 32 * tokens
        return corvid_activations(
            q: q + first * columns + column * tokens, scale: scale + block, scaled_sum: scaled_sum + block,
            negated_sum: negated_sum + 3 * block)
    }
}
