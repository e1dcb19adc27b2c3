/// A smaller model that drafts for a larger one of the same vocabulary.
public final class DraftModel: Sendable {
    let transformer: Transformer

    /// - Throws: ``EngineError`` `vocabularyMismatch` naming the first difference between the two vocabularies.
    public init(
        _ transformer: Transformer, tokenizer: Tokenizer, target: Transformer, targetTokenizer: Tokenizer
    ) throws(EngineError) {
        let size = transformer.configuration.vocabularySize
        let targetSize = target.configuration.vocabularySize
        // Models pad their vocabularies differently; ids that both tokenizers know have to agree.
        guard tokenizer.vocabularySize == targetTokenizer.vocabularySize else {
            throw EngineError(
                .vocabularyMismatch,
                "the draft model has \(tokenizer.vocabularySize) tokens, the model \(targetTokenizer.vocabularySize)")
        }
        for token in 0..<TokenID(min(tokenizer.vocabularySize, size, targetSize))
        where tokenizer.isSpecial(token) != targetTokenizer.isSpecial(token)
            || tokenizer.bytes(of: token) != targetTokenizer.bytes(of: token)
        {
            throw EngineError(
                .vocabularyMismatch, "token \(token) of the draft model is not the same as the model's")
        }
        self.transformer = transformer
    }

    /// For a model that drafts for itself or for one that is known to have the same vocabulary.
    package init(sharingVocabulary transformer: Transformer) {
        self.transformer = transformer
    }
}

/// The drafts of a ``DraftModel`` for one request.
///
/// The draft is drawn as the target will draw, with the same options and the same numbers of the random stream, so that
/// similar distributions give equal tokens also at a temperature.
struct ModelDraft: DraftSource {
    private(set) var forwards = 0
    private let model: DraftModel
    private let cache: KVCache
    private let sequence: KVCache.SequenceID
    private var length: DraftLength

    /// Prompt tokens computed in one forward.
    private static let chunk = 512

    init(_ model: DraftModel, longest: Int, contextLimit: Int) {
        self.model = model
        cache = model.transformer.makeCache(contextLength: contextLimit)
        sequence = cache.makeSequence()
        length = DraftLength(longest: longest)
    }

    mutating func propose(
        after tokens: [TokenID], limit: Int, sampler: Sampler
    ) throws(EngineError) -> [TokenID] {
        let vocabulary = model.transformer.configuration.vocabularySize
        let wanted = min(limit, length.current, cache.contextLength - tokens.count)
        guard wanted > 0, !tokens.contains(where: { Int($0) >= vocabulary }) else { return [] }
        let known = min(commonPrefix(cache.tokens(of: sequence), tokens), tokens.count - 1)
        cache.truncate(sequence, to: known)
        var pending = tokens[known...]
        while pending.count > Self.chunk {
            try forward(pending.prefix(Self.chunk), outputs: .none)
            pending = pending.dropFirst(Self.chunk)
        }
        var draft: [TokenID] = []
        let targetVocabulary = sampler.vocabularySize
        var sampler = sampler.copy(vocabularySize: vocabulary)
        while true {
            let logits = try forward(pending, outputs: .last)
            let token = try logits.withRow(0) { row throws(EngineError) in try sampler.sample(row).token }
            guard Int(token) < targetVocabulary else { return draft }
            draft.append(token)
            guard draft.count < wanted else { return draft }
            sampler.accept(token)
            pending = [token]
        }
    }

    mutating func learn(accepted: Int, of drafted: Int) {
        length.learn(accepted: accepted, of: drafted)
    }

    @discardableResult
    private mutating func forward(
        _ tokens: ArraySlice<TokenID>, outputs: Batch.Outputs
    ) throws(EngineError) -> Logits {
        forwards += 1
        return try model.transformer.forward(
            Batch([Batch.Run(sequence: sequence, tokens: Array(tokens), outputs: outputs)]), cache: cache)
    }
}

extension Speculation {
    /// The state that proposes drafts for one request.
    ///
    /// - Throws: ``EngineError`` when the length is out of its range.
    func makeSource(contextLimit: Int) throws(EngineError) -> (any DraftSource)? {
        switch self {
        case .none: return nil
        case .promptLookup(let longest):
            try Self.check(longest)
            return PromptLookupDraft(longestDraft: longest)
        case .model(let model, let longest):
            try Self.check(longest)
            return ModelDraft(model, longest: longest, contextLimit: contextLimit)
        }
    }

    private static func check(_ longest: Int) throws(EngineError) {
        guard (1...256).contains(longest) else {
            throw .optionOutOfRange(name: "draft-length", value: "\(longest)", range: "1...256")
        }
    }
}

/// Length of the longest common beginning.
func commonPrefix(_ first: [TokenID], _ second: [TokenID]) -> Int {
    var length = 0
    while length < first.count, length < second.count, first[length] == second[length] { length += 1 }
    return length
}
