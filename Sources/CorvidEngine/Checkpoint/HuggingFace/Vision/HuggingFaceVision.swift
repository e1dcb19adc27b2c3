import CorvidGrammar

/// The image half of a Hugging Face folder (with the text tower of CLIP and SigLIP): how its configuration and tensor
/// names map to those of `mmproj` files.
struct HuggingFaceVision {
    /// What an image tower's configuration leaves out is as `transformers` has it.
    struct Defaults {
        var width: Int
        var layers: Int
        var heads: Int
        var feedForward: Int
        var imageSize: Int
        var patchSize: Int
        var epsilon: Double
        var activation: String

        static let clip = Defaults(
            width: 768, layers: 12, heads: 12, feedForward: 3072, imageSize: 224, patchSize: 32, epsilon: 1e-5,
            activation: "quick_gelu")
        static let siglip = Defaults(
            width: 768, layers: 12, heads: 12, feedForward: 3072, imageSize: 224, patchSize: 16, epsilon: 1e-6,
            activation: "gelu_pytorch_tanh")
        static let idefics3 = Defaults(
            width: 1152, layers: 12, heads: 16, feedForward: 3072, imageSize: 224, patchSize: 32, epsilon: 1e-6,
            activation: "gelu_pytorch_tanh")
    }

    /// Values of `model_type` that are known.
    static let modelTypes = ["clip", "siglip", "llava", "idefics3", "smolvlm"]

    private let root: HuggingFaceConfiguration
    private let vision: HuggingFaceConfiguration
    private(set) var draft = HuggingFaceDraft(architecture: "clip")
    private(set) var rules: [TensorRule] = []
    /// Which tensors of the folder belong to it.
    private(set) var part = HuggingFaceWeights.Part.vision
    private var width = 0
    private var insideWidth = 0

    init(_ json: JSONFile) throws(CheckpointError) {
        root = HuggingFaceConfiguration(json, section: nil)
        vision = HuggingFaceConfiguration(json, section: "vision_config")
        guard let type = root["model_type"]?.text else {
            throw root.error(.metadata, "model_type", "is missing; expected the name of a model family")
        }
        switch type {
        case "clip": try describePair(.clip, json)
        case "siglip": try describePair(.siglip, json)
        case "llava": try describeLLaVA()
        case "idefics3", "smolvlm": try describeIdefics3()
        default:
            throw root.error(
                .unsupported, "model_type",
                "is \(type), which has no image tower that is supported; known are "
                    + Self.modelTypes.joined(separator: ", "))
        }
    }

    // MARK: Kinds

    /// CLIP and SigLIP: both towers.
    private mutating func describePair(_ kind: ImageTextModel.Kind, _ json: JSONFile) throws(CheckpointError) {
        part = .imageAndText
        draft.set(key: "corvid.clip.kind", .string(Array(kind.rawValue.utf8)))
        let isCLIP = kind == .clip
        try describeTower(isCLIP ? .clip : .siglip, hasClassToken: isCLIP)
        if isCLIP {
            let dimension = try root.integer("projection_dim", default: 512, in: 1...1 << 16)
            draft.set("vision.projection_dim", dimension)
            rules.append(TensorRule("visual_projection.weight", "visual_projection.weight", [width, dimension]))
        } else {
            addPoolingHead()
            rules.append(TensorRule("logit_bias", "logit_bias", [1]))
        }
        rules.append(TensorRule("logit_scale", "logit_scale", [1]))
        try describeText(HuggingFaceConfiguration(json, section: "text_config"), isCLIP: isCLIP)
    }

    private mutating func describeText(_ text: HuggingFaceConfiguration, isCLIP: Bool) throws(CheckpointError) {
        let textWidth = try text.integer("hidden_size", default: isCLIP ? 512 : 768, in: 1...1 << 16)
        let inside = try text.integer("intermediate_size", default: isCLIP ? 2048 : 3072, in: 1...1 << 20)
        let layers = try text.integer("num_hidden_layers", default: 12, in: 1...1024)
        let context = try text.integer("max_position_embeddings", default: isCLIP ? 77 : 64, in: 1...1 << 16)
        let vocabulary = try text.integer("vocab_size", default: isCLIP ? 49408 : 32000, in: 1...1 << 24)
        let dimension =
            isCLIP
            ? try root.integer("projection_dim", default: 512, in: 1...1 << 16)
            : try text.integer("projection_size", default: textWidth, in: 1...1 << 16)
        draft.set("text.embedding_length", textWidth)
        draft.set("text.feed_forward_length", inside)
        draft.set("text.block_count", layers)
        draft.set("text.context_length", context)
        draft.set("text.vocab_size", vocabulary)
        draft.set("text.projection_dim", dimension)
        draft.set(
            "text.attention.head_count",
            try text.integer("num_attention_heads", default: isCLIP ? 8 : 12, in: 1...1024))
        draft.set(
            "text.attention.layer_norm_epsilon",
            try text.number("layer_norm_eps", default: isCLIP ? 1e-5 : 1e-6, in: 0...1))
        setActivation("corvid.clip.text.activation", text, "hidden_act", isCLIP ? "quick_gelu" : "gelu_pytorch_tanh")
        let end = try text.integer("eos_token_id", default: 49407, in: 0...Int(Int32.max))
        draft.set(key: "tokenizer.ggml.eos_token_id", .unsigned(UInt64(end)))
        let padding = try text.integer("pad_token_id", default: 1, in: 0...Int(Int32.max))
        draft.set(key: "tokenizer.ggml.padding_token_id", .unsigned(UInt64(padding)))

        let prefix = "text_model."
        rules += [
            TensorRule(
                "\(prefix)embeddings.token_embedding.weight", "t.token_embd.weight", [textWidth, vocabulary]),
            TensorRule(
                "\(prefix)embeddings.position_embedding.weight", "t.position_embd.weight", [textWidth, context]),
        ]
        rules += Self.biased("\(prefix)final_layer_norm", "t.post_ln", [textWidth])
        rules += Self.blocks(prefix, "t", width: textWidth, inside: inside, layers: layers)
        rules +=
            isCLIP
            ? [TensorRule("text_projection.weight", "text_projection.weight", [textWidth, dimension])]
            : Self.biased("\(prefix)head", "text_projection", [textWidth, dimension])
    }

    private mutating func describeLLaVA() throws(CheckpointError) {
        let kind = vision["model_type"]?.text ?? "clip_vision_model"
        guard ["clip_vision_model", "siglip_vision_model"].contains(kind) else {
            throw vision.error(
                .unsupported, "model_type",
                "of vision_config is \(kind); known are clip_vision_model and "
                    + "siglip_vision_model")
        }
        let isCLIP = kind == "clip_vision_model"
        try describeTower(isCLIP ? .clip : .siglip, hasClassToken: isCLIP)
        if !isCLIP, try vision.flag("vision_use_head", default: true) { addPoolingHead() }
        let layers = try vision.integer("num_hidden_layers", default: 12, in: 1...1024)
        // Layer 0 is the input of the first block; from the end, -1 is the output of the last.
        var feature = -2
        if let stated = root["vision_feature_layer"] {
            guard let layer = stated.int ?? (stated.array?.count == 1 ? stated.array?[0].int : nil),
                -layers - 1...layers ~= layer
            else {
                throw root.error(
                    .unsupported, "vision_feature_layer",
                    "is \(HuggingFaceConfiguration.shown(stated)); expected one layer in \(-layers - 1)...\(layers)")
            }
            feature = layer
        }
        draft.set("vision.feature_layer", [feature < 0 ? layers + 1 + feature : feature])
        draft.set(key: "corvid.vision.normalises_output", .bool(false))
        try root.require("vision_feature_select_strategy", oneOf: ["default", "full"])
        let keepsAll = root["vision_feature_select_strategy"]?.text == "full"
        guard keepsAll || isCLIP else {
            throw root.error(
                .unsupported, "vision_feature_select_strategy",
                "is default, which leaves out a class token; SigLIP has none")
        }
        draft.set(key: "corvid.vision.keeps_class_token", .bool(keepsAll && isCLIP))
        draft.set("projector_type", "mlp")
        setActivation("corvid.projector.activation", root, "projector_hidden_act", "gelu")
        let text = try modelWidth(default: 4096)
        let bias = try root.flag("multimodal_projector_bias", default: true)
        for (name, target, columns) in [("linear_1", "mm.0", width), ("linear_2", "mm.2", text)] {
            let source = "multi_modal_projector.\(name)"
            rules +=
                bias
                ? Self.biased(source, target, [columns, text])
                : [TensorRule("\(source).weight", "\(target).weight", [columns, text])]
        }
    }

    private mutating func describeIdefics3() throws(CheckpointError) {
        try describeTower(.idefics3, hasClassToken: false)
        let factor = try root.integer("scale_factor", default: 2, in: 1...64)
        draft.set("vision.projector.scale_factor", factor)
        draft.set("projector_type", "idefics3")
        let columns = width * factor * factor
        rules.append(
            TensorRule(
                "connector.modality_projection.proj.weight", "mm.model.fc.weight",
                [columns, try modelWidth(default: 4096)]))
    }

    /// The width of the language model.
    private func modelWidth(default fallback: Int) throws(CheckpointError) -> Int {
        let text = HuggingFaceConfiguration(root.json, section: "text_config")
        return try text.integer("hidden_size", default: fallback, in: 1...1 << 20)
    }

    // MARK: Parts

    private mutating func describeTower(_ defaults: Defaults, hasClassToken: Bool) throws(CheckpointError) {
        width = try vision.integer("hidden_size", default: defaults.width, in: 1...1 << 16)
        let inside = try vision.integer("intermediate_size", default: defaults.feedForward, in: 1...1 << 20)
        let layers = try vision.integer("num_hidden_layers", default: defaults.layers, in: 1...1024)
        let patch = try vision.integer("patch_size", default: defaults.patchSize, in: 1...1024)
        let side = try vision.integer("image_size", default: defaults.imageSize, in: patch...16_384)
        guard try vision.integer("num_channels", default: 3) == 3 else {
            throw vision.error(.unsupported, "num_channels", "is not 3, which is what is supported")
        }
        draft.set("vision.embedding_length", width)
        draft.set("vision.feed_forward_length", inside)
        draft.set("vision.block_count", layers)
        draft.set("vision.patch_size", patch)
        draft.set("vision.image_size", side)
        draft.set(
            "vision.attention.head_count",
            try vision.integer("num_attention_heads", default: defaults.heads, in: 1...1024))
        draft.set(
            "vision.attention.layer_norm_epsilon",
            try vision.number("layer_norm_eps", default: defaults.epsilon, in: 0...1))
        setActivation("corvid.clip.vision.activation", vision, "hidden_act", defaults.activation)

        let grid = side / patch * (side / patch)
        rules += [
            TensorRule("embeddings.patch_embedding.weight", "v.patch_embd.weight", [patch, patch, 3, width]),
            TensorRule(
                "embeddings.position_embedding.weight", "v.position_embd.weight",
                [width, hasClassToken ? grid + 1 : grid]),
        ]
        if hasClassToken {
            rules.append(TensorRule("embeddings.class_embedding", "v.class_embd", [width]))
            rules += Self.biased("pre_layrnorm", "v.pre_ln", [width])
        } else {
            rules.append(TensorRule("embeddings.patch_embedding.bias", "v.patch_embd.bias", [width]))
        }
        rules += Self.biased("post_layernorm", "v.post_ln", [width])
        rules += Self.blocks("", "v", width: width, inside: inside, layers: layers)
        insideWidth = inside
    }

    /// The attention pooling of SigLIP.
    private mutating func addPoolingHead() {
        rules += [
            TensorRule("head.probe", "v.head.probe", [width]),
            TensorRule("head.attention.in_proj_weight", "v.head.attn_qkv.weight", [width, 3 * width]),
            TensorRule("head.attention.in_proj_bias", "v.head.attn_qkv.bias", [3 * width]),
        ]
        rules += Self.biased("head.attention.out_proj", "v.head.attn_out", [width, width])
        rules += Self.biased("head.layernorm", "v.head.ln", [width])
        rules += Self.biased("head.mlp.fc1", "v.head.ffn_up", [width, insideWidth])
        rules += Self.biased("head.mlp.fc2", "v.head.ffn_down", [insideWidth, width])
    }

    private mutating func setActivation(
        _ target: String, _ configuration: HuggingFaceConfiguration, _ key: String, _ fallback: String
    ) {
        draft.set(key: target, .string(Array((configuration[key]?.text ?? fallback).utf8)))
    }

    /// The blocks of a tower.
    private static func blocks(
        _ prefix: String, _ target: String, width: Int, inside: Int, layers: Int
    ) -> [TensorRule] {
        let names: [(String, String, [Int])] = [
            ("layer_norm1", "ln1", [width]), ("self_attn.q_proj", "attn_q", [width, width]),
            ("self_attn.k_proj", "attn_k", [width, width]), ("self_attn.v_proj", "attn_v", [width, width]),
            ("self_attn.out_proj", "attn_out", [width, width]), ("layer_norm2", "ln2", [width]),
            ("mlp.fc1", "ffn_up", [width, inside]), ("mlp.fc2", "ffn_down", [inside, width]),
        ]
        return names.flatMap { source, name, shape in
            biased(
                "\(prefix)encoder.layers.{}.\(source)", "\(target).blk.{}.\(name)", shape, layers: Array(0..<layers))
        }
    }

    /// A matrix, or the scale of a norm, and its bias.
    private static func biased(
        _ source: String, _ target: String, _ shape: [Int], layers: [Int]? = nil
    ) -> [TensorRule] {
        [
            TensorRule("\(source).weight", "\(target).weight", shape, layers: layers),
            TensorRule("\(source).bias", "\(target).bias", [shape[shape.count - 1]], layers: layers),
        ]
    }
}
