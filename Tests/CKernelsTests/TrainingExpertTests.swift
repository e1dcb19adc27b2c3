import CKernels
import Foundation
import Testing

/// The choice of experts and the mixing of what they give: values against their definitions in double precision,
/// gradients against finite differences of these, and every instruction set against the plain twin bit for bit.
struct TrainingExpertTests {
    static let sets = InstructionSetTests.sets
    static let stride = 32

    func twins(_ run: (corvid_isa) -> TrainingOutcome) -> TrainingOutcome {
        let expected = run(CORVID_ISA_SCALAR)
        for isa in Self.sets { #expect(run(isa).differences(from: expected) == [], "\(isa)") }
        return expected
    }

    static func choose(
        _ isa: corvid_isa, scores: [Float], experts: Int, used: Int, renormalises: Bool, dweights: [Float]
    ) -> TrainingOutcome {
        let rows = scores.count / stride
        var probabilities = [Float](repeating: .nan, count: scores.count)
        var chosen = [Int32](repeating: -7, count: rows * used), weights = [Float](repeating: .nan, count: rows * used)
        var dscores = [UInt16](repeating: 0x7fc0, count: scores.count)
        corvid_train_choose_experts(
            isa, scores, Int64(stride), Int64(experts), Int64(used), renormalises, Int64(rows), &probabilities, &chosen,
            &weights)
        corvid_train_choose_experts_backward(
            isa, probabilities, chosen, weights, dweights, Int64(stride), Int64(used), renormalises, Int64(rows),
            &dscores)
        return TrainingOutcome(
            ("probabilities", probabilities), ("chosen", chosen.map(Float.init)), ("weights", weights),
            ("dscores", widened(dscores)))
    }

    @Test(arguments: [(8, 2), (8, 8), (1, 1), (20, 3), (32, 4)], [true, false])
    func choice(_ counts: (experts: Int, used: Int), renormalises: Bool) {
        let (experts, used) = counts, rows = 6
        var random = Random(seed: UInt64(experts))
        // Scores of the padding are large, and must not count.
        var scores = [Float](repeating: 50, count: rows * Self.stride)
        for row in 0..<rows {
            for (i, score) in random.floats(experts).enumerated() { scores[row * Self.stride + i] = score }
        }
        let dweights = random.floats(rows * used)
        let actual = twins {
            Self.choose(
                $0, scores: scores, experts: experts, used: used, renormalises: renormalises, dweights: dweights)
        }
        func probabilities(_ row: ArraySlice<Double>) -> [Double] {
            let top = row.max() ?? 0, sum = row.reduce(0) { $0 + exp($1 - top) }
            return row.map { exp($0 - top) / sum }
        }
        let wide = doubles(scores)
        for row in 0..<rows {
            let first = row * Self.stride
            let expected = probabilities(wide[first..<first + experts])
            let padded = expected + [Double](repeating: 0, count: Self.stride - experts)
            let found = Array(actual["probabilities"][first..<first + Self.stride])
            #expect(agree(found, padded, relative: 1e-5, absolute: 1e-7))
            let best = (0..<experts).sorted { expected[$0] > expected[$1] }.prefix(used).sorted()
            #expect(actual["chosen"][row * used..<(row + 1) * used].map { Int($0) } == best)

            // Small steps leave the choice as it is.
            func weights(_ row: [Double]) -> [Double] {
                let p = probabilities(row[...]), total = renormalises ? best.reduce(0) { $0 + p[$1] } : 1
                return best.map { p[$0] / total }
            }
            let scores = Array(wide[first..<first + experts])
            let own = row * used..<(row + 1) * used
            #expect(agree(Array(actual["weights"][own]), weights(scores), relative: 1e-5, absolute: 1e-7))
            let gradient = doubles(Array(dweights[own]))
            let dscores = (0..<Self.stride).map { i in
                i < experts
                    ? slope({ row in zip(weights(row), gradient).reduce(0) { $0 + $1.0 * $1.1 } }, at: scores, i) : 0
            }
            let slopes = Array(actual["dscores"][first..<first + Self.stride])
            #expect(agree(slopes, dscores, relative: bfloatTolerance, absolute: 1e-6))
        }
    }

    @Test func firstOfEqualsAndNoNumbers() {
        var scores = [Float](repeating: 1, count: 2 * Self.stride)
        scores[Self.stride + 2] = .nan
        let actual = twins {
            Self.choose($0, scores: scores, experts: 4, used: 2, renormalises: true, dweights: [1, 2, 3, 4])
        }
        #expect(actual["chosen"] == [0, 1, 0, 1])
        #expect(actual["weights"].prefix(2) == [0.5, 0.5] && actual["weights"].suffix(2).allSatisfy { $0.isNaN })
    }

    static func mix(
        _ isa: corvid_isa, outputs: [Float], places: [Int32], weights: [Float]?, used: Int, add: [Float]?, count: Int,
        dout: [Float]
    ) -> TrainingOutcome {
        let rows = places.count / used
        var out = [Float](repeating: .nan, count: rows * count)
        corvid_train_mix_experts(
            isa, outputs, places, weights, Int64(used), Int64(rows), Int64(count), add, &out)
        guard let weights else { return TrainingOutcome(("out", out)) }
        var doutputs = [UInt16](repeating: 0x7fc0, count: outputs.count)
        var dweights = [Float](repeating: .nan, count: places.count)
        corvid_train_mix_experts_backward(
            isa, outputs, places, weights, dout, Int64(used), Int64(rows), Int64(count), &doutputs, &dweights)
        return TrainingOutcome(("out", out), ("doutputs", widened(doutputs)), ("dweights", dweights))
    }

    @Test(arguments: [(1, 16), (2, 48), (4, 96)], [true, false])
    func mixing(_ shape: (used: Int, count: Int), adds: Bool) {
        let (used, count) = shape, rows = 5
        var random = Random(seed: UInt64(count))
        let outputs = random.floats(rows * used * count), weights = random.floats(rows * used)
        let add = adds ? random.floats(rows * count) : nil, dout = random.floats(rows * count)
        let places = (0..<rows * used).map { Int32($0) }.shuffled(using: &random)
        let actual = twins {
            Self.mix(
                $0, outputs: outputs, places: places, weights: weights, used: used, add: add, count: count, dout: dout)
        }
        func defined(_ outputs: [Double], _ weights: [Double]) -> [Double] {
            (0..<rows * count).map { at in
                (0..<used).reduce(Double(add?[at] ?? 0)) { sum, i in
                    let slot = at / count * used + i
                    return sum + weights[slot] * outputs[Int(places[slot]) * count + at % count]
                }
            }
        }
        let wide = doubles(outputs), wideWeights = doubles(weights), gradient = doubles(dout)
        func loss(_ outputs: [Double], _ weights: [Double]) -> Double {
            zip(defined(outputs, weights), gradient).reduce(0) { $0 + $1.0 * $1.1 }
        }
        #expect(agree(actual["out"], defined(wide, wideWeights), relative: 1e-5, absolute: 1e-5))
        let taken = sample(outputs.count, most: 60, using: &random)
        let doutputs = taken.map { i in slope({ loss($0, wideWeights) }, at: wide, i) }
        #expect(agree(taken.map { actual["doutputs"][$0] }, doutputs, relative: bfloatTolerance, absolute: 1e-6))
        let dweights = weights.indices.map { i in slope({ loss(wide, $0) }, at: wideWeights, i) }
        #expect(agree(actual["dweights"], dweights, relative: 1e-5, absolute: 1e-4))

        // Without weights: the sum, which is the way back of gathering rows.
        let ones = [Float](repeating: 1, count: rows * used)
        let sum = twins {
            Self.mix($0, outputs: outputs, places: places, weights: nil, used: used, add: add, count: count, dout: dout)
        }
        let same = Self.mix(
            CORVID_ISA_SCALAR, outputs: outputs, places: places, weights: ones, used: used, add: add, count: count,
            dout: dout)
        #expect(sum["out"] == same["out"])
    }
}
