/// Angles by which queries and keys rotate with their position (Su et al. 2021).
public struct RotaryEmbedding: Sendable, Hashable {
    /// Numbers of a head that rotate: its first ones.
    public var dimension: Int
    /// Pairs are (2i, 2i + 1); otherwise (i, i + dimension / 2).
    public var isInterleaved: Bool
    public var base: Double
    public var scaling = Scaling.none
    /// Multiplies sines and cosines; nil: as the scaling implies.
    public var magnitude: Double?

    /// How the angles reach beyond the trained context.
    public enum Scaling: Sendable, Hashable {
        case none
        /// Positions are divided by `factor`.
        case linear(factor: Double)
        /// Frequencies are divided by the factors of the tensor `rope_freqs.weight` (Llama 3).
        case divisors
        /// Low frequencies are divided by `factor`, high ones are kept, with a ramp between (Peng et al. 2023).
        case yarn(factor: Double, originalContext: Int, fast: Double, slow: Double)
        /// Frequencies are divided by the factors of `rope_factors_short.weight` in a context of up to
        /// `originalContext` tokens, of `rope_factors_long.weight` in a longer one (Phi 3).
        case long(originalContext: Int)
    }
}
