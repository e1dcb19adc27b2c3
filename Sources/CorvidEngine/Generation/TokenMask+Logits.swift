import CorvidGrammar

extension TokenMask {
    /// Sets the logits of all tokens that are not allowed to minus infinity; the rows behind the vocabulary are padding.
    func apply(to logits: UnsafeMutableBufferPointer<Float>) {
        for (index, word) in words.enumerated() where word != .max {
            let start = index * 32
            let end = min(start + 32, logits.count)
            guard start < end else { return }
            if word == 0 {
                for token in start..<end { logits[token] = -.infinity }
            } else {
                for token in start..<end where word >> UInt32(token - start) & 1 == 0 { logits[token] = -.infinity }
            }
        }
        if words.count * 32 < logits.count {
            for token in (words.count * 32)..<logits.count { logits[token] = -.infinity }
        }
    }
}
