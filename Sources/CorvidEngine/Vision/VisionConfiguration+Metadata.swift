extension VisionConfiguration {
    /// The tower that the keys `clip.vision.*` of a checkpoint describe, as llama.cpp's `mmproj` files have them.
    ///
    /// Keys of Corvid's own, which Hugging Face folders are mapped to, tell what those files leave to the reader.
    /// - Throws: a `CheckpointError` for a checkpoint without a tower, and for keys that are missing or out of range.
    init(_ checkpoint: Checkpoint) throws(CheckpointError) {
        guard checkpoint.architecture == "clip", checkpoint.tensor("v.patch_embd.weight") != nil else {
            throw CheckpointError(
                .unsupported, file: checkpoint.path,
                reason: "holds no image tower (its architecture is \"\(checkpoint.architecture)\"); what works is a "
                    + "folder of CLIP, SigLIP, LLaVA, Idefics3 or SmolVLM, or the mmproj GGUF file that belongs to a "
                    + "model")
        }
        patchSize = try checkpoint.integer("clip.vision.patch_size", in: 1...1024)
        imageSize = try checkpoint.integer("clip.vision.image_size", in: patchSize...16_384)
        hasClassToken = checkpoint.tensor("v.class_embd") != nil
        keepsClassToken =
            hasClassToken ? try checkpoint.optionalBoolean("corvid.vision.keeps_class_token") ?? false : false
        normalisesInput = checkpoint.tensor("v.pre_ln.weight") != nil
        normalisesOutput =
            try checkpoint.optionalBoolean("corvid.vision.normalises_output")
            ?? (checkpoint.tensor("v.post_ln.weight") != nil)
        let projector = try checkpoint.optionalText("clip.projector_type")
        positions = projector == "idefics3" ? .fractional : .grid
        let blocks = try checkpoint.integer("clip.vision.block_count", in: 1...1024)
        encoder = try EncoderConfiguration(
            checkpoint, section: "clip.vision", layers: try Self.featureLayer(checkpoint, blocks, projector))
    }

    /// How many blocks are computed for the features: those that the file names; all but one for LLaVA's projectors.
    private static func featureLayer(
        _ checkpoint: Checkpoint, _ blocks: Int, _ projector: String?
    ) throws(CheckpointError) -> Int {
        let key = "clip.vision.feature_layer"
        if case .integers(let layers) = checkpoint.metadata[key] {
            guard layers.count == 1 else {
                throw checkpoint.error(.unsupported, key, "names \(layers.count) layers; only one is supported")
            }
            guard let layer = Int(exactly: layers[0]), 0...blocks ~= layer else {
                throw checkpoint.error(.metadata, key, "is \(layers[0]); expected 0...\(blocks)")
            }
            return layer
        }
        return projector == "mlp" ? blocks - 1 : blocks
    }

    /// The activation that `key` names; without it, `fallback`.
    static func activation(
        _ checkpoint: Checkpoint, key: String, fallback: EncoderConfiguration.Activation
    ) throws(CheckpointError) -> EncoderConfiguration.Activation {
        guard let name = try checkpoint.optionalText(key) else { return fallback }
        switch name {
        case "gelu_pytorch_tanh", "gelu_new", "gelu_fast": return .tanh
        default:
            guard let activation = EncoderConfiguration.Activation(rawValue: name) else {
                throw checkpoint.error(
                    .unsupported, key, "is \"\(name)\"; known are quick_gelu, gelu_pytorch_tanh and gelu")
            }
            return activation
        }
    }
}

extension EncoderConfiguration {
    /// The blocks that the keys `section.*` describe, of which `layers` are computed.
    init(_ checkpoint: Checkpoint, section: String, layers: Int) throws(CheckpointError) {
        self.layers = layers
        width = try checkpoint.integer("\(section).embedding_length", in: 1...1 << 16)
        heads = try checkpoint.integer("\(section).attention.head_count", in: 1...1024)
        feedForward = try checkpoint.integer("\(section).feed_forward_length", in: 1...1 << 20)
        epsilon = try checkpoint.float("\(section).attention.layer_norm_epsilon", in: 0...1)
        guard width % heads == 0 else {
            throw checkpoint.error(
                .metadata, "\(section).attention.head_count",
                "is \(heads), which does not divide the width of \(width)")
        }
        if try checkpoint.optionalBoolean("clip.use_silu") == true {
            throw checkpoint.error(.unsupported, "clip.use_silu", "is true, which is not supported")
        }
        let isTanh = try checkpoint.optionalBoolean("clip.use_gelu") ?? false
        activation = try VisionConfiguration.activation(
            checkpoint, key: "corvid.\(section).activation", fallback: isTanh ? .tanh : .quick)
    }
}
