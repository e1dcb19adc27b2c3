/// How a conversation that outgrew the context was made to fit. Nothing is lost silently: the full transcript stays in
/// the run log, and every change of what the model sees is listed here.
public struct Compaction: Sendable, Hashable, Codable {
    /// What became of one message of the context.
    public struct Edit: Sendable, Hashable, Codable {
        /// The message's place in the context before the compaction.
        public var index: Int
        /// What stands there now; nil: it was dropped.
        public var replacement: Message?
    }

    public var edits: [Edit]
    /// Tokens of the prompt before and after.
    public var tokensBefore: Int
    public var tokensAfter: Int

    public var droppedMessages: Int { edits.count { $0.replacement == nil } }

    func apply(to messages: inout [Message]) {
        for edit in edits.sorted(by: { $0.index > $1.index }) where messages.indices.contains(edit.index) {
            if let replacement = edit.replacement {
                messages[edit.index] = replacement
            } else {
                messages.remove(at: edit.index)
            }
        }
    }
}

/// What happens when a conversation outgrows the context.
public struct CompactionPolicy: Sendable, Hashable, Codable {
    /// Old tool results are shortened to this many characters first; calls and results stay together.
    public var shortenedResultLength: Int
    /// Then the oldest exchanges are dropped. Without this, the run stops with an error instead.
    public var dropsOldest: Bool
    /// A compaction goes down to this share of the room, so that the next one is far and the cached prefix lives long.
    public var targetShare: Double
    /// Tokens kept free for the reply, at most a quarter of the context.
    public var replyReserve: Int

    public init(
        shortenedResultLength: Int = 240, dropsOldest: Bool = true, targetShare: Double = 0.7, replyReserve: Int = 512
    ) {
        self.shortenedResultLength = shortenedResultLength
        self.dropsOldest = dropsOldest
        self.targetShare = targetShare
        self.replyReserve = replyReserve
    }
}
