/// What a teacher says of the learned positions of a batch, in their order: of each the most likely tokens, their
/// probabilities at a temperature, and that of all other tokens together.
package struct SoftTargets: Sendable {
    /// Tokens of one position.
    package var top: Int
    package var temperature: Float
    /// Of the divergence in the loss.
    package var share: Float
    package var tokens: [Int32]
    package var probabilities: [Float]
    package var rests: [Float]
}
