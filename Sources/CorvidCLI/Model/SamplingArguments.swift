import ArgumentParser
import CorvidEngine

/// The options of `generate` that choose tokens.
struct SamplingArguments: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("0 takes the likeliest token each time; 1 draws as the model says.", valueName: "t"))
    var temperature = 0.8

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Draw from the k likeliest tokens only; 0: from all.", valueName: "k"))
    var topK = 40

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Draw from the likeliest tokens that make up this probability.", valueName: "p"))
    var topP = 0.95

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Draw from tokens at least this many times as likely as the likeliest.", valueName: "p"))
    var minP = 0.05

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Divide the logits of recent tokens by this; 1 is off.", valueName: "x"))
    var repetitionPenalty = 1.0

    @Option(parsing: .unconditional, help: ArgumentHelp("Take this off the logits of recent tokens.", valueName: "x"))
    var presencePenalty = 0.0

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Take this off the logits of recent tokens, for each occurrence.", valueName: "x"))
    var frequencyPenalty = 0.0

    @Option(parsing: .unconditional, help: ArgumentHelp("How many tokens count as recent; -1: all.", valueName: "n"))
    var penaltyWindow = 64

    @Option(
        help: ArgumentHelp(
            "Add BIAS to a token's logit (-inf rules it out). May be given several times.", valueName: "id:bias"))
    var logitBias: [String] = []

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Seed of the draws: the same seed gives the same text (default: drawn).", valueName: "n"))
    var seed: UInt64?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Report each token's log-probability and the n likeliest tokens, in the model's own distribution.",
            valueName: "n"))
    var logprobs: Int?

    func options() throws -> SamplingOptions {
        var biases: [TokenID: Float] = [:]
        for text in logitBias {
            let parts = text.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let token = TokenID(parts[0]), let bias = Float(parts[1]) else {
                throw ValidationError("--logit-bias is '\(text)'; it must be a token id, a colon and a number")
            }
            biases[token] = bias
        }
        return SamplingOptions(
            temperature: temperature, topK: topK, topP: topP, minP: minP, repetitionPenalty: repetitionPenalty,
            presencePenalty: presencePenalty, frequencyPenalty: frequencyPenalty,
            penaltyWindow: penaltyWindow == -1 ? nil : penaltyWindow, logitBias: biases, seed: seed,
            logProbabilities: logprobs)
    }
}
