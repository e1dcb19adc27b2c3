import CKernels
import CorvidEngine
import Testing

/// The decoders and encoders of rows against ggml's reference: `Fixtures/quants`, made by the script there.
struct RowFormatTests {
    static let formats: [TensorFormat] = [
        .f16, .bf16, .q8_0, .q4_0, .q4_1, .q5_0, .q5_1, .q4_K, .q5_K, .q6_K,
    ]

    @Test(arguments: formats, ["", "rand_"])
    func decodesTheReferencesBlocks(_ format: TensorFormat, _ prefix: String) throws {
        let blocks = Self.bytes(format, "\(prefix)blocks")
        let expected = Self.floats(format, "\(prefix)f32out")
        let decoded = try Self.decode(blocks, format, count: expected.count)
        #expect(decoded.map(\.bitPattern) == expected.map(\.bitPattern))
    }

    @Test(arguments: formats.filter { $0.blockLength <= 32 })
    func encodesTheReferencesBlocks(_ format: TensorFormat) throws {
        let encoded = try Self.encode(Self.floats(format, "f32in"), format)
        #expect(encoded == Self.bytes(format, "blocks"))
    }

    /// Blocks of 256 need not be the same, but must be as close to the numbers as the reference's.
    @Test(arguments: [TensorFormat.q4_K, .q5_K, .q6_K])
    func isAsCloseAsTheReference(_ format: TensorFormat) throws {
        let numbers = Self.floats(format, "f32in")
        let encoded = try Self.encode(numbers, format)
        for block in 0..<numbers.count / 256 {
            let range = 256 * block..<256 * (block + 1)
            let ours = try Self.decode(encoded, format, count: numbers.count)[range]
            let theirs = Self.floats(format, "f32out")[range]
            let (error, reference) = (Self.error(ours, numbers[range]), Self.error(theirs, numbers[range]))
            #expect(error <= reference * 1.01 + 1e-9, "block \(block): \(error), the reference has \(reference)")
        }
    }

    /// Root mean square errors of normally distributed weights, relative to their own.
    @Test(arguments: [(TensorFormat.q4_K, 0.0712), (.q5_K, 0.0352), (.q6_K, 0.0176), (.q8_0, 0.0054), (.q4_0, 0.0864)])
    func errorOfNormalWeights(_ format: TensorFormat, _ limit: Double) throws {
        var random = QuantizationRandom(seed: 7)
        let numbers = (0..<65_536).map { _ in random.normal() * 0.02 }
        let encoded = try Self.encode(numbers, format)
        let decoded = try Self.decode(encoded, format, count: numbers.count)
        #expect(Self.error(decoded[...], numbers[...]) < limit * 0.02)
    }

    /// Decoding what was decoded before gives the same numbers again.
    @Test(arguments: [TensorFormat.f32, .f16, .bf16, .q8_0])
    func roundTrips(_ format: TensorFormat) throws {
        var random = QuantizationRandom(seed: 11)
        let numbers = (0..<4096).map { _ in random.normal() }
        let once = try Self.decode(try Self.encode(numbers, format), format, count: 4096)
        let twice = try Self.decode(try Self.encode(once, format), format, count: 4096)
        if format == .q8_0 {
            // The scale is rounded to half precision, so a second pass may move by its last bit.
            #expect(Self.error(twice[...], once[...]) < 1e-3)
        } else {
            #expect(twice.map(\.bitPattern) == once.map(\.bitPattern))
        }
    }

    @Test func halfFloatsAreExact() throws {
        let halves = (0...UInt16.max).flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        let decoded = try Self.decode(halves, .f16, count: 65_536)
        for (bits, value) in decoded.enumerated() {
            let expected = Self.half(UInt16(bits))
            #expect(value.bitPattern == expected.bitPattern || (value.isNaN && expected.isNaN))
        }
        let finite = decoded.map { $0.isNaN ? 0 : $0 }
        let again = try Self.encode(finite, .f16)
        let same = (0..<65_536).allSatisfy {
            decoded[$0].isNaN || (again[2 * $0] == halves[2 * $0] && again[2 * $0 + 1] == halves[2 * $0 + 1])
        }
        #expect(same)
    }

    /// Whatever the numbers, nothing traps, and finite numbers of usual size stay finite.
    @Test(arguments: formats)
    func extremeNumbers(_ format: TensorFormat) throws {
        let extremes: [Float] = [
            0, -0, 1, -1, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude, 1e-30, 65_504, 1e9,
            -1e30, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .infinity, -.infinity, .nan,
        ]
        for (index, first) in extremes.enumerated() {
            for second in extremes[index...] {
                let numbers = (0..<256).map { $0 % 7 == 3 ? second : first }
                let encoded = try Self.encode(numbers, format)
                let decoded = try Self.decode(encoded, format, count: 256)
                if abs(first) <= 65_504, abs(second) <= 65_504 { #expect(decoded.allSatisfy { $0.isFinite }) }
            }
        }
    }

    @Test(arguments: [TensorFormat.q4_K, .q5_K, .q6_K])
    func instructionSetsGiveTheSameBlocks(_ format: TensorFormat) throws {
        var random = QuantizationRandom(seed: 5)
        let numbers = (0..<65_536).map { Float(1 << ($0 / 300 % 9)) * random.normal() }
        var blocks: [[UInt8]] = []
        for isa in [CORVID_ISA_SCALAR, corvid_isa_best()] {
            var bytes = [UInt8](repeating: 0, count: format.rowBytes(columns: numbers.count) ?? 0)
            #expect(corvid_quantize_row_with(isa, Int32(format.rawValue), numbers, &bytes, 65_536))
            blocks.append(bytes)
        }
        #expect(blocks[0] == blocks[1])
    }

    @Test func constantRowsStayConstant() throws {
        for format in Self.formats where format != .f16 && format != .bf16 {
            for value: Float in [0, 0.75, -0.75] {
                let encoded = try Self.encode([Float](repeating: value, count: 256), format)
                let decoded = try Self.decode(encoded, format, count: 256)
                #expect(decoded.allSatisfy { abs($0 - value) <= abs(value) / 60 }, "\(format.name) of \(value)")
            }
        }
    }

    @Test func largestMagnitude() {
        #expect(corvid_largest_magnitude([1, -3, 2], 3) == 3)
        #expect(corvid_largest_magnitude([], 0) == 0)
        #expect(corvid_largest_magnitude([1, -.infinity], 2) == .infinity)
        #expect(corvid_largest_magnitude([.infinity, -.nan, 0], 3).isNaN)
    }

    @Test func refusesOtherFormats() {
        #expect(throws: NoSuchFormat.self) { try Self.encode([1], .i32) }
        #expect(throws: NoSuchFormat.self) { try Self.decode([0, 0, 0, 0], .i32, count: 1) }
    }

    // MARK: Helpers

    struct NoSuchFormat: Error {}

    static func encode(_ numbers: [Float], _ format: TensorFormat) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0xAA, count: format.rowBytes(columns: numbers.count) ?? 0)
        guard corvid_quantize_row(Int32(format.rawValue), numbers, &bytes, Int64(numbers.count)) else {
            throw NoSuchFormat()
        }
        return bytes
    }

    static func decode(_ bytes: [UInt8], _ format: TensorFormat, count: Int) throws -> [Float] {
        var numbers = [Float](repeating: .nan, count: count)
        guard format.rowBytes(columns: count) == bytes.count,
            corvid_dequantize_row(Int32(format.rawValue), bytes, &numbers, Int64(count))
        else { throw NoSuchFormat() }
        return numbers
    }

    static func error(_ found: ArraySlice<Float>, _ expected: ArraySlice<Float>) -> Double {
        let sum = zip(found, expected).reduce(0.0) {
            $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1))
        }
        return (sum / Double(expected.count)).squareRoot()
    }

    private static func bytes(_ format: TensorFormat, _ kind: String) -> [UInt8] {
        TemporaryFolder.read(Fixture.path("quants/\(format.name).\(kind).bin"))
    }

    private static func floats(_ format: TensorFormat, _ kind: String) -> [Float] {
        bytes(format, kind).withUnsafeBytes { raw in
            (0..<raw.count / 4).map { Float(bitPattern: raw.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)) }
        }
    }

    /// Half precision by its definition.
    private static func half(_ bits: UInt16) -> Float {
        let sign: Float = bits & 0x8000 == 0 ? 1 : -1
        let exponent = Int(bits >> 10 & 31)
        let fraction = Float(bits & 0x3FF)
        switch exponent {
        case 0: return sign * fraction * 0x1p-24
        case 31: return fraction == 0 ? sign * .infinity : .nan
        default: return sign * (1 + fraction / 1024) * Float(sign: .plus, exponent: exponent - 15, significand: 1)
        }
    }
}
