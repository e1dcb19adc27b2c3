import CorvidGrammar

/// Makes a tokenizer of a Hugging Face `tokenizer.json`.
///
/// The reader's parts for the single sections (normalizer, pre-tokenizer, …) are in extensions. What it does not know it
/// refuses by name; it never guesses.
struct TokenizerJSONReader {
    private let root: JSONValue
    /// Text in pieces is in the byte alphabet: a ByteLevel step stands somewhere.
    private let isByteLevel: Bool

    private init(_ root: JSONValue) {
        self.root = root
        isByteLevel = Self.mentionsByteLevel(root["pre_tokenizer"]) || Self.mentionsByteLevel(root["normalizer"])
    }

    /// Reads `json`, the `tokenizer.json` of `checkpoint`.
    static func read(_ json: MappedBytes, of checkpoint: Checkpoint) throws(CheckpointError) -> Tokenizer.Parts {
        let file = checkpoint.path + (checkpoint.kind == .huggingFace ? "/tokenizer.json" : "")
        let root: JSONValue
        do {
            root = try json.withBytes { bytes throws(JSONParseError) in try JSONValue(parsing: bytes) }
        } catch {
            throw CheckpointError(
                .corrupted, file: file, offset: UInt64(error.offset), reason: "is not JSON: \(error)")
        }
        do {
            var parts = try TokenizerJSONReader(root).parts()
            try addRoles(to: &parts, from: checkpoint)
            return parts
        } catch let error as TokenizerJSONError {
            throw CheckpointError(error.isUnsupported ? .unsupported : .vocabulary, file: file, reason: error.reason)
        } catch let error as CheckpointError {
            throw error
        } catch {
            throw CheckpointError(.vocabulary, file: file, reason: "\(error)")
        }
    }

    private static func mentionsByteLevel(_ value: JSONValue?) -> Bool {
        guard let value else { return false }
        if value["type"]?.text == "ByteLevel" { return true }
        let nested = value["pretokenizers"]?.array ?? value["normalizers"]?.array ?? []
        return nested.contains(where: mentionsByteLevel)
    }

    /// The tokens that begin and end sequences: as the checkpoint says, and those whose spelling says it.
    private static func addRoles(to parts: inout Tokenizer.Parts, from checkpoint: Checkpoint) throws(CheckpointError) {
        // Embeddings are often padded, and configurations name ids of the padding.
        let count = max(parts.vocabulary.count, checkpoint.tensor("token_embd.weight")?.rows ?? 0)
        func ids(_ key: String) throws(CheckpointError) -> [TokenID] {
            var ids: [Int64] = []
            switch checkpoint.metadata[key] {
            case .integers(let values): ids = values
            case let value: ids = value?.integer.map { [Int64($0)] } ?? []
            }
            for id in ids where id < 0 || id >= count {
                throw checkpoint.error(.vocabulary, key, "is \(id); the vocabulary has \(count) tokens")
            }
            return ids.map { TokenID(truncatingIfNeeded: $0) }
        }
        parts.beginningOfSequence = try ids("tokenizer.ggml.bos_token_id").first ?? parts.prefix.first
        parts.endOfSequence = Set(
            try ids("tokenizer.ggml.eos_token_id") + ids("corvid.eos_token_ids")
                + ids("tokenizer.ggml.eot_token_id") + ids("tokenizer.ggml.eom_token_id"))
        for token in parts.addedTokens + parts.normalizedTokens where token.isSpecial {
            if WellKnownTokens.isEnd(token.text) { parts.endOfSequence.insert(token.id) }
            if parts.beginningOfSequence == nil, WellKnownTokens.isBeginning(token.text) {
                parts.beginningOfSequence = token.id
            }
        }
    }

    // MARK: Vocabulary and model

    /// A token with its id, as the file gives it.
    private struct Entry {
        var text: [UInt8]
        var kind: Vocabulary.Kind
        var isOfModel: Bool
    }

    private func parts() throws -> Tokenizer.Parts {
        guard let model = root["model"] else { throw TokenizerJSONError("there is no model") }
        let type =
            model["type"]?.text
            ?? (model["merges"] != nil ? "BPE" : model["unk_id"] != nil ? "Unigram" : "WordPiece")
        let normalizer = try NormalizerJSON.normalizer(root["normalizer"])
        let added = try addedTokens(normalizer)
        let (vocabulary, scores) = try vocabulary(of: model, added: added)
        let preTokenizer = PreTokenizerJSON(isByteLevel: Self.mentionsByteLevel(root["normalizer"]))
        var steps = try preTokenizer.steps(root["pre_tokenizer"])
        let kind: Tokenizer.Model
        switch type {
        case "BPE":
            let pairs = try bytePair(model, vocabulary)
            if case .characters = pairs.units, !pairs.ignoresMerges, pairs.continuingPrefix.isEmpty,
                pairs.endSuffix.isEmpty, let cuts = HarmlessCuts(vocabulary)
            {
                steps.append(.harmlessCuts(cuts))
            }
            kind = .bytePair(pairs)
        case "Unigram": kind = .unigram(try unigram(model, vocabulary, scores))
        case "WordPiece": kind = .wordPiece(try wordPiece(model, vocabulary))
        default: throw TokenizerJSONError(unsupported: "model \(printable(type.utf8)) is not supported")
        }
        var parts = Tokenizer.Parts(
            vocabulary: vocabulary, model: kind, decoder: try DecoderJSON.decoder(root["decoder"]))
        try AddedTokenMatcher.check(added.map(\.token))
        parts.normalizer = normalizer
        parts.preTokenizers = steps
        parts.addedTokens = added.filter { !$0.isNormalized }.map(\.token)
        parts.normalizedTokens = added.filter(\.isNormalized).map(\.token)
        try addTemplate(root["post_processor"], to: &parts)
        return parts
    }

    /// An added token; one that is looked for in normalised text is normalised itself, but for `content`.
    private struct AddedToken {
        var token: AddedTokenMatcher.Token
        var isNormalized: Bool
        var content: [UInt8]
    }

    private func addedTokens(_ normalizer: TextNormalizer?) throws -> [AddedToken] {
        try (root["added_tokens"]?.array ?? []).map { value in
            guard let id = value["id"]?.int, let text = value["content"]?.utf8, id >= 0, id < Int(Int32.max) else {
                throw TokenizerJSONError("an added token has no content or no valid id")
            }
            var token = AddedTokenMatcher.Token(id: TokenID(id), text: text)
            token.isSpecial = value["special"]?.bool ?? false
            token.stripsLeft = value["lstrip"]?.bool ?? false
            token.stripsRight = value["rstrip"]?.bool ?? false
            token.isSingleWord = value["single_word"]?.bool ?? false
            let isNormalized = value["normalized"]?.bool ?? !token.isSpecial
            if isNormalized, let text = text.withUnsafeBufferPointer({ normalizer?.normalized($0) }) {
                token.text = text
            }
            return AddedToken(token: token, isNormalized: isNormalized, content: text)
        }
    }

    /// The tokens in the order of their ids, and the scores of a unigram model.
    private func vocabulary(
        of model: JSONValue, added: [AddedToken]
    ) throws -> (Vocabulary, [Double]) {
        var pairs: [(text: [UInt8], id: Int)] = []
        var scores: [Double] = []
        switch model["vocab"] {
        case .object(let members):
            pairs.reserveCapacity(members.count)
            for member in members {
                guard let id = member.value.int else {
                    throw TokenizerJSONError("token \(printable(member.key)) has no integer for an id")
                }
                pairs.append((member.key, id))
            }
        case .array(let values):
            for (id, value) in values.enumerated() {
                guard let pair = value.array, pair.count == 2, let text = pair[0].utf8, let score = pair[1].double,
                    score.isFinite
                else { throw TokenizerJSONError("token \(id) of the vocabulary is no text with a finite score") }
                pairs.append((text, id))
                scores.append(score)
            }
        default: throw TokenizerJSONError("the model has no vocabulary")
        }
        // Ids may have gaps, but not so many that the file does not warrant the memory.
        let limit = 16 * (pairs.count + added.count) + 65536
        var entries: [Entry?] = Array(repeating: nil, count: pairs.count + added.count)
        func place(_ entry: Entry, at id: Int) throws {
            guard id >= 0, id < limit else {
                throw TokenizerJSONError("token \(printable(entry.text)) has the id \(id), out of range")
            }
            if id >= entries.count { entries.append(contentsOf: repeatElement(nil, count: id + 1 - entries.count)) }
            if let other = entries[id], other.text != entry.text {
                throw TokenizerJSONError(
                    "tokens \(printable(other.text)) and \(printable(entry.text)) have the same id, \(id)")
            }
            if let other = entries[id] {
                entries[id]?.kind = entry.kind == .normal ? other.kind : entry.kind
            } else {
                entries[id] = entry
            }
        }
        for (text, id) in pairs { try place(Entry(text: text, kind: .normal, isOfModel: true), at: id) }
        for added in added {
            let kind: Vocabulary.Kind = added.token.isSpecial ? .control : .userDefined
            let id = Int(added.token.id)
            try place(Entry(text: added.content, kind: kind, isOfModel: false), at: id)
            // It decodes as it is matched.
            if entries[id]?.isOfModel == false { entries[id]?.text = added.token.text }
        }
        while let last = entries.last, last == nil { entries.removeLast() }
        var builder = Vocabulary.Builder(count: entries.count, bytes: entries.reduce(0) { $0 + ($1?.text.count ?? 0) })
        for entry in entries {
            guard let entry else {
                builder.append([], kind: .unused, findable: false)
                continue
            }
            let isFindable = entry.isOfModel && !entry.text.isEmpty
            let isBytes =
                isByteLevel
                && entry.text.withUnsafeBufferPointer { text in ByteAlphabet.decode(text) { builder.extend($0) } }
            if isBytes {
                builder.close(kind: entry.kind, findable: isFindable)
            } else {
                builder.discardOpen()
                builder.append(entry.text, kind: entry.kind, findable: isFindable && !isByteLevel)
            }
        }
        scores.append(contentsOf: repeatElement(0, count: max(0, entries.count - scores.count)))
        return (try Vocabulary(builder), scores)
    }

    private func unknown(_ model: JSONValue, _ vocabulary: Vocabulary) throws -> TokenID? {
        guard let text = model["unk_token"]?.utf8 else { return nil }
        let id = token(text, vocabulary)
        if id == nil { throw TokenizerJSONError("the unknown token \(printable(text)) is not in the vocabulary") }
        return id
    }

    /// The id of the token that is spelled `text` in the file.
    private func token(_ text: [UInt8], _ vocabulary: Vocabulary) -> TokenID? {
        if let id = root["added_tokens"]?.array?.first(where: { $0["content"]?.utf8 == text })?["id"]?.int {
            return TokenID(exactly: id)
        }
        var bytes: [UInt8] = []
        let isBytes = isByteLevel && text.withUnsafeBufferPointer { ByteAlphabet.decode($0) { bytes.append($0) } }
        return vocabulary.find(isBytes ? bytes : text)
    }

    private func bytePair(_ model: JSONValue, _ vocabulary: Vocabulary) throws -> BytePairModel {
        guard let merges = model["merges"]?.array else { throw TokenizerJSONError("the BPE model has no merges") }
        var reader = MergeReader(vocabulary: vocabulary, count: merges.count, byteLevel: isByteLevel)
        reader.lastCounts = true
        reader.continuingPrefix = model["continuing_subword_prefix"]?.utf8 ?? []
        for (rank, merge) in merges.enumerated() {
            switch merge {
            case .string(let text): try text.withUnsafeBufferPointer { try reader.append($0) }
            case .array(let parts):
                guard parts.count == 2, let left = parts[0].utf8, let right = parts[1].utf8 else { fallthrough }
                try left.withUnsafeBufferPointer { left in
                    try right.withUnsafeBufferPointer { try reader.append(left, $0) }
                }
            default: throw TokenizerJSONError("merge \(rank) is not a pair of tokens")
            }
        }
        var units = BytePairModel.Units.characters
        if isByteLevel { units = .bytes(PermanentArray((0..<256).map { vocabulary.find([UInt8($0)]) ?? -1 })) }
        var pairs = BytePairModel(vocabulary: vocabulary, merges: try reader.finish(), units: units)
        pairs.ignoresMerges = model["ignore_merges"]?.bool ?? false
        pairs.unknown = try unknown(model, vocabulary)
        pairs.fusesUnknown = model["fuse_unk"]?.bool ?? false
        if model["byte_fallback"]?.bool ?? false { pairs.byteFallback = vocabulary.byteTokens() }
        pairs.continuingPrefix = reader.continuingPrefix
        pairs.endSuffix = model["end_of_word_suffix"]?.utf8 ?? []
        return pairs
    }

    private func unigram(_ model: JSONValue, _ vocabulary: Vocabulary, _ scores: [Double]) throws -> UnigramModel {
        let count = model["vocab"]?.array?.count ?? 0
        let unknown = model["unk_id"]?.int
        if let unknown, unknown < 0 || unknown >= count {
            throw TokenizerJSONError("unk_id is \(unknown); the vocabulary has \(count) tokens")
        }
        return UnigramModel(
            vocabulary: vocabulary, scores: scores, lowest: scores.prefix(count).min() ?? 0,
            unknown: unknown.map(TokenID.init),
            byteFallback: model["byte_fallback"]?.bool ?? false ? vocabulary.byteTokens() : nil, looksUpRuns: true,
            matches: { $0 < count })
    }

    private func wordPiece(_ model: JSONValue, _ vocabulary: Vocabulary) throws -> WordPieceModel {
        WordPieceModel(
            vocabulary: vocabulary, unknown: try unknown(model, vocabulary),
            continuingPrefix: model["continuing_subword_prefix"]?.utf8 ?? Array("##".utf8), wordPrefix: [],
            longestWord: model["max_input_chars_per_word"]?.int ?? 100)
    }

    // MARK: What is added

    private func addTemplate(_ value: JSONValue?, to parts: inout Tokenizer.Parts) throws {
        guard let value, !value.isNull else { return }
        func check(_ id: Int?) throws -> TokenID {
            guard let id, id >= 0, id < parts.vocabulary.count else {
                throw TokenizerJSONError("the post-processor adds a token that the vocabulary lacks")
            }
            return TokenID(id)
        }
        switch value["type"]?.text {
        case "Sequence": for value in value["processors"]?.array ?? [] { try addTemplate(value, to: &parts) }
        case "ByteLevel": break
        case "BertProcessing", "RobertaProcessing":
            parts.prefix.insert(try check(value["cls"]?.array?.last?.int), at: 0)
            parts.suffix.append(try check(value["sep"]?.array?.last?.int))
        case "TemplateProcessing":
            var (before, after): ([TokenID], [TokenID]) = ([], [])
            var isAfter = false
            for part in value["single"]?.array ?? [] {
                if part["Sequence"] != nil { isAfter = true }
                guard let name = part["SpecialToken"]?["id"]?.utf8 else { continue }
                let special = value["special_tokens"]?.members?.first { $0.key == name }?.value
                let ids = try (special?["ids"]?.array ?? []).map { try check($0.int) }
                if isAfter { after += ids } else { before += ids }
            }
            parts.prefix.insert(contentsOf: before, at: 0)
            parts.suffix.append(contentsOf: after)
        case let type:
            throw TokenizerJSONError(unsupported: "post-processor \(printable((type ?? "").utf8)) is not supported")
        }
    }
}
