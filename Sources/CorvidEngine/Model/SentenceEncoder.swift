internal import CKernels

/// Turns sentences into vectors of unit length whose products measure how alike they are (Reimers & Gurevych 2019).
///
/// Takes checkpoints of the BERT family; the metadata says whether a sentence's vector is the mean of its tokens' or
/// that of the first token.
public final class SentenceEncoder: @unchecked Sendable {  // `pass` is used under the pool's lock only.
    public let configuration: TransformerConfiguration
    /// Numbers of a vector.
    public var dimension: Int { configuration.embeddingLength }
    /// Tokens that a sentence may have, with those that the tokenizer adds.
    public var tokenLimit: Int { configuration.contextLength }

    private let pool: ThreadPool
    private let pass: ForwardPass
    private let layout: CacheLayout
    private let takesFirstToken: Bool

    /// - Throws: a `CheckpointError` for a model that is no encoder, or misses tensors.
    public init(checkpoint: Checkpoint, threads: Int? = nil) throws(CheckpointError) {
        let configuration = try ModelFamily.configuration(of: checkpoint)
        guard configuration.isBidirectional else {
            throw checkpoint.error(
                .unsupported, "general.architecture", "is \"\(configuration.architecture)\", which is no encoder")
        }
        let key = checkpoint.key("pooling_type")
        switch try checkpoint.optionalInteger(key) ?? 1 {
        case 1: takesFirstToken = false
        case 2: takesFirstToken = true
        case let other: throw checkpoint.error(.unsupported, key, "is \(other); expected 1 (mean) or 2 (first token)")
        }
        self.configuration = configuration
        let weights = try TransformerWeights(checkpoint, configuration)
        pool = ThreadPool(threads: threads)
        pass = ForwardPass(configuration: configuration, weights: weights, pool: pool, isa: corvid_isa_best())
        layout = CacheLayout(configuration, format: .f32, isTransient: true)
    }

    /// The vectors of `sentences`, each given as its tokens, beginning and end marks included.
    ///
    /// A sentence's bits do not depend on the others.
    /// - Throws: `contextOverflow`, `tokenOutOfRange`, or `invalidRun` for a sentence without tokens.
    public func embed(_ sentences: [[TokenID]]) throws(EngineError) -> [[Float]] {
        for (index, sentence) in sentences.enumerated() {
            guard !sentence.isEmpty else { throw EngineError(.invalidRun, "sentence \(index) has no tokens") }
            guard sentence.count <= tokenLimit else {
                throw .contextOverflow(tokens: sentence.count, limit: tokenLimit)
            }
            for token in sentence where token < 0 || Int(token) >= configuration.vocabularySize {
                throw .tokenOutOfRange(token, vocabularySize: configuration.vocabularySize)
            }
        }
        return pool.withLock { compute(sentences) }
    }

    private func compute(_ sentences: [[TokenID]]) -> [[Float]] {
        var vectors: [[Float]] = []
        var next = 0
        while next < sentences.count {
            // As many whole sentences as a piece holds, but at least one.
            var tokens: [TokenID] = []
            var groups: [MemoryBlock] = []
            pass.segments.removeAll(keepingCapacity: true)
            while next < sentences.count, tokens.isEmpty || tokens.count + sentences[next].count <= pass.capacity {
                let sentence = sentences[next]
                pass.segments.append(
                    Segment(
                        row: tokens.count, count: sentence.count, position: 0, firstGroup: groups.count, history: nil,
                        outputs: sentence.count))
                let pages = (sentence.count + CacheLayout.pagePositions - 1) / CacheLayout.pagePositions
                for _ in 0..<pages { groups.append(MemoryBlock(byteCount: layout.groupBytes)) }
                tokens.append(contentsOf: sentence)
                next += 1
            }
            pass.groups = groups.map(\.base)
            _ = tokens.withUnsafeBufferPointer { pass.run(tokens: $0, layout: layout, keepsAll: true) }
            extendLifetime(groups)
            let states = pass.hidden.floats(tokens.count * dimension)
            for segment in pass.segments { vectors.append(pool(states + segment.row * dimension, segment.count)) }
        }
        return vectors
    }

    /// One vector of unit length from those of `count` tokens, `[count, D]`.
    private func pool(_ states: UnsafePointer<Float>, _ count: Int) -> [Float] {
        var sums = [Double](repeating: 0, count: dimension)
        for token in 0..<(takesFirstToken ? 1 : count) {
            for index in sums.indices { sums[index] += Double(states[token * dimension + index]) }
        }
        let length = sums.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return sums.map { length > 0 ? Float($0 / length) : 0 }
    }
}
