extension HuggingFaceFamily {
    /// Phi-3 and Phi-4: queries, keys and values in one matrix, gate and up in another.
    static let phi3 = HuggingFaceFamily(modelTypes: ["phi3"], architecture: "phi3") {
        configuration, draft throws(CheckpointError) in
        try configuration.require("hidden_act", oneOf: ["silu", "swish"])
        try draft.readDecoder(configuration, context: 4096)
        try draft.readFeedForward(configuration, epsilon: 1e-5)
        draft.set(
            "rope.scaling.original_context_length",
            try configuration.integer("original_max_position_embeddings", default: 4096))
        try draft.readRotary(configuration)
        let window =
            configuration["sliding_window"] == nil ? 0 : try configuration.integer("sliding_window", in: 0...1 << 30)
        draft.set("attention.sliding_window", window)
        let sizes = draft.sizes
        let norm = TensorRule("norm.weight", "output_norm.weight", [sizes.embedding])
        let matrices = [
            ("self_attn.qkv_proj", "attn_qkv", sizes.embedding, sizes.queries + 2 * sizes.keys),
            ("self_attn.o_proj", "attn_output", sizes.queries, sizes.embedding),
            ("mlp.gate_up_proj", "ffn_up", sizes.embedding, 2 * sizes.feedForward),
            ("mlp.down_proj", "ffn_down", sizes.feedForward, sizes.embedding),
        ]
        return try outerRules(configuration, sizes, norm: norm, tied: false)
            + [
                layerNorm("input_layernorm", "attn_norm", sizes),
                layerNorm("post_attention_layernorm", "ffn_norm", sizes),
            ]
            + matrices.map { source, target, columns, rows in
                TensorRule(
                    "layers.{}.\(source).weight", "blk.{}.\(target).weight", [columns, rows], layers: sizes.allLayers)
            }
    }
}
