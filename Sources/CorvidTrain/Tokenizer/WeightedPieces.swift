/// Pieces of several sources together, those of each with its weight.
package struct WeightedPieces: Sendable {
    private var pieces = PieceCounts()
    private var weights: [Double] = []

    package init() {}

    package var count: Int { weights.count }

    package subscript(index: Int) -> (piece: ArraySlice<UInt8>, weight: Double) {
        (pieces[index].piece, weights[index])
    }

    /// Adds the pieces of a source, each counting `weight` times.
    package mutating func add(_ counts: PieceCounts, weight: Double = 1) {
        for index in 0..<counts.count {
            let (piece, count) = counts[index]
            let place = piece.withUnsafeBufferPointer { pieces.add($0) }
            if place == weights.count { weights.append(0) }
            weights[place] += Double(count) * weight
        }
    }
}
