import CKernels
import Testing

/// Dropout: the generator against its published vectors, the mask against its definition, and every instruction set
/// against the plain twin bit for bit.
struct TrainingDropoutTests {
    static let sets = InstructionSetTests.sets

    /// Which of the numbers from `first` on stay.
    static func mask(
        _ isa: corvid_isa, _ dropout: corvid_dropout, first: Int = 0, count: Int = 4096
    ) -> [Bool] {
        let ones = [Float](repeating: 1, count: count)
        return TrainingLayers.dropout(isa, dropout, first: first, x: ones, add: nil, dout: ones)["out"].map { $0 != 0 }
    }

    /// The first number of the array is decided by a word of Threefry, so that thresholds on either side find it.
    /// Vectors: the known answers of Random123 (Salmon et al. 2011), counter and key of zeros.
    @Test(arguments: [CORVID_ISA_SCALAR] + sets) func knownAnswers(isa: corvid_isa) {
        for (place, word) in [(0, 0x6b20_0159 as UInt32), (16, 0x99ba_4efe)] {
            let at = corvid_dropout(key: (0, 0), threshold: word, scale: 1)
            let above = corvid_dropout(key: (0, 0), threshold: word + 1, scale: 1)
            #expect(Self.mask(isa, at, count: 32)[place])
            #expect(!Self.mask(isa, above, count: 32)[place])
        }
        // A key is made by two rounds of the generator: the second encrypts the pass and site under the first's result.
        let made = corvid_dropout_make(0.5, 0, 0, 0, 0)
        let chained = corvid_dropout(key: (0x6b20_0159, 0x99ba_4efe), threshold: 0, scale: 1)
        // The largest threshold that keeps a number is its word.
        var word: UInt32 = 0
        for bit in (0..<32).reversed() {
            var probe = chained
            probe.threshold = word | 1 << UInt32(bit)
            if Self.mask(isa, probe, count: 32)[0] { word = probe.threshold }
        }
        #expect(made.key.0 == word)
        #expect(made.threshold == 1 << 31 && made.scale == 2)
    }

    @Test(arguments: [0, 0.1, 0.5, 0.9] as [Float], [true, false]) func values(rate: Float, adds: Bool) {
        var random = Random(seed: 11)
        let x = random.floats(4096), add = adds ? random.floats(4096) : nil, dout = random.floats(4096)
        let dropout = corvid_dropout_make(rate, 1 << 40 + 3, 1 << 33 + 7, 2, 5)
        let actual = TrainingLayers.dropout(CORVID_ISA_SCALAR, dropout, x: x, add: add, dout: dout)
        for isa in Self.sets {
            let other = TrainingLayers.dropout(isa, dropout, x: x, add: add, dout: dout)
            #expect(other.differences(from: actual) == [], "\(isa)")
        }
        let mask = Self.mask(CORVID_ISA_SCALAR, dropout)
        let kept = mask.count { $0 }
        // Five deviations of the binomial distribution.
        let deviation = (4096 * rate * (1 - rate)).squareRoot()
        #expect(abs(Float(kept) - 4096 * (1 - rate)) <= 5 * deviation)
        let factor = mask.map { $0 ? 1 / (1 - Double(rate)) : 0 }
        let expected = x.indices.map { Double(add?[$0] ?? 0) + Double(x[$0]) * factor[$0] }
        #expect(agree(actual["out"], expected, relative: 1e-6, absolute: 1e-6))
        // The mask is fixed, so that the slope is the number's factor.
        let dx = x.indices.map { i in slope({ $0[0] * factor[i] * Double(dout[i]) }, at: [Double(x[i])], 0) }
        #expect(agree(actual["dx"], dx, relative: bfloatTolerance, absolute: 1e-9))
    }

    /// Nothing is dropped at a rate of zero, and numbers keep their bits.
    @Test(arguments: [CORVID_ISA_SCALAR] + sets) func nothing(isa: corvid_isa) {
        var random = Random(seed: 12)
        let x = random.floats(64), dropout = corvid_dropout_make(0, 1, 2, 3, 4)
        let outcome = TrainingLayers.dropout(isa, dropout, x: x, add: nil, dout: x)
        #expect(outcome["out"] == x)
        var rounded = [UInt16](repeating: 0, count: 64)
        corvid_round_bfloat(isa, x, 64, &rounded)
        #expect(outcome["dx"] == widened(rounded))
    }

    /// Ranges of an array are its mask's parts, also where its places exceed 32 bits.
    @Test(arguments: [CORVID_ISA_SCALAR] + sets, [0, 1 << 33 - 64]) func parts(isa: corvid_isa, base: Int) {
        let dropout = corvid_dropout_make(0.3, 1, 2, 3, 4)
        let whole = Self.mask(isa, dropout, first: base, count: 160)
        let parts = [(0, 64), (64, 32), (96, 64)].flatMap {
            Self.mask(isa, dropout, first: base + $0.0, count: $0.1)
        }
        #expect(parts == whole)
    }

    /// Each part of what a mask depends on makes another mask, which agrees by chance alone.
    @Test func masksDiffer() {
        let makers: [corvid_dropout] = [
            corvid_dropout_make(0.5, 1, 1, 1, 1), corvid_dropout_make(0.5, 2, 1, 1, 1),
            corvid_dropout_make(0.5, 1 << 32 + 1, 1, 1, 1), corvid_dropout_make(0.5, 1, 2, 1, 1),
            corvid_dropout_make(0.5, 1, 1 << 32 + 1, 1, 1), corvid_dropout_make(0.5, 1, 1, 2, 1),
            corvid_dropout_make(0.5, 1, 1, 1, 2),
        ]
        let masks =
            makers.map { Self.mask(CORVID_ISA_SCALAR, $0) } + [
                Self.mask(CORVID_ISA_SCALAR, makers[0], first: 4096),
                Self.mask(CORVID_ISA_SCALAR, makers[0], first: 1 << 33),
            ]
        for (i, one) in masks.enumerated() {
            for other in masks[..<i] {
                let same = zip(one, other).count { $0 == $1 }
                #expect(abs(same - 2048) < 5 * 32)
            }
        }
    }
}
