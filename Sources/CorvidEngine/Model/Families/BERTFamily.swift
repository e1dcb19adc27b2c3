/// BERT-class encoders: attention to both sides, norms after the residual sums (Devlin et al. 2018).
enum BERTFamily {
    static func configuration(_ checkpoint: Checkpoint) throws(CheckpointError) -> TransformerConfiguration {
        let metadata = try FamilyMetadata(checkpoint)
        var configuration = try metadata.configuration(norm: .layer) { layer throws(CheckpointError) in
            var attention = try metadata.attention(layer)
            attention.rotation = nil
            return .init(mixer: .attention(attention), feedForward: try metadata.plain(layer, .gelu))
        }
        configuration.positions =
            try checkpoint.optionalText("corvid.positions") == "sinusoidal" ? .sinusoidal : .learned
        configuration.normalisesEmbeddings = true
        configuration.normalisesAfterResidual = true
        configuration.isBidirectional = true
        return configuration
    }
}
