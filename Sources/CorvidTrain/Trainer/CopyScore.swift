/// How much of unseen strings a model copies or finds while it is shown the right beginning: the probe.
package struct CopyScore: Sendable, Hashable, Codable {
    /// `copying` or `lookup`.
    package var name: String
    /// Share of the strings' tokens that the model would have chosen, the token that ends a string included.
    package var tokens: Double
    /// Share of the strings of which it would have chosen every token.
    package var strings: Double
    /// Strings.
    package var count: Int

    /// - Parameters:
    ///   - batches: what was predicted; the targets of one reply follow one another.
    ///   - hits: of each batch's targets whether the model would have chosen it.
    package init(name: String, batches: [PackedBatch], hits: [[Bool]]) {
        self.name = name
        var (tokens, rightTokens, strings, rightStrings) = (0, 0, 0, 0)
        for (batch, hits) in zip(batches, hits) {
            var next = 0
            var isInside = false
            var isRight = true
            for target in batch.targets + [-1] {
                guard target >= 0 else {
                    if isInside {
                        strings += 1
                        if isRight { rightStrings += 1 }
                    }
                    isInside = false
                    isRight = true
                    continue
                }
                isInside = true
                tokens += 1
                if hits[next] { rightTokens += 1 } else { isRight = false }
                next += 1
            }
        }
        self.tokens = Double(rightTokens) / Double(max(tokens, 1))
        self.strings = Double(rightStrings) / Double(max(strings, 1))
        count = strings
    }
}
