/// Builds the bytes of a GGUF file piece by piece, right or wrong, and remembers where the pieces stand.
struct GGUFBytes {
    private(set) var bytes: [UInt8] = []
    /// Byte offsets of the pieces added under a name.
    private(set) var marks: [String: Int] = [:]

    mutating func raw(_ more: some Sequence<UInt8>, mark: String? = nil) {
        if let mark { marks[mark] = bytes.count }
        bytes += more
    }

    mutating func integer<Value: FixedWidthInteger>(_ value: Value, mark: String? = nil) {
        raw(withUnsafeBytes(of: value.littleEndian) { Array($0) }, mark: mark)
    }

    mutating func string(_ text: String, mark: String? = nil) {
        integer(UInt64(text.utf8.count), mark: mark)
        raw(text.utf8)
    }

    mutating func header(magic: String = "GGUF", version: UInt32 = 3, tensors: UInt64, keys: UInt64) {
        raw(magic.utf8, mark: "magic")
        integer(version, mark: "version")
        integer(tensors, mark: "tensor count")
        integer(keys, mark: "key count")
    }

    mutating func key(_ name: String, type: UInt32) {
        string(name, mark: name)
        integer(type, mark: "\(name) type")
    }

    mutating func key(_ name: String, _ value: String) {
        key(name, type: 8)
        string(value, mark: "\(name) value")
    }

    mutating func key(_ name: String, _ value: UInt32) {
        key(name, type: 4)
        integer(value, mark: "\(name) value")
    }

    mutating func key(_ name: String, _ value: Float) {
        key(name, type: 6)
        integer(value.bitPattern, mark: "\(name) value")
    }

    mutating func key(_ name: String, _ values: [String]) {
        key(name, type: 9)
        integer(UInt32(8), mark: "\(name) element type")
        integer(UInt64(values.count), mark: "\(name) count")
        for value in values { string(value) }
    }

    mutating func key(_ name: String, _ values: [Int32]) {
        key(name, type: 9)
        integer(UInt32(5), mark: "\(name) element type")
        integer(UInt64(values.count), mark: "\(name) count")
        for value in values { integer(value) }
    }

    mutating func tensor(
        _ name: String, _ shape: [UInt64], type: UInt32 = 0, offset: UInt64, dimensions: UInt32? = nil
    ) {
        string(name, mark: name)
        integer(dimensions ?? UInt32(shape.count), mark: "\(name) dimensions")
        for (axis, size) in shape.enumerated() { integer(size, mark: "\(name) dimension \(axis)") }
        integer(type, mark: "\(name) type")
        integer(offset, mark: "\(name) offset")
    }

    /// Fills up to a multiple of `alignment`.
    mutating func align(_ alignment: Int = 32) {
        while bytes.count % alignment != 0 { bytes.append(0) }
        marks["data"] = bytes.count
    }

    /// A whole file of a llama model with two tensors, good in every respect.
    static func valid(version: UInt32 = 3) -> GGUFBytes {
        var file = GGUFBytes()
        file.header(version: version, tensors: 2, keys: 6)
        file.key("general.architecture", "llama")
        file.key("llama.block_count", UInt32(1))
        file.key("llama.rope.freq_base", Float(10_000))
        file.key("tokenizer.ggml.tokens", ["a", "bc", "", "ü"])
        file.key("tokenizer.ggml.token_type", [1, 1, 3, 6])
        file.key("llama.attention.head_count_kv", [2])
        file.tensor("token_embd.weight", [8, 4], offset: 0)
        file.tensor("output_norm.weight", [32], type: 8, offset: 128)
        file.align()
        file.raw((0..<32).flatMap { withUnsafeBytes(of: Float($0).bitPattern.littleEndian, Array.init) })
        file.raw((0..<34).map { UInt8($0) })
        return file
    }

    /// A file with only a SentencePiece vocabulary: `llama` is its BPE kind, `t5` its unigram kind.
    static func vocabulary(_ model: String) -> GGUFBytes {
        let bytes = (0..<256).map { "<0x\($0 < 16 ? "0" : "")\(String($0, radix: 16, uppercase: true))>" }
        let pieces = ["\u{2581}", "a", "b", "ab", "\u{2581}a", "\u{2581}ab", "<tag>", "é"]
        let tokens = ["<unk>", "<s>", "</s>"] + bytes + pieces
        var file = GGUFBytes()
        file.header(tensors: 0, keys: 7)
        file.key("general.architecture", "llama")
        file.key("tokenizer.ggml.model", model)
        file.key("tokenizer.ggml.tokens", tokens)
        file.key("tokenizer.ggml.scores", type: 9)
        file.integer(UInt32(6))
        file.integer(UInt64(tokens.count))
        for index in tokens.indices { file.integer(Float(-index).bitPattern) }
        file.key(
            "tokenizer.ggml.token_type",
            [2, 3, 3] + [Int32](repeating: 6, count: 256) + pieces.map { $0 == "<tag>" ? 4 : 1 })
        file.key("tokenizer.ggml.bos_token_id", UInt32(1))
        file.key("tokenizer.ggml.eos_token_id", UInt32(2))
        return file
    }
}
