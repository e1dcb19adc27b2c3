import Foundation

/// Logistic regression with a quadratic penalty, by L-BFGS. Deterministic.
///
/// Source: J. Nocedal, "Updating Quasi-Newton Matrices with Limited Storage" (1980); backtracking as in J. Nocedal and
/// S. Wright, "Numerical Optimization", algorithm 3.1.
struct LogisticRegression {
    /// One row: dense values, and places of further ones that all have the same value.
    struct Row {
        var dense: [Double]
        var sparse: [Int]
        var sparseValue: Double
    }

    /// Penalties of the weights' squares, for the dense and for the sparse ones; the bias has none.
    var densePenalties: [Double]
    var sparsePenalty: Double
    var sparseCount: Int

    /// - Parameters:
    ///   - targets: 0 to 1, one for each row.
    /// - Returns: the dense weights, the sparse ones, the bias.
    func fit(_ rows: [Row], targets: [Double], iterations: Int = 60) -> [Double] {
        let dense = densePenalties.count
        var weights = [Double](repeating: 0, count: dense + sparseCount + 1)
        let share = min(max(targets.reduce(0, +) / Double(max(targets.count, 1)), 1e-3), 1 - 1e-3)
        weights[weights.count - 1] = log(share / (1 - share))
        var gradient = [Double](repeating: 0, count: weights.count)
        var loss = value(weights, rows, targets, gradient: &gradient)
        var history: [(step: [Double], change: [Double], scale: Double)] = []
        for _ in 0..<iterations {
            var direction = Self.direction(gradient, history)
            var slope = Self.dot(direction, gradient)
            if slope >= 0 {
                direction = gradient.map { -$0 }
                slope = -Self.dot(gradient, gradient)
                history = []
            }
            guard slope < -1e-12 else { break }
            var length = history.isEmpty ? min(1, 1 / (-slope).squareRoot()) : 1
            var next = weights
            var nextGradient = gradient
            var nextLoss = loss
            for _ in 0..<30 {
                for index in weights.indices { next[index] = weights[index] + length * direction[index] }
                nextLoss = value(next, rows, targets, gradient: &nextGradient)
                if nextLoss <= loss + 1e-4 * length * slope { break }
                length /= 2
            }
            guard nextLoss < loss else { break }
            let step = zip(next, weights).map { $0 - $1 }
            let change = zip(nextGradient, gradient).map { $0 - $1 }
            let scale = Self.dot(step, change)
            if scale > 1e-12 { history.append((step, change, scale)) }
            if history.count > 10 { history.removeFirst() }
            let isDone = loss - nextLoss < 1e-9 * max(1, abs(loss))
            (weights, gradient, loss) = (next, nextGradient, nextLoss)
            if isDone { break }
        }
        return weights
    }

    /// The mean loss and the penalties; writes their gradient.
    private func value(_ weights: [Double], _ rows: [Row], _ targets: [Double], gradient: inout [Double]) -> Double {
        let dense = densePenalties.count
        let last = weights.count - 1
        let scale = 1 / Double(max(rows.count, 1))
        var loss = 0.0
        for index in gradient.indices { gradient[index] = 0 }
        for (row, target) in zip(rows, targets) {
            var sum = weights[last]
            for index in 0..<dense { sum += row.dense[index] * weights[index] }
            var spread = 0.0
            for place in row.sparse { spread += weights[dense + place] }
            sum += spread * row.sparseValue
            // log(1 + e^sum) - target · sum, without overflow.
            loss += scale * (max(sum, 0) + log1p(exp(-abs(sum))) - target * sum)
            let error = scale * (RoutingScore.logistic(sum) - target)
            for index in 0..<dense { gradient[index] += error * row.dense[index] }
            for place in row.sparse { gradient[dense + place] += error * row.sparseValue }
            gradient[last] += error
        }
        for index in 0..<dense {
            loss += densePenalties[index] * weights[index] * weights[index] / 2
            gradient[index] += densePenalties[index] * weights[index]
        }
        for index in dense..<last {
            loss += sparsePenalty * weights[index] * weights[index] / 2
            gradient[index] += sparsePenalty * weights[index]
        }
        return loss
    }

    private static func direction(
        _ gradient: [Double], _ history: [(step: [Double], change: [Double], scale: Double)]
    ) -> [Double] {
        var direction = gradient.map { -$0 }
        var factors: [Double] = []
        for (step, change, scale) in history.reversed() {
            let factor = dot(step, direction) / scale
            factors.append(factor)
            for index in direction.indices { direction[index] -= factor * change[index] }
        }
        if let last = history.last {
            let scale = last.scale / dot(last.change, last.change)
            for index in direction.indices { direction[index] *= scale }
        }
        for (entry, factor) in zip(history, factors.reversed()) {
            let correction = factor - dot(entry.change, direction) / entry.scale
            for index in direction.indices { direction[index] += correction * entry.step[index] }
        }
        return direction
    }

    private static func dot(_ one: [Double], _ other: [Double]) -> Double {
        var sum = 0.0
        for index in one.indices { sum += one[index] * other[index] }
        return sum
    }
}
