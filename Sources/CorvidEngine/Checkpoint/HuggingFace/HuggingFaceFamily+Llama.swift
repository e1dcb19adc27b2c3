import CorvidGrammar

extension HuggingFaceFamily {
    /// Llama 2 and 3, SmolLM2 and others of the same build.
    static let llama = HuggingFaceFamily(modelTypes: ["llama"], architecture: "llama") {
        configuration, draft throws(CheckpointError) in
        try describeLlama(configuration, &draft, context: 2048)
    }

    /// Mistral: Llama with a sliding window, which every layer uses.
    static let mistral = HuggingFaceFamily(modelTypes: ["mistral"], architecture: "llama") {
        configuration, draft throws(CheckpointError) in
        let rules = try describeLlama(configuration, &draft, context: 131_072)
        let stated = configuration.json.root.members?.contains { $0.key.elementsEqual("sliding_window".utf8) } ?? false
        if configuration["sliding_window"] != nil || !stated {
            draft.set("attention.sliding_window", try configuration.integer("sliding_window", default: 4096))
        }
        return rules
    }

    private static func describeLlama(
        _ configuration: HuggingFaceConfiguration, _ draft: inout HuggingFaceDraft, context: Int
    ) throws(CheckpointError) -> [TensorRule] {
        try configuration.require("hidden_act", oneOf: ["silu", "swish"])
        try draft.readDecoder(configuration, context: context)
        try draft.readFeedForward(configuration)
        try draft.readRotary(configuration)
        let sizes = draft.sizes
        let bias = try configuration.flag("attention_bias", default: false)
        let norm = TensorRule("norm.weight", "output_norm.weight", [sizes.embedding])
        return try outerRules(configuration, sizes, norm: norm, tied: false)
            + [layerNorm("input_layernorm", "attn_norm", sizes)]
            + attentionRules(sizes, inputBias: bias, outputBias: bias, layers: sizes.allLayers)
            + [layerNorm("post_attention_layernorm", "ffn_norm", sizes)]
            + feedForwardRules(sizes, bias: try configuration.flag("mlp_bias", default: false))
    }
}
