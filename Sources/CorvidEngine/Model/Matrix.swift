internal import CKernels

/// A weight of two dimensions in any storage format: a view of a mapped tensor or of some of its rows.
///
/// Applied to activations x it gives x Wᵀ: `[tokens, columns]` to `[tokens, rows]`; see ``MatrixProduct``.
struct Matrix: @unchecked Sendable {  // Read-only memory, which the model that holds the matrix keeps alive.
    let format: TensorFormat
    let rows: Int
    let columns: Int
    /// Bytes from one row to the next.
    let rowBytes: Int
    let weights: UnsafeRawPointer

    /// Whether products read quantised activations, not floats.
    var readsQuantized: Bool { corvid_matmul_reads_activations(Int32(format.rawValue)) }

    /// Rows `range` of the matrix.
    func rows(_ range: Range<Int>) -> Matrix {
        precondition(range.lowerBound >= 0 && range.upperBound <= rows)
        return Matrix(
            format: format, rows: range.count, columns: columns, rowBytes: rowBytes,
            weights: weights + range.lowerBound * rowBytes)
    }

    /// Decodes row `row` to `columns` floats at `out`.
    func decodeRow(_ row: Int, to out: UnsafeMutablePointer<Float>) {
        _ = corvid_dequantize_row(Int32(format.rawValue), weights + row * rowBytes, out, Int64(columns))
    }
}

/// A matrix and the bias that is added to its product.
struct Projection: @unchecked Sendable {  // As for `Matrix`.
    let matrix: Matrix
    /// `[rows]`.
    let bias: UnsafePointer<Float>?

    func rows(_ range: Range<Int>) -> Projection {
        Projection(matrix: matrix.rows(range), bias: bias.map { $0 + range.lowerBound })
    }
}
