/// A tensor as it lies in a checkpoint: name, shape, storage format, and its bytes (mapped, never copied).
public struct StoredTensor: Sendable {
    /// Name in the GGUF convention, for example `blk.0.attn_q.weight`.
    public let name: String
    public let format: TensorFormat
    /// Dimensions, fastest first as in GGUF: `[columns, rows, …]`.
    public let shape: [Int]
    /// Where the tensor's bytes begin in `file`.
    public let offset: UInt64
    /// The file that holds the bytes (a sharded checkpoint has several).
    public let file: String
    /// The tensor's bytes; valid while the owning `Checkpoint` lives.
    public let bytes: MappedBytes

    package init(
        name: String, format: TensorFormat, shape: [Int], offset: UInt64, file: String, bytes: MappedBytes
    ) {
        self.name = name
        self.format = format
        self.shape = shape
        self.offset = offset
        self.file = file
        self.bytes = bytes
    }

    /// Numbers in one row (the fastest dimension).
    public var columns: Int { shape.first ?? 1 }
    /// Rows of `columns` numbers: the product of the remaining dimensions.
    public var rows: Int { shape.dropFirst().reduce(1, *) }
    /// Count of numbers.
    public var count: Int { columns * rows }
}
