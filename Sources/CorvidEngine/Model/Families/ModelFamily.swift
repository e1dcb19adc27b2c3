/// The model families that the engine knows: each maps a checkpoint's metadata to a configuration.
enum ModelFamily {
    typealias Reader = @Sendable (Checkpoint) throws(CheckpointError) -> TransformerConfiguration

    /// A line for each family, under the name it has in `general.architecture`.
    static let readers: [String: Reader] = [
        "bert": BERTFamily.configuration,
        "gemma3": Gemma3Family.configuration,
        "gpt2": GPT2Family.configuration,
        "lfm2": LFM2Family.configuration,
        "llama": LlamaFamily.configuration,
        "mistral": LlamaFamily.configuration,
        "phi3": Phi3Family.configuration,
        "qwen2": Qwen2Family.configuration,
        "qwen3": Qwen3Family.configuration,
        "qwen3moe": Qwen3MoEFamily.configuration,
    ]

    /// The configuration of `checkpoint`.
    /// - Throws: an error that names the known families, when it is of another one.
    static func configuration(of checkpoint: Checkpoint) throws(CheckpointError) -> TransformerConfiguration {
        let name = try checkpoint.text("general.architecture")
        guard let reader = readers[name] else {
            let known = readers.keys.sorted().joined(separator: ", ")
            throw checkpoint.error(.unsupported, "general.architecture", "is \"\(name)\"; known are \(known)")
        }
        return try reader(checkpoint)
    }
}
