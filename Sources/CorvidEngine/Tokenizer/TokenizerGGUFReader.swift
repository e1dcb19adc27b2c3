/// Makes a tokenizer of the `tokenizer.ggml.*` keys of a checkpoint.
///
/// The keys are described in the GGUF specification; what they leave open (defaults, the meaning of a pre-tokenizer's
/// name) is as llama.cpp has it.
struct TokenizerGGUFReader {
    private let checkpoint: Checkpoint

    init(_ checkpoint: Checkpoint) { self.checkpoint = checkpoint }

    private enum Key {
        static let model = "tokenizer.ggml.model"
        static let pre = "tokenizer.ggml.pre"
        static let tokens = "tokenizer.ggml.tokens"
        static let scores = "tokenizer.ggml.scores"
        static let kinds = "tokenizer.ggml.token_type"
        static let merges = "tokenizer.ggml.merges"
        static let characterMap = "tokenizer.ggml.precompiled_charsmap"
    }

    func read() throws(CheckpointError) -> Tokenizer.Parts {
        guard let model = try checkpoint.optionalText(Key.model) else {
            throw CheckpointError(
                .vocabulary, file: checkpoint.path,
                reason: "there is no tokenizer: neither tokenizer.json nor metadata key \(Key.model)")
        }
        switch model {
        case "gpt2", "gemma4": return try bytePair(model)
        case "llama": return try scorePair()
        case "t5": return try unigram()
        case "bert": return try wordPiece()
        default:
            throw checkpoint.error(
                .unsupported, Key.model, "is \(printable(model.utf8)); known are bert, gemma4, gpt2, llama and t5")
        }
    }

    private func defect(_ key: String, _ reason: String) -> CheckpointError {
        checkpoint.error(.vocabulary, key, reason)
    }

    /// Runs what may find a defect of the value at `key`.
    private func checking<Result>(
        _ key: String, _ body: () throws(VocabularyDefect) -> Result
    ) throws(CheckpointError) -> Result {
        do {
            return try body()
        } catch {
            throw defect(key, "is unusable: \(error.reason)")
        }
    }

    // MARK: Common parts

    private func tokens() throws(CheckpointError) -> MetadataValue.StringTable {
        guard let stored = checkpoint.metadata[Key.tokens] else {
            throw CheckpointError(
                .vocabulary, file: checkpoint.path, reason: "metadata key \(Key.tokens) is missing; expected the tokens"
            )
        }
        guard case .strings(let tokens) = stored, tokens.count > 0, tokens.count < Int(Int32.max) else {
            throw defect(Key.tokens, "is no list of tokens")
        }
        return tokens
    }

    private func kinds(of tokens: MetadataValue.StringTable) throws(CheckpointError) -> [Vocabulary.Kind] {
        var kinds: [Vocabulary.Kind]
        switch checkpoint.metadata[Key.kinds] {
        case nil: kinds = Array(repeating: .normal, count: tokens.count)
        case .integers(let stored):
            guard stored.count == tokens.count else {
                throw defect(Key.kinds, "has \(stored.count) elements for \(tokens.count) tokens")
            }
            kinds = stored.map { UInt8(exactly: $0).flatMap(Vocabulary.Kind.init) ?? .unused }
        default: throw defect(Key.kinds, "is no list of integers")
        }
        tokens.bytes.withUnsafeBufferPointer { bytes in
            tokens.offsets.withUnsafeBufferPointer { offsets in
                for id in 0..<kinds.count {
                    let text = UnsafeBufferPointer(rebasing: bytes[offsets[id]..<offsets[id + 1]])
                    if WellKnownTokens.looksSpecial(text) {
                        kinds[id] = WellKnownTokens.kind(of: text) ?? kinds[id]
                    }
                }
            }
        }
        return kinds
    }

    private func scores(count: Int) throws(CheckpointError) -> [Float] {
        var scores: [Float]
        switch checkpoint.metadata[Key.scores] {
        case .floats(let stored): scores = stored
        case .integers(let stored): scores = stored.map(Float.init)
        default: throw defect(Key.scores, "is missing or no list of numbers; this kind of tokenizer needs it")
        }
        guard scores.count == count else {
            throw defect(Key.scores, "has \(scores.count) elements for \(count) tokens")
        }
        if let index = scores.firstIndex(where: { !$0.isFinite }) {
            throw defect(Key.scores, "has \(scores[index]) for token \(index)")
        }
        return scores
    }

    /// The id at `tokenizer.ggml.NAME_token_id`.
    private func id(_ name: String, below count: Int) throws(CheckpointError) -> TokenID? {
        let key = "tokenizer.ggml.\(name)_token_id"
        guard let stored = checkpoint.metadata[key]?.integer else { return nil }
        guard stored >= 0, stored < count else {
            throw defect(key, "is \(stored); the vocabulary has \(count) tokens")
        }
        return TokenID(stored)
    }

    private func vocabulary(
        _ tokens: MetadataValue.StringTable, _ kinds: [Vocabulary.Kind], byteLevel: Bool
    ) throws(CheckpointError) -> Vocabulary {
        var builder = Vocabulary.Builder(count: tokens.count, bytes: tokens.bytes.count)
        tokens.bytes.withUnsafeBufferPointer { bytes in
            tokens.offsets.withUnsafeBufferPointer { offsets in
                for id in 0..<tokens.count {
                    let text = UnsafeBufferPointer(rebasing: bytes[offsets[id]..<offsets[id + 1]])
                    if !byteLevel {
                        builder.append(text, kind: kinds[id], findable: !text.isEmpty)
                    } else if kinds[id] == .normal || kinds[id] == .unused || kinds[id] == .byte {
                        if ByteAlphabet.decode(text, { builder.extend($0) }) {
                            builder.close(kind: kinds[id], findable: !text.isEmpty)
                        } else {
                            builder.discardOpen()
                            builder.append(text, kind: kinds[id], findable: false)
                        }
                    } else {
                        let isPlain = !text.isEmpty && text.allSatisfy { (0x21...0x7E).contains($0) }
                        builder.append(text, kind: kinds[id], findable: isPlain)
                    }
                }
            }
        }
        return try checking(Key.tokens) { () throws(VocabularyDefect) in try Vocabulary(builder) }
    }

    /// Tokens that are looked for in the text before anything else.
    private func addedTokens(
        _ tokens: MetadataValue.StringTable, _ kinds: [Vocabulary.Kind]
    ) throws(CheckpointError) -> [AddedTokenMatcher.Token] {
        let name = checkpoint.metadata["general.name"]?.text?.lowercased() ?? ""
        let pre = checkpoint.metadata[Key.pre]?.text ?? ""
        let stripsRight = name.contains("phi-3") || name.contains("phi3")
        let stripsMask =
            ["jina-v2-de", "jina-v2-es", "jina-v2-code"].contains(where: pre.contains)
            || ["nomic-bert-moe", "jina-bert-v3"].contains(checkpoint.architecture)
        var added: [AddedTokenMatcher.Token] = []
        for id in 0..<tokens.count {
            switch kinds[id] {
            case .control, .userDefined, .unknown: break
            case .normal, .unused, .byte: continue
            }
            // Only whole characters can be found in text.
            let text = Array(tokens[id])
            guard let spelled = String(validating: text, as: UTF8.self), !text.isEmpty else { continue }
            var token = AddedTokenMatcher.Token(id: TokenID(id), text: text)
            token.isSpecial = kinds[id] != .userDefined
            if stripsRight { token.stripsRight = !["<unk>", "<s>", "<|endoftext|>"].contains(spelled) }
            if stripsMask, spelled == "<mask>" { token.stripsLeft = true }
            added.append(token)
        }
        try checking(Key.tokens) { [added] () throws(VocabularyDefect) in try AddedTokenMatcher.check(added) }
        return added
    }

    private func ends(
        _ tokens: MetadataValue.StringTable, _ kinds: [Vocabulary.Kind], _ end: TokenID?
    ) throws(CheckpointError) -> Set<TokenID> {
        var ends: Set<TokenID> = []
        for id in 0..<tokens.count where kinds[id] == .control {
            if WellKnownTokens.isEnd(tokens[id]) { ends.insert(TokenID(id)) }
        }
        if let end { ends.insert(end) }
        for name in ["eot", "eom"] {
            if let id = try id(name, below: tokens.count) { ends.insert(id) }
        }
        if case .integers(let more) = checkpoint.metadata["corvid.eos_token_ids"] {
            ends.formUnion(more.compactMap(TokenID.init(exactly:)).filter { $0 >= 0 && $0 < tokens.count })
        }
        return ends
    }

    /// Fills in what all kinds of tokenizer have alike.
    private func finish(
        _ parts: inout Tokenizer.Parts, _ tokens: MetadataValue.StringTable, _ kinds: [Vocabulary.Kind],
        beginning: TokenID?, end: TokenID?, addsBeginning: Bool, addsEnd: Bool
    ) throws(CheckpointError) {
        parts.addedTokens = try addedTokens(tokens, kinds)
        parts.hidesSpecialTokens = true
        parts.decoder.keepsAddedTokens = true
        parts.beginningOfSequence = beginning
        parts.endOfSequence = try ends(tokens, kinds, end)
        if try checkpoint.optionalBoolean("tokenizer.ggml.add_bos_token") ?? addsBeginning, let beginning {
            parts.prefix = [beginning]
        }
        if try checkpoint.optionalBoolean("tokenizer.ggml.add_eos_token") ?? addsEnd, let end { parts.suffix = [end] }
    }

    // MARK: The kinds

    private func bytePair(_ model: String) throws(CheckpointError) -> Tokenizer.Parts {
        // Files without a name are older than the names.
        let name = model == "gemma4" ? "gemma4" : try checkpoint.optionalText(Key.pre) ?? "default"
        guard let recipe = PreTokenizerCatalogue.named(name) else {
            throw checkpoint.error(
                .unsupported, Key.pre,
                "is \(printable(name.utf8)), a pre-tokenizer that is not known; known are "
                    + PreTokenizerCatalogue.names.joined(separator: ", "))
        }
        let tokens = try tokens()
        let kinds = try kinds(of: tokens)
        let vocabulary = try vocabulary(tokens, kinds, byteLevel: !recipe.isMarked)
        let merges = try merges(vocabulary, byteLevel: !recipe.isMarked)
        var units = BytePairModel.Units.characters
        if !recipe.isMarked {
            units = .bytes(PermanentArray((0..<256).map { vocabulary.find([UInt8($0)]) ?? -1 }))
        }
        var pairs = BytePairModel(vocabulary: vocabulary, merges: merges, units: units)
        pairs.ignoresMerges = recipe.ignoresMerges
        pairs.keepsGaps = true
        if recipe.isMarked { pairs.byteFallback = vocabulary.byteTokens() }
        var parts = Tokenizer.Parts(
            vocabulary: vocabulary, model: .bytePair(pairs),
            decoder: TokenDecoder(steps: recipe.isMarked ? [.spaces, .byteFallback] : []))
        parts.preTokenizers = try checking(Key.pre) { () throws(VocabularyDefect) in try recipe.steps() }
        if recipe.isMarked {
            parts.normalizer = .replace([0x20], with: [0xE2, 0x96, 0x81])
            if let cuts = HarmlessCuts(vocabulary) { parts.preTokenizers.append(.harmlessCuts(cuts)) }
        }
        try finish(
            &parts, tokens, kinds, beginning: try id("bos", below: tokens.count),
            end: try id("eos", below: tokens.count), addsBeginning: recipe.addsBeginning, addsEnd: false)
        return parts
    }

    /// The pairs that merge, in order.
    private func merges(_ vocabulary: Vocabulary, byteLevel: Bool) throws(CheckpointError) -> PairTable {
        guard case .strings(let merges) = checkpoint.metadata[Key.merges] else {
            throw defect(Key.merges, "is missing or no list of strings; this kind of tokenizer needs it")
        }
        return try checking(Key.merges) { () throws(VocabularyDefect) in
            var reader = MergeReader(vocabulary: vocabulary, count: merges.count, byteLevel: byteLevel)
            try merges.bytes.withUnsafeBufferPointer { bytes throws(VocabularyDefect) in
                try merges.offsets.withUnsafeBufferPointer { offsets throws(VocabularyDefect) in
                    for index in 0..<merges.count {
                        try reader.append(UnsafeBufferPointer(rebasing: bytes[offsets[index]..<offsets[index + 1]]))
                    }
                }
            }
            return try reader.finish()
        }
    }

    private func scorePair() throws(CheckpointError) -> Tokenizer.Parts {
        let tokens = try tokens()
        let kinds = try kinds(of: tokens)
        let vocabulary = try vocabulary(tokens, kinds, byteLevel: false)
        let scores = try scores(count: tokens.count)
        let unknown = try id("unknown", below: tokens.count) ?? 0
        var parts = Tokenizer.Parts(
            vocabulary: vocabulary,
            model: .scorePair(ScorePairModel(vocabulary: vocabulary, scores: scores, unknown: unknown)),
            decoder: TokenDecoder(steps: [.spaces, .byteFallback]))
        let marker: [UInt8] = [0xE2, 0x96, 0x81]
        parts.normalizer = .replace([0x20], with: marker)
        if try checkpoint.optionalBoolean("tokenizer.ggml.add_space_prefix") ?? true {
            parts.normalizer = .sequence([.prepend(marker), .replace([0x20], with: marker)])
            parts.decoder.strippedCount = 1
        }
        if let cuts = HarmlessCuts(vocabulary) { parts.preTokenizers = [.harmlessCuts(cuts)] }
        try finish(
            &parts, tokens, kinds, beginning: try id("bos", below: tokens.count) ?? (tokens.count > 1 ? 1 : nil),
            end: try id("eos", below: tokens.count) ?? (tokens.count > 2 ? 2 : nil), addsBeginning: true, addsEnd: false
        )
        return parts
    }

    private func unigram() throws(CheckpointError) -> Tokenizer.Parts {
        let tokens = try tokens()
        let kinds = try kinds(of: tokens)
        let vocabulary = try vocabulary(tokens, kinds, byteLevel: false)
        let scores = try scores(count: tokens.count)
        let unknown = try id("unknown", below: tokens.count) ?? (tokens.count > 2 ? 2 : nil)
        func isText(_ id: Int) -> Bool { kinds[id] == .normal || kinds[id] == .userDefined || kinds[id] == .unused }
        let lowest = (0..<tokens.count).filter { kinds[$0] == .normal }.map { scores[$0] }.min() ?? 0
        let model = UnigramModel(
            vocabulary: vocabulary,
            scores: (0..<tokens.count).map { kinds[$0] == .userDefined ? 0 : Double(scores[$0]) },
            lowest: Double(lowest), unknown: unknown, byteFallback: nil, looksUpRuns: false, matches: isText)
        var map: PrecompiledCharacterMap?
        switch checkpoint.metadata[Key.characterMap] {
        case nil: break
        case .integers(let values):
            let bytes = values.map { UInt8(truncatingIfNeeded: $0) }
            if !bytes.isEmpty {
                map = try checking(Key.characterMap) { () throws(VocabularyDefect) in
                    try PrecompiledCharacterMap(bytes)
                }
            }
        default: throw defect(Key.characterMap, "is no list of bytes")
        }
        let added = try addedTokens(tokens, kinds)
        let addsPrefix = try checkpoint.optionalBoolean("tokenizer.ggml.add_space_prefix") ?? true
        var parts = Tokenizer.Parts(
            vocabulary: vocabulary, model: .unigram(model), decoder: TokenDecoder(steps: [.spaces, .byteFallback]))
        parts.normalizer = .ggufUnigram(
            GGUFUnigramNormalizer(
                map: map, userDefined: AddedTokenMatcher(added.filter { !$0.isSpecial }), addsPrefix: addsPrefix,
                collapsesSpaces: try checkpoint.optionalBoolean("tokenizer.ggml.remove_extra_whitespaces") ?? false))
        parts.decoder.strippedCount = addsPrefix ? 1 : 0
        try finish(
            &parts, tokens, kinds, beginning: try id("bos", below: tokens.count),
            end: try id("eos", below: tokens.count) ?? (tokens.count > 1 ? 1 : nil), addsBeginning: false, addsEnd: true
        )
        return parts
    }

    private func wordPiece() throws(CheckpointError) -> Tokenizer.Parts {
        let tokens = try tokens()
        let kinds = try kinds(of: tokens)
        let vocabulary = try vocabulary(tokens, kinds, byteLevel: false)
        let marker: [UInt8] = [0xE2, 0x96, 0x81]
        // Where no key says it, the usual spelling does, and then the usual id.
        func role(_ names: [String], _ spelling: String, _ usual: TokenID) throws(CheckpointError) -> TokenID? {
            for name in names {
                if let id = try id(name, below: tokens.count) { return id }
            }
            return vocabulary.find(spelling.utf8) ?? vocabulary.find(marker + spelling.utf8)
                ?? (Int(usual) < tokens.count ? usual : nil)
        }
        let unknown = try role(["unknown"], "[UNK]", 100)
        let model = WordPieceModel(
            vocabulary: vocabulary, unknown: unknown, continuingPrefix: [], wordPrefix: marker, longestWord: Int.max)
        let lowercases = try checkpoint.optionalBoolean("tokenizer.ggml.normalizer.lowercase") ?? true
        var parts = Tokenizer.Parts(
            vocabulary: vocabulary, model: .wordPiece(model), decoder: TokenDecoder(steps: [.spaces]))
        parts.decoder.strippedCount = 1
        parts.normalizer = .ggufBert(
            lowercases: lowercases,
            stripsAccents: try checkpoint.optionalBoolean("tokenizer.ggml.normalizer.strip_accents") ?? lowercases)
        parts.preTokenizers = [.ggufBert]
        // The first spelling is the file format's own.
        let separator = try role(["seperator", "separator"], "[SEP]", 102)
        let beginning = try role(["bos", "cls"], "[CLS]", 101)
        try finish(
            &parts, tokens, kinds, beginning: beginning, end: try id("eos", below: tokens.count), addsBeginning: true,
            addsEnd: false)
        parts.prefix = beginning.map { [$0] } ?? []
        parts.suffix = separator.map { [$0] } ?? []
        return parts
    }
}
