#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// What all families say in the same metadata keys, checked.
struct FamilyMetadata {
    let checkpoint: Checkpoint
    let vocabularySize: Int
    let layerCount: Int
    let contextLength: Int
    let embeddingLength: Int
    /// Query heads of each layer.
    let heads: [Int]
    /// Key-value heads of each layer; 0 where a layer has no attention.
    let keyValueHeads: [Int]
    let headDimension: Int
    /// Width of each layer's feed-forward network; 0 where the metadata has none.
    let feedForwardWidth: [Int]

    init(_ checkpoint: Checkpoint) throws(CheckpointError) {
        self.checkpoint = checkpoint
        layerCount = try checkpoint.integer(checkpoint.key("block_count"), in: 1...1024)
        contextLength = try checkpoint.integer(checkpoint.key("context_length"), in: 1...Int(Int32.max))
        embeddingLength = try checkpoint.integer(checkpoint.key("embedding_length"), in: 1...1 << 20)
        let heads = try checkpoint.integers(
            checkpoint.key("attention.head_count"), count: layerCount, in: 1...4096)
        self.heads = heads
        keyValueHeads =
            try checkpoint.optionalIntegers(
                checkpoint.key("attention.head_count_kv"), count: layerCount, in: 0...4096) ?? heads
        feedForwardWidth =
            try checkpoint.optionalIntegers(
                checkpoint.key("feed_forward_length"), count: layerCount, in: 0...1 << 24)
            ?? [Int](repeating: 0, count: layerCount)

        let keyLength = try checkpoint.optionalInteger(checkpoint.key("attention.key_length"), in: 1...4096)
        let valueLength = try checkpoint.optionalInteger(checkpoint.key("attention.value_length"), in: 1...4096)
        headDimension = keyLength ?? embeddingLength / heads[0]
        if let valueLength, valueLength != headDimension {
            throw checkpoint.error(
                .unsupported, checkpoint.key("attention.value_length"),
                "is \(valueLength) where keys have \(headDimension); they must be equal")
        }
        guard headDimension > 0, headDimension <= 4096, headDimension % 8 == 0 else {
            throw checkpoint.error(
                .unsupported, checkpoint.key("attention.head_count"),
                "gives heads of \(headDimension) numbers; expected a multiple of 8 up to 4096")
        }
        for (layer, count) in keyValueHeads.enumerated() where count > 0 && heads[layer] % count != 0 {
            throw checkpoint.error(
                .metadata, checkpoint.key("attention.head_count_kv"),
                "is \(count), which does not divide the \(heads[layer]) heads of layer \(layer)")
        }
        guard let embedding = checkpoint.tensor("token_embd.weight"), embedding.shape.count == 2 else {
            throw CheckpointError(
                .tensor, file: checkpoint.path,
                reason: "tensor token_embd.weight is missing or not a matrix; expected [\(embeddingLength), tokens]")
        }
        vocabularySize = embedding.shape[1]
        guard vocabularySize > 0, vocabularySize <= Int(Int32.max) else {
            throw checkpoint.tensorError("token_embd.weight", "has \(vocabularySize) rows; expected 1...\(Int32.max)")
        }
    }

    /// A configuration with everything that the keys tell, and layers made by `layer`.
    func configuration(
        norm: TransformerConfiguration.Norm.Kind, layer: (Int) throws(CheckpointError) -> TransformerConfiguration.Layer
    ) throws(CheckpointError) -> TransformerConfiguration {
        let key = norm == .rootMeanSquare ? "attention.layer_norm_rms_epsilon" : "attention.layer_norm_epsilon"
        let epsilon = try checkpoint.float(checkpoint.key(key), in: 0...1)
        var layers: [TransformerConfiguration.Layer] = []
        for index in 0..<layerCount { layers.append(try layer(index)) }
        return TransformerConfiguration(
            architecture: checkpoint.architecture, vocabularySize: vocabularySize, contextLength: contextLength,
            embeddingLength: embeddingLength, layers: layers, norm: .init(kind: norm, epsilon: epsilon))
    }

    /// Grouped-query attention of layer `layer` over all positions before, with the first rotation.
    func attention(_ layer: Int) throws(CheckpointError) -> TransformerConfiguration.Attention {
        guard keyValueHeads[layer] > 0 else {
            throw checkpoint.error(
                .metadata, checkpoint.key("attention.head_count_kv"), "is 0 for layer \(layer); expected at least 1")
        }
        let scale =
            try checkpoint.optionalFloat(checkpoint.key("attention.scale"), in: 1e-9...1e9)
            ?? 1 / Float(headDimension).squareRoot()
        return TransformerConfiguration.Attention(
            heads: heads[layer], keyValueHeads: keyValueHeads[layer], headDimension: headDimension, scale: scale,
            rotation: 0)
    }

    /// The sliding window of each layer; 0: none.
    ///
    /// `attention.sliding_window_pattern` says which layers have the window that `attention.sliding_window` states: a
    /// truth value for each, or a period of which the last layer has none. Without it all have, unless there is a
    /// `defaultPeriod`.
    func windows(defaultPeriod: Int? = nil) throws(CheckpointError) -> [Int] {
        let window = try checkpoint.optionalInteger(checkpoint.key("attention.sliding_window")) ?? 0
        let key = checkpoint.key("attention.sliding_window_pattern")
        if case .array(let values) = checkpoint.metadata[key] {
            let flags = values.compactMap(\.boolean)
            guard flags.count == values.count, flags.count == layerCount else {
                throw checkpoint.error(.metadata, key, "must be a period or \(layerCount) truth values")
            }
            return flags.map { $0 ? window : 0 }
        }
        guard let period = try checkpoint.optionalInteger(key, in: 1...1024) ?? defaultPeriod else {
            return [Int](repeating: window, count: layerCount)
        }
        return (0..<layerCount).map { $0 % period == period - 1 ? 0 : window }
    }

    /// A gated network of the width that the metadata states.
    func gated(
        _ layer: Int, _ activation: TransformerConfiguration.Activation = .silu
    ) throws(CheckpointError) -> TransformerConfiguration.FeedForward {
        .gated(width: try statedWidth(layer), activation)
    }

    /// A network of two matrices of the width that the metadata states.
    func plain(
        _ layer: Int, _ activation: TransformerConfiguration.Activation
    ) throws(CheckpointError) -> TransformerConfiguration.FeedForward {
        .plain(width: try statedWidth(layer), activation)
    }

    private func statedWidth(_ layer: Int) throws(CheckpointError) -> Int {
        let width = feedForwardWidth[layer]
        guard width > 0 else {
            throw checkpoint.error(
                .metadata, checkpoint.key("feed_forward_length"), "is missing or 0; expected at least 1")
        }
        return width
    }

    /// Rotary embeddings with the base, dimension and scaling that the metadata states.
    func rotation(interleaved: Bool = false, base: Double? = nil) throws(CheckpointError) -> RotaryEmbedding {
        let limit = Float.greatestFiniteMagnitude
        let statedBase = try checkpoint.optionalFloat(checkpoint.key("rope.freq_base"), in: 1...limit) ?? 10_000
        let dimension =
            try checkpoint.optionalInteger(checkpoint.key("rope.dimension_count"), in: 2...headDimension)
            ?? headDimension
        guard dimension % 2 == 0 else {
            throw checkpoint.error(
                .metadata, checkpoint.key("rope.dimension_count"), "is \(dimension); expected an even number")
        }
        var rotation = RotaryEmbedding(
            dimension: dimension, isInterleaved: interleaved, base: base ?? Double(statedBase))
        rotation.magnitude = try checkpoint.optionalFloat(
            checkpoint.key("rope.scaling.attn_factor"), in: 0...1e6
        ).map { Double($0) }
        rotation.scaling = try scaling(&rotation)
        return rotation
    }

    private func scaling(_ rotation: inout RotaryEmbedding) throws(CheckpointError) -> RotaryEmbedding.Scaling {
        if checkpoint.tensor("rope_freqs.weight") != nil { return .divisors }
        let original = try checkpoint.optionalInteger(
            checkpoint.key("rope.scaling.original_context_length"), in: 1...Int(Int32.max))
        if checkpoint.tensor("rope_factors_long.weight") != nil {
            return .long(originalContext: original ?? contextLength)
        }
        let key = checkpoint.key("rope.scaling.type")
        let kind = try checkpoint.optionalText(key) ?? "none"
        switch kind {
        case "none", "longrope": return .none
        case "linear", "yarn":
            let factor = Double(try checkpoint.float(checkpoint.key("rope.scaling.factor"), in: 1e-3...1e6))
            if kind == "linear" { return .linear(factor: factor) }
            let stated = try checkpoint.optionalFloat(checkpoint.key("rope.scaling.yarn_attn_factor"), in: 0...1e6)
            if let stated {
                // Hugging Face states the whole factor, GGUF what multiplies the usual one.
                let usual = checkpoint.kind == .huggingFace ? 1 : factor > 1 ? 0.1 * log(factor) + 1 : 1
                rotation.magnitude = Double(stated) * usual
            }
            let fast = try checkpoint.optionalFloat(checkpoint.key("rope.scaling.yarn_beta_fast"), in: 0...1e6)
            let slow = try checkpoint.optionalFloat(checkpoint.key("rope.scaling.yarn_beta_slow"), in: 0...1e6)
            return .yarn(
                factor: factor, originalContext: original ?? contextLength, fast: Double(fast ?? 32),
                slow: Double(slow ?? 1))
        default:
            throw checkpoint.error(
                .unsupported, key, "is \"\(kind)\"; expected \"none\", \"linear\", \"yarn\" or \"longrope\"")
        }
    }
}
