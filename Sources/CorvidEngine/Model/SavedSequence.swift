/// A sequence of a cache in a file: the format, its reader and its writer.
///
/// All numbers are little-endian. A head of ``headBytes`` bytes holds the magic, the version, the cache's format and
/// variant, the count of tokens, the bytes of a page group and of the convolution inputs, the hash of the cache's
/// layout, the checkpoint's fingerprint, and last the hash of the rest of the head and of what follows up to the page
/// groups: the tokens, the hash of each group, and the convolution inputs. Then come the groups. A hash is that of
/// ``ContentHash``; for groups, folded to 8 bytes.
struct SavedSequence {
    static let magic = Array("CORVIDKV".utf8)
    static let version: UInt32 = 1
    static let headBytes = 8 + 4 * 4 + 2 * 8 + 3 * 32

    let path: String
    let tokens: [TokenID]
    private let file: MappedFile
    private let layout: CacheLayout
    private let historyBytes: Int
    private let groupHashes: Int
    private let groupsStart: Int

    /// Opens the file at `path` and checks everything but the page groups, which ``load(prefix:)`` checks.
    /// - Throws: `unreadable`; `corrupted` for a file that is damaged or of another model or cache format.
    init(path: String, for cache: KVCache) throws(EngineError) {
        self.path = path
        layout = cache.layout
        do { file = try MappedFile(path: path) } catch { throw EngineError(.unreadable, error.description) }
        let bytes = file.bytes.buffer
        guard bytes.count >= Self.headBytes, bytes.prefix(8).elementsEqual(Self.magic) else {
            throw Self.damaged(path, "is not a saved sequence")
        }
        guard Self.number32(bytes, 8) == Self.version else {
            throw Self.damaged(path, "is of version \(Self.number32(bytes, 8)); expected \(Self.version)")
        }
        let expected = Self.head(of: cache, tokens: Int(Self.number32(bytes, 20)))
        guard bytes[12..<20].elementsEqual(expected[12..<20]), bytes[24..<104].elementsEqual(expected[24..<104]) else {
            throw Self.damaged(path, "was saved from another model or kind of cache")
        }
        let count = Int(Self.number32(bytes, 20))
        guard count > 0 else { throw Self.damaged(path, "holds no tokens") }
        let groups = (count + CacheLayout.pagePositions - 1) / CacheLayout.pagePositions
        historyBytes = Self.historyBytes(layout, length: count)
        groupHashes = Self.headBytes + count * 4
        groupsStart = groupHashes + groups * 8 + historyBytes
        // `count` is below 2^32, and so are the layout's sizes, which the model's tensors warrant.
        let (groupBytes, overflow) = groups.multipliedReportingOverflow(by: layout.groupBytes)
        guard !overflow, bytes.count - groupBytes == groupsStart else {
            throw Self.damaged(path, "has \(bytes.count) bytes, which is not what \(count) tokens take")
        }
        guard Self.hash(bytes, upTo: groupsStart).elementsEqual(bytes[104..<136]) else {
            throw Self.damaged(path, "is damaged in its head")
        }
        tokens = (0..<count).map { TokenID(bitPattern: Self.number32(bytes, Self.headBytes + 4 * $0)) }
    }

    /// The first `length` tokens with what was computed from them.
    /// - Throws: `corrupted` when a page group is damaged.
    func load(prefix length: Int) throws(EngineError) -> CachedSequence {
        let bytes = file.bytes.buffer
        let length = min(length, tokens.count)
        let isWhole = length == tokens.count
        let needed =
            isWhole || layout.history == 0
            ? (length + CacheLayout.pagePositions - 1) / CacheLayout.pagePositions
            : length / CacheLayout.pagePositions
        var groups: [MemoryBlock] = []
        for index in 0..<needed {
            let start = groupsStart + index * layout.groupBytes
            let source = UnsafeRawBufferPointer(rebasing: bytes[start..<start + layout.groupBytes])
            let stated = bytes[groupHashes + 8 * index..<groupHashes + 8 * index + 8]
            guard Self.shortHash(source).elementsEqual(stated) else {
                throw Self.damaged(path, "is damaged in page \(index)")
            }
            let group = MemoryBlock(byteCount: layout.groupBytes)
            group.bytes.copyMemory(from: source)
            groups.append(group)
        }
        var history: MemoryBlock?
        if isWhole, layout.history > 0 {
            let block = MemoryBlock(byteCount: layout.historyFloats * 4)
            var at = groupsStart - historyBytes
            CachedSequence.forEachStoredRow(layout, length: length) { row, count in
                UnsafeMutableRawBufferPointer(rebasing: block.bytes[row * 4..<(row + count) * 4]).copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: bytes[at..<at + count * 4]))
                at += count * 4
            }
            history = block
        }
        return CachedSequence(layout: layout, tokens: Array(tokens[..<length]), groups: groups, history: history)
    }

    /// Writes `sequence` of `cache` to a new file at `path`, which appears only when it is complete.
    ///
    /// Tokens that wait to be computed again are left out.
    static func write(_ sequence: CachedSequence, of cache: KVCache, to path: String) throws(EngineError) {
        let layout = cache.layout
        let count = sequence.computed
        guard count > 0 else { throw EngineError(.invalidRun, "a sequence without tokens cannot be saved") }
        var bytes = head(of: cache, tokens: count)
        bytes.append(contentsOf: [UInt8](repeating: 0, count: 32))
        for token in sequence.tokens[..<count] { append(UInt32(bitPattern: token), to: &bytes) }
        for group in sequence.groups { bytes.append(contentsOf: shortHash(UnsafeRawBufferPointer(group.bytes))) }
        if let history = sequence.historyBase {
            CachedSequence.forEachStoredRow(layout, length: count) { row, count in
                bytes.append(contentsOf: UnsafeRawBufferPointer(start: history + row, count: count * 4))
            }
        }
        let hash = bytes.withUnsafeBytes { Self.hash($0, upTo: $0.count) }
        bytes.replaceSubrange(104..<136, with: hash)
        let file = try CacheFile(path: path)
        try file.write(bytes)
        for group in sequence.groups { try file.write(UnsafeRawBufferPointer(group.bytes)) }
        try file.commit()
    }

    /// The head up to its own hash.
    private static func head(of cache: KVCache, tokens: Int) -> [UInt8] {
        var bytes = magic
        append(version, to: &bytes)
        append(UInt32(KVCache.Format.allCases.firstIndex(of: cache.format) ?? 0), to: &bytes)
        append(cache.variant, to: &bytes)
        append(UInt32(tokens), to: &bytes)
        append(UInt64(cache.layout.groupBytes), to: &bytes)
        append(UInt64(cache.layout.historyFloats), to: &bytes)
        bytes.append(contentsOf: cache.layout.hash)
        bytes.append(contentsOf: (cache.fingerprint + [UInt8](repeating: 0, count: 32)).prefix(32))
        return bytes
    }

    private static func historyBytes(_ layout: CacheLayout, length: Int) -> Int {
        var bytes = 0
        CachedSequence.forEachStoredRow(layout, length: length) { bytes += $1 * 4 }
        return bytes
    }

    /// The hash of the head without its hash, and of what follows up to `end`.
    private static func hash(_ bytes: UnsafeRawBufferPointer, upTo end: Int) -> [UInt8] {
        var hash = ContentHash()
        hash.append(UnsafeRawBufferPointer(rebasing: bytes[..<104]))
        hash.append(UnsafeRawBufferPointer(rebasing: bytes[headBytes..<end]))
        return hash.finish()
    }

    private static func shortHash(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var hash = ContentHash()
        hash.append(bytes)
        let long = hash.finish()
        return (0..<8).map { long[$0] ^ long[8 + $0] ^ long[16 + $0] ^ long[24 + $0] }
    }

    private static func append<Number: FixedWidthInteger>(_ number: Number, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    private static func number32(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt32 {
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    private static func damaged(_ path: String, _ reason: String) -> EngineError {
        EngineError(.corrupted, "\(path): \(reason)")
    }
}

extension CacheLayout {
    /// Identifies the layout in files.
    fileprivate var hash: [UInt8] {
        var hash = ContentHash()
        for layer in layers {
            switch layer {
            case .attention(let offset, let pageBytes, let heads, let headDimension):
                for value in [0, offset, pageBytes, heads, headDimension] { hash.append(UInt64(value)) }
            case .convolution(let offset, let ring, let width, let history):
                for value in [1, offset, ring, width, history] { hash.append(UInt64(value)) }
            }
        }
        return hash.finish()
    }
}
