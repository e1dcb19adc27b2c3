extension KVCache {
    /// Saves `sequence` in a file at `path`, so that another process of the same model can go on from it.
    ///
    /// The file names the checkpoint by its fingerprint. It appears complete or not at all.
    /// - Throws: `unknownSequence`, `invalidRun` for an empty sequence, `unreadable` when the file cannot be written.
    public func save(_ sequence: SequenceID, to path: String) throws(EngineError) {
        guard let stored = self[sequence] else {
            throw EngineError(.unknownSequence, "the sequence to save is not in the cache")
        }
        try SavedSequence.write(stored, of: self, to: path)
    }

    /// A new sequence with the first `length` tokens (all by default) that the file at `path` holds.
    /// - Throws: `unreadable`; `corrupted` for a file that is damaged or of another model or cache format;
    ///   `contextOverflow`.
    public func restore(from path: String, prefix length: Int = .max) throws(EngineError) -> SequenceID {
        let saved = try SavedSequence(path: path, for: self)
        let length = min(max(length, 0), saved.tokens.count)
        guard length <= contextLength else { throw .contextOverflow(tokens: length, limit: contextLength) }
        return insert(try saved.load(prefix: length))
    }
}
