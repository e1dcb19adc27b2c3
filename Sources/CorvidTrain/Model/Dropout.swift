import CKernels

/// What one pass drops of the outputs of its sublayers, before the residual sums (Srivastava et al. 2014): each number
/// with the same chance, the others growing to make up for it.
///
/// The values decide every mask, so that a pass that is repeated drops the same numbers.
package struct Dropout: Sendable, Hashable {
    /// The chance of a number to be dropped, from 0 to below 1.
    package var rate: Float
    package var seed: UInt64
    /// The optimiser's step.
    package var step: Int
    /// Which of the step's batches it is.
    package var batch: Int

    package init(rate: Float, seed: UInt64, step: Int, batch: Int) {
        self.rate = rate
        self.seed = seed
        self.step = step
        self.batch = batch
    }

    /// The mask of one of the arrays of a pass.
    func mask(site: Int) -> corvid_dropout {
        corvid_dropout_make(rate, seed, UInt64(step), UInt32(truncatingIfNeeded: batch), UInt32(site))
    }
}
