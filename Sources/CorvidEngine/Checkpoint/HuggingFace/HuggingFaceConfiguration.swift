import CorvidGrammar

/// `config.json`, with checked accessors. A multimodal configuration's `text_config` is looked at first.
struct HuggingFaceConfiguration: Sendable {
    let json: JSONFile
    private let scopes: [JSONValue]

    init(_ json: JSONFile) {
        self.json = json
        scopes = [json.root["text_config"], json.root, Self.defaults(json.root)].compactMap { $0 }
    }

    /// The values of one section alone, or of the outermost object.
    init(_ json: JSONFile, section: String?) {
        self.json = json
        scopes = [section.map { json.root[$0] } ?? json.root].compactMap { $0 }
    }

    /// What the language half of a LLaVA configuration leaves out when it is as in Llama.
    private static func defaults(_ root: JSONValue) -> JSONValue? {
        guard root["model_type"]?.text == "llava", root["text_config"]?["model_type"]?.text ?? "llama" == "llama" else {
            return nil
        }
        let text = """
            {"hidden_size": 4096, "intermediate_size": 11008, "num_hidden_layers": 32, "num_attention_heads": 32, \
            "vocab_size": 32000}
            """
        return try? JSONValue(parsing: Array(text.utf8), maximumDepth: 2)
    }

    /// The value of `key`; nil when it is absent or null.
    subscript(key: String) -> JSONValue? {
        scopes.lazy.compactMap { $0[key] }.first.flatMap { $0.isNull ? nil : $0 }
    }

    /// The integer at `key` in `range`; without a `fallback` it must exist.
    func integer(
        _ key: String, default fallback: Int? = nil, in range: ClosedRange<Int> = 1...Int(Int32.max)
    ) throws(CheckpointError) -> Int {
        guard let value = self[key] else {
            guard let fallback else { throw error(.metadata, key, "is missing; expected an integer") }
            return fallback
        }
        guard let integer = value.int, range.contains(integer) else {
            throw error(.metadata, key, "is \(Self.shown(value)); expected an integer in \(range)")
        }
        return integer
    }

    /// The finite number at `key` in `range`; without a `fallback` it must exist.
    func number(
        _ key: String, default fallback: Double? = nil, in range: ClosedRange<Double> = 0...1e30
    ) throws(CheckpointError) -> Double {
        guard let value = self[key] else {
            guard let fallback else { throw error(.metadata, key, "is missing; expected a number") }
            return fallback
        }
        guard let number = Self.number(value, in: range) else {
            throw error(.metadata, key, "is \(Self.shown(value)); expected a number in \(range)")
        }
        return number
    }

    /// The truth value at `key`, or `fallback`.
    func flag(_ key: String, default fallback: Bool) throws(CheckpointError) -> Bool {
        guard let value = self[key] else { return fallback }
        guard let flag = value.bool else {
            throw error(.metadata, key, "is \(Self.shown(value)); expected true or false")
        }
        return flag
    }

    /// The strings at `key`, `count` of them; nil when it is absent.
    func texts(_ key: String, count: Int) throws(CheckpointError) -> [String]? {
        guard let value = self[key] else { return nil }
        let texts = value.array?.compactMap(\.text)
        guard let texts, texts.count == count, texts.count == value.array?.count else {
            throw error(.metadata, key, "is \(Self.shown(value)); expected an array of \(count) strings")
        }
        return texts
    }

    /// Refuses any value of `key` other than `expected` (absent counts as expected).
    func require(_ key: String, oneOf expected: [String]) throws(CheckpointError) {
        guard let value = self[key] else { return }
        guard let text = value.text, expected.contains(text) else {
            throw error(
                .unsupported, key, "is \(Self.shown(value)); only \(expected.joined(separator: ", ")) is supported")
        }
    }

    /// Refuses `key` when it is true.
    func refuse(_ key: String) throws(CheckpointError) {
        if try flag(key, default: false) { throw error(.unsupported, key, "is true, which is not supported") }
    }

    /// An error about the value of `key`.
    func error(_ code: CheckpointError.Code, _ key: String, _ reason: String) -> CheckpointError {
        json.error(code, key: key, "configuration key \(key) \(reason)")
    }

    /// The value as a number in `range`.
    static func number(_ value: JSONValue, in range: ClosedRange<Double>) -> Double? {
        value.double.flatMap { range.contains($0) ? $0 : nil }
    }

    /// A value as an error message shows it, long ones cut.
    static func shown(_ value: JSONValue) -> String {
        let text = String(decoding: value.serialized, as: UTF8.self)
        return text.count <= 60 ? text : text.prefix(57) + "..."
    }
}
