#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Pictures and texts as vectors of one space, where what fits together lies close: CLIP and SigLIP (Radford et al. 2021;
/// Zhai et al. 2023).
///
/// ```swift
/// let model = try ImageTextModel(checkpoint: Checkpoint.openVision("clip-vit-base-patch32"))
/// let labels = try texts.map { try model.embed($0) }
/// let shares = model.probabilities(of: try model.embed(patches), among: labels)
/// ```
///
/// Computes in single precision, on OpenBLAS where it is installed. Callers on several threads take turns.
public final class ImageTextModel: @unchecked Sendable {  // Towers are used under the pool's lock only.
    /// The two ways of training, and so of comparing.
    public enum Kind: String, Sendable, Hashable {
        /// One label of many: a softmax over them.
        case clip
        /// Each label for itself: a sigmoid.
        case siglip
    }

    public let kind: Kind
    public let configuration: VisionConfiguration
    /// Numbers of a vector.
    public var dimension: Int { pooling.dimension }
    /// Tokens that a text may have, with those that the tokenizer adds.
    public var tokenLimit: Int { text.contextLength }

    private let vision: VisionTower
    private let pooling: ImagePooling
    private let text: TextTower
    private let scale: Float
    private let offset: Float
    private let vectors: [MemoryBlock]
    /// Holds the tokens' embeddings.
    private let checkpoint: Checkpoint

    /// - Parameter checkpoint: From ``Checkpoint/openVision(_:)``.
    /// - Throws: a `CheckpointError` that names what is missing, of a wrong shape, or not supported.
    public convenience init(checkpoint: Checkpoint, threads: Int? = nil) throws(CheckpointError) {
        try self.init(checkpoint: checkpoint, threads: threads, openBLAS: .shared)
    }

    init(checkpoint: Checkpoint, threads: Int?, openBLAS: OpenBLAS?) throws(CheckpointError) {
        var configuration = try VisionConfiguration(checkpoint)
        guard let name = try checkpoint.optionalText("corvid.clip.kind"), let kind = Kind(rawValue: name) else {
            throw CheckpointError(
                .unsupported, file: checkpoint.path,
                reason: "has no text tower to compare pictures with; what works is a folder of CLIP or SigLIP")
        }
        self.kind = kind
        // CLIP normalises the class token alone.
        configuration.keepsClassToken = kind == .clip
        configuration.normalisesOutput = kind == .siglip
        self.configuration = configuration
        var reader = WeightReader(checkpoint)
        vision = try VisionTower(&reader, configuration, pool: ThreadPool(threads: threads), openBLAS: openBLAS)
        pooling = try ImagePooling(&reader, kind: kind, configuration)
        text = try TextTower(&reader, kind: kind, openBLAS: openBLAS)
        guard text.dimension == pooling.dimension else {
            throw checkpoint.error(
                .metadata, "clip.text.projection_dim",
                "is \(text.dimension), but pictures become \(pooling.dimension) numbers")
        }
        scale = expf(try reader.vector("logit_scale", count: 1)[0])
        offset = try reader.optionalVector("logit_bias", count: 1)?[0] ?? 0
        vectors = reader.vectors
        self.checkpoint = checkpoint
    }

    /// The vector of a picture, of unit length.
    /// - Throws: `invalidImage` for patches that the tower does not take.
    public func embed(_ patches: ImagePatches) throws(EngineError) -> [Float] {
        try vision.validate(patches)
        let vector = vision.pool.withLock {
            vision.encode(patches) { features, products in
                pooling.pool(
                    features, count: configuration.featureRows, epsilon: configuration.encoder.epsilon, on: products)
            }
        }
        return Self.unit(vector)
    }

    /// The vector of a text, given as its tokens with beginning and end, of unit length.
    /// - Throws: `invalidRun` for a text without tokens or without its end, `contextOverflow`, `tokenOutOfRange`.
    public func embed(_ tokens: [TokenID]) throws(EngineError) -> [Float] {
        try text.validate(tokens)
        return Self.unit(vision.pool.withLock { text.encode(tokens, pool: vision.pool) })
    }

    /// How well a picture and a text fit, from their vectors: the logit of the training.
    public func score(image: [Float], text: [Float]) -> Float {
        zip(image, text).reduce(0) { $0 + $1.0 * $1.1 } * scale + offset
    }

    /// The probability of each text for a picture: they add up to one for CLIP; for SigLIP each stands alone.
    public func probabilities(of image: [Float], among texts: [[Float]]) -> [Float] {
        let scores = texts.map { score(image: image, text: $0) }
        guard kind == .clip else { return scores.map { 1 / (1 + expf(-$0)) } }
        let largest = scores.max() ?? 0
        let weights = scores.map { expf($0 - largest) }
        let sum = weights.reduce(0, +)
        return weights.map { $0 / sum }
    }

    private static func unit(_ vector: [Float]) -> [Float] {
        let length = vector.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        return vector.map { length > 0 ? Float(Double($0) / length) : 0 }
    }
}
