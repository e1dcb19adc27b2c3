import CorvidEngine
import CorvidTrain

/// Invented text, and vocabularies learned from it.
enum SampleText {
    private static let syllables = [
        "ka", "ri", "tor", "mel", "zu", "rich", "sch", "wyz", "the", "ing", "ne", "é", "ü", "ß", "an", "Ж", "да", "日",
        "o",
    ]
    private static let signs = [
        ".", ",", "?", "!", "\"", "'", "(", ")", "{\"", "\":\"", "\",\"", "\"}", "_", "@", "^", "…", "—", "€", "-", "/",
        "://",
        "=", "*", "[]", "`", "’", "\u{301}", "½", "²",
    ]
    private static let gaps = [" ", " ", " ", " ", "", "", "  ", "\n", "\n\n", "\t", "\r\n", "\u{A0}", "   \n "]

    static func word(_ random: inout Randomness) -> String {
        var word = (0..<Int.random(in: 1...4, using: &random)).map { _ in random.pick(syllables) }.joined()
        if random.chance(0.3) { word = word.prefix(1).uppercased() + word.dropFirst() }
        if random.chance(0.1) { word += random.pick(syllables).uppercased() }
        return word
    }

    /// Words, some again and again, with numbers, signs and white space between them.
    static func text(_ random: inout Randomness, parts: Int = 60) -> String {
        let known = (0..<12).map { _ in word(&random) }
        return (0..<parts).map { _ -> String in
            let part =
                switch Int.random(in: 0..<10, using: &random) {
                case 0: String(Int.random(in: 0..<5000, using: &random))
                case 1, 2: random.pick(signs)
                case 3: word(&random)
                default: random.pick(known)
                }
            return part + random.pick(gaps)
        }.joined()
    }

    static func pieces(_ text: String) throws -> [[UInt8]] {
        guard let scanner = PieceScanner(preTokenizer: BPETrainer.preTokenizer) else { return [] }
        var pieces: [[UInt8]] = []
        var text = text
        text.withUTF8 { buffer in scanner.forEachPiece(of: buffer) { pieces.append(Array($0)) } }
        return pieces
    }

    static func counted(_ texts: [String]) throws -> WeightedPieces {
        var counts = PieceCounts()
        for piece in try texts.flatMap(pieces) { piece.withUnsafeBufferPointer { _ = counts.add($0) } }
        var weighted = WeightedPieces()
        weighted.add(counts)
        return weighted
    }

    static func draft(
        _ texts: [String], size: Int = 640, blankShare: Double = 0.15, minimum: Int = 2
    ) throws -> TokenizerDraft {
        var options = BPETrainer.Options()
        options.vocabularySize = size
        options.blankShare = blankShare
        options.minimumFrequency = minimum
        return try BPETrainer(options).train(on: counted(texts))
    }

    /// The tokenizer that the engine makes of a draft's metadata.
    static func tokenizer(_ draft: TokenizerDraft) throws -> Tokenizer {
        let metadata = Dictionary(uniqueKeysWithValues: draft.metadata.map { ($0.key, $0.value) })
        return try Tokenizer(
            checkpoint: Checkpoint(path: "draft", kind: .gguf(version: 3), metadata: metadata, tensors: []))
    }
}
