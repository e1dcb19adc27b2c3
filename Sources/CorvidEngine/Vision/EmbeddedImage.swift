/// A picture as a language model reads it: rows of its width that stand in a prompt in place of token embeddings.
public struct EmbeddedImage: Sendable, Hashable {
    /// Positions that the picture takes.
    public let rows: Int
    /// Numbers of a row: the model's embedding length.
    public let width: Int
    /// Identifies the contents.
    public let contentHash: [UInt8]
    /// What the key-value cache keeps in place of token ids, `rows` negative numbers drawn from the content's hash: so
    /// prefixes with the same picture match, and those with another one do not.
    let cacheKeys: [TokenID]
    private let storage: Storage

    /// A picture of given rows.
    /// - Parameter values: `[rows, width]`.
    public init(values: [Float], width: Int) {
        precondition(width > 0 && values.count % width == 0, "\(values.count) numbers are no rows of \(width)")
        self.width = width
        rows = values.count / width
        storage = Storage(values)
        var hash = ContentHash()
        hash.append(UInt64(width))
        values.withUnsafeBytes { hash.append($0) }
        contentHash = hash.finish()
        let seed = contentHash.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
        cacheKeys = (0..<rows).map { row in
            // SplitMix64 (Steele et al. 2014).
            var word = seed &+ (UInt64(row) &+ 1) &* 0x9E37_79B9_7F4A_7C15
            word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
            return TokenID(bitPattern: UInt32(truncatingIfNeeded: word ^ word >> 31) | 1 << 31)
        }
    }

    /// A copy of the rows, `[rows, width]`.
    public var values: [Float] { storage.values }

    /// The start of row `row`; valid while this value, or a copy of it, lives.
    func row(_ row: Int) -> UnsafePointer<Float> { UnsafePointer(storage.floats) + row * width }

    public static func == (first: EmbeddedImage, second: EmbeddedImage) -> Bool {
        first.contentHash == second.contentHash && first.rows == second.rows && first.width == second.width
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(contentHash) }

    private final class Storage: @unchecked Sendable {  // Written before it is shared, and never after.
        let floats: UnsafeMutablePointer<Float>
        private let count: Int

        init(_ values: [Float]) {
            count = values.count
            floats = .allocate(capacity: max(count, 1))
            values.withUnsafeBufferPointer { source in
                if let base = source.baseAddress { floats.initialize(from: base, count: source.count) }
            }
        }

        deinit { floats.deallocate() }

        var values: [Float] { Array(UnsafeBufferPointer(start: floats, count: count)) }
    }
}
