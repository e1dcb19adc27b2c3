/// How tokens become bytes of text again.
struct TokenDecoder: Sendable {
    /// A step of a decoder, applied to each token in turn.
    enum Step: Sendable {
        case replace([UInt8], with: [UInt8])
        /// `<0xXX>` becomes the byte.
        case byteFallback
        /// Markers become spaces; in the first token they vanish when `dropsFirst`.
        case metaspace(marker: [UInt8], dropsFirst: Bool)
        /// Tokens are words, parted by spaces, unless they begin with the prefix, which is dropped.
        case wordPiece(prefix: [UInt8], cleansUp: Bool)
        /// Tokens that begin with the marker begin a word; the marker becomes a space (GGUF's WordPiece).
        case spaces
        /// Tokens are parted by spaces: what Hugging Face does without a decoder.
        case join
        /// Drops up to `count` of the byte at the start of each token.
        case stripStart(UInt8, count: Int)
    }

    var steps: [Step]
    /// Up to this many of ``strippedByte`` are dropped at the start of the whole text.
    var strippedCount = 0
    var strippedByte: UInt8 = 0x20
    /// Tokens of kind control and user-defined are literal: no step applies.
    var keepsAddedTokens = false

    /// The bytes of token `id`.
    /// - Parameter isFirst: no token was decoded before it.
    func bytes(of id: Int, in vocabulary: Vocabulary, isFirst: Bool) -> [UInt8] {
        var bytes = Array(vocabulary.bytes(of: id))
        if keepsAddedTokens {
            switch vocabulary.kind(of: id) {
            case .control, .userDefined, .unknown: return bytes
            case .normal, .byte, .unused: break
            }
        }
        for step in steps { apply(step, to: &bytes, isFirst: isFirst) }
        return bytes
    }

    private func apply(_ step: Step, to bytes: inout [UInt8], isFirst: Bool) {
        switch step {
        case .replace(let pattern, let replacement): Self.replace(pattern, replacement, in: &bytes)
        case .byteFallback: if let byte = Self.byte(of: bytes) { bytes = [byte] }
        case .metaspace(let marker, let dropsFirst):
            Self.replace(marker, isFirst && dropsFirst ? [] : [0x20], in: &bytes)
        case .wordPiece(let prefix, let cleansUp):
            if !isFirst {
                if bytes.starts(with: prefix) {
                    bytes.removeFirst(prefix.count)
                } else {
                    bytes.insert(0x20, at: 0)
                }
            }
            if cleansUp { Self.cleanUp(&bytes) }
        case .spaces: Self.replace([0xE2, 0x96, 0x81], [0x20], in: &bytes)
        case .join: if !isFirst { bytes.insert(0x20, at: 0) }
        case .stripStart(let byte, let count):
            var dropped = 0
            while dropped < count, dropped < bytes.count, bytes[dropped] == byte { dropped += 1 }
            bytes.removeFirst(dropped)
        }
    }

    private static func replace(_ pattern: [UInt8], _ replacement: [UInt8], in bytes: inout [UInt8]) {
        if let replaced = bytes.withUnsafeBufferPointer({ TextNormalizer.replaced($0, pattern, replacement) }) {
            bytes = replaced
        }
    }

    /// The byte that `<0xXX>` stands for.
    static func byte(of text: some Collection<UInt8>) -> UInt8? {
        let text = Array(text)
        guard text.count == 6, text.starts(with: [0x3C, 0x30, 0x78]), text[5] == 0x3E else { return nil }
        return UInt8(String(decoding: text[3..<5], as: UTF8.self), radix: 16)
    }

    /// The spaces that English does not want, as Hugging Face's WordPiece decoder takes them out.
    private static func cleanUp(_ bytes: inout [UInt8]) {
        guard bytes.contains(0x20) else { return }
        let rules = [
            (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"),
            (" do not", " don't"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
        ]
        for (pattern, replacement) in rules { replace(Array(pattern.utf8), Array(replacement.utf8), in: &bytes) }
    }
}
