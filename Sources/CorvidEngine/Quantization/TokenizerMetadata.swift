import CorvidGrammar

/// The vocabulary of a Hugging Face folder as the `tokenizer.ggml` keys of a GGUF file.
///
/// Reads `tokenizer.json` (the format of the `tokenizers` library) and, for the names of special tokens,
/// `tokenizer_config.json`. Kinds: byte-level BPE becomes `gpt2`, BPE over `▁` pieces `llama`, unigram `t5`, WordPiece `bert`.
struct TokenizerMetadata {
    private(set) var values: [String: MetadataValue] = [:]

    private let checkpoint: Checkpoint
    private let json: JSONValue
    private let configuration: JSONValue?
    /// Text and type of each token.
    private var tokens: [[UInt8]?]
    private var types: [TokenType]
    private var identifiers: [[UInt8]: Int] = [:]

    private enum TokenType: Int64 {
        case normal = 1
        case unknown = 2
        case control = 3
        case userDefined = 4
        case unused = 5
        case byte = 6
    }

    /// - Parameter preTokenizer: the name to write under `tokenizer.ggml.pre`; nil to recognise it.
    init(checkpoint: Checkpoint, preTokenizer: String?) throws(CheckpointError) {
        guard let bytes = checkpoint.tokenizerJSON else {
            throw CheckpointError(
                .vocabulary, file: checkpoint.path,
                reason: "the folder has no tokenizer.json; save the tokenizer once with a fast tokenizer of the"
                    + " transformers library (save_pretrained), which writes it")
        }
        self.checkpoint = checkpoint
        json = try Self.parse(bytes, file: Self.path("tokenizer.json", in: checkpoint))
        configuration = try Self.optionalFile("tokenizer_config.json", in: checkpoint)
        guard let embedding = checkpoint.tensor("token_embd.weight"), embedding.shape.count == 2 else {
            throw CheckpointError(
                .tensor, file: checkpoint.path, reason: "tensor token_embd.weight is missing or no matrix")
        }
        tokens = Array(repeating: nil, count: embedding.rows)
        types = Array(repeating: .unused, count: embedding.rows)
        try readVocabulary(preTokenizer: preTokenizer)
        try readSpecialTokens()
        storeTokens()
        if let template = checkpoint.chatTemplate {
            values["tokenizer.chat_template"] = .string(Array(template.utf8))
        }
    }

    // MARK: Vocabulary

    private mutating func readVocabulary(preTokenizer: String?) throws(CheckpointError) {
        guard let model = json["model"] else { throw invalid("has no member \"model\"") }
        let kind = model["type"]?.text ?? (model["merges"] != nil ? "BPE" : "WordPiece")
        switch kind {
        case "BPE" where PreTokenizerName.isByteLevel(json):
            try readPieces(of: model)
            try addTokens()
            store("tokenizer.ggml.model", "gpt2")
            let name = preTokenizer ?? PreTokenizerName.recognised(json, architecture: checkpoint.architecture)
            guard let name else {
                throw invalid(
                    "splits text in a way that GGUF has no name for (\(PreTokenizerName.description(of: json)));"
                        + " name the pre-tokenizer to write with --pre")
            }
            store("tokenizer.ggml.pre", name)
            values["tokenizer.ggml.merges"] = .strings(try merges(of: model))
        case "BPE":
            guard json["normalizer"] != nil || json["pre_tokenizer"] != nil else {
                throw invalid("is a BPE model over plain characters, which GGUF cannot express")
            }
            try readPieces(of: model)
            markBytes()
            markUnknown(model["unk_token"]?.utf8)
            try addTokens()
            store("tokenizer.ggml.model", "llama")
            store("tokenizer.ggml.pre", "default")
            values["tokenizer.ggml.scores"] = .floats(try mergeScores(of: model))
            values["tokenizer.ggml.add_space_prefix"] = .bool(PreTokenizerName.addsSpacePrefix(json))
        case "Unigram":
            values["tokenizer.ggml.scores"] = .floats(try readScoredPieces(of: model))
            markBytes()
            try addTokens()
            store("tokenizer.ggml.model", "t5")
            store("tokenizer.ggml.pre", "default")
            values["tokenizer.ggml.add_space_prefix"] = .bool(PreTokenizerName.addsSpacePrefix(json))
            values["tokenizer.ggml.remove_extra_whitespaces"] = .bool(PreTokenizerName.joinsSpaces(json))
            if let table = try PreTokenizerName.characterTable(json, invalid: { invalid($0) }) {
                values["tokenizer.ggml.precompiled_charsmap"] = .integers(table.map { Int64($0) })
            }
        case "WordPiece":
            try readPieces(of: model)
            markUnknown(model["unk_token"]?.utf8)
            try addTokens()
            markTemplateTokens()
            markWordStarts(prefix: model["continuing_subword_prefix"]?.utf8 ?? Array("##".utf8))
            store("tokenizer.ggml.model", "bert")
            store("tokenizer.ggml.pre", "default")
            let segments = checkpoint.tensor("token_types.weight")?.rows ?? 1
            values["tokenizer.ggml.token_type_count"] = .unsigned(UInt64(segments))
            if let normalizer = json["normalizer"], normalizer["type"]?.text == "BertNormalizer" {
                if let lowercase = normalizer["lowercase"]?.bool {
                    values["tokenizer.ggml.normalizer.lowercase"] = .bool(lowercase)
                }
                if let strip = normalizer["strip_accents"]?.bool {
                    values["tokenizer.ggml.normalizer.strip_accents"] = .bool(strip)
                }
            }
        default:
            throw invalid("has a model of type \(kind); expected BPE, Unigram or WordPiece")
        }
    }

    /// Pieces given as an object from text to number.
    private mutating func readPieces(of model: JSONValue) throws(CheckpointError) {
        guard let members = model["vocab"]?.members else { throw invalid("has no object model.vocab") }
        for member in members {
            guard let identifier = member.value.int else {
                throw invalid("gives the token \(Self.quoted(member.key)) no whole number")
            }
            try set(identifier, member.key, .normal)
        }
    }

    /// Pieces given as an array of pairs of text and score.
    private mutating func readScoredPieces(of model: JSONValue) throws(CheckpointError) -> [Float] {
        guard let pairs = model["vocab"]?.array else { throw invalid("has no array model.vocab") }
        var scores = [Float](repeating: 0, count: tokens.count)
        let unknown = model["unk_id"]?.int
        for (identifier, pair) in pairs.enumerated() {
            guard let entry = pair.array, entry.count == 2, let text = entry[0].utf8, let score = entry[1].double else {
                throw invalid("has no pair of text and score at model.vocab[\(identifier)]")
            }
            try set(identifier, text, identifier == unknown ? .unknown : .normal)
            scores[identifier] = Float(score)
        }
        if let unknown, tokens.indices.contains(unknown) {
            values["tokenizer.ggml.unknown_token_id"] = .unsigned(UInt64(unknown))
        }
        return scores
    }

    private mutating func addTokens() throws(CheckpointError) {
        for token in json["added_tokens"]?.array ?? [] {
            guard let identifier = token["id"]?.int, let content = token["content"]?.utf8 else {
                throw invalid("has an added token without id or content")
            }
            if tokens.indices.contains(identifier), types[identifier] == .unknown { continue }
            let control = token["special"]?.bool == true || Self.looksSpecial(content)
            try set(identifier, content, control ? .control : .userDefined)
        }
    }

    private mutating func set(_ identifier: Int, _ text: [UInt8], _ type: TokenType) throws(CheckpointError) {
        guard tokens.indices.contains(identifier) else {
            throw invalid(
                "gives the token \(Self.quoted(text)) the number \(identifier), but the model has \(tokens.count) tokens"
            )
        }
        if let other = identifiers[text], other != identifier {
            throw invalid("has the token \(Self.quoted(text)) twice, as \(other) and \(identifier)")
        }
        tokens[identifier] = text
        types[identifier] = type
        identifiers[text] = identifier
    }

    /// Tokens that are written like control tokens count as such even where the file does not say so: users' text must
    /// not be able to forge them.
    private static func looksSpecial(_ text: [UInt8]) -> Bool {
        let text = String(decoding: text, as: UTF8.self)
        return (text.hasPrefix("<|") && text.hasSuffix("|>")) || (text.hasPrefix("<｜") && text.hasSuffix("｜>"))
            || (text.hasPrefix("<unused") && text.hasSuffix(">")) || text == "<pad>" || text == "<mask>"
    }

    /// `<0x41>` stands for a byte.
    private mutating func markBytes() {
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in 0..<256 {
            let text = Array("<0x".utf8) + [digits[byte / 16], digits[byte % 16], UInt8(ascii: ">")]
            if let identifier = identifiers[text] { types[identifier] = .byte }
        }
    }

    private mutating func markUnknown(_ text: [UInt8]?) {
        guard let text, let identifier = identifiers[text] else { return }
        types[identifier] = .unknown
        values["tokenizer.ggml.unknown_token_id"] = .unsigned(UInt64(identifier))
    }

    /// Tokens that the template puts around a text are control tokens even when they are not listed as added.
    private mutating func markTemplateTokens() {
        for member in json["post_processor"]?["special_tokens"]?.members ?? [] {
            if let identifier = identifiers[member.key] { types[identifier] = .control }
        }
    }

    /// WordPiece in GGUF marks the start of a word with `▁` rather than the continuation with `##`.
    private mutating func markWordStarts(prefix: [UInt8]) {
        let mark = Array("▁".utf8)
        for index in tokens.indices where types[index] == .normal {
            guard let text = tokens[index] else { continue }
            tokens[index] = text.starts(with: prefix) ? Array(text.dropFirst(prefix.count)) : mark + text
        }
    }

    // MARK: Merges

    private typealias Merge = (left: ArraySlice<UInt8>, right: ArraySlice<UInt8>)

    /// Merges as `"left right"` or `["left", "right"]`.
    private func forEachMerge(
        of model: JSONValue, _ body: (_ rank: Int, Merge) -> Void
    ) throws(CheckpointError) {
        let space = UInt8(ascii: " ")
        for (rank, merge) in (model["merges"]?.array ?? []).enumerated() {
            if let text = merge.utf8, let split = text.dropFirst().firstIndex(of: space) {
                body(rank, (text[..<split], text[(split + 1)...]))
            } else if let pair = merge.array, pair.count == 2, let left = pair[0].utf8, let right = pair[1].utf8 {
                body(rank, (left[...], right[...]))
            } else {
                throw invalid("has no pair of texts at model.merges[\(rank)]")
            }
        }
    }

    private func merges(of model: JSONValue) throws(CheckpointError) -> MetadataValue.StringTable {
        var table = MetadataValue.StringTable()
        var spaced = false
        try forEachMerge(of: model) { _, merge in
            spaced = spaced || merge.left.contains(UInt8(ascii: " ")) || merge.right.contains(UInt8(ascii: " "))
            table.append(merge.left + [UInt8(ascii: " ")] + merge.right)
        }
        if spaced { throw invalid("has merges with spaces, which GGUF cannot express") }
        return table
    }

    /// Scores under which joining the best-scored neighbours gives what the merges give: minus the rank of the first
    /// merge that makes a piece.
    private func mergeScores(of model: JSONValue) throws(CheckpointError) -> [Float] {
        var scores = [Float](repeating: -1e9, count: tokens.count)
        try forEachMerge(of: model) { rank, merge in
            if let identifier = identifiers[Array(merge.left + merge.right)] {
                scores[identifier] = max(scores[identifier], -Float(rank))
            }
        }
        return scores
    }

    // MARK: Special tokens

    private mutating func readSpecialTokens() throws(CheckpointError) {
        let (first, last, known) = templateEnds()
        var names: [(key: String, role: String)] = [
            ("bos", "bos_token"), ("eos", "eos_token"), ("unknown", "unk_token"), ("padding", "pad_token"),
            ("cls", "cls_token"), ("seperator", "sep_token"), ("mask", "mask_token"),
        ]
        if values["tokenizer.ggml.unknown_token_id"] != nil { names.removeAll { $0.key == "unknown" } }
        for (key, role) in names {
            let entry = configuration?[role]
            if let text = entry?.utf8 ?? entry?["content"]?.utf8, let identifier = identifiers[text] {
                values["tokenizer.ggml.\(key)_token_id"] = .unsigned(UInt64(identifier))
            }
        }
        nameEnds()
        if let first { setBoundary("bos", first) }
        if let last { setBoundary("eos", last) }
        if values["tokenizer.ggml.model"] == .string(Array("bert".utf8)) {
            if let first { setBoundary("cls", first) }
            if let last { setBoundary("seperator", last) }
            for (key, text) in [("padding", "[PAD]"), ("mask", "[MASK]")] {
                let name = "tokenizer.ggml.\(key)_token_id"
                if values[name] == nil, let identifier = identifiers[Array(text.utf8)] {
                    values[name] = .unsigned(UInt64(identifier))
                }
            }
        }
        if known || json["post_processor"]?.isNull != false {
            values["tokenizer.ggml.add_bos_token"] = .bool(first != nil)
            values["tokenizer.ggml.add_eos_token"] = .bool(last != nil)
        } else {
            throw invalid(
                "has a post_processor that GGUF cannot express; expected a template, BERT or RoBERTa processing")
        }
    }

    /// A model may end at several tokens. GGUF has keys for the end of the text, of a turn and of a message.
    private mutating func nameEnds() {
        guard case .integers(let ends)? = checkpoint.metadata["corvid.eos_token_ids"] else { return }
        var rest = ends.compactMap { Int(exactly: $0) }.filter { tokens.indices.contains($0) }
        let chosen = values["tokenizer.ggml.eos_token_id"]?.integer
        guard let end = rest.first(where: { $0 == chosen }) ?? rest.first else { return }
        setBoundary("eos", end)
        rest.removeAll { $0 == end }
        if let message = rest.first(where: { tokens[$0] == Array("<|eom_id|>".utf8) }) {
            setBoundary("eom", message)
            rest.removeAll { $0 == message }
        }
        if let turn = rest.first { setBoundary("eot", turn) }
    }

    private mutating func setBoundary(_ key: String, _ identifier: Int) {
        values["tokenizer.ggml.\(key)_token_id"] = .unsigned(UInt64(identifier))
    }

    /// The tokens that the post-processor puts before and after a text, and whether its kind is known.
    private func templateEnds() -> (first: Int?, last: Int?, known: Bool) {
        guard let post = json["post_processor"] else { return (nil, nil, false) }
        let processors = post["type"]?.text == "Sequence" ? post["processors"]?.array ?? [] : [post]
        var (first, last, known): (Int?, Int?, Bool) = (nil, nil, false)
        for processor in processors {
            switch processor["type"]?.text {
            case "ByteLevel": known = true
            case "TemplateProcessing":
                known = true
                let single = processor["single"]?.array ?? []
                first = single.first.flatMap { specialToken($0) } ?? first
                last = single.count > 1 ? single.last.flatMap { specialToken($0) } ?? last : last
            case "BertProcessing", "RobertaProcessing":
                known = true
                first = processor["cls"]?.array?.last?.int ?? first
                last = processor["sep"]?.array?.last?.int ?? last
            default: return (nil, nil, false)
            }
        }
        return (first, last, known)
    }

    private func specialToken(_ piece: JSONValue) -> Int? {
        piece["SpecialToken"]?["id"]?.utf8.flatMap { identifiers[$0] }
    }

    // MARK: Output

    private mutating func storeTokens() {
        var table = MetadataValue.StringTable()
        for (index, text) in tokens.enumerated() {
            if let text { table.append(text) } else { table.append("[PAD\(index)]".utf8) }
        }
        values["tokenizer.ggml.tokens"] = .strings(table)
        values["tokenizer.ggml.token_type"] = .integers(types.map(\.rawValue))
    }

    private mutating func store(_ key: String, _ text: String) { values[key] = .string(Array(text.utf8)) }

    // MARK: Files

    private static func path(_ name: String, in checkpoint: Checkpoint) -> String {
        checkpoint.path.hasSuffix("/") ? checkpoint.path + name : "\(checkpoint.path)/\(name)"
    }

    private static func optionalFile(_ name: String, in checkpoint: Checkpoint) throws(CheckpointError) -> JSONValue? {
        let path = path(name, in: checkpoint)
        guard MappedFile.exists(path) else { return nil }
        return try parse(MappedFile(path: path).bytes, file: path)
    }

    private static func parse(_ bytes: MappedBytes, file: String) throws(CheckpointError) -> JSONValue {
        do {
            return try JSONValue(parsing: bytes.buffer)
        } catch {
            throw CheckpointError(.corrupted, file: file, offset: UInt64(error.offset), reason: error.description)
        }
    }

    private func invalid(_ reason: String) -> CheckpointError {
        CheckpointError(
            .vocabulary, file: Self.path("tokenizer.json", in: checkpoint), reason: "the tokenizer \(reason)")
    }

    private static func quoted(_ text: [UInt8]) -> String { "\"\(String(decoding: text.prefix(80), as: UTF8.self))\"" }
}
