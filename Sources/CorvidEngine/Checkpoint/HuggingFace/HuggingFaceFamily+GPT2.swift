extension HuggingFaceFamily {
    /// GPT-2: learned positions, LayerNorm, matrices stored with rows and columns exchanged.
    static let gpt2 = HuggingFaceFamily(modelTypes: ["gpt2"], architecture: "gpt2") {
        configuration, draft throws(CheckpointError) in
        try configuration.require("activation_function", oneOf: ["gelu_new", "gelu_pytorch_tanh"])
        for key in ["scale_attn_by_inverse_layer_idx", "add_cross_attention"] { try configuration.refuse(key) }
        var sizes = HuggingFaceDraft.Sizes()
        sizes.vocabulary = try configuration.integer("vocab_size")
        sizes.embedding = try configuration.integer("n_embd", in: 1...1 << 20)
        sizes.layers = try configuration.integer("n_layer", in: 1...4096)
        sizes.heads = try configuration.integer("n_head", in: 1...4096)
        sizes.context = try configuration.integer("n_positions", default: 1024)
        sizes.feedForward = try configuration.integer("n_inner", default: 4 * sizes.embedding, in: 1...1 << 24)
        draft.sizes = sizes
        draft.set("vocab_size", sizes.vocabulary)
        draft.set("context_length", sizes.context)
        draft.set("embedding_length", sizes.embedding)
        draft.set("block_count", sizes.layers)
        draft.set("feed_forward_length", sizes.feedForward)
        draft.set("attention.head_count", sizes.heads)
        draft.set(
            "attention.layer_norm_epsilon", try configuration.number("layer_norm_epsilon", default: 1e-5, in: 0...1))

        let linear = [
            ("attn.c_attn", "attn_qkv", sizes.embedding, 3 * sizes.embedding),
            ("attn.c_proj", "attn_output", sizes.embedding, sizes.embedding),
            ("mlp.c_fc", "ffn_up", sizes.embedding, sizes.feedForward),
            ("mlp.c_proj", "ffn_down", sizes.feedForward, sizes.embedding),
        ]
        let output = TensorRule("lm_head.weight", "output.weight", [sizes.embedding, sizes.vocabulary])
        return [
            TensorRule("wte.weight", "token_embd.weight", [sizes.embedding, sizes.vocabulary]),
            TensorRule("wpe.weight", "position_embd.weight", [sizes.embedding, sizes.context]),
        ]
            + biased("ln_f", "output_norm", [sizes.embedding], layers: nil)
            + (try configuration.flag("tie_word_embeddings", default: true) ? [] : [output])
            + biased("h.{}.ln_1", "blk.{}.attn_norm", [sizes.embedding], layers: sizes.allLayers)
            + biased("h.{}.ln_2", "blk.{}.ffn_norm", [sizes.embedding], layers: sizes.allLayers)
            + linear.flatMap { source, target, columns, rows in
                biased("h.{}.\(source)", "blk.{}.\(target)", [columns, rows], .transpose, layers: sizes.allLayers)
            }
    }
}
