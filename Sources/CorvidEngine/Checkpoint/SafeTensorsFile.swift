import CorvidGrammar

/// One safetensors file: the header checked, the tensors' bytes mapped.
///
/// Follows the format description of the safetensors project: an 8-byte little-endian header length, a JSON header,
/// then the data.
struct SafeTensorsFile: Sendable {
    /// A tensor as the header describes it.
    struct Entry: Sendable {
        let name: String
        /// The stored type's name, such as `BF16`.
        let type: String
        /// Slowest dimension first, as stored.
        let shape: [Int]
        /// The bytes in the file.
        let range: Range<Int>
    }

    let file: MappedFile
    let header: JSONFile
    let entries: [Entry]
    /// Where the data begins.
    let dataStart: Int

    /// The longest header that is read; what the reference implementation allows.
    static let headerLimit = 100_000_000

    init(path: String) throws(CheckpointError) {
        try self.init(reading: try MappedFile(path: path))
    }

    init(reading file: MappedFile) throws(CheckpointError) {
        self.file = file
        let bytes = file.bytes
        guard bytes.count >= 8 else {
            throw CheckpointError(
                .truncated, file: file.path, offset: 0,
                reason: "has \(bytes.count) bytes; a safetensors file begins with 8 bytes that tell its header's length"
            )
        }
        let length = bytes.withBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
        guard length <= UInt64(min(bytes.count - 8, Self.headerLimit)) else {
            throw CheckpointError(
                length <= UInt64(Self.headerLimit) ? .truncated : .corrupted, file: file.path, offset: 0,
                reason: "the header's length is \(length); the file holds \(bytes.count - 8) bytes after it")
        }
        dataStart = 8 + Int(length)
        header = try JSONFile(bytes.slice(8..<dataStart), file: file.path, start: 8)
        entries = try Self.readEntries(header, dataStart: dataStart, fileSize: bytes.count)
    }

    private static func readEntries(
        _ header: JSONFile, dataStart: Int, fileSize: Int
    ) throws(CheckpointError) -> [Entry] {
        guard let members = header.root.members else {
            throw CheckpointError(
                .corrupted, file: header.file, offset: 8, reason: "the safetensors header is not a JSON object")
        }
        var entries: [Entry] = []
        var names: Set<String> = []
        for member in members where !member.key.elementsEqual("__metadata__".utf8) {
            let name = String(decoding: member.key, as: UTF8.self)
            guard names.insert(name).inserted else {
                throw header.error(.corrupted, key: name, "tensor \(name) appears twice")
            }
            entries.append(try readEntry(name, member.value, header, dataStart: dataStart, fileSize: fileSize))
        }
        let ordered = entries.filter { !$0.range.isEmpty }.sorted { $0.range.lowerBound < $1.range.lowerBound }
        for (first, second) in zip(ordered, ordered.dropFirst())
        where first.range.upperBound > second.range.lowerBound {
            throw header.error(.corrupted, key: second.name, "tensors \(first.name) and \(second.name) overlap")
        }
        return entries
    }

    private static func readEntry(
        _ name: String, _ value: JSONValue, _ header: JSONFile, dataStart: Int, fileSize: Int
    ) throws(CheckpointError) -> Entry {
        func corrupted(_ reason: String) -> CheckpointError {
            header.error(.corrupted, key: name, "tensor \(name) \(reason)")
        }
        guard let type = value["dtype"]?.text, let bits = bitWidth(type) else {
            throw header.error(
                .unsupported, key: name, "tensor \(name) has an unknown dtype \(value["dtype"]?.text ?? "(none)")")
        }
        guard let dimensions = value["shape"]?.array, dimensions.count <= 8 else {
            throw corrupted("has no shape of at most 8 dimensions")
        }
        var shape: [Int] = []
        var count = 1
        for dimension in dimensions {
            guard let size = dimension.int, size >= 0 else {
                throw corrupted("has a dimension that is not a non-negative integer")
            }
            let (product, overflow) = count.multipliedReportingOverflow(by: size)
            guard !overflow else { throw corrupted("has more numbers than any file can hold") }
            count = product
            shape.append(size)
        }
        guard let offsets = value["data_offsets"]?.array, offsets.count == 2, let begin = offsets[0].int,
            let end = offsets[1].int, begin >= 0, begin <= end
        else { throw corrupted("has no data_offsets of the form [begin, end]") }
        guard end <= fileSize - dataStart else {
            throw header.error(
                .truncated, key: name,
                "tensor \(name) ends at byte \(end) of the data; the file holds \(fileSize - dataStart)")
        }
        let (total, overflow) = count.multipliedReportingOverflow(by: bits)
        guard !overflow, total % 8 == 0, total / 8 == end - begin else {
            throw corrupted(
                "takes \(end - begin) bytes, which does not agree with its shape \(shape) and dtype \(type)")
        }
        return Entry(name: name, type: type, shape: shape, range: dataStart + begin..<dataStart + end)
    }

    /// Bits of one number of a stored type; nil when the format has no such type.
    private static func bitWidth(_ type: String) -> Int? {
        switch type {
        case "F4": 4
        case "F6_E2M3", "F6_E3M2": 6
        case "BOOL", "U8", "I8", "F8_E5M2", "F8_E4M3", "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ": 8
        case "I16", "U16", "F16", "BF16": 16
        case "I32", "U32", "F32": 32
        case "I64", "U64", "F64", "C64": 64
        default: nil
        }
    }

    /// The engine's name for a stored type; nil when it has none.
    static func format(of type: String) -> TensorFormat? {
        switch type {
        case "F32": .f32
        case "F16": .f16
        case "BF16": .bf16
        case "F64": .f64
        case "I8": .i8
        case "I16": .i16
        case "I32": .i32
        case "I64": .i64
        default: nil
        }
    }
}
