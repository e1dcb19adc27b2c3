/// Qwen 3 with a mixture of experts; layers without a router have a dense network.
enum Qwen3MoEFamily {
    static func configuration(_ checkpoint: Checkpoint) throws(CheckpointError) -> TransformerConfiguration {
        let metadata = try FamilyMetadata(checkpoint)
        let count = try checkpoint.integer(checkpoint.key("expert_count"), in: 1...4096)
        let used = try checkpoint.integer(checkpoint.key("expert_used_count"), in: 1...min(count, 64))
        let width = try checkpoint.integer(checkpoint.key("expert_feed_forward_length"), in: 1...1 << 24)
        let renormalises = try checkpoint.optionalBoolean(checkpoint.key("expert_weights_norm")) ?? true
        let windows = try metadata.windows()
        var configuration = try metadata.configuration(norm: .rootMeanSquare) { layer throws(CheckpointError) in
            var attention = try metadata.attention(layer)
            attention.window = windows[layer]
            attention.normalisesQueriesAndKeys = true
            let isSparse = checkpoint.tensor("blk.\(layer).ffn_gate_inp.weight") != nil
            return .init(
                mixer: .attention(attention),
                feedForward: isSparse
                    ? .experts(count: count, used: used, width: width, .silu, renormalises: renormalises)
                    : try metadata.gated(layer))
        }
        configuration.rotations = [try metadata.rotation()]
        return configuration
    }
}
