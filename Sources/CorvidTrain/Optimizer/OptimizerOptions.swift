/// How weights follow gradients.
package struct OptimizerOptions: Sendable, Hashable, Codable {
    /// The highest learning rate; of matrices under Muon and of all else under AdamW.
    package var rate: Double = 2e-3
    /// The embedding's rate as a part of ``rate``.
    package var embeddingScale: Double = 1
    /// Matrices by Muon; otherwise AdamW does everything.
    package var usesMuon = true
    package var momentum: Double = 0.95
    package var beta1: Double = 0.9
    package var beta2: Double = 0.95
    package var epsilon: Double = 1e-10
    /// Decoupled: a step shrinks a weight by rate times this. Norms and convolution kernels do not decay.
    package var weightDecay: Double = 0.05
    /// The gradient's greatest norm; 0: any.
    package var clip: Double = 1
    /// How slowly the average of the weights follows them; 0: no average.
    package var averageDecay: Double = 0.998
    /// Steps of Newton and Schulz in Muon.
    package var orthogonalSteps = 5

    package init() {}
}
