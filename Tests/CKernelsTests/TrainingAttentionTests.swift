import CKernels
import Testing

/// Attention's norms, rotation and mixing: values against their definitions in double precision, gradients against finite
/// differences of these, and every instruction set against the plain twin bit for bit.
struct TrainingAttentionTests {
    static let sets = InstructionSetTests.sets

    func weighted(_ values: [Double], _ weights: [Double]) -> Double {
        zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 }
    }

    @Test(arguments: TrainingAttentionCase.all) func rotation(_ one: TrainingAttentionCase) {
        var random = Random(seed: 3)
        let projected = random.floats(one.rows * one.width)
        let queryNorm = random.floats(one.size), keyNorm = random.floats(one.size)
        let dquery = random.floats(one.rows * one.heads * one.size)
        let dkey = random.floats(one.rows * one.keyHeads * one.size), dvalue = random.floats(dkey.count)
        func run(_ isa: corvid_isa, cut: Int? = nil) -> TrainingOutcome {
            one.rotate(
                isa, projected: projected, queryNorm: queryNorm, keyNorm: keyNorm, dquery: dquery, dkey: dkey,
                dvalue: dvalue, cut: cut)
        }
        let actual = run(CORVID_ISA_SCALAR)
        for isa in Self.sets { #expect(run(isa).differences(from: actual) == [], "\(isa)") }
        if let best = Self.sets.last { #expect(run(best, cut: one.rows / 2).differences(from: actual) == []) }

        // The reference keeps queries and keys of a row together.
        let both = one.heads + one.keyHeads
        func joined(_ query: [Float], _ key: [Float]) -> [Float] {
            var out: [Float] = []
            for row in 0..<one.rows {
                out += query.dropFirst(row * one.heads * one.size).prefix(one.heads * one.size)
                out += key.dropFirst(row * one.keyHeads * one.size).prefix(one.keyHeads * one.size)
            }
            return out
        }
        let wide = doubles(projected), wideQuery = doubles(queryNorm), wideKey = doubles(keyNorm)
        let values = joined(actual["query"], actual["key"])
        #expect(agree(values, one.rotated(wide, wideQuery, wideKey), relative: 1e-5, absolute: 1e-5))

        // One row alone is enough for the slope of a number of that row.
        let gradient = doubles(joined(dquery, dkey))
        func loss(_ projected: [Double], _ queryNorm: [Double], _ keyNorm: [Double]) -> Double {
            weighted(one.rotated(projected, queryNorm, keyNorm), gradient)
        }
        let places = (0..<30).map { _ in
            Int.random(in: 0..<one.rows, using: &random) * one.width
                + Int.random(in: 0..<both * one.size, using: &random)
        }
        let dprojected = places.map { i in slope({ loss($0, wideQuery, wideKey) }, at: wide, i) }
        #expect(
            agree(places.map { actual["dprojected"][$0] }, dprojected, relative: bfloatTolerance, absolute: 1e-5))
        let taken = sample(one.size, most: 8, using: &random)
        let dqueryNorm = taken.map { i in slope({ loss(wide, $0, wideKey) }, at: wideQuery, i) + 0.25 }
        let dkeyNorm = taken.map { i in slope({ loss(wide, wideQuery, $0) }, at: wideKey, i) + 0.25 }
        #expect(agree(taken.map { actual["dquery_norm"][$0] }, dqueryNorm, relative: 1e-5, absolute: 1e-4))
        #expect(agree(taken.map { actual["dkey_norm"][$0] }, dkeyNorm, relative: 1e-5, absolute: 1e-4))
        let passed = actual["dprojected"].enumerated().filter { $0.offset % one.width >= both * one.size }.map(
            \.element)
        #expect(agree(passed, doubles(dvalue), relative: bfloatTolerance, absolute: 0))
    }

    @Test(arguments: TrainingAttentionCase.all) func mixing(_ one: TrainingAttentionCase) {
        var random = Random(seed: 4)
        let query = random.floats(one.rows * one.heads * one.size).map { $0 * 2 }
        let key = random.floats(one.rows * one.keyHeads * one.size)
        let projected = random.floats(one.rows * one.width), dout = random.floats(query.count)
        func run(_ isa: corvid_isa) -> TrainingOutcome {
            one.attend(isa, query: query, key: key, projected: projected, dout: dout)
        }
        let actual = run(CORVID_ISA_SCALAR)
        #expect(actual["guard"] == [1])
        for isa in Self.sets { #expect(run(isa).differences(from: actual) == [], "\(isa)") }

        let wideQuery = doubles(query), wideKey = doubles(key), wide = doubles(projected), gradient = doubles(dout)
        for row in 0..<one.rows {
            for head in 0..<one.heads {
                let at = row * one.heads + head
                let expected = one.defined(row: row, head: head, query: wideQuery, key: wideKey, projected: wide)
                let out = Array(actual["out"][at * one.size..<(at + 1) * one.size])
                #expect(agree(out, expected.out, relative: bfloatTolerance, absolute: 1e-5), "row \(row)")
                #expect(abs(Double(actual["log_sums"][at]) - expected.logSum) < 2e-5, "row \(row)")
            }
        }
        /// The loss of the rows and heads that a changed number can reach.
        func loss(_ rows: Range<Int>, _ heads: Range<Int>, _ q: [Double], _ k: [Double], _ p: [Double]) -> Double {
            rows.reduce(0.0) { sum, row in
                heads.reduce(sum) { sum, head in
                    let at = (row * one.heads + head) * one.size
                    let out = one.defined(row: row, head: head, query: q, key: k, projected: p).out
                    return sum + weighted(out, Array(gradient[at..<at + one.size]))
                }
            }
        }
        let group = one.heads / one.keyHeads
        for _ in 0..<12 {
            let row = Int.random(in: 0..<one.rows, using: &random), d = Int.random(in: 0..<one.size, using: &random)
            let head = Int.random(in: 0..<one.heads, using: &random), keyHead = head / group
            let q = (row * one.heads + head) * one.size + d, k = (row * one.keyHeads + keyHead) * one.size + d
            let v = row * one.width + (one.heads + one.keyHeads + keyHead) * one.size + d
            let heads = keyHead * group..<(keyHead + 1) * group
            let dquery = slope({ loss(row..<row + 1, head..<head + 1, $0, wideKey, wide) }, at: wideQuery, q)
            let reached = (one.isBidirectional ? 0 : row)..<one.rows
            let dkey = slope({ loss(reached, heads, wideQuery, $0, wide) }, at: wideKey, k)
            let dvalue = slope({ loss(reached, heads, wideQuery, wideKey, $0) }, at: wide, v)
            let found = [actual["dquery"][q], actual["dkey"][k], actual["dvalue"][k]].map { $0 - 0.25 }
            #expect(
                agree(found, [dquery, dkey, dvalue], relative: 2e-5, absolute: 2e-5),
                "row \(row) head \(head) number \(d): \(found), not \([dquery, dkey, dvalue])")
        }
    }

    /// Scores far apart: the largest takes all, and nothing overflows.
    @Test func survivesLargeScores() {
        let one = TrainingAttentionCase(name: "large scores", heads: 1, keyHeads: 1, segments: [(0..<0, 0..<40)])
        var random = Random(seed: 5)
        let query = random.floats(one.rows * one.size).map { $0 * 1e4 }, key = random.floats(query.count)
        let projected = random.floats(one.rows * one.width), dout = random.floats(query.count)
        for isa in [CORVID_ISA_SCALAR] + Self.sets {
            let outcome = one.attend(isa, query: query, key: key, projected: projected, dout: dout)
            #expect(outcome.parts.allSatisfy { $0.values.allSatisfy(\.isFinite) }, "\(isa)")
        }
    }

    /// What is not a number in a key or a value reaches every row that sees it, and no other document.
    @Test(arguments: [CORVID_ISA_SCALAR] + sets) func showsWhatIsNotANumber(isa: corvid_isa) {
        let one = TrainingAttentionCase(
            name: "", heads: 2, keyHeads: 1, segments: [(0..<0, 0..<20), (0..<0, 20..<30), (0..<20, 30..<40)])
        var random = Random(seed: 6)
        let query = random.floats(one.rows * one.heads * one.size), dout = random.floats(query.count)
        let key = random.floats(one.rows * one.size), projected = random.floats(one.rows * one.width)
        var spoiltKey = key, spoiltValue = projected
        spoiltKey[7 * one.size + 3] = .nan
        spoiltValue[7 * one.width + (one.heads + 1) * one.size + 3] = .nan
        let width = one.heads * one.size
        for outcome in [
            one.attend(isa, query: query, key: spoiltKey, projected: projected, dout: dout),
            one.attend(isa, query: query, key: key, projected: spoiltValue, dout: dout),
        ] {
            for row in Array(7..<20) + Array(30..<40) {
                #expect(outcome["out"][row * width + 3].isNaN, "row \(row)")
                #expect(outcome["dquery"][row * width + 3].isNaN, "row \(row)")
            }
            #expect(outcome["out"][20 * width..<30 * width].allSatisfy { $0.isFinite })
            #expect(outcome["dquery"][20 * width..<30 * width].allSatisfy { $0.isFinite })
        }
    }
}
