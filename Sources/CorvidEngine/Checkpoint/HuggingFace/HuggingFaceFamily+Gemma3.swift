extension HuggingFaceFamily {
    /// The text half of Gemma 3: local and global layers in turn, norms before and after each block.
    static let gemma3 = HuggingFaceFamily(modelTypes: ["gemma3_text", "gemma3"], architecture: "gemma3") {
        configuration, draft throws(CheckpointError) in
        try configuration.require("hidden_activation", oneOf: ["gelu_pytorch_tanh"])
        try configuration.refuse("use_bidirectional_attention")
        try draft.readDecoder(
            configuration, headSize: 256, heads: 8, keyValueHeads: 4, context: 131_072, vocabulary: 262_208)
        try draft.readFeedForward(configuration)
        try draft.readRotary(configuration, base: 1_000_000, localBase: 10_000)
        let sizes = draft.sizes
        let scalar = try configuration.number("query_pre_attn_scalar", default: 256, in: 1e-6...1e12)
        draft.set("attention.scale", 1 / scalar.squareRoot())
        let period = try configuration.integer("sliding_window_pattern", default: 6)
        let types = try configuration.texts("layer_types", count: sizes.layers)
        draft.set("attention.sliding_window", try configuration.integer("sliding_window", default: 4096))
        draft.set(
            "attention.sliding_window_pattern",
            types?.map { $0 == "sliding_attention" } ?? (1...sizes.layers).map { $0 % period != 0 })
        for key in ["attn_logit_softcapping", "final_logit_softcapping"] where configuration[key] != nil {
            draft.set(key, try configuration.number(key, in: 0...1e6))
        }
        let bias = try configuration.flag("attention_bias", default: false)
        let norm = TensorRule("norm.weight", "output_norm.weight", [sizes.embedding], .addOne)
        return try outerRules(configuration, sizes, norm: norm, tied: true)
            + [layerNorm("input_layernorm", "attn_norm", sizes, .addOne)]
            + attentionRules(sizes, inputBias: bias, outputBias: bias, layers: sizes.allLayers)
            + headNormRules(sizes, .addOne, layers: sizes.allLayers)
            + [
                layerNorm("post_attention_layernorm", "post_attention_norm", sizes, .addOne),
                layerNorm("pre_feedforward_layernorm", "ffn_norm", sizes, .addOne),
            ] + feedForwardRules(sizes)
            + [layerNorm("post_feedforward_layernorm", "post_ffw_norm", sizes, .addOne)]
    }
}
