import Synchronization

/// The right to use a model until `release`. A slot that is dropped unreleased frees itself as cancelled.
package final class ModelSlot: Sendable {
    /// How the work ended, for the circuit breaker.
    package enum Outcome: Sendable, Hashable, CaseIterable {
        /// The model did its work.
        case succeeded
        /// The model failed. An error that the request itself is to blame for, such as a prompt that is too long,
        /// says nothing against the model and is better reported as `cancelled`.
        case failed
        /// The caller lost interest; says nothing about the model.
        case cancelled
    }

    private let onRelease: Mutex<(@Sendable (Outcome) -> Void)?>

    init(onRelease: @escaping @Sendable (Outcome) -> Void) {
        self.onRelease = Mutex(onRelease)
    }

    deinit { release(.cancelled) }

    /// Frees the slot for the next request. Only the first call counts.
    package func release(_ outcome: Outcome) {
        let action = onRelease.withLock { action in
            defer { action = nil }
            return action
        }
        action?(outcome)
    }
}
