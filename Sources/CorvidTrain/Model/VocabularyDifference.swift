import CorvidEngine

/// Compares the tokenizers of two checkpoints.
enum VocabularyDifference {
    private static let keys = [
        "tokenizer.ggml.model", "tokenizer.ggml.pre", "tokenizer.ggml.tokens", "tokenizer.ggml.token_type",
        "tokenizer.ggml.merges",
    ]

    /// The first difference in words; nil where both cut texts into the same tokens.
    static func first(of one: Checkpoint, from other: Checkpoint) -> String? {
        for key in keys where one.metadata[key] != other.metadata[key] {
            let (mine, theirs) = (one.metadata[key], other.metadata[key])
            if let mine = elements(mine), let theirs = elements(theirs) {
                let what = key == "tokenizer.ggml.merges" ? "merge" : "token"
                for index in 0..<min(mine.count, theirs.count) where mine[index] != theirs[index] {
                    return "\(what) \(index) is \(mine[index]), there \(theirs[index])"
                }
                return "it has \(mine.count) \(what)s, there are \(theirs.count)"
            }
            return "\(key) is \(shown(mine)), there \(shown(theirs))"
        }
        return nil
    }

    private static func elements(_ value: MetadataValue?) -> [String]? {
        switch value {
        case .strings(let table): (0..<table.count).map { quoted(table[$0]) }
        case .integers(let numbers): numbers.map { "of type \($0)" }
        default: nil
        }
    }

    private static func shown(_ value: MetadataValue?) -> String {
        switch value {
        case nil: "missing"
        case .string(let bytes): quoted(bytes)
        case .some(let value): value.kindName
        }
    }

    private static func quoted(_ bytes: some Sequence<UInt8>) -> String {
        "\"\(String(decoding: Array(bytes), as: UTF8.self))\""
    }
}
