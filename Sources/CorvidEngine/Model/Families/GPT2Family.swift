/// GPT-2: learned positions, LayerNorm, plain networks with GELU.
enum GPT2Family {
    static func configuration(_ checkpoint: Checkpoint) throws(CheckpointError) -> TransformerConfiguration {
        let metadata = try FamilyMetadata(checkpoint)
        var configuration = try metadata.configuration(norm: .layer) { layer throws(CheckpointError) in
            var attention = try metadata.attention(layer)
            attention.rotation = nil
            return .init(mixer: .attention(attention), feedForward: try metadata.plain(layer, .geluTanh))
        }
        configuration.positions = .learned
        return configuration
    }
}
