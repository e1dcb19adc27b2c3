/// What a quantised file is going to hold: its metadata, and for each tensor the rows of the source it is made of.
struct QuantizationPlan {
    /// One tensor of the file.
    struct Item {
        /// Name, format and shape in the file.
        var tensor: GGUFWriter.Tensor
        /// The stored tensors whose rows follow one another: one, or the experts of a block.
        var sources: [StoredTensor]
        /// Numbers that are converted as a unit: a row, or a single number where numbers of a vector change places.
        var columns: Int
        /// Rows of `columns` numbers in each source.
        var rowsPerSource: Int
        /// How rows change places within each source, if they do.
        var rotation: RotaryOrder?

        var rows: Int { rowsPerSource * sources.count }
        var sourceBytes: Int { sources.reduce(0) { $0 + $1.bytes.count } }

        /// The bytes of row `row` of the file's tensor in its source's format.
        func sourceRow(_ row: Int) -> (format: TensorFormat, bytes: UnsafeRawBufferPointer) {
            let source = sources[row / rowsPerSource]
            let inSource = row % rowsPerSource
            let from = rotation?.source(of: inSource) ?? inSource
            let size = source.bytes.count / rowsPerSource
            return (
                source.format, UnsafeRawBufferPointer(rebasing: source.bytes.buffer[from * size..<(from + 1) * size])
            )
        }
    }

    /// Rows of a query or key matrix whose rotary pairs are stored as halves, brought into the interleaved order that
    /// files of the `llama` family have.
    struct RotaryOrder {
        /// Rows of one head.
        var headRows: Int
        /// Rows of a head that rotate; the others stay.
        var rotated: Int

        /// Where row `row` of the interleaved order stands among halves.
        func source(of row: Int) -> Int {
            let inHead = row % headRows
            guard inHead < rotated else { return row }
            return row - inHead + inHead % 2 * (rotated / 2) + inHead / 2
        }
    }

    let metadata: [(key: String, value: MetadataValue)]
    let items: [Item]

    /// Plans the conversion of `checkpoint` to `type`.
    ///
    /// - Parameters:
    ///   - preTokenizer: the name to write under `tokenizer.ggml.pre`; nil to recognise it.
    /// - Throws: `.tensor` for shapes that contradict the metadata, `.metadata` and `.vocabulary` for a source that
    ///   cannot be expressed in GGUF.
    init(_ checkpoint: Checkpoint, type: QuantizationType, preTokenizer: String? = nil) throws(CheckpointError) {
        metadata = try Self.metadata(of: checkpoint, type: type, preTokenizer: preTokenizer)
        let merged = try Self.mergingExperts(of: checkpoint)
        let mixture = TensorMixture(
            type: type,
            blockCount: try checkpoint.optionalInteger(checkpoint.key("block_count")) ?? 0,
            expertCount: try checkpoint.optionalInteger(checkpoint.key("expert_count")) ?? 0,
            names: merged.lazy.map(\.name))
        let turnsRows =
            checkpoint.architecture == "llama" && checkpoint.metadata["corvid.rope.interleaved"] == .bool(false)
        var items: [Item] = []
        items.reserveCapacity(merged.count)
        for (name, shape, sources) in merged {
            let first = sources[0]
            let rotation = turnsRows ? try Self.rotation(of: first, in: checkpoint) : nil
            let asVector = rotation != nil && shape.count == 1
            let format = mixture.format(of: name, shape: shape, stored: first.format)
            items.append(
                Item(
                    tensor: GGUFWriter.Tensor(name: name, format: format, shape: shape), sources: sources,
                    columns: asVector ? 1 : first.columns, rowsPerSource: asVector ? first.count : first.rows,
                    rotation: rotation))
        }
        self.items = items
    }

    // MARK: Metadata

    private static func metadata(
        of checkpoint: Checkpoint, type: QuantizationType, preTokenizer: String?
    ) throws(CheckpointError) -> [(key: String, value: MetadataValue)] {
        var values = checkpoint.metadata.filter { key, _ in
            !key.hasPrefix("corvid.") && !key.hasPrefix("split.") && key != "general.alignment"
        }
        if checkpoint.kind == .huggingFace {
            let tokenizer = try TokenizerMetadata(checkpoint: checkpoint, preTokenizer: preTokenizer)
            values.merge(tokenizer.values) { _, fromTokenizer in fromTokenizer }
        }
        if values["general.type"] == nil { values["general.type"] = .string(Array("model".utf8)) }
        if promisesOtherVocabulary(values) { values["general.name"] = nil }
        if let preTokenizer { values["tokenizer.ggml.pre"] = .string(Array(preTokenizer.utf8)) }
        values["general.file_type"] = .unsigned(type.fileType)
        values["general.quantization_version"] = .unsigned(2)
        return values.sorted { left, right in
            (rank(left.key), left.key) < (rank(right.key), right.key)
        }
    }

    /// Whether the model's name makes llama.cpp look for tokens that the vocabulary lacks, and refuse the file: a name with
    /// "phi3" stands for the vocabulary of that model.
    private static func promisesOtherVocabulary(_ values: [String: MetadataValue]) -> Bool {
        guard let name = values["general.name"]?.text?.lowercased(), name.contains("phi3") || name.contains("phi-3"),
            case .strings(let tokens)? = values["tokenizer.ggml.tokens"]
        else { return false }
        return !["</s>", "<unk>", "<s>", "<|endoftext|>"].allSatisfy { token in
            (0..<tokens.count).contains { tokens[$0].elementsEqual(token.utf8) }
        }
    }

    /// The architecture comes first, then what describes the model, then the vocabulary.
    private static func rank(_ key: String) -> Int {
        if key == "general.architecture" { return 0 }
        if key.hasPrefix("general.") { return 1 }
        return key.hasPrefix("tokenizer.") ? 3 : 2
    }

    // MARK: Experts

    private typealias Merged = (name: String, shape: [Int], sources: [StoredTensor])

    /// The file's tensors: `blk.N.ffn_gate.E.weight` of all experts E become one `blk.N.ffn_gate_exps.weight`.
    private static func mergingExperts(of checkpoint: Checkpoint) throws(CheckpointError) -> [Merged] {
        var result: [Merged] = []
        for tensor in checkpoint.tensors {
            guard let (prefix, expert) = expert(tensor.name) else {
                result.append((tensor.name, tensor.shape, [tensor]))
                continue
            }
            guard expert == 0 else { continue }
            let count = try checkpoint.integer(checkpoint.key("expert_count"), in: 1...65_536)
            var sources: [StoredTensor] = []
            for index in 0..<count {
                sources.append(
                    try checkpoint.tensor(required: "\(prefix).\(index).weight", shape: tensor.shape))
            }
            result.append(("\(prefix)_exps.weight", tensor.shape + [count], sources))
        }
        return result
    }

    /// Splits `blk.3.ffn_up.7.weight` into `blk.3.ffn_up` and 7; nil for names of another form.
    private static func expert(_ name: String) -> (prefix: String, expert: Int)? {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0] == "blk", parts[2].hasPrefix("ffn_"), parts[4] == "weight",
            let expert = Int(parts[3])
        else { return nil }
        return ("blk.\(parts[1]).\(parts[2])", expert)
    }

    // MARK: Rotary order

    private static func rotation(
        of tensor: StoredTensor, in checkpoint: Checkpoint
    ) throws(CheckpointError) -> RotaryOrder? {
        let parts = tensor.name.split(separator: ".")
        guard parts.count == 4, parts[0] == "blk", let block = Int(parts[1]),
            parts[2] == "attn_q" || parts[2] == "attn_k"
        else { return nil }
        let blocks = try checkpoint.integer(checkpoint.key("block_count"), in: 1...65_536)
        let queryHeads = try checkpoint.integers(
            checkpoint.key("attention.head_count"), count: blocks, in: 1...65_536)
        let keyHeads = try checkpoint.optionalIntegers(
            checkpoint.key("attention.head_count_kv"), count: blocks, in: 1...65_536)
        guard block < blocks else { throw checkpoint.tensorError(tensor.name, "is of a block beyond \(blocks)") }
        let heads = parts[2] == "attn_q" ? queryHeads[block] : (keyHeads ?? queryHeads)[block]
        let rows = tensor.shape.count == 1 ? tensor.count : tensor.rows
        guard rows % heads == 0 else {
            throw checkpoint.tensorError(tensor.name, "has \(rows) rows; expected a multiple of its \(heads) heads")
        }
        let headRows = rows / heads
        let rotated = try checkpoint.optionalInteger(checkpoint.key("rope.dimension_count")) ?? headRows
        guard rotated <= headRows, rotated % 2 == 0 else {
            throw checkpoint.tensorError(
                tensor.name, "has heads of \(headRows) rows, of which \(rotated) cannot rotate in pairs")
        }
        return RotaryOrder(headRows: headRows, rotated: rotated)
    }
}
