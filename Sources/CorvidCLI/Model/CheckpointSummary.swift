import CorvidEngine
import CorvidGrammar

/// What `corvid inspect` tells about a checkpoint.
struct CheckpointSummary {
    /// The tensors of one storage format together.
    struct FormatShare {
        var format: TensorFormat
        var tensors = 0
        var parameters = 0
        var bytes = 0
    }

    let checkpoint: Checkpoint
    /// Count of all weights; factors computed from the configuration are not weights.
    let parameters: Int
    /// Storage formats, the one with the most bytes first.
    let formats: [FormatShare]
    let vocabulary: Int?
    let tokenizer: String

    init(_ checkpoint: Checkpoint) {
        self.checkpoint = checkpoint
        var shares: [TensorFormat: FormatShare] = [:]
        for tensor in checkpoint.tensors where !tensor.name.hasPrefix("rope_f") {
            shares[tensor.format, default: FormatShare(format: tensor.format)].tensors += 1
            shares[tensor.format]?.parameters += tensor.count
            shares[tensor.format]?.bytes += tensor.bytes.count
        }
        formats = shares.values.sorted { ($0.bytes, $0.format.rawValue) > ($1.bytes, $1.format.rawValue) }
        parameters = formats.reduce(0) { $0 + $1.parameters }
        vocabulary = Self.vocabulary(checkpoint)
        tokenizer = Self.tokenizer(checkpoint)
    }

    private static func vocabulary(_ checkpoint: Checkpoint) -> Int? {
        if case .strings(let table)? = checkpoint.metadata["tokenizer.ggml.tokens"] { return table.count }
        return checkpoint.metadata[checkpoint.key("vocab_size")]?.integer
            ?? checkpoint.tensor("token_embd.weight")?.rows
    }

    private static func tokenizer(_ checkpoint: Checkpoint) -> String {
        if let bytes = checkpoint.tokenizerJSON {
            let type = (try? bytes.withBytes { try JSONValue(parsing: $0) })?["model"]?["type"]?.text
            return "tokenizer.json (\(type ?? "unknown type"))"
        }
        guard let model = checkpoint.metadata["tokenizer.ggml.model"]?.text else { return "none" }
        let kinds = [
            "gpt2": "byte-level BPE", "llama": "SentencePiece BPE", "bert": "WordPiece", "t5": "SentencePiece unigram",
        ]
        let pre = checkpoint.metadata["tokenizer.ggml.pre"]?.text.map { ", pre-tokenizer \($0)" } ?? ""
        return "\(kinds[model] ?? model)\(pre)"
    }

    /// Metadata in the order of the keys.
    var metadata: [(key: String, value: MetadataValue)] {
        checkpoint.metadata.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// The integer that the architecture's metadata gives for `suffix`: one number, or the range of an array.
    func number(_ suffix: String) -> String? {
        switch checkpoint.metadata[checkpoint.key(suffix)] {
        case .integers(let values)?:
            guard let least = values.min(), let most = values.max() else { return nil }
            return least == most ? "\(least)" : "\(least) to \(most)"
        case let value?: return value.integer.map(String.init)
        case nil: return nil
        }
    }
}
