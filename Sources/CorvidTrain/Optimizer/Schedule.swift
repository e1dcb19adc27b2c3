/// How the learning rate changes over a run.
package struct Schedule: Sendable, Hashable, Codable {
    package enum Shape: String, Sendable, Codable {
        /// Falls like a cosine from the end of the warm-up.
        case cosine
        /// Stays, and falls linearly over the last part (warm-up, stable, decay).
        case trapezoid
    }

    package var shape = Shape.trapezoid
    /// Steps of linear growth at the beginning.
    package var warmUp = 100
    /// The part of the run over which a trapezoid falls.
    package var decayShare = 0.3
    /// What is left of the rate at the end.
    package var floor = 0.02

    package init() {}

    /// The factor of the highest rate at a step (from 0) of a run of `steps`.
    package func factor(step: Int, of steps: Int) -> Double {
        if step < warmUp { return Double(step + 1) / Double(warmUp) }
        let left = Double(max(steps - step, 0))
        switch shape {
        case .cosine:
            let progress = 1 - left / Double(max(steps - warmUp, 1))
            return floor + (1 - floor) * (1 + cosine(.pi * min(progress, 1))) / 2
        case .trapezoid:
            let decay = decayShare * Double(steps)
            return left >= decay ? 1 : floor + (1 - floor) * left / decay
        }
    }
}
