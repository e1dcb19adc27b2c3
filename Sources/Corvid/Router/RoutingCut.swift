/// A threshold of the score, and where it puts a router on its curve.
public struct RoutingCut: Sendable, Equatable {
    /// A question goes to the large model if its score is at least this: the lowest score that was sent, `infinity` for
    /// no question and `-infinity` for every question, also such as were not measured.
    public var threshold: Double
    public var point: RoutingPoint

    public init(threshold: Double, point: RoutingPoint) {
        self.threshold = threshold
        self.point = point
    }
}
