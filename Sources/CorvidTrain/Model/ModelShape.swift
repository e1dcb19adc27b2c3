/// The shape of a model that can be trained: the `lfm2` family, gated short convolutions and blocks of grouped-query
/// attention with normalised queries and keys, each followed by SwiGLU; input and output embeddings are one matrix.
package struct ModelShape: Sendable, Hashable, Codable {
    package enum Mixer: String, Sendable, Hashable, Codable { case convolution, attention }

    /// Rows of the embedding, a multiple of 32.
    package var vocabulary: Int
    /// D: channels of the residual stream, a multiple of 32.
    package var width: Int
    package var layers: [Mixer]
    package var heads: Int
    /// Divides ``heads``.
    package var keyValueHeads: Int
    /// A multiple of 16, at most 128.
    package var headSize: Int
    /// F: channels inside the feed-forward network, a multiple of 32.
    package var feedForward: Int
    package var contextLength: Int
    package var ropeBase: Float
    package var epsilon: Float

    /// Positions that a convolution sees.
    package static let taps = 3

    package init(
        vocabulary: Int, width: Int, layers: [Mixer], heads: Int, keyValueHeads: Int, headSize: Int, feedForward: Int,
        contextLength: Int = 4096, ropeBase: Float = 100_000, epsilon: Float = 1e-5
    ) {
        self.vocabulary = vocabulary
        self.width = width
        self.layers = layers
        self.heads = heads
        self.keyValueHeads = keyValueHeads
        self.headSize = headSize
        self.feedForward = feedForward
        self.contextLength = contextLength
        self.ropeBase = ropeBase
        self.epsilon = epsilon
    }

    /// What is wrong with the shape, in words for the one who wrote the configuration; nil when nothing is.
    package var defect: String? {
        func multiple(_ name: String, _ value: Int, of unit: Int) -> String? {
            value > 0 && value % unit == 0 ? nil : "\(name) is \(value); it must be a positive multiple of \(unit)"
        }
        if let defect = multiple("vocabulary", vocabulary, of: 32) ?? multiple("width", width, of: 32)
            ?? multiple("feed_forward", feedForward, of: 32) ?? multiple("head_size", headSize, of: 16)
        {
            return defect
        }
        if headSize > 128 { return "head_size is \(headSize); it may be 128 at most" }
        if layers.isEmpty { return "layers is empty; name at least one" }
        if heads <= 0 || keyValueHeads <= 0 || heads % keyValueHeads != 0 {
            return "heads (\(heads)) must be a multiple of key_value_heads (\(keyValueHeads))"
        }
        if (heads + 2 * keyValueHeads) * headSize % 32 != 0 || heads * headSize % 32 != 0 {
            return "heads times head_size must be a multiple of 32"
        }
        if contextLength <= 0 { return "context_length is \(contextLength); it must be positive" }
        return nil
    }

    var queryWidth: Int { heads * headSize }
    var keyWidth: Int { keyValueHeads * headSize }
}
