/// What distinguishes one model family, and one size, from another: a value that ``Transformer`` interprets.
///
/// A family is a function from a checkpoint's metadata to this value (see `Families`).
public struct TransformerConfiguration: Sendable, Hashable {
    /// Name of the family, as in the key `general.architecture`.
    public var architecture: String
    /// V: tokens of the vocabulary.
    public var vocabularySize: Int
    /// Positions that the model was trained for.
    public var contextLength: Int
    /// D: width of the residual stream.
    public var embeddingLength: Int
    public var layers: [Layer]
    public var norm: Norm
    public var positions = Positions.rotary
    /// Rotary embeddings that layers refer to by index.
    public var rotations: [RotaryEmbedding] = []
    /// Multiplies the token embeddings (Gemma: the root of the width).
    public var embeddingScale: Float = 1
    /// Norm of the embeddings before the first layer (BERT).
    public var normalisesEmbeddings = false
    /// Norms after the sublayer and its residual sum, as in the first Transformer, in place of norms before it (BERT).
    public var normalisesAfterResidual = false
    /// Additional norms of the sublayers' outputs, before the residual sum (Gemma 3).
    public var normalisesSublayerOutputs = false
    /// Every token sees every other of its run (encoders).
    public var isBidirectional = false
    /// Logits become `cap * tanh(logits / cap)` (Gemma 2); 0: they stay.
    public var logitCap: Float = 0
    /// Multiplies the logits.
    public var logitScale: Float = 1

    /// Whether a cache of `contextLength` positions takes the rotary factors of short contexts.
    func usesShortRotation(contextLength: Int) -> Bool {
        if case .long(let original) = rotations.first?.scaling { contextLength <= original } else { false }
    }

    /// How activations are normalised.
    public struct Norm: Sendable, Hashable {
        public enum Kind: Sendable, Hashable {
            /// Root mean square (Zhang & Sennrich 2019).
            case rootMeanSquare
            /// Mean and variance, with biases (Ba et al. 2016).
            case layer
        }
        public var kind: Kind
        public var epsilon: Float
    }

    /// How tokens learn their positions.
    public enum Positions: Sendable, Hashable {
        /// By rotating queries and keys.
        case rotary
        /// From a table of the checkpoint, added to the embeddings.
        case learned
        /// From sines and cosines of geometric wavelengths, added to the embeddings (Vaswani et al. 2017).
        case sinusoidal
    }

    /// One block: a mixer of positions, then a feed-forward network.
    public struct Layer: Sendable, Hashable {
        public var mixer: Mixer
        public var feedForward: FeedForward
    }

    /// What moves information between positions.
    public enum Mixer: Sendable, Hashable {
        case attention(Attention)
        /// Gated causal convolution over `kernel` positions (LFM2).
        case shortConvolution(kernel: Int)
    }

    /// Grouped-query attention.
    public struct Attention: Sendable, Hashable {
        public var heads: Int
        public var keyValueHeads: Int
        public var headDimension: Int
        /// Multiplies the products of queries and keys.
        public var scale: Float
        /// A position sees this many positions including itself; 0: all before it.
        public var window = 0
        /// Index into ``TransformerConfiguration/rotations``, nil where nothing rotates.
        public var rotation: Int?
        /// Queries and keys are normalised for each head before they rotate.
        public var normalisesQueriesAndKeys = false
    }

    /// What is computed at each position alone.
    public enum FeedForward: Sendable, Hashable {
        /// `down(activation(gate(x)) * up(x))`.
        case gated(width: Int, Activation)
        /// `down(activation(up(x)))`.
        case plain(width: Int, Activation)
        /// Gated experts of which a router picks `used`; their weights are a softmax over all experts, and sum to one
        /// after `renormalises`.
        case experts(count: Int, used: Int, width: Int, Activation, renormalises: Bool)
    }

    public enum Activation: Sendable, Hashable {
        case silu
        /// GELU in its tanh form.
        case geluTanh
        /// GELU by the error function; only in plain networks.
        case gelu
    }
}
