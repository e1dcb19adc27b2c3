/// Sequences saved in a directory, so that a second process starts a known prompt without computing it.
public struct PromptCache: Sendable {
    public let directory: String
    public let byteLimit: Int

    public init(directory: String, byteLimit: Int = 4 << 30) {
        self.directory = directory
        self.byteLimit = byteLimit
    }

    /// Saves `sequence`; files used longest ago go when the directory grows beyond its limit.
    public func save(_ sequence: KVCache.SequenceID, of cache: KVCache) throws(EngineError) {
        preconditionFailure("to come")
    }

    /// A new sequence in `cache` with the longest saved prefix of `tokens`, but never all of them, so that the last
    /// token gives logits; nil when nothing fits.
    public func restore(prefixOf tokens: [TokenID], into cache: KVCache) -> KVCache.SequenceID? {
        preconditionFailure("to come")
    }
}
