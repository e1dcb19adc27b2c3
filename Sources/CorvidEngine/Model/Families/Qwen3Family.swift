/// Qwen 3: queries and keys are normalised for each head.
enum Qwen3Family {
    static func configuration(_ checkpoint: Checkpoint) throws(CheckpointError) -> TransformerConfiguration {
        let metadata = try FamilyMetadata(checkpoint)
        let windows = try metadata.windows()
        var configuration = try metadata.configuration(norm: .rootMeanSquare) { layer throws(CheckpointError) in
            var attention = try metadata.attention(layer)
            attention.window = windows[layer]
            attention.normalisesQueriesAndKeys = true
            return .init(mixer: .attention(attention), feedForward: try metadata.gated(layer))
        }
        configuration.rotations = [try metadata.rotation()]
        return configuration
    }
}
