/// Encoded pictures by the hash of their patches, as many as fit a limit of bytes.
struct EncodingCache {
    let byteLimit: Int
    /// Used longest ago first.
    private var entries: [(hash: [UInt8], image: EmbeddedImage)] = []
    private var bytes = 0

    init(byteLimit: Int) { self.byteLimit = byteLimit }

    var count: Int { entries.count }

    /// The encoding for `hash`, which is then the one used last.
    subscript(hash: [UInt8]) -> EmbeddedImage? {
        mutating get {
            guard let index = entries.firstIndex(where: { $0.hash == hash }) else { return nil }
            entries.append(entries.remove(at: index))
            return entries.last?.image
        }
    }

    mutating func insert(_ image: EmbeddedImage, for hash: [UInt8]) {
        entries.append((hash, image))
        bytes += Self.bytes(image)
        while bytes > byteLimit, !entries.isEmpty { bytes -= Self.bytes(entries.removeFirst().image) }
    }

    private static func bytes(_ image: EmbeddedImage) -> Int { image.rows * image.width * 4 }
}
