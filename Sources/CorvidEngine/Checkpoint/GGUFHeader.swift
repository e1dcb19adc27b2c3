/// The header of one GGUF file (versions 2 and 3, little endian): metadata and the tensors' places.
///
/// Follows the GGUF specification of the ggml project. Everything is checked before it is used; nothing is reserved
/// that the file could not hold.
struct GGUFHeader {
    let file: MappedFile
    private(set) var version = 0
    private(set) var metadata: [String: MetadataValue] = [:]
    /// Byte offset of each metadata entry.
    private(set) var keyOffsets: [String: UInt64] = [:]
    private(set) var tensors: [StoredTensor] = []
    /// Byte offset of each tensor's entry, parallel to `tensors`.
    private(set) var tensorEntryOffsets: [UInt64] = []
    /// Where the tensor data begins.
    private(set) var dataStart = 0

    private struct Entry {
        var name: String
        var format: TensorFormat
        var shape: [Int]
        var byteCount: Int
        var dataOffset: Int
        var entryOffset: Int
        var offsetField: Int
    }

    /// The first four bytes of every GGUF file.
    static let magic: [UInt8] = Array("GGUF".utf8)

    init(reading file: MappedFile) throws(CheckpointError) {
        self.file = file
        defer { withExtendedLifetime(file) {} }
        var cursor = GGUFCursor(bytes: file.bytes.buffer, file: file.path)
        let tensorCount = try readPreamble(&cursor)
        let entries = try readEntries(&cursor, count: tensorCount)
        try place(entries, headerEnd: cursor.position, cursor)
    }

    /// Reads magic, version, counts and metadata; returns the tensor count.
    private mutating func readPreamble(_ cursor: inout GGUFCursor) throws(CheckpointError) -> Int {
        let bytes = cursor.bytes
        guard bytes.count >= 4, bytes[..<4].elementsEqual(Self.magic) else {
            throw cursor.error(
                bytes.count >= 4 ? .unknownFormat : .truncated, at: 0,
                "is not a GGUF file: it begins with \(Self.quoted(bytes.prefix(4))) instead of \"GGUF\"")
        }
        _ = try cursor.read(UInt32.self, "the magic")
        let version = try cursor.read(UInt32.self, "the version")
        guard version == 2 || version == 3 else {
            let swapped = version.byteSwapped
            throw cursor.error(
                swapped == 2 || swapped == 3 ? .unsupported : .unknownFormat, at: 4,
                swapped == 2 || swapped == 3
                    ? "the file is big-endian; only little-endian GGUF files are supported"
                    : "the GGUF version is \(version); expected 2 or 3")
        }
        self.version = Int(version)
        // A tensor entry takes at least 33 bytes (name of one byte, one dimension), a metadata entry 14.
        let tensorCount = try cursor.readCount("the tensor count", minimumBytes: 33)
        let keyCount = try cursor.readCount("the metadata count", minimumBytes: 14)
        for index in 0..<keyCount {
            let start = cursor.position
            let key = try cursor.readName("the name of metadata entry \(index)")
            let type = try cursor.readType("metadata key \(key)")
            let value = try cursor.readValue(type, "metadata key \(key)")
            guard metadata.updateValue(value, forKey: key) == nil else {
                throw cursor.error(.corrupted, at: start, "metadata key \(key) appears twice")
            }
            keyOffsets[key] = UInt64(start)
        }
        return tensorCount
    }

    private func readEntries(_ cursor: inout GGUFCursor, count: Int) throws(CheckpointError) -> [Entry] {
        var entries: [Entry] = []
        var names: Set<String> = []
        for index in 0..<count {
            let start = cursor.position
            let name = try cursor.readName("the name of tensor \(index)")
            guard names.insert(name).inserted else {
                throw cursor.error(.corrupted, at: start, "tensor \(name) appears twice")
            }
            let dimensionsField = cursor.position
            let dimensions = try cursor.read(UInt32.self, "the dimension count of tensor \(name)")
            guard 1...4 ~= dimensions else {
                throw cursor.error(
                    .corrupted, at: dimensionsField, "tensor \(name) has \(dimensions) dimensions; expected 1...4")
            }
            var shape: [Int] = []
            var total = 1
            for axis in 0..<dimensions {
                let field = cursor.position
                let raw = try cursor.read(UInt64.self, "dimension \(axis) of tensor \(name)")
                let size = Int(exactly: raw) ?? 0
                let (product, overflow) = total.multipliedReportingOverflow(by: size)
                guard size > 0, !overflow else {
                    throw cursor.error(
                        .corrupted, at: field,
                        "dimension \(axis) of tensor \(name) is \(raw), which is zero or beyond any file")
                }
                total = product
                shape.append(size)
            }
            let typeField = cursor.position
            let rawType = try cursor.read(UInt32.self, "the storage type of tensor \(name)")
            guard let format = TensorFormat(rawValue: rawType) else {
                throw cursor.error(
                    .unsupported, at: typeField,
                    "tensor \(name) is stored as \(Self.typeName(rawType)), which is not supported")
            }
            guard shape[0] % format.blockLength == 0 else {
                throw cursor.error(
                    .corrupted, at: dimensionsField + 4,
                    "tensor \(name) has rows of \(shape[0]) numbers; "
                        + "\(format.name) stores blocks of \(format.blockLength)")
            }
            let byteCount = format.rowBytes(columns: shape[0]).flatMap { rowBytes in
                let (bytes, overflow) = rowBytes.multipliedReportingOverflow(by: total / shape[0])
                return overflow ? nil : bytes
            }
            let offsetField = cursor.position
            let rawOffset = try cursor.read(UInt64.self, "the data offset of tensor \(name)")
            guard let byteCount, let offset = Int(exactly: rawOffset) else {
                throw cursor.error(.corrupted, at: offsetField, "tensor \(name) lies beyond any file")
            }
            entries.append(
                Entry(
                    name: name, format: format, shape: shape, byteCount: byteCount, dataOffset: offset,
                    entryOffset: start, offsetField: offsetField))
        }
        return entries
    }

    /// Checks that every tensor's bytes are in the file, aligned and its own, and makes the views.
    private mutating func place(
        _ entries: [Entry], headerEnd: Int, _ cursor: GGUFCursor
    ) throws(CheckpointError) {
        let alignment = try alignment(cursor)
        dataStart = (headerEnd + alignment - 1) / alignment * alignment
        let size = cursor.bytes.count
        for entry in entries {
            guard entry.dataOffset % alignment == 0 else {
                throw cursor.error(
                    .corrupted, at: entry.offsetField,
                    "the data offset of tensor \(entry.name) is \(entry.dataOffset), no multiple of \(alignment)")
            }
            let available = max(size - dataStart, 0)
            guard entry.dataOffset <= available, entry.byteCount <= available - entry.dataOffset else {
                throw cursor.error(
                    .truncated, at: entry.offsetField,
                    "tensor \(entry.name) takes \(entry.byteCount) bytes from \(entry.dataOffset) on, "
                        + "but the file holds \(available) bytes of tensor data")
            }
        }
        let order = entries.indices.sorted { entries[$0].dataOffset < entries[$1].dataOffset }
        for (first, second) in zip(order, order.dropFirst())
        where entries[first].dataOffset + entries[first].byteCount > entries[second].dataOffset {
            throw cursor.error(
                .corrupted, at: entries[second].offsetField,
                "tensors \(entries[first].name) and \(entries[second].name) overlap")
        }
        tensors.reserveCapacity(entries.count)
        for entry in entries {
            let start = dataStart + entry.dataOffset
            tensors.append(
                StoredTensor(
                    name: entry.name, format: entry.format, shape: entry.shape, offset: UInt64(start), file: file.path,
                    bytes: file.bytes.slice(start..<start + entry.byteCount)))
            tensorEntryOffsets.append(UInt64(entry.entryOffset))
        }
    }

    private func alignment(_ cursor: GGUFCursor) throws(CheckpointError) -> Int {
        guard let stored = metadata["general.alignment"] else { return 32 }
        guard let value = stored.integer, 8...(1 << 20) ~= value, value & (value - 1) == 0 else {
            throw CheckpointError(
                .corrupted, file: file.path, offset: keyOffsets["general.alignment"],
                reason: "metadata key general.alignment is \(stored.kindName); expected a power of two in 8...1048576")
        }
        return value
    }

    /// Names of storage types that exist but are not supported, for the error.
    private static func typeName(_ raw: UInt32) -> String {
        let known: [UInt32: String] = [
            4: "Q4_2", 5: "Q4_3", 9: "Q8_1", 10: "Q2_K", 11: "Q3_K", 15: "Q8_K", 16: "IQ2_XXS", 17: "IQ2_XS",
            18: "IQ3_XXS", 19: "IQ1_S", 20: "IQ4_NL", 21: "IQ3_S", 22: "IQ2_S", 23: "IQ4_XS", 29: "IQ1_M",
            34: "TQ1_0", 35: "TQ2_0", 39: "MXFP4", 40: "NVFP4",
        ]
        return known[raw].map { "\($0) (type \(raw))" } ?? "type \(raw)"
    }

    /// Bytes as they would stand in source code.
    private static func quoted(_ bytes: some Sequence<UInt8>) -> String {
        "\"" + bytes.map { 0x20..<0x7f ~= $0 ? String(UnicodeScalar($0)) : "\\x" + hex($0) }.joined() + "\""
    }

    private static func hex(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }
}
