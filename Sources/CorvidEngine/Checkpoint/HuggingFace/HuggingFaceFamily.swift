import CorvidGrammar

/// A model family as Hugging Face publishes it: how its configuration and tensor names map to those of GGUF.
///
/// To add a family, write one value in a file of its own and list it in ``all``.
struct HuggingFaceFamily: Sendable {
    /// Values of `model_type` that mean this family.
    let modelTypes: [String]
    /// The name of the architecture in GGUF files.
    let architecture: String
    /// Reads the configuration into a draft and tells the tensors that must be there.
    let describe: @Sendable (HuggingFaceConfiguration, inout HuggingFaceDraft) throws(CheckpointError) -> [TensorRule]

    /// Every family that is read.
    static let all: [HuggingFaceFamily] = [llama, mistral, qwen2, qwen3, qwen3moe, gemma3, phi3, lfm2, bert, gpt2]

    /// The family that `model_type` names.
    static func find(_ configuration: HuggingFaceConfiguration) throws(CheckpointError) -> HuggingFaceFamily {
        guard let type = configuration["model_type"]?.text else {
            throw configuration.error(.metadata, "model_type", "is missing; expected the name of a model family")
        }
        guard let family = all.first(where: { $0.modelTypes.contains(type) }) else {
            throw configuration.error(
                .unsupported, "model_type",
                "is \(type), which is not supported; known are \(all.flatMap(\.modelTypes).joined(separator: ", "))")
        }
        return family
    }

    // MARK: Rules that families share

    /// The embedding, the final norm and, unless it is the embedding again, the output matrix.
    static func outerRules(
        _ configuration: HuggingFaceConfiguration, _ sizes: HuggingFaceDraft.Sizes, norm: TensorRule, tied: Bool
    ) throws(CheckpointError) -> [TensorRule] {
        let embedding = TensorRule(
            "embed_tokens.weight", "token_embd.weight", [sizes.embedding, sizes.vocabulary])
        let output = TensorRule("lm_head.weight", "output.weight", [sizes.embedding, sizes.vocabulary])
        return try configuration.flag("tie_word_embeddings", default: tied)
            ? [embedding, norm] : [embedding, norm, output]
    }

    /// Separate query, key and value projections and the output projection, with biases where told.
    static func attentionRules(
        _ sizes: HuggingFaceDraft.Sizes, output: String = "o_proj", inputBias: Bool = false, outputBias: Bool = false,
        layers: [Int]
    ) -> [TensorRule] {
        let inputs = [("q", sizes.queries), ("k", sizes.keys), ("v", sizes.keys)]
        var rules = inputs.map { letter, width in
            TensorRule(
                "layers.{}.self_attn.\(letter)_proj.weight", "blk.{}.attn_\(letter).weight", [sizes.embedding, width],
                layers: layers)
        }
        rules.append(
            TensorRule(
                "layers.{}.self_attn.\(output).weight", "blk.{}.attn_output.weight", [sizes.queries, sizes.embedding],
                layers: layers))
        if inputBias {
            rules += inputs.map { letter, width in
                TensorRule(
                    "layers.{}.self_attn.\(letter)_proj.bias", "blk.{}.attn_\(letter).bias", [width], layers: layers)
            }
        }
        if outputBias {
            rules.append(
                TensorRule(
                    "layers.{}.self_attn.\(output).bias", "blk.{}.attn_output.bias", [sizes.embedding], layers: layers))
        }
        return rules
    }

    /// Norms of each head's queries and keys.
    static func headNormRules(
        _ sizes: HuggingFaceDraft.Sizes, query: String = "q_norm", key: String = "k_norm",
        _ change: TensorRule.Change = .none, layers: [Int]
    ) -> [TensorRule] {
        [
            TensorRule(
                "layers.{}.self_attn.\(query).weight", "blk.{}.attn_q_norm.weight", [sizes.headSize], change,
                layers: layers),
            TensorRule(
                "layers.{}.self_attn.\(key).weight", "blk.{}.attn_k_norm.weight", [sizes.headSize], change,
                layers: layers),
        ]
    }

    /// The gated feed-forward block.
    static func feedForwardRules(_ sizes: HuggingFaceDraft.Sizes, bias: Bool = false) -> [TensorRule] {
        let matrices = [
            ("gate", sizes.embedding, sizes.feedForward), ("up", sizes.embedding, sizes.feedForward),
            ("down", sizes.feedForward, sizes.embedding),
        ]
        return matrices.flatMap { name, columns, rows in
            let weight = TensorRule(
                "layers.{}.mlp.\(name)_proj.weight", "blk.{}.ffn_\(name).weight", [columns, rows],
                layers: sizes.allLayers)
            let addend = TensorRule(
                "layers.{}.mlp.\(name)_proj.bias", "blk.{}.ffn_\(name).bias", [rows], layers: sizes.allLayers)
            return bias ? [weight, addend] : [weight]
        }
    }

    /// A norm in every layer.
    static func layerNorm(
        _ source: String, _ target: String, _ sizes: HuggingFaceDraft.Sizes, _ change: TensorRule.Change = .none
    ) -> TensorRule {
        TensorRule(
            "layers.{}.\(source).weight", "blk.{}.\(target).weight", [sizes.embedding], change, layers: sizes.allLayers)
    }
}
