/// How well a model predicts a text: the exponential of its mean negative log-likelihood per token.
///
/// The text is cut into windows of ``Options/contextLength`` tokens, each computed on its own. By default windows do not
/// overlap, and of each the second half is scored: the tokens after position `contextLength / 2`, each predicted from
/// all before it in its window. That is what llama.cpp's `perplexity` computes, so the figures are comparable. With a
/// ``Options/stride`` windows overlap, and every token but the first is scored once, with at least
/// `contextLength - stride` tokens before it from the second window on.
public struct Perplexity: Sendable, Hashable {
    /// How to cut the text.
    public struct Options: Sendable, Hashable {
        /// Tokens of a window, at least 4.
        public var contextLength: Int
        /// Tokens from one window's start to the next; nil for windows that do not overlap.
        public var stride: Int?
        /// Takes the place of each window's first token, as models expect that were trained with one.
        public var beginning: TokenID?

        public init(contextLength: Int = 512, stride: Int? = nil, beginning: TokenID? = nil) {
            self.contextLength = contextLength
            self.stride = stride
            self.beginning = beginning
        }
    }

    /// Windows done, and windows in all.
    public private(set) var windows = 0
    public let totalWindows: Int
    /// Tokens scored so far.
    public private(set) var scored = 0
    private var sum = 0.0
    private var squares = 0.0

    /// Mean negative log-likelihood per token, in nats.
    public var loss: Double { sum / Double(max(scored, 1)) }

    /// The perplexity of what has been scored.
    public var value: Double { PortableMath.exp(-loss) == 0 ? .infinity : 1 / PortableMath.exp(-loss) }

    /// The standard error of ``value``, taking tokens as independent.
    public var standardError: Double {
        guard scored > 1 else { return 0 }
        let variance = max(squares / Double(scored) - loss * loss, 0)
        return value * (variance / Double(scored - 1)).squareRoot()
    }

    /// Measures `tokens` under `transformer`.
    ///
    /// - Parameter onWindow: Called after every window with the figures so far; returning false ends the measurement.
    /// - Throws: ``EngineError`` when an option is out of its range, or the text is shorter than one window.
    public static func measure(
        _ tokens: [TokenID], transformer: Transformer, options: Options = Options(),
        onWindow: (Perplexity) -> Bool = { _ in true }
    ) throws(EngineError) -> Perplexity {
        let context = options.contextLength
        let limit = transformer.configuration.contextLength
        guard (4...max(limit, 4)).contains(context) else {
            throw .optionOutOfRange(name: "context", value: "\(context)", range: "4...\(limit)")
        }
        if let stride = options.stride, !(1..<context).contains(stride) {
            throw .optionOutOfRange(name: "stride", value: "\(stride)", range: "1...\(context - 1)")
        }
        guard tokens.count >= context else {
            throw EngineError(
                .textTooShort, "the text has \(tokens.count) tokens, fewer than one window of \(context)")
        }
        let step = options.stride ?? context
        var result = Perplexity(totalWindows: (tokens.count - context) / step + 1)
        let cache = transformer.makeCache(contextLength: context)
        for window in 0..<result.totalWindows {
            var inputs = Array(tokens[(window * step)..<(window * step + context)])
            let firstScored = options.stride == nil ? context / 2 + 1 : window == 0 ? 1 : context - step
            let targets = inputs
            if let beginning = options.beginning { inputs[0] = beginning }
            try result.score(inputs, targets: targets, from: firstScored, transformer, cache)
            result.windows += 1
            guard onWindow(result) else { break }
        }
        return result
    }

    private init(totalWindows: Int) {
        self.totalWindows = totalWindows
    }

    /// Adds the log-likelihoods of `targets[first...]`, each given the inputs before it.
    private mutating func score(
        _ inputs: [TokenID], targets: [TokenID], from first: Int, _ transformer: Transformer, _ cache: KVCache
    ) throws(EngineError) {
        let sequence = cache.makeSequence()
        defer { cache.remove(sequence) }
        let vocabulary = transformer.configuration.vocabularySize
        // So many rows of logits at once that they take some 32 MB.
        let rows = max(16, (8 << 20) / vocabulary)
        var start = first - 1
        if start > 0 {
            let run = Batch.Run(sequence: sequence, tokens: Array(inputs[..<start]), outputs: .none)
            _ = try transformer.forward(Batch([run]), cache: cache)
        }
        while start < inputs.count - 1 {
            let end = min(start + rows, inputs.count - 1)
            let run = Batch.Run(sequence: sequence, tokens: Array(inputs[start..<end]), outputs: .all)
            let logits = try transformer.forward(Batch([run]), cache: cache)
            for position in start..<end {
                let logProbability = try logits.withRow(position - start) { scores throws(EngineError) in
                    try LogitRow(values: scores).logProbability(of: targets[position + 1])
                }
                sum -= logProbability
                squares += logProbability * logProbability
                scored += 1
            }
            start = end
        }
    }
}
