/// What a share of questions for the large model brings and takes.
public struct RoutingPoint: Sendable, Equatable {
    /// Of the questions that go to the large model, from 0 to 1.
    public var share: Double
    /// Mean quality of the answers, from 0 to 1.
    public var accuracy: Double
    /// Mean cost of a question, in the outcomes' unit.
    public var cost: Double

    public init(share: Double, accuracy: Double, cost: Double) {
        self.share = share
        self.accuracy = accuracy
        self.cost = cost
    }
}
