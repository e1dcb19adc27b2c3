/// LFM2: gated short convolutions, with blocks of attention between them.
enum LFM2Family {
    static func configuration(_ checkpoint: Checkpoint) throws(CheckpointError) -> TransformerConfiguration {
        let metadata = try FamilyMetadata(checkpoint)
        let kernel = try checkpoint.integer(
            checkpoint.key("shortconv.l_cache"), in: 1...CacheLayout.historyCapacity / 4)
        var configuration = try metadata.configuration(norm: .rootMeanSquare) { layer throws(CheckpointError) in
            let feedForward = try metadata.gated(layer)
            guard metadata.keyValueHeads[layer] > 0 else {
                return .init(mixer: .shortConvolution(kernel: kernel), feedForward: feedForward)
            }
            var attention = try metadata.attention(layer)
            attention.normalisesQueriesAndKeys = true
            return .init(mixer: .attention(attention), feedForward: feedForward)
        }
        configuration.rotations = [try metadata.rotation()]
        return configuration
    }
}
