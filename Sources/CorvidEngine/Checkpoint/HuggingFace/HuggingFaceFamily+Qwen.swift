import CorvidGrammar

extension HuggingFaceFamily {
    /// Qwen2 and Qwen2.5: biases on queries, keys and values.
    static let qwen2 = HuggingFaceFamily(modelTypes: ["qwen2"], architecture: "qwen2") {
        configuration, draft throws(CheckpointError) in
        try describe(configuration, &draft, headSize: nil)
        let sizes = draft.sizes
        return try outerRules(configuration, sizes, norm: finalNorm(sizes), tied: false)
            + [layerNorm("input_layernorm", "attn_norm", sizes)]
            + attentionRules(sizes, inputBias: true, layers: sizes.allLayers)
            + [layerNorm("post_attention_layernorm", "ffn_norm", sizes)] + feedForwardRules(sizes)
    }

    /// Qwen3: norms on each head's queries and keys instead of biases.
    static let qwen3 = HuggingFaceFamily(modelTypes: ["qwen3"], architecture: "qwen3") {
        configuration, draft throws(CheckpointError) in
        try describe(configuration, &draft, headSize: 128)
        let sizes = draft.sizes
        return try attentionWithHeadNorms(configuration, sizes) + feedForwardRules(sizes)
    }

    /// Qwen3 with experts in every layer.
    static let qwen3moe = HuggingFaceFamily(modelTypes: ["qwen3_moe"], architecture: "qwen3moe") {
        configuration, draft throws(CheckpointError) in
        try describe(configuration, &draft, headSize: nil)
        guard try configuration.integer("decoder_sparse_step", default: 1) == 1,
            configuration["mlp_only_layers"]?.array?.isEmpty ?? true
        else {
            throw configuration.error(
                .unsupported, "decoder_sparse_step", "or mlp_only_layers asks for layers without experts")
        }
        let countKey = configuration["num_experts"] == nil ? "num_local_experts" : "num_experts"
        let experts = try configuration.integer(countKey, in: 1...65_536)
        let width = try configuration.integer("moe_intermediate_size", in: 1...1 << 24)
        draft.set("expert_count", experts)
        draft.set("expert_used_count", try configuration.integer("num_experts_per_tok", default: 8, in: 1...experts))
        draft.set("expert_feed_forward_length", width)
        draft.set("expert_weights_norm", try configuration.flag("norm_topk_prob", default: false))
        let sizes = draft.sizes
        let router = TensorRule(
            "layers.{}.mlp.gate.weight", "blk.{}.ffn_gate_inp.weight", [sizes.embedding, experts],
            layers: sizes.allLayers)
        return try attentionWithHeadNorms(configuration, sizes) + [router]
            + expertRules(sizes, experts: experts, width: width)
    }

    /// One rule for each expert matrix; newer exports that stack the experts are recognised by ``HuggingFaceMapper``.
    private static func expertRules(_ sizes: HuggingFaceDraft.Sizes, experts: Int, width: Int) -> [TensorRule] {
        [("gate", sizes.embedding, width), ("up", sizes.embedding, width), ("down", width, sizes.embedding)].map {
            name, columns, rows in
            TensorRule(
                "layers.{}.mlp.experts.{e}.\(name)_proj.weight", "blk.{}.ffn_\(name).{e}.weight", [columns, rows],
                layers: sizes.allLayers, experts: experts)
        }
    }

    private static func attentionWithHeadNorms(
        _ configuration: HuggingFaceConfiguration, _ sizes: HuggingFaceDraft.Sizes
    ) throws(CheckpointError) -> [TensorRule] {
        let bias = try configuration.flag("attention_bias", default: false)
        return try outerRules(configuration, sizes, norm: finalNorm(sizes), tied: false)
            + [layerNorm("input_layernorm", "attn_norm", sizes)]
            + attentionRules(sizes, inputBias: bias, outputBias: bias, layers: sizes.allLayers)
            + headNormRules(sizes, layers: sizes.allLayers)
            + [layerNorm("post_attention_layernorm", "ffn_norm", sizes)]
    }

    private static func finalNorm(_ sizes: HuggingFaceDraft.Sizes) -> TensorRule {
        TensorRule("norm.weight", "output_norm.weight", [sizes.embedding])
    }

    private static func describe(
        _ configuration: HuggingFaceConfiguration, _ draft: inout HuggingFaceDraft, headSize: Int?
    ) throws(CheckpointError) {
        try configuration.require("hidden_act", oneOf: ["silu", "swish"])
        try draft.readDecoder(configuration, headSize: headSize, context: 32_768)
        try draft.readFeedForward(configuration)
        try draft.readRotary(configuration)
        guard try configuration.flag("use_sliding_window", default: false) else { return }
        let layers = draft.sizes.layers
        let first = try configuration.integer("max_window_layers", default: 28, in: 0...Int(Int32.max))
        let types = try configuration.texts("layer_types", count: layers)
        draft.set("attention.sliding_window", try configuration.integer("sliding_window", default: 4096))
        draft.set(
            "attention.sliding_window_pattern",
            types?.map { $0 == "sliding_attention" } ?? (0..<layers).map { $0 >= first })
    }
}
