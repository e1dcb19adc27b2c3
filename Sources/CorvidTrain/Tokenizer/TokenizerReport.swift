import CorvidEngine

/// How a vocabulary cuts text that it was not learned from.
package struct TokenizerReport: Sendable {
    /// Counts over pieces of text. A word is a piece with a letter in it; the blank before it belongs to it.
    package struct Figures: Sendable {
        package var bytes = 0.0
        package var tokens = 0.0
        package var words = 0.0
        package var wordTokens = 0.0
        /// Words that are one token.
        package var wholeWords = 0.0

        package var bytesPerToken: Double { tokens > 0 ? bytes / tokens : 0 }
        package var tokensPerWord: Double { words > 0 ? wordTokens / words : 0 }
        package var wholeWordShare: Double { words > 0 ? wholeWords / words : 0 }
    }

    /// Of each source by itself, in the order given.
    package private(set) var sources: [(path: String, figures: Figures)] = []
    /// Of all together, each with its weight.
    package private(set) var total = Figures()
    /// The longest tokens that were learned, the longest first.
    package let longest: [String]
    /// Tokens learned that begin with a blank before a word or punctuation.
    package let blankLed: Int
    /// Tokens that were learned, those included.
    package let learned: Int

    /// Judges `draft` by what the sources held out.
    package init(_ draft: TokenizerDraft, sources: [TextSource], weights: [Double]) {
        let learned = draft.tokens.dropFirst(TokenizerDraft.fixedCount).filter { $0.kind == .normal }
        self.learned = learned.count
        blankLed = learned.count { $0.bytes.first == 0x20 && $0.bytes.contains { $0 != 0x20 } }
        longest = learned.sorted { $0.bytes.count > $1.bytes.count }.prefix(20).map {
            String(decoding: $0.bytes, as: UTF8.self)
        }
        var known: [ArraySlice<UInt8>: Int] = [:]
        for (source, weight) in zip(sources, weights) {
            var figures = Figures()
            for index in 0..<source.heldOut.count {
                let (piece, times) = source.heldOut[index]
                let count = known[piece] ?? draft.encode(piece).count
                known[piece] = count
                figures.bytes += Double(piece.count * times)
                figures.tokens += Double(count * times)
                guard Self.isWord(piece) else { continue }
                figures.words += Double(times)
                figures.wordTokens += Double(count * times)
                if count == 1 { figures.wholeWords += Double(times) }
            }
            self.sources.append((source.path, figures))
            total.bytes += figures.bytes * weight
            total.tokens += figures.tokens * weight
            total.words += figures.words * weight
            total.wordTokens += figures.wordTokens * weight
            total.wholeWords += figures.wholeWords * weight
        }
    }

    private static func isWord(_ piece: ArraySlice<UInt8>) -> Bool {
        String(decoding: piece, as: UTF8.self).unicodeScalars.contains {
            PieceScanner.characterClass(of: $0) == .letter
        }
    }
}
