/// Tokens of many sequences, each continuing at its own cache position, for one forward.
public struct Batch: Sendable, Hashable {
    /// New tokens of one sequence.
    public struct Run: Sendable, Hashable {
        public var sequence: KVCache.SequenceID
        /// The tokens that follow what the cache holds of the sequence; at least one.
        public var tokens: [TokenID]
        /// The tokens whose logits are wanted.
        public var outputs: Outputs
        /// Pictures that stand in place of tokens, their positions counted from the run's first token. Those of earlier
        /// runs of the sequence may be given again, and are needed after ``KVCache/truncate(_:to:)`` in models with
        /// convolutions.
        public var images: [PlacedImage]

        public init(
            sequence: KVCache.SequenceID, tokens: [TokenID], outputs: Outputs = .last, images: [PlacedImage] = []
        ) {
            self.sequence = sequence
            self.tokens = tokens
            self.outputs = outputs
            self.images = images
        }
    }

    /// Which tokens of a run give logits.
    public struct Outputs: Sendable, Hashable {
        /// Logits of this many last tokens; `Int.max` for all.
        let trailing: Int

        /// No logits: the run only fills the cache.
        public static let none = Outputs(trailing: 0)
        /// The logits of the last token.
        public static let last = Outputs(trailing: 1)
        /// The logits of every token.
        public static let all = Outputs(trailing: .max)
        /// The logits of the last `count` tokens; a run with fewer tokens is an error.
        public static func last(_ count: Int) -> Outputs { Outputs(trailing: count) }

        /// Rows of logits for a run of `count` tokens.
        func rows(of count: Int) -> Int { trailing == .max ? count : trailing }
    }

    /// Each sequence occurs at most once.
    public var runs: [Run]

    public init(_ runs: [Run]) { self.runs = runs }
}
