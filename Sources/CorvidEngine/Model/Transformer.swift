internal import CKernels

/// A language model: tokens in, scores of next tokens out.
///
/// ```swift
/// let model = try Transformer(checkpoint: Checkpoint.open("model.gguf"))
/// let cache = model.makeCache()
/// let run = Batch.Run(sequence: cache.makeSequence(), tokens: prompt)
/// let logits = try model.forward(Batch([run]), cache: cache)
/// ```
///
/// Weights stay in the mapped files. The same tokens give the same bits, whatever the count of threads, the division of
/// a prompt into forwards, the other sequences of a batch, and the cache's history. Callers on several threads take
/// turns.
public final class Transformer: @unchecked Sendable {  // Mutable state is used under the pool's lock only.
    public let configuration: TransformerConfiguration
    /// Threads that compute, with the caller's.
    public var threads: Int { pool.threads }

    let pool: ThreadPool
    let pass: ForwardPass
    private let checkpoint: Checkpoint
    private var tokens: [TokenID] = []
    private var storage: Logits.Storage?

    /// Checks all tensors of `checkpoint` and prepares to compute with them.
    /// - Parameter threads: how many compute, with the caller's; by default, as many as there are cores.
    /// - Throws: a `CheckpointError` that names what is missing, of a wrong shape, or not supported.
    public convenience init(checkpoint: Checkpoint, threads: Int? = nil) throws(CheckpointError) {
        try self.init(checkpoint: checkpoint, threads: threads, instructionSet: corvid_isa_best())
    }

    init(checkpoint: Checkpoint, threads: Int?, instructionSet: corvid_isa) throws(CheckpointError) {
        let configuration = try ModelFamily.configuration(of: checkpoint)
        let weights = try TransformerWeights(checkpoint, configuration)
        self.configuration = configuration
        self.checkpoint = checkpoint
        pool = ThreadPool(threads: threads)
        pass = ForwardPass(configuration: configuration, weights: weights, pool: pool, isa: instructionSet)
    }

    /// An empty cache for this model.
    /// - Parameter contextLength: positions that each sequence may reach; the model's own context by default.
    public func makeCache(format: KVCache.Format = .f16, contextLength: Int? = nil) -> KVCache {
        let limit = max(contextLength ?? configuration.contextLength, 1)
        return KVCache(
            layout: CacheLayout(configuration, format: format), contextLength: limit, checkpoint: checkpoint,
            variant: configuration.usesShortRotation(contextLength: limit) ? 1 : 0)
    }

    /// Computes the tokens of `batch`, appends them to their sequences in `cache`, and returns the logits asked for.
    ///
    /// - Throws: `contextOverflow`, `tokenOutOfRange`, `invalidRun` (no tokens, or more outputs than tokens),
    ///   `unknownSequence`, `foreignCache`, `invalidImage` (pictures of another model's width, or that overlap); the
    ///   cache is then as it was.
    public func forward(_ batch: Batch, cache: KVCache) throws(EngineError) -> Logits {
        try validate(batch, cache)
        return pool.withLock { compute(batch, cache) }
    }

    /// Computes the tokens of `run` as ``forward(_:cache:)`` does.
    ///
    /// - Returns: what the output projection would read at the last token: the last layer's output, normalised, `[width]`.
    public func represent(_ run: Batch.Run, cache: KVCache) throws(EngineError) -> [Float] {
        var run = run
        run.outputs = .last
        let batch = Batch([run])
        try validate(batch, cache)
        return pool.withLock {
            _ = compute(batch, cache)
            return pass.lastState()
        }
    }

    private func validate(_ batch: Batch, _ cache: KVCache) throws(EngineError) {
        guard !configuration.isBidirectional else {
            throw EngineError(.foreignCache, "\(configuration.architecture) is an encoder and gives no logits")
        }
        guard cache.checkpoint === checkpoint else {
            throw EngineError(.foreignCache, "the cache was made for another model")
        }
        for (index, run) in batch.runs.enumerated() {
            guard cache.contains(run.sequence) else {
                throw EngineError(.unknownSequence, "run \(index) names a sequence that is not in the cache")
            }
            guard !batch.runs[..<index].contains(where: { $0.sequence == run.sequence }) else {
                throw EngineError(.unknownSequence, "run \(index) names the same sequence as a run before it")
            }
            guard !run.tokens.isEmpty else { throw EngineError(.invalidRun, "run \(index) has no tokens") }
            let outputs = run.outputs.rows(of: run.tokens.count)
            guard outputs >= 0, outputs <= run.tokens.count else {
                throw EngineError(
                    .invalidRun, "run \(index) asks for \(outputs) outputs of \(run.tokens.count) tokens")
            }
            let length = cache.length(of: run.sequence) + run.tokens.count
            let limit = min(cache.contextLength, positionLimit)
            guard length <= limit else { throw .contextOverflow(tokens: length, limit: limit) }
            for token in run.tokens where token < 0 || Int(token) >= configuration.vocabularySize {
                throw .tokenOutOfRange(token, vocabularySize: configuration.vocabularySize)
            }
            try run.images.validate(width: configuration.embeddingLength)
            guard run.images.cover(cache[run.sequence]?.pending ?? []) else {
                throw EngineError(
                    .invalidImage, "run \(index) lacks a picture before its tokens that has to be computed again")
            }
        }
    }

    /// Positions that the model can tell apart at all.
    private var positionLimit: Int {
        configuration.positions == .learned ? configuration.contextLength : Int(Int32.max)
    }

    private func compute(_ batch: Batch, _ cache: KVCache) -> Logits {
        let rows = batch.runs.reduce(0) { $0 + $1.outputs.rows(of: $1.tokens.count) }
        let storage = logitsStorage(capacity: rows * configuration.vocabularySize)
        pass.usesShortRotation = cache.variant == 1
        pass.groups.removeAll(keepingCapacity: true)
        pass.segments.removeAll(keepingCapacity: true)
        pass.imageRows.removeAll(keepingCapacity: true)
        tokens.removeAll(keepingCapacity: true)
        var written = 0

        /// Computes the piece that has been gathered.
        func flush() {
            guard !tokens.isEmpty, let logits = storage.floats.baseAddress else { return }
            let wanted = tokens.withUnsafeBufferPointer { pass.run(tokens: $0, layout: cache.layout) }
            pass.writeLogits(rows: wanted, to: logits + written * configuration.vocabularySize)
            written += wanted
            tokens.removeAll(keepingCapacity: true)
            pass.segments.removeAll(keepingCapacity: true)
            pass.imageRows.removeAll(keepingCapacity: true)
        }

        for run in batch.runs {
            let firstGroup = pass.groups.count
            var position = 0
            var pending = 0
            var history: UnsafeMutablePointer<Float>?
            cache.update(run.sequence) { sequence in
                position = sequence.computed
                pending = sequence.pending.count
                sequence.prepare(count: pending + run.tokens.count)
                sequence.append(run.images.cacheKeys(of: run.tokens))
                for group in sequence.groups { pass.groups.append(group.base) }
                history = sequence.historyBase
            }
            let count = pending + run.tokens.count
            let silent = count - run.outputs.rows(of: run.tokens.count)
            var done = 0
            while done < count {
                if tokens.count == pass.capacity { flush() }
                let part = min(count - done, pass.capacity - tokens.count)
                pass.segments.append(
                    Segment(
                        row: tokens.count, count: part, position: position + done, firstGroup: firstGroup,
                        history: history, outputs: min(max(done + part - silent, 0), part)))
                if !run.images.isEmpty {
                    pass.imageRows += repeatElement(nil, count: tokens.count - pass.imageRows.count)
                    for index in done..<done + part { pass.imageRows.append(run.images.row(at: index - pending)) }
                }
                cache.withTokens(of: run.sequence) { tokens.append(contentsOf: $0[(position + done)...].prefix(part)) }
                done += part
            }
        }
        flush()
        extendLifetime(batch)
        for run in batch.runs {
            cache.update(run.sequence) { $0.advance(by: $0.pending.count) }
        }
        return Logits(vocabularySize: configuration.vocabularySize, rows: rows, storage: storage)
    }

    /// Memory for logits: that of the last forward, when its caller has let go of it.
    private func logitsStorage(capacity: Int) -> Logits.Storage {
        if isKnownUniquelyReferenced(&storage), let storage, storage.floats.count >= capacity,
            storage.floats.count <= max(4 * capacity, 1 << 20)
        {
            return storage
        }
        let new = Logits.Storage(capacity: capacity)
        storage = new
        return new
    }
}
