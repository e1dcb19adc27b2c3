public import CorvidGrammar

/// Keeps a request's output to a grammar: whatever the model says, the text follows the grammar and is complete.
///
/// - Masks are exact: a token may come next exactly when all its bytes may.
/// - What must follow is appended without asking the model (``forcedTokens()``), in the tokens that the tokenizer itself
///   would make of the text: a token is forced only when every tokenisation that can still come about has it. Where the
///   text so far was cut as the tokenizer would not cut it, a forced run is tokenised from that cut on. The tokens where a
///   forced run ends are drafted (``likelyTokens()``): the model decides in the same forward whether it agrees.
/// - A way to finish that fits what is left of the budget is known at every step. A drawn token after which none would be
///   left is drawn anew from those that leave one; should even the shortest way not fit at the very beginning, the
///   request is refused.
public struct GrammarConstraint: TokenConstraint {
    let tokenizer: Tokenizer
    let vocabulary: TokenTrie
    private(set) var matcher: GrammarMatcher
    private var allowed: TokenMask
    private var remaining = Int.max
    /// Tokens that finish the text, when they have been looked for: they always fit what remains.
    private var plan: [Int] = []
    /// The same after the token that was last asked about.
    private var next: (token: TokenID, plan: [Int])?
    /// Whether tokens that leave no way to finish have to be masked too.
    private var isTight = false
    private var hasEnded = false
    /// The last few tokens: where a forced run begins, what is before it decides how it is cut.
    var recent: [TokenID] = []

    /// - Throws: ``EngineError`` when the tokenizer's vocabulary is larger than grammars can use.
    public init(_ grammar: CompiledGrammar, tokenizer: Tokenizer) throws(EngineError) {
        self.tokenizer = tokenizer
        vocabulary = try tokenizer.tokenTrie
        matcher = GrammarMatcher(grammar)
        allowed = TokenMask(count: vocabulary.count)
    }

    /// The bytes generated so far, end-of-sequence tokens left out.
    public var text: [UInt8] { matcher.text }

    public var isComplete: Bool { hasEnded || matcher.isAtEnd }

    public mutating func begin(budget: Int) throws(EngineError) {
        remaining = budget
        guard let text = vocabulary.completion(of: matcher), let tokens = vocabulary.fewestTokens(for: text) else {
            throw try checked(EngineError(.grammarFailed, "the vocabulary has no tokens for a text of the grammar"))
        }
        guard tokens.count <= budget else {
            throw EngineError(
                .budgetTooSmall,
                "the shortest text of the grammar takes \(tokens.count) tokens; at most \(budget) may be generated")
        }
        plan = tokens
    }

    public mutating func mask(_ logits: UnsafeMutableBufferPointer<Float>) throws(EngineError) {
        vocabulary.fill(&allowed, for: matcher)
        if isTight {
            vocabulary.restrict(&allowed, for: matcher, budget: remaining - 1)
            if plan.isEmpty, let text = vocabulary.completion(of: matcher) {
                plan = vocabulary.fewestTokens(for: text) ?? []
            }
            if let first = plan.first, plan.count <= remaining { allowed.insert(first) }
        }
        if let failure = matcher.failure { throw Self.failed(failure) }
        allowed.apply(to: logits)
    }

    public mutating func admits(_ token: TokenID) throws(EngineError) -> Bool {
        guard !vocabulary.endOfSequence.contains(Int(token)) else { return true }
        if let first = plan.first, first == Int(token) { return true }
        if let text = vocabulary.completion(of: matcher, after: Int(token)) {
            // A text takes no more tokens than bytes.
            if vocabulary.hasAllBytes, text.count < remaining {
                next = (token, [])
                return true
            }
            if let tokens = vocabulary.fewestTokens(for: text), tokens.count < remaining {
                next = (token, tokens)
                return true
            }
        }
        isTight = true
        return false
    }

    public mutating func accept(_ token: TokenID) throws(EngineError) {
        if let first = plan.first, first == Int(token) {
            plan.removeFirst()
        } else if let next, next.token == token {
            plan = next.plan
        } else {
            plan = []
        }
        next = nil
        isTight = false
        remaining -= 1
        recent.append(token)
        if recent.count > Self.context { recent.removeFirst() }
        if vocabulary.endOfSequence.contains(Int(token)), matcher.isComplete {
            hasEnded = true
            return
        }
        let bytes = vocabulary.bytes(of: Int(token))
        guard !bytes.isEmpty, matcher.advance(by: bytes) == bytes.count else {
            throw try checked(EngineError(.grammarFailed, "token \(token) does not follow the grammar"))
        }
        if let failure = matcher.failure { throw Self.failed(failure) }
    }

    public func forcedTokens() -> [TokenID] {
        guard !hasEnded else { return [] }
        let tokens = forcedRun()
        guard !tokens.isEmpty else { return [] }
        // The tokenizer may take more tokens than the shortest way: the rest still has to fit.
        var after = matcher
        for token in tokens { after.advance(by: vocabulary.bytes(of: Int(token))) }
        guard let text = vocabulary.completion(of: after) else { return [] }
        let left = remaining - tokens.count
        if vocabulary.hasAllBytes, text.count <= left { return tokens }
        guard let rest = vocabulary.fewestTokens(for: text), rest.count <= left else { return [] }
        return tokens
    }

    public func likelyTokens() -> [TokenID] { hasEnded ? [] : forcedRun(isCertain: false) }

    // MARK: - Failures

    /// The automaton's own failure, where there is one: it says more.
    private func checked(_ error: EngineError) throws(EngineError) -> EngineError {
        if let failure = matcher.failure { throw Self.failed(failure) }
        return error
    }

    private static func failed(_ failure: GrammarError) -> EngineError {
        EngineError(.grammarFailed, "the grammar cannot be followed any further: \(failure)")
    }
}
