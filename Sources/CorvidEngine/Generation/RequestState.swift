/// One request on its way: knows what to feed next and takes what comes back. It never touches the model or the cache.
///
/// A step is ``plan(limit:)``, a forward of what it says, then ``absorb(_:firstRow:events:)``.
struct RequestState {
    /// What to feed in a forward.
    struct Plan {
        var tokens: [TokenID]
        var outputs: Batch.Outputs
        /// The pictures of the prompt, with positions counted from the first of `tokens`.
        var images: [PlacedImage]
        /// Rows of logits that come back.
        var rows: Int
    }

    /// Prompt and output.
    private(set) var tokens: [TokenID]
    /// How many of `tokens` the cache holds.
    private(set) var cached: Int
    private(set) var usage = GenerationUsage()
    private(set) var isFinished = false

    /// Tokens that a constraint may draft for a forward.
    private static let longestDraft = 16

    private let promptCount: Int
    private let images: [PlacedImage]
    private let maximumTokens: Int
    private let contextLimit: Int
    private let stopTokens: Set<TokenID>
    private let mask: (@Sendable (UnsafeMutableBufferPointer<Float>) -> Void)?
    private var sampler: Sampler
    private var constraint: (any TokenConstraint)?
    private var decoder: StreamDecoder?
    private var matcher: StopMatcher
    private var draft: (any DraftSource)?
    private var drafted: [TokenID] = []
    private var text = ""

    /// - Throws: ``EngineError`` when the prompt is empty, too long or out of vocabulary, or an option out of range.
    init(
        _ request: GenerationRequest, vocabularySize: Int, contextLimit: Int, tokenizer: Tokenizer?
    ) throws(EngineError) {
        guard !request.prompt.isEmpty else { throw EngineError(.emptyPrompt, "the prompt has no tokens") }
        guard request.prompt.count <= contextLimit else {
            throw .contextOverflow(tokens: request.prompt.count, limit: contextLimit)
        }
        for token in request.prompt where token < 0 || Int(token) >= vocabularySize {
            throw .tokenOutOfRange(token, vocabularySize: vocabularySize)
        }
        if let maximum = request.maximumTokens, maximum < 1 {
            throw .optionOutOfRange(name: "max-tokens", value: "\(maximum)", range: "1 or more")
        }
        guard tokenizer != nil || request.stopSequences.isEmpty else {
            throw EngineError(.noTokenizer, "stop sequences need a tokenizer")
        }
        tokens = request.prompt
        cached = 0
        promptCount = request.prompt.count
        images = request.images
        maximumTokens = request.maximumTokens ?? .max
        self.contextLimit = contextLimit
        stopTokens = request.stopTokens ?? tokenizer?.endOfSequence ?? []
        mask = request.mask
        sampler = try Sampler(request.sampling, vocabularySize: vocabularySize)
        constraint = try Self.constraint(of: request, tokenizer)
        matcher = StopMatcher(request.stopSequences)
        draft = try request.speculation.makeSource(contextLimit: contextLimit)
        sampler.observe(request.prompt)
        // The decoder sees the prompt first, so that the output's text is what the prompt's text goes on with.
        if var decoder = tokenizer?.streamDecoder {
            for token in request.prompt { _ = decoder.append(token) }
            // What follows a grammar begins with a character of its own, wherever the prompt was cut.
            if request.grammar != nil { _ = decoder.finish() }
            self.decoder = decoder
        }
        usage.promptTokens = promptCount
        usage.seed = sampler.seed
    }

    /// Whether the cache holds the whole prompt but its last token.
    var isDecoding: Bool { cached >= promptCount - 1 }

    /// Says that the cache holds the first `count` tokens already; fewer than there are.
    mutating func resume(at count: Int) {
        cached = count
        usage.cachedTokens = min(count, promptCount)
    }

    private static func constraint(
        of request: GenerationRequest, _ tokenizer: Tokenizer?
    ) throws(EngineError) -> (any TokenConstraint)? {
        guard let grammar = request.grammar else { return request.constraint }
        guard request.constraint == nil else {
            throw EngineError(.twoConstraints, "a request has either a grammar or a constraint of its own")
        }
        guard let tokenizer else { throw EngineError(.noTokenizer, "a grammar needs a tokenizer") }
        return try GrammarConstraint(grammar, tokenizer: tokenizer)
    }

    /// Takes the tokens that the constraint wants at the very beginning.
    ///
    /// - Throws: ``EngineError`` when the constraint cannot be met within the tokens that may be generated.
    mutating func begin(events: inout [GenerationEvent]) throws(EngineError) {
        // The last token of a full context is no longer fed.
        let budget = min(maximumTokens, contextLimit - promptCount + 1)
        try constraint?.begin(budget: budget)
        if constraint?.isComplete == true { return finish(.constraintComplete, events: &events) }
        try commitForced(events: &events)
    }

    /// What to feed next: at most `limit` tokens that the cache lacks, and drafts when those are all.
    mutating func plan(limit: Int) throws(EngineError) -> Plan {
        drafted = []
        let pending = tokens.count - cached
        let images = images.map { PlacedImage($0.image, at: $0.position - cached) }
        guard pending <= limit else {
            return Plan(
                tokens: Array(tokens[cached..<(cached + limit)]), outputs: .none, images: images, rows: 0)
        }
        let generated = tokens.count - promptCount
        let room = min(maximumTokens - generated - 1, contextLimit - tokens.count)
        if room > 0 {
            if draft != nil {
                drafted = try draft?.propose(after: tokens, limit: room, sampler: sampler) ?? []
            } else if let constraint {
                drafted = Array(constraint.likelyTokens().prefix(min(room, Self.longestDraft)))
            }
            usage.draftedTokens += drafted.count
            usage.draftForwards = draft?.forwards ?? 0
        }
        let rows = 1 + drafted.count
        return Plan(tokens: tokens[cached...] + drafted, outputs: .last(rows), images: images, rows: rows)
    }

    /// Takes what the forward of `plan` gave: rows `firstRow` and on of `logits`.
    ///
    /// - Returns: How many of the tokens now in the cache are right: the cache is to be truncated to it.
    mutating func absorb(
        _ plan: Plan, _ logits: Logits, firstRow: Int, events: inout [GenerationEvent]
    ) throws(EngineError) -> Int {
        usage.forwards += 1
        guard plan.rows > 0 else {
            cached += plan.tokens.count
            return cached
        }
        let start = tokens.count
        cached = start
        // Draws go on for as long as the last token committed is one that was fed.
        while !isFinished, cached == tokens.count, cached - start < plan.rows {
            let sampled = try sample(logits, row: firstRow + cached - start)
            try commit(
                GeneratedToken(
                    token: sampled.token, logProbability: sampled.logProbability, alternatives: sampled.alternatives),
                after: start, events: &events)
            try commitForced(after: start, events: &events)
        }
        draft?.learn(accepted: cached - start, of: drafted.count)
        return cached
    }

    /// Ends the request.
    mutating func finish(_ reason: FinishReason, events: inout [GenerationEvent]) {
        guard !isFinished else { return }
        isFinished = true
        var rest = ""
        if case .stopSequence = reason {
            // What follows the stop sequence in the same token is dropped.
        } else {
            let remainder = matcher.append(decoder?.finish() ?? "")
            rest = remainder.released + (remainder.match == nil ? matcher.finish() : "")
        }
        release(rest, events: &events)
        events.append(
            .finished(
                GenerationResult(
                    tokens: Array(tokens[promptCount...]), text: text, finishReason: reason, usage: usage)))
    }

    // MARK: - Steps

    private mutating func sample(_ logits: Logits, row: Int) throws(EngineError) -> SampledToken {
        guard mask != nil || constraint != nil else {
            return try logits.withRow(row) { scores throws(EngineError) in try sampler.sample(scores) }
        }
        let sampled = try sample(logits, row: row, asking: mask)
        guard try constraint?.admits(sampled.token) == false else { return sampled }
        return try sample(logits, row: row, asking: mask)
    }

    private mutating func sample(
        _ logits: Logits, row: Int, asking mask: (@Sendable (UnsafeMutableBufferPointer<Float>) -> Void)?
    ) throws(EngineError) -> SampledToken {
        var constraint = self.constraint
        self.constraint = nil
        defer { self.constraint = constraint }
        var failure: EngineError?
        do throws(EngineError) {
            return try logits.withRow(row) { scores throws(EngineError) in
                try sampler.sample(scores) { buffer in
                    mask?(buffer)
                    do throws(EngineError) {
                        try constraint?.mask(buffer)
                    } catch {
                        failure = error
                        buffer.update(repeating: -.infinity)
                    }
                }
            }
        } catch {
            throw failure ?? error
        }
    }

    private mutating func commitForced(
        after start: Int = .max, events: inout [GenerationEvent]
    ) throws(EngineError) {
        while !isFinished, let forced = constraint?.forcedTokens(), !forced.isEmpty {
            for token in forced where !isFinished {
                usage.forcedTokens += 1
                try commit(GeneratedToken(token: token, isForced: true), after: start, events: &events)
            }
        }
    }

    /// Appends a token; when it is the one drafted at its place, the cache holds it already. `start` is where the
    /// drafts begin.
    private mutating func commit(
        _ generated: GeneratedToken, after start: Int, events: inout [GenerationEvent]
    ) throws(EngineError) {
        let token = generated.token
        if cached == tokens.count, cached >= start, cached - start < drafted.count, drafted[cached - start] == token {
            cached += 1
            usage.acceptedTokens += 1
        }
        tokens.append(token)
        sampler.accept(token)
        try constraint?.accept(token)
        usage.generatedTokens += 1
        events.append(.token(generated))
        if stopTokens.contains(token) { return finish(.stopToken(token), events: &events) }
        if let piece = decoder?.append(token), !piece.isEmpty {
            let outcome = matcher.append(piece)
            release(outcome.released, events: &events)
            if let match = outcome.match { return finish(.stopSequence(match), events: &events) }
        }
        if let constraint, constraint.isComplete { return finish(.constraintComplete, events: &events) }
        if usage.generatedTokens >= maximumTokens { return finish(.length, events: &events) }
        if tokens.count > contextLimit { finish(.contextFull, events: &events) }
    }

    private mutating func release(_ piece: String, events: inout [GenerationEvent]) {
        guard !piece.isEmpty else { return }
        text += piece
        events.append(.text(piece))
    }
}
