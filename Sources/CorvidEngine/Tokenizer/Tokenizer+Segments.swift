extension Tokenizer {
    /// The tokens of a text of which only some pieces may spell control and added tokens.
    ///
    /// Such a token must lie within one piece that `parsesTokens`. What is left between them is tokenised as one text,
    /// across the pieces, so that text which spells no token gives the ids of ``encode(_:addSpecialTokens:parseSpecialTokens:)``.
    package func encode(pieces: [(text: String, parsesTokens: Bool)]) -> [TokenID] {
        var bytes: [UInt8] = []
        var found: [(range: Range<Int>, id: TokenID)] = []
        for piece in pieces {
            let start = bytes.count
            bytes += piece.text.utf8
            guard piece.parsesTokens else { continue }
            bytes[start...].withUnsafeBufferPointer { buffer in
                addedTokens.forEachPart(of: buffer, skipsSpecial: false) { range, id in
                    if let id { found.append((range.lowerBound + start..<range.upperBound + start, id)) }
                }
            }
        }
        return bytes.withUnsafeBufferPointer { buffer in
            var work = Work()
            var done = 0
            for token in found {
                encodeGap(buffer, done..<token.range.lowerBound, &work)
                work.out.append(token.id)
                done = token.range.upperBound
            }
            encodeGap(buffer, done..<buffer.count, &work)
            return work.out
        }
    }

    private func encodeGap(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ work: inout Work) {
        guard !range.isEmpty else { return }
        encodeSection(
            UnsafeBufferPointer(rebasing: text[range]), isFirst: range.lowerBound == 0, skipsSpecial: true, &work)
    }
}
