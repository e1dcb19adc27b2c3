/// Phi 3 and 3.5: fused projections, rotary factors for short and long contexts.
enum Phi3Family {
    static func configuration(_ checkpoint: Checkpoint) throws(CheckpointError) -> TransformerConfiguration {
        let metadata = try FamilyMetadata(checkpoint)
        let windows = try metadata.windows()
        var configuration = try metadata.configuration(norm: .rootMeanSquare) { layer throws(CheckpointError) in
            var attention = try metadata.attention(layer)
            attention.window = windows[layer]
            return .init(mixer: .attention(attention), feedForward: try metadata.gated(layer))
        }
        configuration.rotations = [try metadata.rotation()]
        return configuration
    }
}
