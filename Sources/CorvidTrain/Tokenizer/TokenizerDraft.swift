package import CorvidEngine
import CorvidLLM

/// A vocabulary in the making of a checkpoint: its tokens, merges, and the metadata that describes them.
///
/// Ids: the 256 bytes, the control tokens of ``CompactFormat``, its tags, what was learned in the order of rank, unused
/// tokens up to a multiple of 32.
package struct TokenizerDraft: Sendable {
    /// The numbers are those of `tokenizer.ggml.token_type`.
    package enum Kind: Int64, Sendable {
        case normal = 1
        case control = 3
        case userDefined = 4
        case unused = 5
    }

    package struct Token: Sendable, Hashable {
        /// What it spells.
        package var bytes: [UInt8]
        package var kind: Kind
    }

    /// Training wants matrices whose rows come in multiples of this.
    package static let alignment = 32
    private static let fixedTokens = CompactFormat.Special.allCases.map(\.rawValue)
    /// Tokens that every vocabulary has.
    package static let fixedCount = 256 + fixedTokens.count + CompactFormat.tagTokens.count

    package let tokens: [Token]
    let vocabulary: MergeVocabulary

    init(_ vocabulary: MergeVocabulary, size: Int) {
        self.vocabulary = vocabulary
        var tokens = vocabulary.tokens[..<256].map { Token(bytes: $0, kind: .normal) }
        tokens += Self.fixedTokens.map { Token(bytes: Array($0.utf8), kind: .control) }
        tokens += CompactFormat.tagTokens.map { Token(bytes: Array($0.utf8), kind: .userDefined) }
        tokens += vocabulary.tokens[256...].map { Token(bytes: $0, kind: .normal) }
        let padding = (Self.alignment - tokens.count % Self.alignment) % Self.alignment
        tokens += (0..<padding).map { Token(bytes: Array("<|unused-\($0)|>".utf8), kind: .unused) }
        self.tokens = tokens
    }

    /// The ids of one piece as the pre-tokenizer cuts it, in which no control token or tag is looked for.
    package func encode(_ piece: some Collection<UInt8>) -> [TokenID] {
        vocabulary.encode(piece).map { TokenID($0 < 256 ? $0 : $0 - 256 + Self.fixedCount) }
    }

    private func id(of special: CompactFormat.Special) -> UInt64 {
        UInt64(256 + (Self.fixedTokens.firstIndex(of: special.rawValue) ?? 0))
    }

    /// The keys and values by which a GGUF file carries this tokenizer and declares the chat format.
    package var metadata: [(key: String, value: MetadataValue)] {
        var (texts, merges) = (MetadataValue.StringTable(), MetadataValue.StringTable())
        for token in tokens {
            texts.append(token.kind == .normal ? Self.spelled(token.bytes) : token.bytes)
        }
        for merge in vocabulary.merges {
            merges.append(
                Self.spelled(vocabulary.tokens[merge.left]) + [0x20] + Self.spelled(vocabulary.tokens[merge.right]))
        }
        return [
            ("tokenizer.ggml.model", .string(Array("gpt2".utf8))),
            ("tokenizer.ggml.pre", .string(Array(BPETrainer.preTokenizer.utf8))),
            ("tokenizer.ggml.tokens", .strings(texts)),
            ("tokenizer.ggml.token_type", .integers(tokens.map(\.kind.rawValue))),
            ("tokenizer.ggml.merges", .strings(merges)),
            ("tokenizer.ggml.bos_token_id", .unsigned(id(of: .begin))),
            ("tokenizer.ggml.eos_token_id", .unsigned(id(of: .end))),
            ("tokenizer.ggml.add_bos_token", .bool(false)),
            ("tokenizer.ggml.add_eos_token", .bool(false)),
            ("tokenizer.chat_template", .string(Array(CompactFormat.chatTemplate.utf8))),
            (CompactFormat.metadataKey, .string(Array(CompactFormat.name.utf8))),
        ]
    }

    /// Writes a GGUF file of the vocabulary alone, without tensors.
    ///
    /// It names the architecture `llama`, for programs that want a known one even where there is no model.
    /// - Throws: as ``GGUFWriter``.
    package func write(to path: String) throws(CheckpointError) {
        let general: [(key: String, value: MetadataValue)] = [
            ("general.architecture", .string(Array("llama".utf8))),
            ("general.type", .string(Array("vocabulary".utf8))),
        ]
        try GGUFWriter(path: path, metadata: general + metadata, tensors: []).finish()
    }

    /// Bytes in the alphabet of printable characters that GGUF's byte-level vocabularies are written in.
    private static func spelled(_ bytes: [UInt8]) -> [UInt8] {
        var text = String.UnicodeScalarView()
        for byte in bytes { text.append(Unicode.Scalar(ByteAlphabet.scalars[Int(byte)]) ?? "?") }
        return Array(String(text).utf8)
    }
}
