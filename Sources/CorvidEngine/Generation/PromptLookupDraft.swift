/// Drafts by looking for the last few tokens earlier in prompt and output, and proposing what followed them there.
///
/// Long n-grams are tried first, and the latest occurrence wins. Saxena 2023, "Prompt Lookup Decoding".
package struct PromptLookupDraft: DraftSource, Sendable {
    package var forwards: Int { 0 }
    private let longestNGram: Int
    private let shortestNGram: Int
    private var length: DraftLength

    package init(longestNGram: Int = 4, shortestNGram: Int = 2, longestDraft: Int = 16) {
        self.longestNGram = max(longestNGram, 1)
        self.shortestNGram = max(min(shortestNGram, longestNGram), 1)
        length = DraftLength(longest: longestDraft)
    }

    package mutating func propose(after tokens: [TokenID], limit: Int, sampler: Sampler) -> [TokenID] {
        let wanted = min(limit, length.current)
        guard wanted > 0 else { return [] }
        return tokens.withUnsafeBufferPointer { tokens in
            guard let end = latestMatch(in: tokens) else { return [] }
            // A match that reaches the end is a repetition: the draft goes on with itself, as in LZ77.
            var draft: [TokenID] = []
            for index in end..<(end + wanted) {
                draft.append(index < tokens.count ? tokens[index] : draft[index - tokens.count])
            }
            return draft
        }
    }

    package mutating func learn(accepted: Int, of drafted: Int) {
        length.learn(accepted: accepted, of: drafted)
    }

    /// Where the latest earlier occurrence of the longest known n-gram at the end of `tokens` ends.
    private func latestMatch(in tokens: UnsafeBufferPointer<TokenID>) -> Int? {
        guard tokens.count > shortestNGram else { return nil }
        var best: (end: Int, matched: Int)?
        let last = tokens.count - 1
        for end in stride(from: last, to: shortestNGram - 1, by: -1) where tokens[end - 1] == tokens[last] {
            var matched = 1
            while matched < longestNGram, matched < end, tokens[end - 1 - matched] == tokens[last - matched] {
                matched += 1
            }
            guard matched >= shortestNGram, matched > best?.matched ?? 0 else { continue }
            best = (end, matched)
            if matched == longestNGram { break }
        }
        return best?.end
    }
}
