import CorvidGrammar

/// What the files beside the weights tell about the tokenizer: its data, special tokens and the chat template.
struct HuggingFaceTokenizerFacts {
    let tokenizerFile: MappedFile?
    let chatTemplate: String?
    private let beginning: Int?
    private let padding: Int?
    private let ends: [Int]
    private let addBeginning: Bool?
    private let addEnd: Bool?

    init(folder: String, configuration: HuggingFaceConfiguration) throws(CheckpointError) {
        let tokenizerPath = folder + "/tokenizer.json"
        tokenizerFile = MappedFile.exists(tokenizerPath) ? try MappedFile(path: tokenizerPath) : nil
        let generation = try Self.optional(folder + "/generation_config.json")
        let tokenizer = try Self.optional(folder + "/tokenizer_config.json")
        chatTemplate = try Self.template(folder: folder, tokenizer)

        func identifiers(_ key: String, _ token: String) throws(CheckpointError) -> [Int] {
            if let value = generation?.root[key], !value.isNull {
                return try Self.identifiers(value, key, generation ?? configuration.json)
            }
            if let value = configuration[key] { return try Self.identifiers(value, key, configuration.json) }
            return Self.identifier(ofToken: tokenizer?.root[token], tokenizer).map { [$0] } ?? []
        }
        beginning = try identifiers("bos_token_id", "bos_token").first
        padding = try identifiers("pad_token_id", "pad_token").first
        ends = try identifiers("eos_token_id", "eos_token")
        addBeginning = tokenizer?.root["add_bos_token"]?.bool
        addEnd = tokenizer?.root["add_eos_token"]?.bool
    }

    /// Sets the GGUF keys. A model may end at several tokens, for which GGUF has one key: the whole list goes to
    /// `corvid.eos_token_ids`.
    func add(to draft: inout HuggingFaceDraft) {
        func set(_ key: String, _ value: Int?) {
            if let value { draft.set(key: "tokenizer.ggml.\(key)", .unsigned(UInt64(value))) }
        }
        set("bos_token_id", beginning)
        set("eos_token_id", ends.first)
        set("padding_token_id", padding)
        if !ends.isEmpty { draft.set(key: "corvid.eos_token_ids", .integers(ends.map(Int64.init))) }
        if let addBeginning { draft.set(key: "tokenizer.ggml.add_bos_token", .bool(addBeginning)) }
        if let addEnd { draft.set(key: "tokenizer.ggml.add_eos_token", .bool(addEnd)) }
        if let chatTemplate { draft.set(key: "tokenizer.chat_template", .string(Array(chatTemplate.utf8))) }
    }

    private static func optional(_ path: String) throws(CheckpointError) -> JSONFile? {
        MappedFile.exists(path) ? try JSONFile(path: path, limit: 64 << 20) : nil
    }

    /// A token id or a list of them.
    private static func identifiers(
        _ value: JSONValue, _ key: String, _ json: JSONFile
    ) throws(CheckpointError) -> [Int] {
        let values = value.array ?? [value]
        let identifiers = values.compactMap(\.int).filter { 0...Int(Int32.max) ~= $0 }
        // Some configurations write -1 for "none".
        guard identifiers.count == values.count || values == [.number("-1")] else {
            throw json.error(.metadata, key: key, "configuration key \(key) is not a token id or a list of token ids")
        }
        return identifiers
    }

    /// The id of a token given as text or as an object with `content`, looked up among the added tokens.
    private static func identifier(ofToken token: JSONValue?, _ json: JSONFile?) -> Int? {
        guard let content = token?.utf8 ?? token?["content"]?.utf8 else { return nil }
        let added = json?.root["added_tokens_decoder"]?.members ?? []
        return added.first { $0.value["content"]?.utf8 == content }
            .flatMap { Int(String(decoding: $0.key, as: UTF8.self)) }
            .flatMap { 0...Int(Int32.max) ~= $0 ? $0 : nil }
    }

    /// `chat_template.jinja`, or the template in the tokenizer's configuration (of several, the one called default).
    private static func template(folder: String, _ tokenizer: JSONFile?) throws(CheckpointError) -> String? {
        let path = folder + "/chat_template.jinja"
        if MappedFile.exists(path) {
            return try MappedFile(path: path).bytes.withBytes { String(decoding: $0, as: UTF8.self) }
        }
        let stated = tokenizer?.root["chat_template"]
        return stated?.text ?? stated?.array?.first { $0["name"]?.text == "default" }?["template"]?.text
    }
}
