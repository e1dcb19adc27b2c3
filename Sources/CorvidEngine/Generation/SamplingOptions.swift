/// How the next token is chosen from the model's logits.
///
/// The steps, in this order: the mask (a grammar's, say), `logitBias`, the penalties, then for a temperature of 0 the
/// largest logit, and otherwise `topK`, `topP`, `minP` and a draw from what is left at `temperature`. `topP` and `minP`
/// look at probabilities before the temperature, so that a hot temperature does not let the tail back in.
public struct SamplingOptions: Sendable, Hashable {
    /// Divides the logits before the draw; 0 takes the likeliest token (greedy). In ``temperatureRange``.
    public var temperature: Double
    /// Keeps the `topK` likeliest tokens; 0 keeps all.
    public var topK: Int
    /// Keeps the smallest set of likeliest tokens whose probabilities add up to `topP` or more, at least one token.
    /// In 0...1; 1 keeps all. Holtzman et al. 2019.
    public var topP: Double
    /// Keeps tokens at least `minP` times as likely as the likeliest. In 0...1; 0 keeps all. Nguyen et al. 2024.
    public var minP: Double
    /// Divides positive logits of tokens in the penalty window and multiplies negative ones; 1 is off.
    /// In ``repetitionPenaltyRange``. Keskar et al. 2019.
    public var repetitionPenalty: Double
    /// Taken off the logit of every token in the penalty window. In ``additivePenaltyRange``.
    public var presencePenalty: Double
    /// Taken off the logit of a token once for every time it stands in the penalty window. In ``additivePenaltyRange``.
    public var frequencyPenalty: Double
    /// How many of the last tokens, prompt included, the penalties look at; nil looks at all.
    public var penaltyWindow: Int?
    /// Added to the logits of single tokens. In ``logitBiasRange``, or minus infinity to rule a token out.
    public var logitBias: [TokenID: Float]
    /// The seed of the random stream: the same seed gives the same tokens on any machine. Nil draws one from the
    /// system; ``Sampler/seed`` tells which.
    public var seed: UInt64?
    /// Reports the chosen token's log-probability and those of so many likeliest tokens (0 for the chosen one alone);
    /// nil reports none. In ``logProbabilitiesRange``.
    public var logProbabilities: Int?

    public static let temperatureRange: ClosedRange<Double> = 0...100
    public static let repetitionPenaltyRange: ClosedRange<Double> = 0.1...10
    public static let additivePenaltyRange: ClosedRange<Double> = -10...10
    public static let logitBiasRange: ClosedRange<Float> = -100...100
    public static let logProbabilitiesRange: ClosedRange<Int> = 0...128

    /// All options off: the model's own distribution at temperature 1, unless told otherwise.
    public init(
        temperature: Double = 1, topK: Int = 0, topP: Double = 1, minP: Double = 0, repetitionPenalty: Double = 1,
        presencePenalty: Double = 0, frequencyPenalty: Double = 0, penaltyWindow: Int? = 64,
        logitBias: [TokenID: Float] = [:], seed: UInt64? = nil, logProbabilities: Int? = nil
    ) {
        self.temperature = temperature
        self.topK = topK
        self.topP = topP
        self.minP = minP
        self.repetitionPenalty = repetitionPenalty
        self.presencePenalty = presencePenalty
        self.frequencyPenalty = frequencyPenalty
        self.penaltyWindow = penaltyWindow
        self.logitBias = logitBias
        self.seed = seed
        self.logProbabilities = logProbabilities
    }

    /// Always the likeliest token.
    public static let greedy = SamplingOptions(temperature: 0)

    /// Checks every option against its range.
    ///
    /// - Throws: ``EngineError`` with the option's name, its value and its range, for the first one out of range.
    public func validate(vocabularySize: Int) throws(EngineError) {
        try Self.check("temperature", temperature, Self.temperatureRange)
        try Self.check("top-p", topP, 0...1)
        try Self.check("min-p", minP, 0...1)
        try Self.check("repetition-penalty", repetitionPenalty, Self.repetitionPenaltyRange)
        try Self.check("presence-penalty", presencePenalty, Self.additivePenaltyRange)
        try Self.check("frequency-penalty", frequencyPenalty, Self.additivePenaltyRange)
        guard topK >= 0 else { throw .optionOutOfRange(name: "top-k", value: "\(topK)", range: "0 or more") }
        if let penaltyWindow, penaltyWindow < 0 {
            throw .optionOutOfRange(name: "penalty-window", value: "\(penaltyWindow)", range: "0 or more")
        }
        if let logProbabilities, !Self.logProbabilitiesRange.contains(logProbabilities) {
            throw .optionOutOfRange(
                name: "logprobs", value: "\(logProbabilities)", range: "\(Self.logProbabilitiesRange)")
        }
        for (token, bias) in logitBias.sorted(by: { $0.key < $1.key }) {
            guard token >= 0, Int(token) < vocabularySize else {
                throw .optionOutOfRange(
                    name: "logit-bias", value: "token \(token)", range: "tokens 0...\(vocabularySize - 1)")
            }
            guard Self.logitBiasRange.contains(bias) || bias == -.infinity else {
                throw .optionOutOfRange(
                    name: "logit-bias", value: "\(bias) for token \(token)", range: "\(Self.logitBiasRange) or -inf")
            }
        }
    }

    private static func check(
        _ name: String, _ value: Double, _ range: ClosedRange<Double>
    ) throws(EngineError) {
        guard range.contains(value) else {
            throw .optionOutOfRange(name: name, value: "\(value)", range: "\(range.lowerBound)...\(range.upperBound)")
        }
    }

    /// Whether any penalty is on.
    var penalises: Bool {
        penaltyWindow != 0 && (repetitionPenalty != 1 || presencePenalty != 0 || frequencyPenalty != 0)
    }
}
