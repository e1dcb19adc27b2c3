import CKernels
import Foundation
import Testing

/// A batch of rows for attention, its kernels on arrays, and its definition in double precision.
struct TrainingAttentionCase: Sendable, CustomTestStringConvertible {
    var name: String
    var heads = 4, keyHeads = 2, size = 32
    /// Trunks precede their branches; rows of other documents may lie between.
    var segments: [(trunk: Range<Int>, own: Range<Int>)]

    var rows: Int { segments.map(\.own.upperBound).max() ?? 0 }
    var width: Int { (heads + 2 * keyHeads) * size }
    var testDescription: String { name }

    static let all: [TrainingAttentionCase] = [
        .init(name: "one row", segments: [(0..<0, 0..<1)]),
        .init(name: "one document", segments: [(0..<0, 0..<9)]),
        .init(name: "a document of several tiles", heads: 2, keyHeads: 1, segments: [(0..<0, 0..<77)]),
        .init(name: "one head for each key head", heads: 3, keyHeads: 3, size: 16, segments: [(0..<0, 0..<35)]),
        .init(name: "large heads", heads: 2, keyHeads: 1, size: 64, segments: [(0..<0, 0..<5), (0..<5, 5..<26)]),
        .init(name: "the largest heads", heads: 2, keyHeads: 1, size: 128, segments: [(0..<0, 0..<19)]),
        .init(name: "a size between", heads: 2, keyHeads: 2, size: 48, segments: [(0..<0, 0..<12), (0..<12, 12..<14)]),
        .init(
            name: "branches with other rows between",
            segments: [
                (0..<0, 0..<3), (0..<0, 3..<40), (0..<0, 40..<42), (3..<40, 42..<43), (3..<40, 43..<64),
                (3..<40, 64..<66), (40..<42, 66..<70),
            ]),
        .init(
            name: "trunks that end a panel, branches that end a tile",
            segments: [(0..<0, 0..<32), (0..<32, 32..<48), (0..<32, 48..<64), (0..<32, 64..<65)]),
        .init(name: "a trunk of one row", segments: [(0..<0, 0..<1), (0..<1, 1..<2), (0..<1, 2..<9)]),
    ]

    /// Random projections, and weights of the norms near one.
    func projected(using random: inout Random) -> [Float] { random.floats(rows * width) }

    /// Positions go on from the trunk's.
    var positions: [Int32] {
        var positions = [Int32](repeating: 0, count: rows)
        for segment in segments {
            for (i, row) in segment.own.enumerated() { positions[row] = Int32(segment.trunk.count + i) }
        }
        return positions
    }

    func withShape<Result>(
        queryNorm: [Float], keyNorm: [Float], _ body: (corvid_attention_shape) -> Result
    ) -> Result {
        let angles = (0..<rows * (size / 2)).map { at in
            Double(at / (size / 2)) * pow(100, -Double(at % (size / 2)) / Double(size / 2))
        }
        let cosines = angles.map { Float(cos($0)) }, sines = angles.map { Float(sin($0)) }
        return positions.withUnsafeBufferPointer { positions in
            queryNorm.withUnsafeBufferPointer { queryNorm in
                keyNorm.withUnsafeBufferPointer { keyNorm in
                    cosines.withUnsafeBufferPointer { cosines in
                        sines.withUnsafeBufferPointer { sines in
                            body(
                                corvid_attention_shape(
                                    heads: Int64(heads), key_heads: Int64(keyHeads), size: Int64(size), epsilon: 1e-5,
                                    scale: Float(1 / Double(size).squareRoot()), query_norm: queryNorm.baseAddress,
                                    key_norm: keyNorm.baseAddress, positions: positions.baseAddress,
                                    cosines: cosines.baseAddress, sines: sines.baseAddress))
                        }
                    }
                }
            }
        }
    }

    func rotate(
        _ isa: corvid_isa, projected: [Float], queryNorm: [Float], keyNorm: [Float], dquery: [Float], dkey: [Float],
        dvalue: [Float], cut: Int? = nil
    ) -> TrainingOutcome {
        withShape(queryNorm: queryNorm, keyNorm: keyNorm) { shape in
            var shape = shape
            var query = [Float](repeating: .nan, count: rows * heads * size)
            var key = [Float](repeating: .nan, count: rows * keyHeads * size)
            var inverse = [Float](repeating: .nan, count: rows * (heads + keyHeads))
            var dprojected = [UInt16](repeating: 0x7fc0, count: projected.count)
            var dqueryNorm = [Float](repeating: TrainingKernels.earlier, count: size), dkeyNorm = dqueryNorm
            let bounds = [0] + (cut.map { [$0] } ?? []) + [rows]
            for (begin, end) in zip(bounds, bounds.dropFirst()) {
                corvid_train_rotate(isa, &shape, projected, Int64(begin), Int64(end), &query, &key, &inverse)
                corvid_train_rotate_backward(
                    isa, &shape, projected, inverse, dquery, dkey, dvalue, Int64(begin), Int64(end), &dprojected,
                    &dqueryNorm, &dkeyNorm)
            }
            return TrainingOutcome(
                ("query", query), ("key", key), ("inverse", inverse), ("dprojected", widened(dprojected)),
                ("dquery_norm", dqueryNorm), ("dkey_norm", dkeyNorm))
        }
    }

    func attend(
        _ isa: corvid_isa, query: [Float], key: [Float], projected: [Float], dout: [Float]
    ) -> TrainingOutcome {
        let ones = [Float](repeating: 1, count: size)
        return withShape(queryNorm: ones, keyNorm: ones) { shape in
            var shape = shape
            var out = [UInt16](repeating: 0x7fc0, count: query.count)
            var logSums = [Float](repeating: .nan, count: rows * heads)
            var dquery = [Float](repeating: TrainingKernels.earlier, count: query.count)
            var dkey = [Float](repeating: TrainingKernels.earlier, count: key.count), dvalue = dkey
            let longest = segments.map { $0.trunk.count + $0.own.count }.max() ?? 0
            let bytes = Int(corvid_train_attention_scratch_bytes(&shape, Int64(longest)))
            // A guard after the scratch shows whoever writes too far.
            let scratch = UnsafeMutableRawPointer.allocate(byteCount: bytes + 64, alignment: 64)
            scratch.initializeMemory(as: UInt8.self, repeating: 0xff, count: bytes + 64)
            defer { scratch.deallocate() }
            for keyHead in 0..<keyHeads {
                for segment in segments {
                    var segment = corvid_segment(
                        trunk_begin: Int32(segment.trunk.lowerBound), trunk_end: Int32(segment.trunk.upperBound),
                        begin: Int32(segment.own.lowerBound), end: Int32(segment.own.upperBound))
                    corvid_train_attention(
                        isa, &shape, &segment, Int64(keyHead), query, key, projected, &out, &logSums, scratch)
                    corvid_train_attention_backward(
                        isa, &shape, &segment, Int64(keyHead), query, key, projected, out, logSums, dout, &dquery,
                        &dkey, &dvalue, scratch)
                }
            }
            let guarded = (0..<64).allSatisfy { scratch.load(fromByteOffset: bytes + $0, as: UInt8.self) == 0xff }
            return TrainingOutcome(
                ("out", widened(out)), ("log_sums", logSums), ("dquery", dquery), ("dkey", dkey), ("dvalue", dvalue),
                ("guard", [guarded ? 1 : 0]))
        }
    }

    /// Normalised and rotated heads of the queries and keys, [rows, heads + key_heads, size].
    func rotated(_ projected: [Double], _ queryNorm: [Double], _ keyNorm: [Double]) -> [Double] {
        let positions = positions
        var out: [Double] = []
        for row in 0..<rows {
            for head in 0..<heads + keyHeads {
                let from = projected[row * width + head * size..<row * width + (head + 1) * size]
                let inverse = 1 / (from.reduce(0) { $0 + $1 * $1 } / Double(size) + 1e-5).squareRoot()
                let y = zip(from, head < heads ? queryNorm : keyNorm).map { $0 * inverse * $1 }
                let half = size / 2
                let angles = (0..<half).map { Double(positions[row]) * pow(100, -Double($0) / Double(half)) }
                out += (0..<half).map { y[$0] * cos(angles[$0]) - y[$0 + half] * sin(angles[$0]) }
                out += (0..<half).map { y[$0] * sin(angles[$0]) + y[$0 + half] * cos(angles[$0]) }
            }
        }
        return out
    }

    /// Output and binary logarithm of the sum of exponentials of one row and head.
    func defined(
        row: Int, head: Int, query: [Double], key: [Double], projected: [Double]
    ) -> (out: [Double], logSum: Double) {
        guard let segment = segments.first(where: { $0.own.contains(row) }) else { return ([], .nan) }
        let seen = Array(segment.trunk) + Array(segment.own.lowerBound...row)
        let keyHead = head / (heads / keyHeads)
        let q = (row * heads + head) * size, scale = 1 / Double(size).squareRoot()
        let scores = seen.map { other in
            let k = (other * keyHeads + keyHead) * size
            return (0..<size).reduce(0.0) { $0 + query[q + $1] * key[k + $1] } * scale
        }
        let top = scores.max() ?? 0, sum = scores.reduce(0) { $0 + exp($1 - top) }
        let values = (heads + keyHeads + keyHead) * size
        let weights = scores.map { exp($0 - top) / sum }
        let out = (0..<size).map { d in
            zip(seen, weights).reduce(0.0) { $0 + $1.1 * projected[$1.0 * width + values + d] }
        }
        return (out, (top + log(sum)) / log(2))
    }
}
