/// Llama 2 and 3, SmolLM2, and Mistral with its sliding window.
enum LlamaFamily {
    static func configuration(_ checkpoint: Checkpoint) throws(CheckpointError) -> TransformerConfiguration {
        let metadata = try FamilyMetadata(checkpoint)
        let windows = try metadata.windows()
        var configuration = try metadata.configuration(norm: .rootMeanSquare) { layer throws(CheckpointError) in
            var attention = try metadata.attention(layer)
            attention.window = windows[layer]
            return .init(mixer: .attention(attention), feedForward: try metadata.gated(layer))
        }
        // GGUF files hold the rows of queries and keys in pairs; Hugging Face ones as they were trained.
        let interleaved = try checkpoint.optionalBoolean("corvid.rope.interleaved") ?? true
        configuration.rotations = [try metadata.rotation(interleaved: interleaved)]
        return configuration
    }
}
