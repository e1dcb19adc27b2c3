package import CorvidEngine

extension ModelShape {
    /// The shape of a stored model.
    ///
    /// - Throws: `CheckpointError` for metadata that is missing or wrong; ``TrainingError`` for a model that the trainer
    ///   cannot compute.
    package init(_ checkpoint: Checkpoint) throws {
        func refused(_ reason: String) -> TrainingError { TrainingError(.mismatch, "\(checkpoint.path): \(reason)") }
        guard checkpoint.architecture == "lfm2" else {
            throw refused(
                "a model of the family '\(checkpoint.architecture)'; the trainer computes models of the family 'lfm2'")
        }
        let count = try checkpoint.integer("lfm2.block_count", in: 1...1024)
        func same(_ key: String) throws -> Int {
            let values = try checkpoint.integers(key, count: count, in: 1...1 << 24)
            guard let first = values.first, values.allSatisfy({ $0 == first }) else {
                throw refused("\(key) differs from layer to layer, which the trainer cannot compute")
            }
            return first
        }
        let width = try checkpoint.integer("lfm2.embedding_length", in: 1...1 << 20)
        let heads = try same("lfm2.attention.head_count")
        let keyValueHeads = try checkpoint.integers("lfm2.attention.head_count_kv", count: count, in: 0...4096)
        let attending = keyValueHeads.filter { $0 > 0 }
        guard attending.allSatisfy({ $0 == attending[0] }) else {
            throw refused("lfm2.attention.head_count_kv differs from layer to layer, which the trainer cannot compute")
        }
        let taps = try checkpoint.integer("lfm2.shortconv.l_cache", in: 1...1024)
        guard taps == Self.taps else {
            throw refused("convolutions of \(taps) taps; the trainer computes \(Self.taps)")
        }
        guard checkpoint.tensor("output.weight") == nil else {
            throw refused("the output embedding is a matrix of its own, which the trainer cannot compute")
        }
        guard let embedding = checkpoint.tensor("token_embd.weight"), embedding.shape.count == 2 else {
            throw checkpoint.tensorError("token_embd.weight", "is missing or no matrix")
        }
        self.init(
            vocabulary: embedding.shape[1], width: width,
            layers: keyValueHeads.map { $0 > 0 ? .attention : .convolution }, heads: heads,
            keyValueHeads: attending.first ?? heads,
            headSize: try checkpoint.optionalInteger("lfm2.attention.key_length", in: 1...4096) ?? width / heads,
            feedForward: try same("lfm2.feed_forward_length"),
            contextLength: try checkpoint.integer("lfm2.context_length"),
            ropeBase: try checkpoint.float("lfm2.rope.freq_base", in: 1...1e12),
            epsilon: try checkpoint.float("lfm2.attention.layer_norm_rms_epsilon", in: 0...1))
        if let defect { throw refused(defect) }
    }
}
