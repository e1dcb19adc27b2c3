/// Cuts text into pieces as the pre-tokenizer of a GGUF file does, for those who make vocabularies.
package struct PieceScanner: Sendable {
    /// What a character is to the expressions of the pre-tokenizers.
    package enum CharacterClass: Sendable {
        case letter, number, space, other
    }

    private let steps: [PreTokenizer]

    /// The scanner of a name that `tokenizer.ggml.pre` may have; nil when it is not known.
    package init?(preTokenizer name: String) {
        guard let entry = PreTokenizerCatalogue.named(name), let steps = try? entry.steps() else { return nil }
        self.steps = steps
    }

    /// Calls `body` with the pieces of valid UTF-8, in order; together they are the text.
    package func forEachPiece(
        of text: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) {
        PreTokenizer.run(steps[...], text, [0..<text.count], isFirst: true) { text, pieces in
            for piece in pieces where !piece.isEmpty { body(UnsafeBufferPointer(rebasing: text[piece])) }
        }
    }

    /// The class of a code point in the edition of Unicode that GGUF files go by.
    package static func characterClass(of scalar: Unicode.Scalar) -> CharacterClass {
        let classes = UnicodeClasses.version15[scalar.value]
        if classes.contains(.letter) { return .letter }
        if classes.contains(.number) { return .number }
        return classes.contains(.space) ? .space : .other
    }
}
