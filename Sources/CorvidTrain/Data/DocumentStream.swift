import CorvidEngine

/// Documents in an order that the seed alone decides: each is drawn from one of several sources by their weights.
package struct DocumentStream: Sendable {
    package struct Entry: Sendable {
        package var source: any ExampleSource
        /// Share of the tokens after the opening, relative to the others'.
        package var weight: Double
        /// Share during the opening.
        package var openingWeight: Double

        package init(_ source: any ExampleSource, weight: Double, openingWeight: Double = 0) {
            self.source = source
            self.weight = weight
            self.openingWeight = openingWeight
        }
    }

    /// Where the stream is.
    package struct Position: Sendable, Hashable, Codable {
        /// Documents drawn.
        package var index: UInt64 = 0
        /// Tokens in batches so far.
        package var tokens: UInt64 = 0

        package init() {}
    }

    package let entries: [Entry]
    /// Mean tokens of an entry's documents, by which shares of tokens become shares of documents.
    private let lengths: [Double]
    package let encoder: DocumentEncoder
    package let seed: UInt64
    /// Tokens of the opening.
    package let openingTokens: UInt64
    /// The longest document.
    package let limit: Int

    /// - Throws: ``TrainingError`` when there is nothing to draw from.
    package init(
        _ entries: [Entry], encoder: DocumentEncoder, seed: UInt64, openingTokens: UInt64 = 0, limit: Int
    ) throws(TrainingError) {
        guard entries.contains(where: { $0.weight > 0 }) else {
            throw TrainingError(.data, "no source of data has a weight above zero; there is nothing to learn from")
        }
        self.entries = entries
        self.encoder = encoder
        self.seed = seed
        self.openingTokens = entries.contains { $0.openingWeight > 0 } ? openingTokens : 0
        self.limit = limit
        lengths = entries.map { entry in
            let samples = 24
            let tokens = (0..<samples).reduce(0) { sum, index in
                var random = Randomness(seed: 0x1E46, index: UInt64(index))
                return sum + (encoder.document(entry.source.example(&random), limit: limit)?.count ?? 0)
            }
            return max(Double(tokens) / Double(samples), 1)
        }
    }

    /// The next document, and which entry it is of.
    package func next(_ position: inout Position) -> (document: TokenDocument, entry: Int) {
        let isOpening = position.tokens < openingTokens
        // A source may yield what does not fit; a thousand such in a row is a source that cannot be used.
        for _ in 0..<1000 {
            var random = Randomness(seed: seed, index: position.index)
            position.index += 1
            let entry = pick(isOpening, &random)
            if let document = encoder.document(entries[entry].source.example(&random), limit: limit) {
                return (document, entry)
            }
        }
        preconditionFailure("no document of the sources fits in \(limit) tokens")
    }

    private func pick(_ isOpening: Bool, _ random: inout Randomness) -> Int {
        let weights = zip(entries, lengths).map { (isOpening ? $0.openingWeight : $0.weight) / $1 }
        var rest = Double.random(in: 0..<1, using: &random) * weights.reduce(0, +)
        for (index, weight) in weights.enumerated() {
            rest -= weight
            if rest < 0 { return index }
        }
        return weights.lastIndex { $0 > 0 } ?? 0
    }
}
