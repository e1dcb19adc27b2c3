extension TokenTrie {
    /// Makes `mask` the set of tokens of which every byte may follow what `matcher` has taken, and the end-of-sequence
    /// tokens where the text may end.
    public func fill(_ mask: inout TokenMask, for matcher: GrammarMatcher) {
        precondition(mask.count == count, "a mask of another vocabulary")
        mask.words.withUnsafeMutableBufferPointer { words in
            guard let bits = words.baseAddress else { return }
            let size = words.count
            matcher.withPool { pool, state in
                bits.update(repeating: 0, count: size)
                MaskFiller(vocabulary: self, pool: pool, bits: bits, size: size, exits: MaskFiller.ExitList()).fill(
                    state)
            }
        }
    }
}
