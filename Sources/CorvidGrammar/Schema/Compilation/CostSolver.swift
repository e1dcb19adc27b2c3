/// Finds the least costs that formulas have in terms of one another: a least fixpoint, reached from "impossible" downwards.
struct CostSolver {
    /// Formulas that asked for a formula's cost while it was not certain.
    var askers: [Int32: Set<Int32>] = [:]
    /// Formulas whose cost may have become lower.
    var queue: [Int32] = []
    var visited: [Int32] = []
    var asking: Int32 = -1
    var depth = 0
    var steps = 0

    static let depthLimit = 60
    static let stepLimit = 200_000
}
