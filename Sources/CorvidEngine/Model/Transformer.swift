/// A language model: tokens in, scores of next tokens out.
public final class Transformer: Sendable {
    public let configuration: TransformerConfiguration
    private let fingerprint: [UInt8]

    public init(checkpoint: Checkpoint, threads: Int? = nil) throws(CheckpointError) {
        fingerprint = checkpoint.fingerprint
        preconditionFailure("to come")
    }

    /// An empty cache for this model.
    /// - Parameter contextLength: positions that each sequence may reach; the model's own context by default.
    public func makeCache(format: KVCache.Format = .f16, contextLength: Int? = nil) -> KVCache {
        preconditionFailure("to come")
    }

    /// Computes the tokens of `batch`, appends them to their sequences in `cache`, and returns the logits asked for.
    /// - Throws: an error about the batch; the cache is then as it was.
    public func forward(_ batch: Batch, cache: KVCache) throws(EngineError) -> Logits {
        preconditionFailure("to come")
    }
}
