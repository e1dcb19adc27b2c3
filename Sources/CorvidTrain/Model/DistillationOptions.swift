/// How a model learns from a teacher beside its data.
package struct DistillationOptions: Sendable, Hashable {
    /// Share of the teacher in the loss, from 0 to 1; the rest is the cross-entropy of the data.
    package var weight = 0.5
    /// Divides the logits of both, so that what the teacher thinks unlikely counts too.
    package var temperature = 2.0
    /// Tokens of the teacher that are kept for each position; all others count as one. At most ``largestTop``.
    package var top = 32

    package static let largestTop = 256

    package init() {}
}
