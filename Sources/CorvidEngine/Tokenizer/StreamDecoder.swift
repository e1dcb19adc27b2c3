/// Turns tokens into text one after another, never splitting a character.
///
/// The outputs of ``append(_:)`` and ``finish()`` together are what `Tokenizer.decode` makes of all the tokens at once.
public struct StreamDecoder: Sendable {
    private let tokenizer: Tokenizer
    private let skipsSpecialTokens: Bool
    /// Bytes that may be the beginning of a character.
    private var pending: [UInt8] = []
    private var isFirst = true
    /// How many bytes at the start of the text are still to be dropped where they match.
    private var strippable: Int

    init(tokenizer: Tokenizer, skipsSpecialTokens: Bool) {
        self.tokenizer = tokenizer
        self.skipsSpecialTokens = skipsSpecialTokens
        strippable = tokenizer.decoder.strippedCount
    }

    /// Takes a token and returns the characters that are complete by now, perhaps none.
    ///
    /// Bytes that cannot become a character come out as U+FFFD, one for each maximal ill-formed subpart. An id outside
    /// of the vocabulary adds nothing.
    public mutating func append(_ id: TokenID) -> String {
        take(id)
        let complete = pending.count - Self.incompleteTail(pending)
        if complete == 0 { return "" }
        let text = String(decoding: pending[..<complete], as: UTF8.self)
        pending.removeFirst(complete)
        return text
    }

    /// Returns what is left: an incomplete character, as U+FFFD.
    public mutating func finish() -> String {
        defer { pending = [] }
        return String(decoding: pending, as: UTF8.self)
    }

    /// Takes many tokens and returns their bytes; what ``append(_:)`` and ``finish()`` would make text of.
    mutating func takeAll(_ ids: some Sequence<TokenID>) -> [UInt8] {
        for id in ids { take(id) }
        defer { pending = [] }
        return pending
    }

    private mutating func take(_ id: TokenID) {
        guard id >= 0, id < tokenizer.vocabularySize else { return }
        if skipsSpecialTokens, tokenizer.isSpecial(id) { return }
        var bytes = tokenizer.decoder.bytes(of: Int(id), in: tokenizer.vocabulary, isFirst: isFirst)[...]
        isFirst = false
        while strippable > 0, let first = bytes.first {
            if first != tokenizer.decoder.strippedByte {
                strippable = 0
                break
            }
            bytes.removeFirst()
            strippable -= 1
        }
        pending.append(contentsOf: bytes)
    }

    /// How many bytes at the end begin a character that more bytes could complete.
    private static func incompleteTail(_ bytes: [UInt8]) -> Int {
        // The lead byte of an incomplete character is among the last three.
        for back in 1...3 where back <= bytes.count {
            let lead = bytes[bytes.count - back]
            if lead & 0xC0 == 0x80 { continue }
            let length = lead >= 0xF0 && lead <= 0xF4 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1
            guard lead >= 0xC2, lead <= 0xF4, back < length else { return 0 }
            if back > 1 {
                // The second byte narrows what is well-formed.
                let second = bytes[bytes.count - back + 1]
                switch lead {
                case 0xE0 where second < 0xA0, 0xED where second > 0x9F: return 0
                case 0xF0 where second < 0x90, 0xF4 where second > 0x8F: return 0
                default: break
                }
            }
            return back
        }
        return 0
    }
}
