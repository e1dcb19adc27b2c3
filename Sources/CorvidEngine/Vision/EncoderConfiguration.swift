/// The shape of a stack of pre-norm Transformer blocks with layer norms and biases: what ViT and the text towers of CLIP
/// and SigLIP have in common (Dosovitskiy et al. 2021; Radford et al. 2021).
public struct EncoderConfiguration: Sendable, Hashable {
    /// D: width of the residual stream.
    public var width: Int
    public var heads: Int
    /// Width of the feed-forward network.
    public var feedForward: Int
    /// Blocks that are computed; a checkpoint may hold more.
    public var layers: Int
    /// Epsilon of the layer norms.
    public var epsilon: Float
    public var activation: Activation
    /// A position sees only itself and those before it.
    public var isCausal = false

    /// The function inside of feed-forward networks.
    public enum Activation: String, Sendable, Hashable {
        /// `x σ(1.702 x)`.
        case quick = "quick_gelu"
        /// GELU in its tanh form.
        case tanh = "gelu_pytorch_tanh"
        /// GELU by the error function.
        case exact = "gelu"
    }

    /// Numbers of a head.
    public var headDimension: Int { width / heads }
}
