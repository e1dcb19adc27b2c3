/// How sure a model was of a reply: the probabilities of the tokens that it chose where the grammar left it a choice.
public struct ReplyConfidence: Sendable, Hashable, Codable {
    /// How many choices there were.
    public private(set) var count = 0
    /// How many of them had a probability below one half.
    public private(set) var doubtful = 0
    /// The mean logarithm (natural) of their probabilities; 0 where there were none.
    public private(set) var mean = 0.0
    /// The logarithms of the least probability and of the next.
    public private(set) var least = 0.0
    public private(set) var secondLeast = 0.0

    public init() {}

    /// Takes a choice in, by the logarithm of its probability.
    public mutating func add(_ logProbability: Double) {
        // What the grammar allowed though the model all but excluded it tells no more than this.
        let value = max(logProbability, -20)
        count += 1
        // ln ½
        if value < -0.6931471805599453 { doubtful += 1 }
        mean += (value - mean) / Double(count)
        if value < least {
            (least, secondLeast) = (value, least)
        } else if value < secondLeast {
            secondLeast = value
        }
    }
}
