/// Gemma 3: local layers with a window, every sixth one global; norms before and after each sublayer.
enum Gemma3Family {
    static func configuration(_ checkpoint: Checkpoint) throws(CheckpointError) -> TransformerConfiguration {
        let metadata = try FamilyMetadata(checkpoint)
        let windows = try metadata.windows(defaultPeriod: 6)
        let hasStatedScale = checkpoint.metadata[checkpoint.key("attention.scale")] != nil
        var configuration = try metadata.configuration(norm: .rootMeanSquare) { layer throws(CheckpointError) in
            var attention = try metadata.attention(layer)
            if !hasStatedScale, metadata.layerCount == 62 {
                // The model of 27 billion parameters, whose files do not state that it scales by another length.
                attention.scale = 1 / Float(metadata.embeddingLength / attention.heads).squareRoot()
            }
            attention.normalisesQueriesAndKeys = true
            attention.window = windows[layer]
            attention.rotation = windows[layer] > 0 ? 1 : 0
            return .init(mixer: .attention(attention), feedForward: try metadata.gated(layer, .geluTanh))
        }
        let limit = Float.greatestFiniteMagnitude
        let localBase = try checkpoint.optionalFloat(checkpoint.key("rope.freq_base_swa"), in: 1...limit) ?? 10_000
        var local = try metadata.rotation(base: Double(localBase))
        local.scaling = .none
        configuration.rotations = [try metadata.rotation(), local]
        configuration.embeddingScale = Float(metadata.embeddingLength).squareRoot()
        configuration.normalisesSublayerOutputs = true
        configuration.logitCap =
            try checkpoint.optionalFloat(checkpoint.key("final_logit_softcapping"), in: 0...1e6) ?? 0
        return configuration
    }
}
