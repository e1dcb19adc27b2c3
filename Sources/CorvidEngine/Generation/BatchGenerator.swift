/// Runs many requests against one model and one cache: each step feeds every request's next tokens in one forward.
///
/// Requests join between steps and leave when they are done. What a request generates does not depend on the others, on
/// what the cache knew before, or on how its prompt was cut into steps. Finished sequences stay in the cache (up to
/// ``Options/retainedSequences``), and a new request starts from the longest beginning that it shares with any sequence
/// there.
///
/// A generator belongs to one caller at a time; ``Generator`` wraps one for many.
///
/// ```swift
/// let generator = BatchGenerator(transformer: transformer, tokenizer: tokenizer)
/// try generator.add(GenerationRequest(prompt: tokenizer.encode("Corvids are"), maximumTokens: 20))
/// while !generator.isIdle {
///     for case (_, .text(let piece)) in try generator.step() { print(piece, terminator: "") }
/// }
/// ```
public final class BatchGenerator {
    /// Names a request within its generator.
    public struct RequestID: Sendable, Hashable {
        let number: Int
    }

    /// What holds for all requests of a generator.
    public struct Options: Sendable, Hashable {
        public var cacheFormat: KVCache.Format
        /// Tokens that prompt and output of a request may have together; nil for the model's own context.
        public var contextLength: Int?
        /// Prompt tokens computed in one step, over all requests; at least 1. Smaller steps let others go on sooner.
        public var prefillChunk: Int
        /// Finished sequences that stay in the cache for requests to come.
        public var retainedSequences: Int

        public init(
            cacheFormat: KVCache.Format = .f16, contextLength: Int? = nil, prefillChunk: Int = 512,
            retainedSequences: Int = 4
        ) {
            self.cacheFormat = cacheFormat
            self.contextLength = contextLength
            self.prefillChunk = prefillChunk
            self.retainedSequences = retainedSequences
        }
    }

    public let transformer: Transformer
    public let tokenizer: Tokenizer?
    /// Where prompts are kept across processes, if anywhere.
    public var promptCache: PromptCache?
    /// The cache; its bytes are of interest, its sequences belong to the generator.
    package let cache: KVCache

    private let options: Options
    private var active: [(id: RequestID, sequence: KVCache.SequenceID, state: RequestState)] = []
    private var retained: [KVCache.SequenceID] = []  // Oldest first.
    private var early: [(RequestID, GenerationEvent)] = []  // What happened outside of steps.
    private var nextNumber = 0

    public init(
        transformer: Transformer, tokenizer: Tokenizer? = nil, options: Options = Options(),
        promptCache: PromptCache? = nil
    ) {
        self.transformer = transformer
        self.tokenizer = tokenizer
        self.options = options
        self.promptCache = promptCache
        cache = transformer.makeCache(format: options.cacheFormat, contextLength: options.contextLength)
    }

    /// Whether there is nothing left to do or to tell.
    public var isIdle: Bool { active.isEmpty && early.isEmpty }

    /// Bytes that the cache holds.
    public var cacheBytes: Int { cache.memoryBytes }

    /// Takes a request in; it joins with the next step.
    ///
    /// - Throws: ``EngineError`` when the prompt is empty, longer than the context or out of vocabulary, a picture is of
    ///   another width than the model or not inside the prompt, an option is out of its range, or the grammar has no text
    ///   that is short enough.
    @discardableResult
    public func add(_ request: GenerationRequest) throws(EngineError) -> RequestID {
        try request.images.validate(
            width: transformer.configuration.embeddingLength, positions: 0..<request.prompt.count)
        var state = try RequestState(
            request, vocabularySize: transformer.configuration.vocabularySize, contextLimit: cache.contextLength,
            tokenizer: tokenizer)
        var events: [GenerationEvent] = []
        try state.begin(events: &events)
        let id = RequestID(number: nextNumber)
        nextNumber += 1
        let sequence = startingSequence(for: request.images.cacheKeys(of: request.prompt))
        state.resume(at: cache.length(of: sequence))
        early += events.map { (id, $0) }
        if state.isFinished {
            cache.remove(sequence)
        } else {
            active.append((id, sequence, state))
        }
        return id
    }

    /// Ends a request with what it has; nothing happens when it is done already.
    public func cancel(_ id: RequestID) {
        guard let index = active.firstIndex(where: { $0.id == id }) else { return }
        var events: [GenerationEvent] = []
        active[index].state.finish(.cancelled, events: &events)
        early += events.map { (id, $0) }
        retain(active.remove(at: index).sequence)
    }

    /// Advances every request by one forward that they share, and tells what happened, each request's events in order.
    ///
    /// A request that fails alone (its logits are no numbers, its mask leaves nothing) ends with a `failed` event.
    /// - Throws: ``EngineError`` when the forward itself fails.
    public func step() throws(EngineError) -> [(RequestID, GenerationEvent)] {
        var told = early
        early = []
        var batch = Batch([])
        var plans: [(index: Int, plan: RequestState.Plan)] = []
        var failures: [Int: EngineError] = [:]
        var budget = max(options.prefillChunk, 1)
        for index in active.indices {
            // Decoding requests always go on; prompts share the budget in order of arrival.
            let isDecoding = active[index].state.isDecoding
            guard isDecoding || budget > 0 else { continue }
            do throws(EngineError) {
                let plan = try active[index].state.plan(limit: isDecoding ? .max : budget)
                if !isDecoding { budget -= plan.tokens.count }
                batch.runs.append(
                    Batch.Run(
                        sequence: active[index].sequence, tokens: plan.tokens, outputs: plan.outputs,
                        images: plan.images))
                plans.append((index, plan))
            } catch {
                failures[index] = error
            }
        }
        if !plans.isEmpty {
            let logits = try transformer.forward(batch, cache: cache)
            var row = 0
            for (index, plan) in plans {
                var events: [GenerationEvent] = []
                do throws(EngineError) {
                    let right = try active[index].state.absorb(plan, logits, firstRow: row, events: &events)
                    cache.truncate(active[index].sequence, to: right)
                } catch {
                    failures[index] = error
                }
                row += plan.rows
                told += events.map { (active[index].id, $0) }
            }
        }
        leave(failures, told: &told)
        return told
    }

    /// Reads a prompt, which is then in the cache for a request to go on from.
    ///
    /// - Returns: the model's state behind it, as ``Transformer/represent(_:cache:)`` gives it.
    /// - Throws: ``EngineError`` when the prompt is empty, longer than the context or out of vocabulary.
    public func represent(_ prompt: [TokenID]) throws(EngineError) -> [Float] {
        guard !prompt.isEmpty else { throw EngineError(.emptyPrompt, "the prompt has no tokens") }
        let sequence = startingSequence(for: prompt)
        do throws(EngineError) {
            let chunk = max(options.prefillChunk, 1)
            var done = cache.length(of: sequence)
            while prompt.count - done > chunk {
                let run = Batch.Run(sequence: sequence, tokens: Array(prompt[done..<(done + chunk)]), outputs: .none)
                _ = try transformer.forward(Batch([run]), cache: cache)
                done += chunk
            }
            let state = try transformer.represent(
                Batch.Run(sequence: sequence, tokens: Array(prompt[done...])), cache: cache)
            retain(sequence)
            return state
        } catch {
            cache.remove(sequence)
            throw error
        }
    }

    /// Saves what finished requests left in the cache to ``promptCache``, for other processes.
    ///
    /// - Throws: ``EngineError`` when a file cannot be written.
    public func savePrompts() throws(EngineError) {
        guard let promptCache else { return }
        for sequence in retained where cache.length(of: sequence) > 0 { try promptCache.save(sequence, of: cache) }
    }

    /// Runs `requests` together to their ends.
    ///
    /// - Parameters:
    ///   - isCancelled: Asked once a step, also while prompts are computed; true cancels all that are not done.
    ///   - onEvent: Gets each event with the index of its request; returning false cancels that request.
    /// - Returns: The results, in the order of the requests.
    /// - Throws: ``EngineError``, the first failure of any of them.
    public func run(
        _ requests: [GenerationRequest], isCancelled: () -> Bool,
        onEvent: (Int, GenerationEvent) -> Bool = { _, _ in true }
    ) throws(EngineError) -> [GenerationResult] {
        var indices: [RequestID: Int] = [:]
        var results: [GenerationResult?] = requests.map { _ in nil }
        var failure: EngineError?
        defer { for id in indices.keys { cancel(id) } }
        for (index, request) in requests.enumerated() { indices[try add(request)] = index }
        while !isIdle, failure == nil {
            if isCancelled() { for id in indices.keys { cancel(id) } }
            for (id, event) in try step() {
                guard let index = indices[id] else { continue }
                switch event {
                case .finished(let result): results[index] = result
                case .failed(let error): failure = error
                case .token, .text: break
                }
                if !onEvent(index, event) { cancel(id) }
            }
        }
        if let failure { throw failure }
        return results.compactMap { $0 }
    }

    /// Runs `requests` together to their ends, as ``run(_:isCancelled:onEvent:)`` does without being asked to stop.
    public func run(
        _ requests: [GenerationRequest], onEvent: (Int, GenerationEvent) -> Bool = { _, _ in true }
    ) throws(EngineError) -> [GenerationResult] {
        try run(requests, isCancelled: { false }, onEvent: onEvent)
    }

    // MARK: - Sequences

    private func leave(_ failures: [Int: EngineError], told: inout [(RequestID, GenerationEvent)]) {
        for index in active.indices.reversed() {
            if let error = failures[index] {
                told.append((active[index].id, .failed(error)))
                cache.remove(active.remove(at: index).sequence)
            } else if active[index].state.isFinished {
                retain(active.remove(at: index).sequence)
            }
        }
    }

    private func retain(_ sequence: KVCache.SequenceID) {
        let tokens = cache.tokens(of: sequence)
        retained.removeAll { earlier in
            let known = cache.tokens(of: earlier)
            guard tokens.starts(with: known) else { return false }
            cache.remove(earlier)
            return true
        }
        retained.append(sequence)
        while retained.count > max(options.retainedSequences, 0) { cache.remove(retained.removeFirst()) }
    }

    /// A sequence with the longest beginning of `prompt` that the cache knows, but never all of it: the last token has
    /// to give logits.
    private func startingSequence(for prompt: [TokenID]) -> KVCache.SequenceID {
        var best: (sequence: KVCache.SequenceID, length: Int)?
        for sequence in retained + active.map(\.sequence) {
            let length = min(commonPrefix(cache.tokens(of: sequence), prompt), prompt.count - 1)
            if length > best?.length ?? 0 { best = (sequence, length) }
        }
        if let promptCache, best?.length ?? 0 < prompt.count - 1,
            let restored = promptCache.restore(prefixOf: prompt, into: cache)
        {
            if cache.length(of: restored) > best?.length ?? 0 { return restored }
            cache.remove(restored)
        }
        guard let best else { return cache.makeSequence() }
        return cache.fork(best.sequence, prefix: best.length)
    }
}
