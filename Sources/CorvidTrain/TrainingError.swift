/// Why something cannot be trained or prepared.
package struct TrainingError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// The vocabulary does not fit.
        case vocabulary
        /// The configuration says something impossible.
        case configuration
        /// A stored run is of another model.
        case mismatch
        /// The loss or the gradients are no longer numbers.
        case diverged
        /// There is nothing to learn from.
        case data
    }

    package let code: Code
    package let description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
