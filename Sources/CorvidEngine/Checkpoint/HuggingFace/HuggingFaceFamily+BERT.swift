extension HuggingFaceFamily {
    /// BERT as a sentence encoder: the pooler and the heads for other tasks are left out.
    static let bert = HuggingFaceFamily(modelTypes: ["bert"], architecture: "bert") {
        configuration, draft throws(CheckpointError) in
        try configuration.require("hidden_act", oneOf: ["gelu"])
        try configuration.require("position_embedding_type", oneOf: ["absolute"])
        try configuration.refuse("is_decoder")
        try draft.readDecoder(configuration, context: 512)
        draft.sizes.feedForward = try configuration.integer("intermediate_size", in: 1...1 << 24)
        let sizes = draft.sizes
        let types = try configuration.integer("type_vocab_size", default: 2)
        draft.set("feed_forward_length", sizes.feedForward)
        draft.set("attention.layer_norm_epsilon", try configuration.number("layer_norm_eps", default: 1e-12, in: 0...1))
        draft.set("attention.causal", false)
        draft.set(key: "tokenizer.ggml.token_type_count", .unsigned(UInt64(types)))

        let linear = [
            ("attention.self.query", "attn_q", sizes.embedding, sizes.embedding),
            ("attention.self.key", "attn_k", sizes.embedding, sizes.embedding),
            ("attention.self.value", "attn_v", sizes.embedding, sizes.embedding),
            ("attention.output.dense", "attn_output", sizes.embedding, sizes.embedding),
            ("intermediate.dense", "ffn_up", sizes.embedding, sizes.feedForward),
            ("output.dense", "ffn_down", sizes.feedForward, sizes.embedding),
        ]
        let norms = [
            ("attention.output.LayerNorm", "attn_output_norm"), ("output.LayerNorm", "layer_output_norm"),
        ]
        return [
            TensorRule("embeddings.word_embeddings.weight", "token_embd.weight", [sizes.embedding, sizes.vocabulary]),
            TensorRule(
                "embeddings.position_embeddings.weight", "position_embd.weight", [sizes.embedding, sizes.context]),
            TensorRule("embeddings.token_type_embeddings.weight", "token_types.weight", [sizes.embedding, types]),
            TensorRule("embeddings.LayerNorm.weight", "token_embd_norm.weight", [sizes.embedding]),
            TensorRule("embeddings.LayerNorm.bias", "token_embd_norm.bias", [sizes.embedding]),
        ]
            + linear.flatMap { source, target, columns, rows in
                biased("encoder.layer.{}.\(source)", "blk.{}.\(target)", [columns, rows], layers: sizes.allLayers)
            }
            + norms.flatMap { source, target in
                biased("encoder.layer.{}.\(source)", "blk.{}.\(target)", [sizes.embedding], layers: sizes.allLayers)
            }
    }

    /// A weight and its bias, which is as long as the weight's last dimension.
    static func biased(
        _ source: String, _ target: String, _ shape: [Int], _ change: TensorRule.Change = .none, layers: [Int]?
    ) -> [TensorRule] {
        [
            TensorRule("\(source).weight", "\(target).weight", shape, change, layers: layers),
            TensorRule("\(source).bias", "\(target).bias", Array(shape.suffix(1)), layers: layers),
        ]
    }
}
