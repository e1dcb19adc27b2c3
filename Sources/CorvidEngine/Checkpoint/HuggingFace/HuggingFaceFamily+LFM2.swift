import CorvidGrammar

extension HuggingFaceFamily {
    /// LFM2: gated short convolutions with attention blocks between them.
    static let lfm2 = HuggingFaceFamily(modelTypes: ["lfm2"], architecture: "lfm2") {
        configuration, draft throws(CheckpointError) in
        try configuration.refuse("conv_bias")
        try draft.readDecoder(configuration, heads: 32, keyValueHeads: 8, context: 128_000, vocabulary: 65_536)
        try draft.readRotary(configuration, base: 1_000_000)
        let attention = try attentionLayers(configuration, count: draft.sizes.layers)
        draft.sizes.feedForward = try feedForwardWidth(configuration)
        let sizes = draft.sizes
        let taps = try configuration.integer("conv_L_cache", default: 3, in: 1...1024)
        draft.set("feed_forward_length", sizes.feedForward)
        draft.set("attention.head_count_kv", sizes.allLayers.map { attention.contains($0) ? sizes.keyValueHeads : 0 })
        draft.set("attention.layer_norm_rms_epsilon", try configuration.number("norm_eps", default: 1e-5, in: 0...1))
        draft.set("shortconv.l_cache", taps)

        let convolution = sizes.allLayers.filter { !attention.contains($0) }
        let matrices = [
            ("conv.conv", "shortconv.conv", taps, sizes.embedding, convolution),
            ("conv.in_proj", "shortconv.in_proj", sizes.embedding, 3 * sizes.embedding, convolution),
            ("conv.out_proj", "shortconv.out_proj", sizes.embedding, sizes.embedding, convolution),
            ("feed_forward.w1", "ffn_gate", sizes.embedding, sizes.feedForward, sizes.allLayers),
            ("feed_forward.w3", "ffn_up", sizes.embedding, sizes.feedForward, sizes.allLayers),
            ("feed_forward.w2", "ffn_down", sizes.feedForward, sizes.embedding, sizes.allLayers),
        ]
        // The GGUF convention calls this family's final norm token_embd_norm.
        let norm = TensorRule("embedding_norm.weight", "token_embd_norm.weight", [sizes.embedding])
        let tied = try configuration.flag("tie_embedding", default: true)
        return try outerRules(configuration, sizes, norm: norm, tied: tied)
            + [layerNorm("operator_norm", "attn_norm", sizes), layerNorm("ffn_norm", "ffn_norm", sizes)]
            + attentionRules(sizes, output: "out_proj", layers: attention)
            + headNormRules(sizes, query: "q_layernorm", key: "k_layernorm", layers: attention)
            + matrices.map { source, target, columns, rows, layers in
                TensorRule(
                    "layers.{}.\(source).weight", "blk.{}.\(target).weight", [columns, rows], layers: layers)
            }
    }

    /// The layers that attend: by `layer_types`, by `full_attn_idxs`, or all.
    private static func attentionLayers(
        _ configuration: HuggingFaceConfiguration, count: Int
    ) throws(CheckpointError) -> [Int] {
        if let types = try configuration.texts("layer_types", count: count) {
            return (0..<count).filter { types[$0] == "full_attention" }
        }
        guard let value = configuration["full_attn_idxs"] else { return Array(0..<count) }
        let indices = value.array?.compactMap(\.int)
        guard let indices, indices.count == value.array?.count, indices.allSatisfy((0..<count).contains) else {
            throw configuration.error(.metadata, "full_attn_idxs", "is not an array of layers in 0..<\(count)")
        }
        return Set(indices).sorted()
    }

    /// The width of the feed-forward block, which configurations state before rounding.
    private static func feedForwardWidth(_ configuration: HuggingFaceConfiguration) throws(CheckpointError) -> Int {
        let key = configuration["block_ff_dim"] == nil ? "intermediate_size" : "block_ff_dim"
        let stated = try configuration.integer(key, in: 1...1 << 24)
        guard try configuration.flag("block_auto_adjust_ff_dim", default: true) else { return stated }
        let factor = try configuration.number("block_ffn_dim_multiplier", default: 1, in: 0.001...1000)
        let multiple = try configuration.integer("block_multiple_of", default: 256, in: 1...1 << 20)
        let width = Int(factor * Double(2 * stated / 3))
        return (width + multiple - 1) / multiple * multiple
    }
}
