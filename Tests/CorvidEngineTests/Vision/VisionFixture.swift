import CorvidEngine
import CorvidGrammar
import Testing

/// A tiny vision checkpoint, with pictures and what an independent implementation computes from them.
struct VisionFixture {
    let folder: String
    private let bytes: [UInt8]
    private let header: [String: (type: String, shape: [Int], range: Range<Int>)]

    init(_ name: String) throws {
        folder = Fixture.path("vision/\(name)")
        bytes = TemporaryFolder.read("\(folder)/expected.safetensors")
        let length = bytes[..<8].enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
        let json = try bytes[8..<8 + length].withUnsafeBytes { try JSONValue(parsing: $0) }
        var header: [String: (type: String, shape: [Int], range: Range<Int>)] = [:]
        for member in try #require(json.members) {
            guard let type = member.value["dtype"]?.text, let shape = member.value["shape"]?.array?.compactMap(\.int),
                let offsets = member.value["data_offsets"]?.array?.compactMap(\.int)
            else { continue }
            header[String(decoding: member.key, as: UTF8.self)] = (
                type, shape, 8 + length + offsets[0]..<8 + length + offsets[1]
            )
        }
        self.header = header
    }

    func checkpoint() throws -> Checkpoint { try Checkpoint.openVision(folder) }

    /// The numbers of a tensor, one array for each index of its first dimension.
    func rows(_ name: String) throws -> [[Float]] {
        let (type, shape, range) = try #require(header[name])
        let values: [Float] = bytes[range].withUnsafeBytes { raw in
            switch type {
            case "F16":
                (0..<raw.count / 2).map { Float(raw.loadUnaligned(fromByteOffset: 2 * $0, as: Float16.self)) }
            case "I32": (0..<raw.count / 4).map { Float(raw.loadUnaligned(fromByteOffset: 4 * $0, as: Int32.self)) }
            default: (0..<raw.count / 4).map { raw.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
            }
        }
        let count = values.count / shape[0]
        return (0..<shape[0]).map { Array(values[$0 * count..<($0 + 1) * count]) }
    }

    /// The ids of a tensor, one array for each index of its first dimension.
    func tokens(_ name: String) throws -> [[TokenID]] { try rows(name).map { $0.map { TokenID($0) } } }

    /// The pictures, cut into patches.
    func patches() throws -> [ImagePatches] {
        let pictures = try rows("pixels")
        let filled = header["filled"] == nil ? nil : try rows("filled")
        return pictures.enumerated().map { index, pixels in
            Self.patches(pixels, filled: filled?[index].map { Int($0) })
        }
    }

    /// Patches of 6 pixels of a picture of 24, given as `[3, 24, 24]`.
    static func patches(_ pixels: [Float], filled: [Int]? = nil) -> ImagePatches {
        let (side, patch) = (24, 6)
        var values: [Float] = []
        for row in 0..<side / patch {
            for column in 0..<side / patch {
                for channel in 0..<3 {
                    for y in 0..<patch {
                        let start = (channel * side + row * patch + y) * side + column * patch
                        values += pixels[start..<start + patch]
                    }
                }
            }
        }
        return ImagePatches(
            rows: side / patch, columns: side / patch, values: values, filledRows: filled?[0],
            filledColumns: filled?[1])
    }

    /// Checks that `found` is `expected` to within 1e-4 of its largest number.
    static func expectClose(
        _ found: [Float], _ expected: [Float], _ what: String, location: SourceLocation = #_sourceLocation
    ) {
        #expect(found.count == expected.count, "\(what)", sourceLocation: location)
        let scale = expected.map(abs).max() ?? 0
        let difference = zip(found, expected).map { abs($0 - $1) }.max() ?? .infinity
        #expect(difference <= 1e-4 * scale, "\(what): \(difference) of \(scale)", sourceLocation: location)
    }
}
