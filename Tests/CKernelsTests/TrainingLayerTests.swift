import CKernels
import Foundation
import Testing

/// Norms, biases, activations, tables and pooling: values against their definitions in double precision, gradients
/// against finite differences of these, and every instruction set against the plain twin bit for bit.
struct TrainingLayerTests {
    static let sets = InstructionSetTests.sets
    static let forms = [CORVID_GELU_ERF, CORVID_GELU_TANH]

    func twins(_ run: (corvid_isa) -> TrainingOutcome) -> TrainingOutcome {
        let expected = run(CORVID_ISA_SCALAR)
        for isa in Self.sets { #expect(run(isa).differences(from: expected) == [], "\(isa)") }
        return expected
    }

    func weighted(_ values: [Double], _ weights: [Double]) -> Double {
        zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 }
    }

    // MARK: norms

    @Test(arguments: [(1, 16), (3, 48), (5, 256), (2, 496)], [true, false])
    func layerNorm(_ shape: (rows: Int, count: Int), isBiased: Bool) {
        let (rows, count) = shape
        var random = Random(seed: UInt64(count))
        // Far from zero, so that a variance that is computed as a difference of squares would show.
        let x = random.floats(rows * count).map { $0 + 30 }, weight = random.floats(count)
        let bias = isBiased ? random.floats(count) : nil, dy = random.floats(rows * count)
        let actual = twins { TrainingLayers.layerNorm($0, x: x, weight: weight, bias: bias, dy: dy) }
        #expect(actual["alone"] == [1])

        func defined(_ x: [Double], _ weight: [Double], _ bias: [Double]) -> [Double] {
            var out: [Double] = []
            for row in 0..<rows {
                let values = x[row * count..<(row + 1) * count]
                let mean = values.reduce(0, +) / Double(count)
                let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
                for (i, value) in values.enumerated() {
                    out.append((value - mean) / (variance + 1e-5).squareRoot() * weight[i] + bias[i])
                }
            }
            return out
        }
        let wide = doubles(x), wideWeight = doubles(weight), gradient = doubles(dy)
        let wideBias = bias.map(doubles) ?? [Double](repeating: 0, count: count)
        let expected = defined(wide, wideWeight, wideBias)
        #expect(agree(actual["wide"], expected, relative: 1e-5, absolute: 2e-5))
        #expect(agree(actual["out"], expected, relative: bfloatTolerance, absolute: 2e-5))
        let places = sample(x.count, most: 60, using: &random)
        let dx = places.map { i in slope({ weighted(defined($0, wideWeight, wideBias), gradient) }, at: wide, i) + 0.25
        }
        #expect(agree(places.map { actual["dx"][$0] }, dx, relative: 2e-5, absolute: 2e-5))
        let taken = sample(count, most: 60, using: &random)
        let dweight = taken.map { i in
            slope({ weighted(defined(wide, $0, wideBias), gradient) }, at: wideWeight, i) + 0.25
        }
        #expect(agree(taken.map { actual["dweight"][$0] }, dweight, relative: 2e-5, absolute: 2e-5))
        let dbias = taken.map { i in
            isBiased ? slope({ weighted(defined(wide, wideWeight, $0), gradient) }, at: wideBias, i) + 0.25 : 0.25
        }
        #expect(agree(taken.map { actual["dbias"][$0] }, dbias, relative: 1e-5, absolute: 1e-5))
    }

    @Test(arguments: [(1, 16), (3, 48), (2, 496)]) func wideNorm(rows: Int, count: Int) {
        var random = Random(seed: UInt64(count))
        let x = random.floats(rows * count), weight = random.floats(count)
        let actual = twins { TrainingLayers.wideNorm($0, x: x, weight: weight) }
        // What the rounding norm rounds, and the same way back.
        let rounding = TrainingKernels.norm(CORVID_ISA_SCALAR, x: x, weight: weight, dy: x)
        #expect(actual["inverse"] == rounding["inverse"])
        #expect(agree(rounding["out"], doubles(actual["out"]), relative: bfloatTolerance, absolute: 0))

        let unit = [Float](repeating: 1 / Float(count).squareRoot(), count: count)
        let rowsOfUnit = TrainingLayers.wideNorm(CORVID_ISA_SCALAR, x: x, weight: unit)["out"]
        let length = rowsOfUnit.prefix(count).reduce(0) { $0 + Double($1) * Double($1) }
        #expect(abs(length - 1) < 1e-4)
    }

    // MARK: biases

    @Test(arguments: [(1, 16), (7, 48), (40, 96)]) func bias(rows: Int, count: Int) {
        var random = Random(seed: UInt64(count))
        let y = random.floats(rows * count), bias = random.floats(count)
        let dy = random.floats(rows * count).map { UInt16($0.bitPattern >> 16) }
        let actual = twins { TrainingLayers.bias($0, y: y, bias: bias, dy: dy) }
        #expect(actual["out"] == y.indices.map { y[$0] + bias[$0 % count] })
        let gradient = doubles(widened(dy))
        let dbias = (0..<count).map { i in
            slope(
                { b in weighted(y.indices.map { Double(y[$0]) + b[$0 % count] }, gradient) }, at: doubles(bias), i)
                + 0.25
        }
        #expect(agree(actual["dbias"], dbias, relative: 1e-5, absolute: 1e-5))
        #expect(actual["dwide"] == actual["dbias"])
    }

    // MARK: activations

    /// GELU in double precision, whose slope is left to finite differences.
    func gelu(_ form: corvid_gelu_form, _ x: Double) -> Double {
        form == CORVID_GELU_ERF
            ? 0.5 * x * erfc(-x / 2.0.squareRoot())
            : 0.5 * x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
    }

    @Test(arguments: forms) func gelu(form: corvid_gelu_form) {
        var random = Random(seed: 8)
        // Every sixteenth of the range where it bends, and beyond.
        let x = (-160..<160).map { Float($0) / 16 } + random.floats(64).map { $0 * 3 }
        let dout = random.floats(x.count)
        let actual = twins { TrainingLayers.gelu($0, form, x: x, dout: dout) }
        let wide = doubles(x)
        #expect(agree(actual["out"], wide.map { gelu(form, $0) }, relative: bfloatTolerance, absolute: 1e-7))
        let expected = x.indices.map { i in
            slope({ gelu(form, $0[0]) * Double(dout[i]) }, at: [wide[i]], 0)
        }
        #expect(agree(actual["dx"], expected, relative: bfloatTolerance, absolute: 1e-6))
    }

    /// The tails before rounding: numbers that bfloat16 tells apart better than those around one.
    @Test func geluKeepsItsTail() {
        let x = (0..<16).map { -2 - Float($0) / 2 }, ones = [Float](repeating: 1, count: 16)
        let actual = twins { TrainingLayers.gelu($0, CORVID_GELU_ERF, x: x, dout: ones) }
        let expected = x.map { gelu(CORVID_GELU_ERF, Double($0)) }
        #expect(agree(actual["out"], expected, relative: bfloatTolerance, absolute: 1e-36))
    }

    @Test(arguments: forms) func geluOfExtremes(form: corvid_gelu_form) {
        let x: [Float] = [
            -.infinity, -1e30, -500, -20, -1e-30, 0, 1e-30, 20, 500, 1e10, 1e19, 1e20, 1e30, 3e38, .infinity, .nan,
        ]
        let ones = [Float](repeating: 1, count: 16)
        let actual = twins { TrainingLayers.gelu($0, form, x: x, dout: ones) }
        #expect(actual["out"][1...13].allSatisfy { $0.isFinite } && actual["dx"][1...13].allSatisfy { $0.isFinite })
        #expect(abs(actual["out"][1]) < 1e-5 && abs(actual["dx"][1]) < 1e-3)
        #expect(actual["out"][8] == 500 && actual["dx"][8] == 1 && actual["out"][14] == .infinity)
        #expect(actual["out"][15].isNaN && actual["dx"][15].isNaN)
    }

    @Test(arguments: forms, [(1, 16), (3, 48), (2, 704)])
    func geglu(form: corvid_gelu_form, _ shape: (rows: Int, f: Int)) {
        let (rows, f) = shape
        var random = Random(seed: UInt64(f))
        let gateUp = random.floats(rows * 2 * f).map { $0 * 2 }, dout = random.floats(rows * f)
        let actual = twins { TrainingLayers.geglu($0, form, gateUp: gateUp, f: f, dout: dout) }
        func defined(_ x: [Double]) -> [Double] {
            (0..<rows * f).map { gelu(form, x[$0 / f * 2 * f + $0 % f]) * x[$0 / f * 2 * f + f + $0 % f] }
        }
        let wide = doubles(gateUp), gradient = doubles(dout)
        #expect(agree(actual["out"], defined(wide), relative: bfloatTolerance, absolute: 1e-6))
        let places = sample(gateUp.count, most: 100, using: &random)
        let expected = places.map { i in slope({ weighted(defined($0), gradient) }, at: wide, i) }
        #expect(agree(places.map { actual["dgate_up"][$0] }, expected, relative: bfloatTolerance, absolute: 2e-6))
    }

    @Test(arguments: [(1, 30), (0.125, 0), (0.5, 5)]) func softCap(scale: Float, cap: Float) {
        var random = Random(seed: 9)
        let x = random.floats(48).map { $0 * 20 }
        let dout = random.floats(48).map { UInt16($0.bitPattern >> 16) }
        let actual = twins { TrainingLayers.softCap($0, x: x, scale: scale, cap: cap, dout: dout) }
        func defined(_ x: Double) -> Double {
            cap > 0 ? Double(cap) * tanh(Double(scale) * x / Double(cap)) : Double(scale) * x
        }
        let wide = doubles(x), gradient = doubles(widened(dout))
        #expect(agree(actual["out"], wide.map(defined), relative: 1e-6, absolute: 1e-5))
        let expected = x.indices.map { i in slope({ defined($0[0]) * gradient[i] }, at: [wide[i]], 0) }
        #expect(agree(actual["dx"], expected, relative: bfloatTolerance, absolute: 1e-6))
    }

    @Test func softCapOfExtremes() {
        let x: [Float] = [
            -.infinity, -3e38, -1e9, 1e9, 3e38, .infinity, .nan, 0, 1, 2, 3, 4, 5, 6, 7, 8,
        ]
        let actual = twins {
            TrainingLayers.softCap($0, x: x, scale: 1, cap: 30, dout: [UInt16](repeating: 0x3f80, count: 16))
        }
        #expect(actual["out"].prefix(6) == [-30, -30, -30, 30, 30, 30] && actual["out"][6].isNaN)
        #expect(actual["dx"].prefix(6).allSatisfy { $0 == 0 } && actual["dx"][6].isNaN && actual["dx"][7] == 1)
    }

    // MARK: tables and pooling

    @Test(arguments: [1, 16, 0.5] as [Float], [true, false]) func tables(factor: Float, adds: Bool) {
        var random = Random(seed: 10)
        let count = 48, indices: [Int32] = [3, 0, -1, 3, 4, 3, 1]
        let table = random.floats(6 * count), dout = random.floats(indices.count * count)
        func run(_ isa: corvid_isa, cut: Int? = nil) -> TrainingOutcome {
            TrainingLayers.table(
                isa, table: table, indices: indices, factor: factor, adds: adds, count: count, dout: dout, cut: cut)
        }
        let actual = twins { run($0) }
        if let best = Self.sets.last { #expect(run(best, cut: 16).differences(from: actual) == []) }
        func defined(_ table: [Double]) -> [Double] {
            (0..<indices.count * count).map { at in
                let index = Int(indices[at / count])
                return (adds ? 0.25 : 0) + (index < 0 ? 0 : Double(factor) * table[index * count + at % count])
            }
        }
        let wide = doubles(table)
        #expect(agree(actual["out"], defined(wide), relative: 1e-6, absolute: 1e-6))
        let expected = table.indices.map { i in slope({ weighted(defined($0), doubles(dout)) }, at: wide, i) + 0.25 }
        #expect(agree(actual["dtable"], expected, relative: 1e-5, absolute: 1e-5))
    }

    @Test(arguments: [1, 5, 40]) func mean(rows: Int) {
        var random = Random(seed: UInt64(rows))
        let count = 32, x = random.floats(rows * count), dout = random.floats(count)
        let actual = twins { TrainingLayers.mean($0, x: x, count: count, dout: dout) }
        func defined(_ x: [Double]) -> [Double] {
            (0..<count).map { i in (0..<rows).reduce(0) { $0 + x[$1 * count + i] } / Double(rows) }
        }
        let wide = doubles(x)
        #expect(agree(actual["out"], defined(wide), relative: 1e-6, absolute: 1e-6))
        let places = sample(x.count, most: 60, using: &random)
        let expected = places.map { i in slope({ weighted(defined($0), doubles(dout)) }, at: wide, i) + 0.25 }
        #expect(agree(places.map { actual["dx"][$0] }, expected, relative: 1e-5, absolute: 1e-6))
    }
}
