internal import CKernels

/// Float products on a thread pool, by OpenBLAS where it is installed and Corvid's own kernels elsewhere.
///
/// OpenBLAS computes on one thread each time: its own threads would wait in loops and take the cores from the pool's.
/// Work is divided in the same pieces whatever the count of threads, so that results do not depend on it.
struct FloatProducts {
    let pool: ThreadPool
    let isa: corvid_isa
    let openBLAS: OpenBLAS?

    /// Columns of a product that are computed together, so that what follows finds them in the cache.
    private static let pieceColumns = 192

    init(pool: ThreadPool, openBLAS: OpenBLAS? = .shared, isa: corvid_isa = corvid_isa_best()) {
        self.pool = pool
        self.openBLAS = openBLAS
        self.isa = isa
        openBLAS?.useOneThread()
    }

    /// y = activation(x Wᵀ + bias), or y += x Wᵀ + bias when `accumulates`.
    /// - Parameters:
    ///   - x: `[tokens, columns]`.
    ///   - y: `[tokens, rows]`.
    func apply(
        _ layer: FloatLinear, to x: UnsafePointer<Float>, tokens: Int, y: UnsafeMutablePointer<Float>,
        activation: EncoderConfiguration.Activation? = nil, accumulates: Bool = false
    ) {
        let width = Self.pieceColumns
        pool.forEachChunk((layer.rows + width - 1) / width) { chunk, _ in
            let begin = chunk * width
            let count = min(width, layer.rows - begin)
            multiply(
                x, stride: layer.columns, layer.weights + begin * layer.columns, rightStride: layer.columns,
                isTransposed: true, accumulates: accumulates, into: y + begin, resultStride: layer.rows, rows: tokens,
                columns: count, inner: layer.columns)
            guard layer.bias != nil || activation != nil else { return }
            for token in 0..<tokens {
                let row = y + token * layer.rows + begin
                if let bias = layer.bias { corvid_add(isa, row, bias + begin, Int64(count)) }
                if let activation { activate(activation, row, count) }
            }
        }
    }

    /// Calls `body` with ranges of `0..<rows`, in parallel.
    func forEachRange(rows: Int, _ body: (Range<Int>) -> Void) {
        let grain = 16
        pool.forEachChunk((rows + grain - 1) / grain) { chunk, _ in
            body(chunk * grain..<min((chunk + 1) * grain, rows))
        }
    }

    /// Layer norm of rows of `source`, `[rows, width]`, to `target`, which may be the same.
    func normalise(
        _ norm: NormWeights, epsilon: Float, _ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>,
        rows: Int, width: Int
    ) {
        forEachRange(rows: rows) { range in
            let start = range.lowerBound * width
            corvid_layer_norm(
                isa, source + start, Int64(width), norm.weight, norm.bias, epsilon, Int64(range.count), Int64(width),
                target + start, Int64(width))
        }
    }

    /// c = scale · a b, or a bᵀ when `isTransposed`, on the calling thread; c += … when `accumulates`.
    ///
    /// a is `[rows, inner]`, b is `[inner, columns]` (transposed: `[columns, inner]`), c is `[rows, columns]`, with their
    /// rows as far apart as the strides tell.
    func multiply(
        _ a: UnsafePointer<Float>, stride: Int, _ b: UnsafePointer<Float>, rightStride: Int, isTransposed: Bool,
        scale: Float = 1, accumulates: Bool = false, into c: UnsafeMutablePointer<Float>, resultStride: Int, rows: Int,
        columns: Int, inner: Int
    ) {
        if let openBLAS {
            return openBLAS.multiply(
                a, stride: stride, b, rightStride: rightStride, isTransposed: isTransposed, scale: scale,
                accumulates: accumulates, into: c, resultStride: resultStride, rows: rows, columns: columns,
                inner: inner)
        }
        if isTransposed, !accumulates, scale == 1 {
            return multiplyOwn(
                a, stride, b, rightStride, into: c, resultStride, rows: rows, columns: columns, inner: inner)
        }
        withUnsafeTemporaryAllocation(of: Float.self, capacity: rows * columns + columns * inner) { memory in
            guard let product = memory.baseAddress else { return }
            let turned = product + rows * columns
            if !isTransposed {
                for row in 0..<inner {
                    for column in 0..<columns { turned[column * inner + row] = b[row * rightStride + column] }
                }
            }
            multiplyOwn(
                a, stride, isTransposed ? b : UnsafePointer(turned), isTransposed ? rightStride : inner, into: product,
                columns, rows: rows, columns: columns, inner: inner)
            corvid_scale(isa, product, scale, Int64(rows * columns))
            for row in 0..<rows {
                let target = c + row * resultStride
                if accumulates {
                    corvid_add(isa, target, product + row * columns, Int64(columns))
                } else {
                    target.update(from: product + row * columns, count: columns)
                }
            }
        }
    }

    private func multiplyOwn(
        _ a: UnsafePointer<Float>, _ stride: Int, _ b: UnsafePointer<Float>, _ rightStride: Int,
        into c: UnsafeMutablePointer<Float>, _ resultStride: Int, rows: Int, columns: Int, inner: Int
    ) {
        let format = Int32(CORVID_F32)
        var arguments = corvid_matmul_arguments(
            format: format, weights: b, row_bytes: Int64(rightStride * 4), rows: Int64(columns),
            columns: Int64(inner), tokens: Int64(rows), x: a, x_stride: Int64(stride),
            activations: corvid_activations(), y: c, y_stride: Int64(resultStride))
        let bytes = Int(corvid_matmul_scratch_bytes(format, Int64(inner), Int64(rows)))
        withUnsafeTemporaryAllocation(byteCount: max(bytes, 64), alignment: 64) { scratch in
            corvid_matmul(isa, &arguments, 0, Int64(columns), scratch.baseAddress)
        }
    }

    private func activate(
        _ activation: EncoderConfiguration.Activation, _ values: UnsafeMutablePointer<Float>, _ count: Int
    ) {
        switch activation {
        case .tanh: corvid_gelu_tanh_multiply(isa, values, nil, Int64(count))
        case .exact: corvid_gelu(isa, values, Int64(count))
        case .quick:
            // x σ(s x) is silu(s x) / s.
            corvid_scale(isa, values, 1.702, Int64(count))
            corvid_silu_multiply(isa, values, nil, Int64(count))
            corvid_scale(isa, values, 1 / 1.702, Int64(count))
        }
    }
}
