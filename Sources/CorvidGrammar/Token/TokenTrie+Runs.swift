import Synchronization

extension TokenTrie {
    /// Sets of tokens by the kinds of bytes they have: schemas ask for the same few again and again.
    struct Runs {
        static let capacity = 24
        var sets: [UInt64: [UInt32]] = [:]
        /// What stays within a string, by the string's structure.
        var insides: [[UInt8]: MaskCache.Mask] = [:]
        static let insideCapacity = 96
    }

    /// Adds the tokens of which every byte is of one of `classes`.
    func addTokens(within classes: UInt64, to bits: UnsafeMutablePointer<UInt32>) {
        let known = runs.withLock { $0.sets[classes] }
        let words = known ?? makeTokens(within: classes)
        words.withUnsafeBufferPointer { source in
            for index in source.indices { bits[index] |= source[index] }
        }
    }

    private func makeTokens(within classes: UInt64) -> [UInt32] {
        var words = signatures.texts
        words.withUnsafeMutableBufferPointer { buffer in
            if let base = buffer.baseAddress { signatures.remove(tokensHaving: ~classes, from: base) }
        }
        runs.withLock {
            if $0.sets.count >= Runs.capacity { $0.sets.removeAll() }
            $0.sets[classes] = words
        }
        return words
    }
}
