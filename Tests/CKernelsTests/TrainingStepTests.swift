import CKernels
import Foundation
import Testing

/// The steps of training but attention: values against their definitions in double precision, gradients against finite
/// differences of these, and every instruction set against the plain twin bit for bit.
struct TrainingStepTests {
    static let sets = InstructionSetTests.sets

    func expectTwins(_ expected: TrainingOutcome, _ run: (corvid_isa) -> TrainingOutcome) {
        for isa in Self.sets { #expect(run(isa).differences(from: expected) == [], "\(isa)") }
    }

    // MARK: norms

    @Test(arguments: [(1, 16), (3, 48), (5, 256), (2, 496)]) func norm(rows: Int, count: Int) {
        var random = Random(seed: UInt64(count))
        let x = random.floats(rows * count), weight = random.floats(count), dy = random.floats(rows * count)
        let actual = TrainingKernels.norm(CORVID_ISA_SCALAR, x: x, weight: weight, dy: dy)
        expectTwins(actual) { TrainingKernels.norm($0, x: x, weight: weight, dy: dy) }

        func defined(_ x: [Double], _ weight: [Double]) -> [Double] {
            var out: [Double] = []
            for row in 0..<rows {
                let values = x[row * count..<(row + 1) * count]
                let inverse = 1 / (values.reduce(0) { $0 + $1 * $1 } / Double(count) + 1e-5).squareRoot()
                out += zip(values, weight).map { $0 * inverse * $1 }
            }
            return out
        }
        let wide = doubles(x), wideWeight = doubles(weight), gradient = doubles(dy)
        #expect(agree(actual["out"], defined(wide, wideWeight), relative: bfloatTolerance, absolute: 1e-6))
        let places = sample(x.count, most: 60, using: &random)
        let dx = places.map { i in slope({ weighted(defined($0, wideWeight), gradient) }, at: wide, i) + 0.25 }
        #expect(agree(places.map { actual["dx"][$0] }, dx, relative: 1e-5, absolute: 1e-5))
        let taken = sample(count, most: 60, using: &random)
        let dweight = taken.map { i in slope({ weighted(defined(wide, $0), gradient) }, at: wideWeight, i) + 0.25 }
        #expect(agree(taken.map { actual["dweight"][$0] }, dweight, relative: 1e-5, absolute: 1e-5))
    }

    func weighted(_ values: [Double], _ weights: [Double]) -> Double {
        zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 }
    }

    // MARK: feed-forward

    @Test(arguments: [(1, 16), (3, 48), (2, 704)]) func swiglu(rows: Int, f: Int) {
        var random = Random(seed: UInt64(f))
        let gateUp = random.floats(rows * 2 * f).map { $0 * 3 }, dout = random.floats(rows * f)
        let actual = TrainingKernels.swiglu(CORVID_ISA_SCALAR, gateUp: gateUp, f: f, dout: dout)
        expectTwins(actual) { TrainingKernels.swiglu($0, gateUp: gateUp, f: f, dout: dout) }

        func defined(_ x: [Double]) -> [Double] {
            (0..<rows * f).map { i in
                let gate = x[i / f * 2 * f + i % f], up = x[i / f * 2 * f + f + i % f]
                return gate / (1 + exp(-gate)) * up
            }
        }
        let wide = doubles(gateUp), gradient = doubles(dout)
        #expect(agree(actual["out"], defined(wide), relative: bfloatTolerance, absolute: 1e-6))
        let places = sample(gateUp.count, most: 100, using: &random)
        let expected = places.map { i in slope({ weighted(defined($0), gradient) }, at: wide, i) }
        #expect(agree(places.map { actual["dgate_up"][$0] }, expected, relative: bfloatTolerance, absolute: 1e-6))
    }

    @Test func swigluOfExtremeGates() {
        let gates: [Float] = [-1e30, -500, -88, -1e-30, 0, 1e-30, 88, 500, 1e30, .infinity, 1, 2, 3, 4, 5, 6]
        let gateUp = gates + [Float](repeating: 1, count: 16), dout = [Float](repeating: 1, count: 16)
        for isa in [CORVID_ISA_SCALAR] + Self.sets {
            let out = TrainingKernels.swiglu(isa, gateUp: gateUp, f: 16, dout: dout)
            // e^88 is the largest exponential, so a huge negative gate leaves a trace far below what matters.
            #expect(
                out["out"].prefix(9).allSatisfy { $0.isFinite } && out["dgate_up"].prefix(9).allSatisfy { $0.isFinite })
            #expect(abs(out["out"][1]) < 1e-30 && out["out"][7] == 500 && out["out"][9] == .infinity)
        }
    }

    // MARK: short convolution

    static let chains: [[Int32]] = [
        [-1], [-1, -1, -1], [-1, 0, 1, 2, 3, 4],
        // A trunk of three rows, other rows between, three branches on its last row, one of them of a single row.
        [-1, 0, 1, -1, 3, 2, 5, 6, 2, 2, 9],
        // Branches on a trunk of one row, and on the middle of another.
        [-1, 0, 0, 2, -1, 4, 5, 5, 4],
    ]

    @Test(arguments: chains, [16, 48, 272]) func convolution(previous: [Int32], channels: Int) {
        let rows = previous.count
        var random = Random(seed: UInt64(rows * 1000 + channels))
        let parts = random.floats(rows * 3 * channels), weight = random.floats(channels * 3)
        let dout = random.floats(rows * channels)
        let actual = TrainingKernels.convolution(
            CORVID_ISA_SCALAR, parts: parts, weight: weight, previous: previous, dout: dout)
        expectTwins(actual) {
            TrainingKernels.convolution($0, parts: parts, weight: weight, previous: previous, dout: dout)
        }
        if channels > 16, let best = Self.sets.last {
            let split = TrainingKernels.convolution(
                best, parts: parts, weight: weight, previous: previous, dout: dout, cuts: [16])
            #expect(split.differences(from: actual) == [])
        }
        func defined(_ parts: [Double], _ weight: [Double]) -> [Double] {
            (0..<rows * channels).map { at in
                let c = at % channels
                var row = at / channels, sum = 0.0
                for tap in [2, 1, 0] where row >= 0 {
                    sum += weight[c * 3 + tap] * parts[row * 3 * channels + c] * parts[(row * 3 + 2) * channels + c]
                    row = Int(previous[row])
                }
                return parts[(at / channels * 3 + 1) * channels + c] * sum
            }
        }
        let wide = doubles(parts), wideWeight = doubles(weight), gradient = doubles(dout)
        #expect(agree(actual["out"], defined(wide, wideWeight), relative: bfloatTolerance, absolute: 1e-6))
        let places = sample(parts.count, most: 80, using: &random)
        let dparts = places.map { i in slope({ weighted(defined($0, wideWeight), gradient) }, at: wide, i) }
        #expect(agree(places.map { actual["dparts"][$0] }, dparts, relative: bfloatTolerance, absolute: 1e-5))
        let taken = sample(weight.count, most: 40, using: &random)
        let dweight = taken.map { i in slope({ weighted(defined(wide, $0), gradient) }, at: wideWeight, i) + 0.25 }
        #expect(agree(taken.map { actual["dweight"][$0] }, dweight, relative: 1e-5, absolute: 1e-5))
    }

    @Test(arguments: chains, [16, 48, 272]) func biasedConvolution(previous: [Int32], channels: Int) {
        let rows = previous.count
        var random = Random(seed: UInt64(rows * 1000 + channels))
        let parts = random.floats(rows * 3 * channels), weight = random.floats(channels * 3)
        let bias = random.floats(channels), dout = random.floats(rows * channels)
        let actual = TrainingKernels.convolution(
            CORVID_ISA_SCALAR, parts: parts, weight: weight, bias: bias, previous: previous, dout: dout)
        expectTwins(actual) {
            TrainingKernels.convolution(
                $0, parts: parts, weight: weight, bias: bias, previous: previous, dout: dout)
        }
        // The bias adds its product with the gate, and its slopes alone.
        let plain = TrainingKernels.convolution(
            CORVID_ISA_SCALAR, parts: parts, weight: weight, previous: previous, dout: dout)
        #expect(actual["dweight"] == plain["dweight"] && plain["dbias"].allSatisfy { $0 == TrainingKernels.earlier })
        func gate(_ row: Int, _ c: Int) -> Double { Double(parts[(row * 3 + 1) * channels + c]) }
        let out = plain["out"].enumerated().map { at, value in
            Double(value) + gate(at / channels, at % channels) * Double(bias[at % channels])
        }
        // Both outputs were rounded, as both gradients are below.
        let size = zip(plain["out"], actual["out"]).map { max(abs($0), abs($1)) }.max() ?? 0
        #expect(agree(actual["out"], out, relative: bfloatTolerance, absolute: Double(size) * bfloatTolerance))
        let wide = doubles(bias)
        let dbias = bias.indices.map { c in
            slope(
                { bias in
                    (0..<rows).reduce(0) { $0 + gate($1, c) * bias[c] * Double(dout[$1 * channels + c]) }
                }, at: wide, c) + 0.25
        }
        #expect(agree(actual["dbias"], dbias, relative: 1e-5, absolute: 1e-5))
        let dgates = (0..<rows * channels).map { at in
            let place = (at / channels * 3 + 1) * channels + at % channels
            return (actual["dparts"][place], plain["dparts"][place], Double(dout[at]) * Double(bias[at % channels]))
        }
        let largest = Double(dgates.map { max(abs($0.0), abs($0.1)) }.max() ?? 0)
        for (biased, unbiased, added) in dgates {
            #expect(abs(Double(biased) - Double(unbiased) - added) <= 2 * largest * bfloatTolerance)
        }
    }

    /// An ungated convolution with one tap of one passes its input on, so its output shows how numbers are rounded.
    @Test func roundsToNearestEven() {
        let inputs: [Float] = [
            1 + 0x1p-8, 1 + 0x3p-8, 1 + 0x1.8p-8, -(1 + 0x1p-8), 0x1.01fffep0, 0x1.010002p0, 0x1.fffffep127, .infinity,
            -.infinity, 0, 0x1p-130, -0x1.8p-133, 3.140625, 1e-20, 65504, .nan,
        ]
        let expected: [Float] = [
            1, 1 + 0x1p-6, 1 + 0x1p-7, -1, 1 + 0x1p-7, 1 + 0x1p-7, .infinity, .infinity,
            -.infinity, 0, 0x1p-130, -0x1p-132, 3.140625, 0x1.7ap-67, 65536, .nan,
        ]
        let ones = [Float](repeating: 1, count: 16)
        let weight = (0..<16).flatMap { _ in [0, 0, 1] as [Float] }
        for isa in [CORVID_ISA_SCALAR] + Self.sets {
            let out = TrainingKernels.convolution(
                isa, parts: ones + ones + inputs, weight: weight, previous: [-1], dout: ones)["out"]
            for (i, value) in expected.enumerated() {
                #expect(out[i] == value || out[i].isNaN && value.isNaN, "\(isa): \(inputs[i]) became \(out[i])")
            }
        }
    }

    // MARK: loss

    @Test(arguments: [(16, 16, 3), (48, 41, 40), (4096, 4090, 0), (64, 1, 0), (512, 480, 479)])
    func crossEntropy(count: Int, used: Int, target: Int) {
        var random = Random(seed: UInt64(count + used))
        let logits = random.floats(count).map { $0 * 4 }, weight: Float = 0.7
        let actual = TrainingKernels.crossEntropy(
            CORVID_ISA_SCALAR, logits: logits, used: used, target: target, weight: weight)
        expectTwins(actual) {
            TrainingKernels.crossEntropy($0, logits: logits, used: used, target: target, weight: weight)
        }
        func defined(_ x: [Double]) -> Double {
            let top = x.prefix(used).max() ?? 0
            return Double(weight) * (log(x.prefix(used).reduce(0) { $0 + exp($1 - top) }) + top - x[target])
        }
        let wide = doubles(logits)
        #expect(agree(actual["loss"], [defined(wide)], relative: 1e-5, absolute: 1e-6))
        let places = sample(count, most: 60, using: &random) + [target, count - 1]
        let expected = places.map { i in slope(defined, at: wide, i) }
        #expect(agree(places.map { actual["dlogits"][$0] }, expected, relative: bfloatTolerance, absolute: 1e-7))
    }

    // MARK: optimisers

    @Test(arguments: [1, 16, 37, 1000]) func adamW(count: Int) {
        var random = Random(seed: UInt64(count))
        let weight = random.floats(count), gradients = (0..<4).map { _ in random.floats(count) }
        let actual = TrainingKernels.adamW(CORVID_ISA_SCALAR, weight: weight, gradients: gradients)
        expectTwins(actual) { TrainingKernels.adamW($0, weight: weight, gradients: gradients) }
        let settings = TrainingKernels.AdamW()
        let rate = Double(settings.rate), decay = Double(settings.decay)
        let beta1 = Double(settings.beta1), beta2 = Double(settings.beta2)
        let expected = (0..<count).map { i in
            var w = Double(weight[i]), m = 0.0, v = 0.0
            for (step, gradient) in gradients.enumerated() {
                let g = Double(gradient[i]), t = Double(step + 1)
                m = beta1 * m + (1 - beta1) * g
                v = beta2 * v + (1 - beta2) * g * g
                w -= rate * decay * w
                w -= rate * (m / (1 - pow(beta1, t))) / ((v / (1 - pow(beta2, t))).squareRoot() + 1e-8)
            }
            return w
        }
        #expect(agree(actual["weight"], expected, relative: 1e-5, absolute: 1e-6))
    }

    @Test(arguments: [1, 16, 37, 1000]) func averageAndSumOfSquares(count: Int) {
        var random = Random(seed: UInt64(count))
        let start = random.floats(count), weight = random.floats(count)
        let actual = TrainingKernels.average(CORVID_ISA_SCALAR, start, weight: weight, decay: 0.9)
        expectTwins(actual) { TrainingKernels.average($0, start, weight: weight, decay: 0.9) }
        let expected = zip(start, weight).map { 0.9 * Double($0) + 0.1 * Double($1) }
        #expect(agree(actual["average"], expected, relative: 1e-5, absolute: 1e-6))
        let squares = corvid_sum_of_squares(CORVID_ISA_SCALAR, start, Int64(count))
        #expect(abs(squares - doubles(start).reduce(0) { $0 + $1 * $1 }) <= 1e-12 * squares)
        for isa in Self.sets { #expect(corvid_sum_of_squares(isa, start, Int64(count)) == squares, "\(isa)") }
    }

    // MARK: what is not a number

    @Test(arguments: [CORVID_ISA_SCALAR] + sets) func showsWhatIsNotANumber(isa: corvid_isa) {
        var random = Random(seed: 1)
        var spoilt = random.floats(96)
        let sound = random.floats(96)
        spoilt[37] = .nan
        let norm = TrainingKernels.norm(isa, x: spoilt, weight: Array(sound.prefix(32)), dy: sound)
        #expect(norm["out"][32..<64].allSatisfy { $0.isNaN } && norm["dx"][32..<64].allSatisfy { $0.isNaN })
        #expect(norm["out"][0..<32].allSatisfy { $0.isFinite } && norm["dx"][64...].allSatisfy { $0.isFinite })
        #expect(norm["dweight"][5].isNaN)

        let swiglu = TrainingKernels.swiglu(isa, gateUp: spoilt, f: 48, dout: Array(sound.prefix(48)))
        #expect(swiglu["out"][37].isNaN && swiglu["dgate_up"][37].isNaN && swiglu["out"][36].isFinite)

        let loss = TrainingKernels.crossEntropy(isa, logits: spoilt, used: 90, target: 3, weight: 1)
        #expect(loss["loss"][0].isNaN && loss["dlogits"][3].isNaN)

        let step = TrainingKernels.adamW(isa, weight: sound, gradients: [spoilt])
        #expect(step["weight"][37].isNaN && step["weight"][36].isFinite)
        #expect(TrainingKernels.average(isa, sound, weight: spoilt, decay: 0.5)["average"][37].isNaN)
        #expect(corvid_sum_of_squares(isa, spoilt, 96).isNaN)
    }
}
