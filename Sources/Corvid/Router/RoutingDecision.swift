/// Which model answers a request, and why. An event of the run's log.
public struct RoutingDecision: Sendable, Hashable, Codable {
    /// What the decision rests on.
    public enum Ground: String, Sendable, Hashable, Codable {
        /// The policy names the model.
        case policy
        /// The smaller models cannot take the request: its length, a picture, tools.
        case ability
        /// The score from the request alone.
        case score
        /// The smaller model's attempt was looked at.
        case attempt
        /// A tool said that the last call was wrong.
        case verdict
        /// The run has this model already.
        case run
        /// The model that was wanted is busy, late, or was given up on for a while.
        case load
        /// The model that was wanted failed.
        case failure
    }

    /// A number that the decision looked at.
    public struct Signal: Sendable, Hashable, Codable {
        public var name: String
        public var value: Double

        public init(name: String, value: Double) {
            self.name = name
            self.value = value
        }
    }

    /// The request's place in its run, from 0.
    public var turn: Int
    /// The model that answers.
    public var model: String
    /// Its place, from 0 for the smallest.
    public var index: Int
    public var policy: RoutingPolicy
    public var ground: Ground
    /// The same in a sentence.
    public var reason: String
    /// What the next larger model is expected to gain: the difference between the probabilities of being right.
    public var score: Double?
    /// The larger model is taken above it.
    public var threshold: Double?
    public var signals: [Signal]
    /// A model that was wanted could not answer.
    public var isDegraded: Bool
    /// What deciding has taken: attempts that were given up, and prompts read for them.
    public var cost: RoutingCost

    public init(
        turn: Int, model: String, index: Int, policy: RoutingPolicy, ground: Ground, reason: String,
        score: Double? = nil, threshold: Double? = nil, signals: [Signal] = [], isDegraded: Bool = false,
        cost: RoutingCost = RoutingCost()
    ) {
        self.turn = turn
        self.model = model
        self.index = index
        self.policy = policy
        self.ground = ground
        self.reason = reason
        self.score = score
        self.threshold = threshold
        self.signals = signals
        self.isDegraded = isDegraded
        self.cost = cost
    }
}

/// What an answer, or a decision, has taken.
public struct RoutingCost: Sendable, Hashable, Codable {
    /// Prompt tokens computed, those from the cache not counted.
    public var promptTokens: Int
    public var completionTokens: Int
    /// Of the whole process. A replay does not compare them.
    public var cpuSeconds: Double?
    /// Of the whole processor package; nil where the machine does not report them. A replay does not compare them.
    public var joules: Double?

    public init(promptTokens: Int = 0, completionTokens: Int = 0, cpuSeconds: Double? = nil, joules: Double? = nil) {
        self.promptTokens = promptTokens
        self.completionTokens = completionTokens
        self.cpuSeconds = cpuSeconds
        self.joules = joules
    }

    public var tokens: Int { promptTokens + completionTokens }

    public static func += (sum: inout RoutingCost, other: RoutingCost) {
        func add(_ one: Double?, _ two: Double?) -> Double? {
            guard let one, let two else { return one ?? two }
            return one + two
        }
        sum.promptTokens += other.promptTokens
        sum.completionTokens += other.completionTokens
        sum.cpuSeconds = add(sum.cpuSeconds, other.cpuSeconds)
        sum.joules = add(sum.joules, other.joules)
    }

    mutating func add(_ usage: Usage) {
        promptTokens += usage.promptTokens - usage.cachedTokens
        completionTokens += usage.completionTokens
    }
}
