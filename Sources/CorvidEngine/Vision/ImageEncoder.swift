/// The eye of a vision-language model: an image tower and the projector to the model's width.
///
/// ```swift
/// let encoder = try ImageEncoder(checkpoint: Checkpoint.openVision("SmolVLM"))
/// let image = try encoder.encode(patches)
/// var request = GenerationRequest(prompt: tokens)
/// request.images = [PlacedImage(image, at: 5)]
/// ```
///
/// Computes in single precision, on OpenBLAS where it is installed. The same patches give the same bits, whatever the
/// count of threads; what was encoded lately is kept. Callers on several threads take turns.
public final class ImageEncoder: @unchecked Sendable {  // `encodings` and the tower are used under the pool's lock.
    public let configuration: VisionConfiguration
    /// Rows of one picture.
    public let rows: Int
    /// Numbers of a row: the embedding length of the language models that it fits.
    public var width: Int { projector.width }

    private let tower: VisionTower
    private let projector: VisionProjector
    private let vectors: [MemoryBlock]
    private var encodings: EncodingCache

    /// - Parameters:
    ///   - checkpoint: From ``Checkpoint/openVision(_:)``.
    ///   - threads: How many compute, with the caller's; by default, as many as there are cores.
    ///   - cacheLimit: Bytes of encodings to keep: those used longest ago go first.
    /// - Throws: a `CheckpointError` that names what is missing, of a wrong shape, or not supported.
    public convenience init(
        checkpoint: Checkpoint, threads: Int? = nil, cacheLimit: Int = 64 << 20
    ) throws(CheckpointError) {
        try self.init(checkpoint: checkpoint, threads: threads, cacheLimit: cacheLimit, openBLAS: .shared)
    }

    init(
        checkpoint: Checkpoint, threads: Int?, cacheLimit: Int, openBLAS: OpenBLAS?
    ) throws(CheckpointError) {
        configuration = try VisionConfiguration(checkpoint)
        var reader = WeightReader(checkpoint)
        projector = try VisionProjector(&reader, configuration)
        tower = try VisionTower(&reader, configuration, pool: ThreadPool(threads: threads), openBLAS: openBLAS)
        vectors = reader.vectors
        rows = projector.rows(of: configuration.featureRows)
        encodings = EncodingCache(byteLimit: cacheLimit)
    }

    /// The rows for a picture, computed or remembered.
    /// - Throws: `invalidImage` for patches that the tower does not take.
    public func encode(_ patches: ImagePatches) throws(EngineError) -> EmbeddedImage {
        try tower.validate(patches)
        let hash = patches.contentHash
        return tower.pool.withLock {
            if let known = encodings[hash] { return known }
            let values = tower.encode(patches) { features, products in
                projector.project(features, count: configuration.featureRows, on: products)
            }
            let image = EmbeddedImage(values: values, width: projector.width)
            encodings.insert(image, for: hash)
            return image
        }
    }

    /// Pictures whose encodings are kept.
    var cachedImages: Int { tower.pool.withLock { encodings.count } }
}
