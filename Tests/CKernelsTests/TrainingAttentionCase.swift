import CKernels
import Foundation
import Testing

/// A batch of rows for attention, its kernels on arrays, and its definition in double precision.
struct TrainingAttentionCase: Sendable, CustomTestStringConvertible {
    var name: String
    var heads = 4, keyHeads = 2, size = 32
    /// Numbers of a head that rotate; nil: all.
    var rotary: Int?
    var isInterleaved = false
    var isNormed = true
    var isBidirectional = false
    var window = 0
    var cap: Float = 0
    /// Trunks precede their branches; rows of other documents may lie between.
    var segments: [(trunk: Range<Int>, own: Range<Int>)]

    var rows: Int { segments.map(\.own.upperBound).max() ?? 0 }
    var width: Int { (heads + 2 * keyHeads) * size }
    var half: Int { (rotary ?? size) / 2 }
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
        .init(
            name: "an encoder", isNormed: false, isBidirectional: true, segments: [(0..<0, 0..<50), (0..<0, 50..<57)]),
        .init(
            name: "an encoder of whole vectors, whose window does not count", heads: 2, keyHeads: 2, size: 64,
            isBidirectional: true, window: 3, segments: [(0..<0, 0..<64)]),
        .init(name: "an encoder of one row", rotary: 0, isBidirectional: true, segments: [(0..<0, 0..<1)]),
        .init(
            name: "an encoder with a trunk", isBidirectional: true,
            segments: [(0..<0, 0..<20), (0..<20, 20..<24), (0..<20, 24..<41)]),
        .init(name: "a window of one row", window: 1, segments: [(0..<0, 0..<37)]),
        .init(name: "a window", heads: 3, keyHeads: 1, window: 7, segments: [(0..<0, 0..<83)]),
        .init(
            name: "a window of whole vectors with trunks", rotary: 16, window: 32,
            segments: [(0..<0, 0..<50), (0..<50, 50..<52), (0..<50, 52..<120)]),
        .init(
            name: "a window that all see through", size: 16, isInterleaved: true, window: 90,
            segments: [(0..<0, 0..<40)]),
        .init(name: "capped scores", cap: 2, segments: [(0..<0, 0..<19), (0..<19, 19..<40)]),
        .init(
            name: "capped scores of a window", heads: 2, keyHeads: 1, size: 48, rotary: 20, window: 9, cap: 0.7,
            segments: [(0..<0, 0..<60)]),
        .init(
            name: "capped scores of an encoder", size: 64, rotary: 64, isInterleaved: true, isNormed: false,
            isBidirectional: true, cap: 30, segments: [(0..<0, 0..<21)]),
        .init(
            name: "heads without norms", size: 64, rotary: 24, isInterleaved: true, isNormed: false,
            segments: [(0..<0, 0..<8)]),
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
        let angles = (0..<rows * half).map { at in
            Double(at / half) * pow(100, -Double(at % half) / Double(half))
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
                                    scale: Float(1 / Double(size).squareRoot()),
                                    query_norm: isNormed ? queryNorm.baseAddress : nil,
                                    key_norm: isNormed ? keyNorm.baseAddress : nil,
                                    positions: half > 0 ? positions.baseAddress : nil,
                                    cosines: cosines.baseAddress, sines: sines.baseAddress, rotary: Int64(2 * half),
                                    interleaved: isInterleaved, bidirectional: isBidirectional,
                                    window: Int64(window), cap: cap))
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
                let norm = head < heads ? queryNorm : keyNorm
                let y = isNormed ? zip(from, norm).map { $0 * inverse * $1 } : Array(from)
                var turned = y
                for i in 0..<half {
                    let angle = Double(positions[row]) * pow(100, -Double(i) / Double(half))
                    let first = isInterleaved ? 2 * i : i, second = isInterleaved ? 2 * i + 1 : i + half
                    turned[first] = y[first] * cos(angle) - y[second] * sin(angle)
                    turned[second] = y[first] * sin(angle) + y[second] * cos(angle)
                }
                out += turned
            }
        }
        return out
    }

    /// The rows that a row sees.
    func seen(by row: Int) -> [Int] {
        guard let segment = segments.first(where: { $0.own.contains(row) }) else { return [] }
        if isBidirectional { return Array(segment.trunk) + Array(segment.own) }
        let before = Array(segment.trunk) + Array(segment.own.lowerBound...row)
        return window > 0 ? before.suffix(window) : before
    }

    /// Output and binary logarithm of the sum of exponentials of one row and head.
    func defined(
        row: Int, head: Int, query: [Double], key: [Double], projected: [Double]
    ) -> (out: [Double], logSum: Double) {
        let seen = seen(by: row), cap = Double(cap)
        let keyHead = head / (heads / keyHeads)
        let q = (row * heads + head) * size, scale = 1 / Double(size).squareRoot()
        let scores = seen.map { other in
            let k = (other * keyHeads + keyHead) * size
            let score = (0..<size).reduce(0.0) { $0 + query[q + $1] * key[k + $1] } * scale
            return cap > 0 ? cap * tanh(score / cap) : score
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
