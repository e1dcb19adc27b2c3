/// Writes a GGUF file, version 3, from front to back.
///
/// The header is written first, so names, shapes and formats of all tensors are given at the start; their bytes follow
/// in the same order, in pieces of any size. Nothing but the header is held in memory. The file appears under its name
/// only when ``finish()`` has returned; a writer that is dropped before that, or whose process is killed, leaves what
/// was there.
///
/// Format: the GGUF specification in the ggml repository, `docs/gguf.md`.
public struct GGUFWriter {
    /// A tensor that the file is going to hold.
    public struct Tensor: Sendable, Hashable {
        public var name: String
        public var format: TensorFormat
        /// Dimensions, fastest first: `[columns, rows, …]`, four at most.
        public var shape: [Int]

        public init(name: String, format: TensorFormat, shape: [Int]) {
            self.name = name
            self.format = format
            self.shape = shape
        }

        /// Bytes of the tensor's data; nil when the columns do not fill whole blocks or the count overflows.
        public var byteCount: Int? {
            guard var bytes = format.rowBytes(columns: shape.first ?? 1) else { return nil }
            for dimension in shape.dropFirst() {
                let (product, overflow) = bytes.multipliedReportingOverflow(by: dimension)
                guard dimension >= 0, !overflow else { return nil }
                bytes = product
            }
            return bytes
        }
    }

    /// Tensor data starts at multiples of this many bytes.
    public static let alignment = 32

    /// Bytes of the finished file.
    public let fileBytes: UInt64

    private let file: AtomicFile
    private let tensors: [Tensor]
    private let sizes: [Int]
    private var current = 0
    private var remaining = 0

    /// Creates the file and writes its header.
    ///
    /// - Parameters:
    ///   - path: what the finished file is to be called; anything of that name is replaced at the end.
    ///   - metadata: keys and values in the order of the file.
    /// - Throws: `.unwritable` when the disk refuses the file or has not room for all of it; `.metadata` and `.tensor`
    ///   for values that the format cannot express.
    public init(
        path: String, metadata: [(key: String, value: MetadataValue)], tensors: [Tensor]
    ) throws(CheckpointError) {
        var header = GGUFHeaderEncoder()
        header.append(UInt32(0x4655_4747))
        header.append(UInt32(3))
        header.append(UInt64(tensors.count))
        header.append(UInt64(metadata.count))
        for (key, value) in metadata {
            guard header.append(key: key, value: value) else {
                throw CheckpointError(
                    .metadata, file: path, reason: "metadata key \(key) is an array of mixed types; GGUF has no such")
            }
        }
        var offset: UInt64 = 0
        var sizes: [Int] = []
        for tensor in tensors {
            guard let size = tensor.byteCount, (1...4).contains(tensor.shape.count) else {
                throw CheckpointError(
                    .tensor, file: path,
                    reason: "tensor \(tensor.name) of shape \(tensor.shape) cannot be stored as \(tensor.format.name)")
            }
            header.append(tensor.name.utf8)
            header.append(UInt32(tensor.shape.count))
            for dimension in tensor.shape { header.append(UInt64(dimension)) }
            header.append(tensor.format.rawValue)
            header.append(offset)
            sizes.append(size)
            let (end, overflow) = offset.addingReportingOverflow(Self.aligned(UInt64(size)))
            guard !overflow else {
                throw CheckpointError(.tensor, file: path, reason: "tensor \(tensor.name) is too large for a file")
            }
            offset = end
        }
        header.pad(to: Self.alignment)
        fileBytes = UInt64(header.bytes.count) + offset
        file = try AtomicFile(path: path)
        try file.requireSpace(fileBytes)
        try Self.write(header.bytes, to: file)
        self.tensors = tensors
        self.sizes = sizes
        remaining = sizes.first ?? 0
        try skipFinished()
    }

    /// Appends bytes of the current tensor, which may be all of them; the next tensor follows when they are complete.
    ///
    /// Traps when given more bytes than the current tensor still lacks.
    public mutating func write(_ bytes: UnsafeRawBufferPointer) throws(CheckpointError) {
        precondition(bytes.count <= remaining, "more bytes than the tensor has")
        try file.write(bytes)
        remaining -= bytes.count
        try skipFinished()
    }

    /// Completes the file and gives it its name. Traps when bytes of a tensor are missing.
    public func finish() throws(CheckpointError) {
        precondition(current == tensors.count, "tensors are missing")
        try file.commit()
    }

    /// Pads and steps over tensors that are complete.
    private mutating func skipFinished() throws(CheckpointError) {
        while remaining == 0, current < tensors.count {
            let size = UInt64(sizes[current])
            try Self.write([UInt8](repeating: 0, count: Int(Self.aligned(size) - size)), to: file)
            current += 1
            remaining = current < tensors.count ? sizes[current] : 0
        }
    }

    private static func aligned(_ size: UInt64) -> UInt64 {
        (size + UInt64(alignment) - 1) / UInt64(alignment) * UInt64(alignment)
    }

    private static func write(_ bytes: [UInt8], to file: AtomicFile) throws(CheckpointError) {
        let result = bytes.withUnsafeBytes { buffer in
            Result { () throws(CheckpointError) in try file.write(buffer) }
        }
        try result.get()
    }
}
