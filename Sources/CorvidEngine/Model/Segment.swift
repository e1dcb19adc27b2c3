/// Consecutive tokens of one sequence within a piece of a batch.
struct Segment {
    /// Row of the first token in the piece.
    var row: Int
    /// Tokens.
    var count: Int
    /// Position of the first token in its sequence.
    var position: Int
    /// Index of the sequence's first page group among the forward's groups.
    var firstGroup: Int
    /// The sequence's convolution inputs.
    var history: UnsafeMutablePointer<Float>?
    /// How many of the last tokens are wanted after the last layer's mixer.
    var outputs: Int
}
