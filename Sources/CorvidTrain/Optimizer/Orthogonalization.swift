package import CKernels
import CorvidEngine

/// Replaces a matrix by one with the same singular vectors and singular values near one: Newton's and Schulz's iteration
/// with the quintic of Jordan et al. 2024 (3.4445, -4.7750, 2.0315), on bfloat16 products.
package final class Orthogonalization {
    private let isa: corvid_isa
    private let matrix: MemoryBlock
    private let next: MemoryBlock
    private let gram: MemoryBlock
    private let polynomial: MemoryBlock
    private let rounded: MemoryBlock
    private let roundedGram: MemoryBlock
    private let packed: MemoryBlock

    /// - Parameters:
    ///   - side: the most rows that the shorter side of a matrix has.
    ///   - long: the most of the longer one.
    package init(side: Int, long: Int, isa: corvid_isa) {
        self.isa = isa
        matrix = MemoryBlock(byteCount: side * long * 4)
        next = MemoryBlock(byteCount: side * long * 4)
        gram = MemoryBlock(byteCount: side * side * 4)
        polynomial = MemoryBlock(byteCount: side * side * 4)
        rounded = MemoryBlock(byteCount: side * long * 2)
        roundedGram = MemoryBlock(byteCount: side * side * 2)
        packed = MemoryBlock(byteCount: side * long * 2)
    }

    /// Works in place on `[rows, columns]`; both are multiples of 32.
    package func orthogonalize(_ values: UnsafeMutablePointer<Float>, rows: Int, columns: Int, steps: Int) {
        let isTall = rows > columns
        let (m, n) = isTall ? (columns, rows) : (rows, columns)
        var x = matrix.base.assumingMemoryBound(to: Float.self)
        var y = next.base.assumingMemoryBound(to: Float.self)
        let g = gram.base.assumingMemoryBound(to: Float.self)
        let p = polynomial.base.assumingMemoryBound(to: Float.self)
        let xb = rounded.base.assumingMemoryBound(to: UInt16.self)
        let gb = roundedGram.base.assumingMemoryBound(to: UInt16.self)
        let pack = packed.base.assumingMemoryBound(to: UInt16.self)
        if isTall {
            Self.transpose(values, rows: rows, columns: columns, to: x)
        } else {
            x.update(from: values, count: m * n)
        }
        let norm = corvid_sum_of_squares(isa, x, Int64(m * n)).squareRoot()
        corvid_scale(isa, x, Float(1 / (norm + 1e-12)), Int64(m * n))
        let (a, b, c): (Float, Float, Float) = (3.4445, -4.7750, 2.0315)
        for _ in 0..<steps {
            corvid_round_bfloat(isa, x, Int64(m * n), xb)
            corvid_pack_transposed(isa, x, Int64(n), 0, Int64(m), pack)
            symmetricProduct(xb, pack, m: m, k: n, to: g)
            corvid_round_bfloat(isa, g, Int64(m * m), gb)
            corvid_pack_rows(isa, g, Int64(m), Int64(m), 0, Int64(m), pack)
            symmetricProduct(gb, pack, m: m, k: m, to: p)
            corvid_scale(isa, p, c, Int64(m * m))
            corvid_add_scaled(isa, p, g, b, Int64(m * m))
            corvid_round_bfloat(isa, p, Int64(m * m), gb)
            corvid_pack_rows(isa, x, Int64(n), Int64(m), 0, Int64(n), pack)
            corvid_scale(isa, x, a, Int64(m * n))
            product(gb, pack, m: m, n: n, k: m, add: x, to: y)
            swap(&x, &y)
        }
        if isTall {
            Self.transpose(x, rows: m, columns: n, to: values)
        } else {
            values.update(from: x, count: m * n)
        }
    }

    private func product(
        _ a: UnsafePointer<UInt16>, _ b: UnsafePointer<UInt16>, m: Int, n: Int, k: Int, add: UnsafePointer<Float>?,
        to c: UnsafeMutablePointer<Float>
    ) {
        var arguments = corvid_product_arguments(
            a: a, a_stride: Int64(k), b: b, m: Int64(m), n: Int64(n), k: Int64(k), add: add, c: c, c_stride: Int64(n))
        // Blocks of rows that the second cache holds.
        for start in stride(from: 0, to: m, by: 224) {
            corvid_product(isa, &arguments, Int64(start), Int64(min(start + 224, m)), 0, Int64(n))
        }
    }

    /// A product that is known to be symmetric: only what lies left of the diagonal's blocks is computed.
    private func symmetricProduct(
        _ a: UnsafePointer<UInt16>, _ b: UnsafePointer<UInt16>, m: Int, k: Int, to c: UnsafeMutablePointer<Float>
    ) {
        var arguments = corvid_product_arguments(
            a: a, a_stride: Int64(k), b: b, m: Int64(m), n: Int64(m), k: Int64(k), add: nil, c: c, c_stride: Int64(m))
        let block = 64
        for start in stride(from: 0, to: m, by: block) {
            let end = min(start + block, m)
            corvid_product(isa, &arguments, Int64(start), Int64(end), 0, Int64(end))
            for row in start..<end {
                for column in 0..<start { c[column * m + row] = c[row * m + column] }
            }
        }
    }

    private static func transpose(
        _ from: UnsafePointer<Float>, rows: Int, columns: Int, to: UnsafeMutablePointer<Float>
    ) {
        let tile = 16
        for row in stride(from: 0, to: rows, by: tile) {
            for column in stride(from: 0, to: columns, by: tile) {
                for i in row..<min(row + tile, rows) {
                    for j in column..<min(column + tile, columns) { to[j * rows + i] = from[i * columns + j] }
                }
            }
        }
    }
}
