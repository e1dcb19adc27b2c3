/// Keys and values of many sequences, so that a forward computes new tokens only.
///
/// Memory comes in pages of 64 positions, as sequences grow. A fork shares the pages of its prefix; a shared page is
/// copied when one of its owners writes to it. Made by ``Transformer/makeCache(format:contextLength:)``; owned by one
/// caller at a time.
public final class KVCache {
    /// Names a sequence within its cache.
    public struct SequenceID: Sendable, Hashable {
        let index: Int
    }

    /// How keys and values are stored.
    public enum Format: String, Sendable, Hashable, CaseIterable {
        /// Half floats: the usual choice.
        case f16
        /// Bytes with a scale for each 32 of them: a little over half of the memory of `f16`.
        case q8_0
        /// Single precision: for comparisons with a reference, slower.
        case f32
    }

    public let format: Format
    /// Positions that each sequence may reach.
    public let contextLength: Int

    let layout: CacheLayout
    /// The checkpoint whose cache this is.
    let checkpoint: Checkpoint
    /// Identifies the checkpoint in files; costs some reading, so it waits for the first use.
    private(set) lazy var fingerprint = checkpoint.fingerprint
    /// Distinguishes caches of one checkpoint whose contents differ: 1 where rotary factors are those of short contexts.
    let variant: UInt32
    private var sequences: [SequenceID: CachedSequence] = [:]
    private var nextIndex = 0

    init(layout: CacheLayout, contextLength: Int, checkpoint: Checkpoint, variant: UInt32) {
        self.layout = layout
        self.format = layout.format
        self.contextLength = contextLength
        self.checkpoint = checkpoint
        self.variant = variant
    }

    /// A new, empty sequence.
    public func makeSequence() -> SequenceID {
        insert(CachedSequence(layout: layout))
    }

    public func contains(_ sequence: SequenceID) -> Bool { sequences[sequence] != nil }

    /// Positions of `sequence` that are filled; 0 for one that is not in the cache.
    public func length(of sequence: SequenceID) -> Int { sequences[sequence]?.tokens.count ?? 0 }

    /// The tokens of `sequence`, with negative numbers drawn from a picture's contents at its positions; none for one
    /// that is not in the cache.
    public func tokens(of sequence: SequenceID) -> [TokenID] { sequences[sequence]?.tokens ?? [] }

    /// Forgets the tokens of `sequence` from position `length` on. Nothing happens when it is not longer.
    ///
    /// In models with convolutions, going back by more than some 40 tokens makes the next forward recompute up to 63
    /// of the tokens that stay; the results are the same.
    public func truncate(_ sequence: SequenceID, to length: Int) {
        precondition(length >= 0, "a sequence cannot have \(length) tokens")
        sequences[sequence]?.truncate(to: length)
    }

    /// A new sequence that begins with the first `length` tokens of `sequence` (all by default) and shares their memory.
    public func fork(_ sequence: SequenceID, prefix length: Int = .max) -> SequenceID {
        precondition(length >= 0, "a sequence cannot have \(length) tokens")
        guard var copy = sequences[sequence] else { preconditionFailure("no such sequence in the cache") }
        copy.truncate(to: length)
        return insert(copy)
    }

    /// Removes `sequence` and frees the memory that no other shares.
    public func remove(_ sequence: SequenceID) {
        sequences[sequence] = nil
    }

    /// Removes all sequences.
    public func removeAll() {
        sequences.removeAll(keepingCapacity: true)
    }

    /// Bytes held for keys, values and convolution inputs; shared pages count once.
    public var memoryBytes: Int {
        var groups: Set<ObjectIdentifier> = []
        for sequence in sequences.values { groups.formUnion(sequence.groups.lazy.map { ObjectIdentifier($0) }) }
        return groups.count * layout.groupBytes + sequences.count * layout.historyFloats * 4
    }

    func insert(_ sequence: CachedSequence) -> SequenceID {
        let id = SequenceID(index: nextIndex)
        nextIndex += 1
        sequences[id] = sequence
        return id
    }

    subscript(id: SequenceID) -> CachedSequence? { sequences[id] }

    /// Calls `body` with the tokens of `id`, without copying them.
    func withTokens(of id: SequenceID, _ body: ([TokenID]) -> Void) {
        if let sequence = sequences[id] { body(sequence.tokens) }
    }

    /// Changes `id`, which is in the cache, in place.
    func update<Result>(_ id: SequenceID, _ body: (inout CachedSequence) -> Result) -> Result {
        body(&sequences[id]!)
    }
}
