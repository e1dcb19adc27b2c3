/// What a family makes of a configuration: metadata under GGUF keys and tensors that are computed, not stored.
struct HuggingFaceDraft {
    /// The sizes that tensor shapes are made of.
    struct Sizes {
        var vocabulary = 0
        var embedding = 0
        var layers = 0
        var heads = 0
        var keyValueHeads = 0
        var headSize = 0
        var feedForward = 0
        var context = 0
        /// Width of all queries together, and of all keys.
        var queries: Int { heads * headSize }
        var keys: Int { keyValueHeads * headSize }
        var allLayers: [Int] { Array(0..<layers) }
    }

    let architecture: String
    private(set) var metadata: [String: MetadataValue]
    /// Names and numbers of tensors that the configuration implies.
    private(set) var computed: [(name: String, values: [Float])] = []
    var sizes = Sizes()

    init(architecture: String) {
        self.architecture = architecture
        metadata = [
            "general.architecture": .string(Array(architecture.utf8)),
            "corvid.rope.interleaved": .bool(false),
        ]
    }

    /// Sets `architecture.suffix`.
    mutating func set(_ suffix: String, _ value: Int) {
        metadata["\(architecture).\(suffix)"] = .unsigned(UInt64(value))
    }
    mutating func set(_ suffix: String, _ value: Double) { metadata["\(architecture).\(suffix)"] = .float(value) }
    mutating func set(_ suffix: String, _ value: Bool) { metadata["\(architecture).\(suffix)"] = .bool(value) }
    mutating func set(_ suffix: String, _ value: String) {
        metadata["\(architecture).\(suffix)"] = .string(Array(value.utf8))
    }
    mutating func set(_ suffix: String, _ values: [Int]) {
        metadata["\(architecture).\(suffix)"] = .integers(values.map(Int64.init))
    }
    mutating func set(_ suffix: String, _ values: [Bool]) {
        metadata["\(architecture).\(suffix)"] = .array(values.map(MetadataValue.bool))
    }
    /// Sets a key outside the architecture's name space.
    mutating func set(key: String, _ value: MetadataValue) { metadata[key] = value }

    /// Adds a tensor of F32 numbers.
    mutating func addTensor(_ name: String, _ values: [Float]) { computed.append((name, values)) }

    /// Reads what all decoders state in the same words and sets the keys for it.
    ///
    /// - Parameter headSize: the family's head size when the configuration tells none; nil for embedding / heads.
    mutating func readDecoder(
        _ configuration: HuggingFaceConfiguration, headSize: Int? = nil, heads: Int? = nil, keyValueHeads: Int? = nil,
        context: Int, vocabulary: Int? = nil
    ) throws(CheckpointError) {
        if configuration["quantization_config"] != nil {
            throw configuration.error(
                .unsupported, "quantization_config", "is present: quantised safetensors are not read; use GGUF instead")
        }
        sizes.vocabulary = try configuration.integer("vocab_size", default: vocabulary)
        sizes.embedding = try configuration.integer("hidden_size", in: 1...1 << 20)
        sizes.layers = try configuration.integer("num_hidden_layers", in: 1...4096)
        sizes.heads = try configuration.integer("num_attention_heads", default: heads, in: 1...4096)
        sizes.keyValueHeads = try configuration.integer(
            "num_key_value_heads", default: keyValueHeads ?? sizes.heads, in: 1...sizes.heads)
        sizes.headSize = try configuration.integer(
            "head_dim", default: headSize ?? max(sizes.embedding / sizes.heads, 1), in: 1...65_536)
        sizes.context = try configuration.integer("max_position_embeddings", default: context)
        guard sizes.heads % sizes.keyValueHeads == 0 else {
            throw configuration.error(
                .metadata, "num_key_value_heads",
                "is \(sizes.keyValueHeads), which does not divide the \(sizes.heads) attention heads")
        }
        set("vocab_size", sizes.vocabulary)
        set("context_length", sizes.context)
        set("embedding_length", sizes.embedding)
        set("block_count", sizes.layers)
        set("attention.head_count", sizes.heads)
        set("attention.head_count_kv", sizes.keyValueHeads)
        set("attention.key_length", sizes.headSize)
        set("attention.value_length", sizes.headSize)
    }

    /// Reads the feed-forward width and the epsilon of the RMS norms.
    mutating func readFeedForward(
        _ configuration: HuggingFaceConfiguration, epsilon: Double = 1e-6
    ) throws(CheckpointError) {
        sizes.feedForward = try configuration.integer("intermediate_size", in: 1...1 << 24)
        set("feed_forward_length", sizes.feedForward)
        set("attention.layer_norm_rms_epsilon", try configuration.number("rms_norm_eps", default: epsilon, in: 0...1))
    }
}
