import CorvidGrammar

/// Makes tools and conversation fit a model's context, and says what that cost.
struct ContextPlanner: Sendable {
    let model: any LanguageModel
    let policy: CompactionPolicy

    /// Tokens that the prompt may take.
    var room: Int {
        let length = model.information.contextLength
        return length - min(policy.replyReserve, length / 4)
    }

    // MARK: - Tools

    /// The tools in the order of their use for the question; as many as the context has room for.
    ///
    /// - Throws: `AgentError` when the messages alone do not fit.
    func select(from tools: [ToolDefinition], for request: ModelRequest) async throws -> ToolSelection {
        let question = request.messages.last { $0.role == .user }?.text ?? ""
        let ranks = ToolRanker(tools).rank(question)
        let likely = Set(ranks.filter(\.isLikely).map(\.index))
        var ordered = ranks.map { rank in
            var tool = tools[rank.index]
            tool.isLikely = likely.contains(rank.index)
            return tool
        }
        if case .named(let name) = request.toolChoice, let place = ordered.firstIndex(where: { $0.name == name }) {
            // What must be called comes first, and so is never left out.
            ordered.insert(ordered.remove(at: place), at: 0)
        }
        let kept = try await fitting(ordered, request)
        return ToolSelection(
            offered: ordered.prefix(kept).map(\.name),
            likely: ordered.prefix(kept).filter(\.isLikely).map(\.name), omitted: ordered.dropFirst(kept).map(\.name))
    }

    /// How many of the tools fit, by bisection. When not all do, three quarters of the room are theirs and the essential
    /// messages': what is said later needs room too, and the rest of the conversation can be compacted.
    private func fitting(_ tools: [ToolDefinition], _ request: ModelRequest) async throws -> Int {
        func tokens(_ count: Int, _ messages: [Message]) async throws -> Int {
            var request = request
            request.messages = messages
            request.tools = Array(tools.prefix(count))
            if count == 0 { request.toolChoice = .none }
            return try await model.countTokens(of: request)
        }
        if try await tokens(tools.count, request.messages) <= room { return tools.count }
        let essential = essential(request.messages)
        let share = room * 3 / 4
        if try await tokens(tools.count, essential) <= share { return tools.count }
        var most = tools.count
        var least = 0
        while most - least > 1 {
            let middle = (most + least) / 2
            if try await tokens(middle, essential) <= share { least = middle } else { most = middle }
        }
        if least == 0, !tools.isEmpty, try await tokens(1, essential) <= room { return 1 }
        return least
    }

    /// Instructions and the last question.
    private func essential(_ messages: [Message]) -> [Message] {
        let question = messages.lastIndex { $0.role == .user }
        return messages.indices.filter { messages[$0].role == .system || $0 == question }.map { messages[$0] }
    }

    // MARK: - Conversation

    /// What to change so that the request fits; nil when it does.
    ///
    /// - Throws: `AgentError` with the numbers when even the shortest form does not fit, or the policy forbids it.
    func compact(_ request: ModelRequest) async throws -> Compaction? {
        let before = try await model.countTokens(of: request)
        guard before > room else { return nil }
        guard policy.dropsOldest else {
            throw AgentError(
                .contextOverflow,
                "The conversation takes \(before) tokens and \(room) fit (\(model.information.contextLength) less the "
                    + "reserve for the reply); the compaction policy forbids to drop any.")
        }
        let target = Int(Double(room) * policy.targetShare)
        let messages = request.messages
        var replacements: [Int: Message?] = [:]
        var tokens = before

        func measure() async throws -> Int {
            var shorter = request
            shorter.messages = messages.indices.compactMap { replacements[$0] ?? messages[$0] }
            return try await model.countTokens(of: shorter)
        }

        let question = messages.lastIndex { $0.role == .user }
        let groups = Self.groups(of: messages).filter { group in
            messages[group.lowerBound].role != .system && !(question.map(group.contains) ?? false)
        }
        // The latest exchange stays as long as anything else can go.
        let old = groups.dropLast()
        for group in old {
            for index in group where messages[index].role == .tool {
                replacements[index] = Self.shortened(messages[index], to: policy.shortenedResultLength)
            }
        }
        if !replacements.isEmpty { tokens = try await measure() }
        var dropped = 0
        for group in old where tokens > target {
            for index in group { replacements[index] = .some(nil) }
            dropped += group.count
            tokens = try await measure()
        }
        if dropped > 0, let question {
            replacements[question] = Self.noting(dropped, in: messages[question])
            tokens = try await measure()
        }
        // Last resort: the newest results are cut, ever shorter.
        var length = 4096
        while tokens > room, length >= 64 {
            for index in groups.last ?? 0..<0 where messages[index].role == .tool {
                replacements[index] = Self.shortened(messages[index], to: length)
            }
            tokens = try await measure()
            length /= 2
        }
        guard tokens <= room else {
            throw AgentError(
                .contextOverflow,
                "The conversation takes \(before) tokens, \(tokens) in its shortest form, and \(room) fit "
                    + "(\(model.information.contextLength) less the reserve for the reply). Shorten the question or the "
                    + "instructions, offer fewer tools, or use a model with a longer context.")
        }
        let edits = replacements.sorted { $0.key < $1.key }.filter { $0.value != messages[$0.key] }
            .map { Compaction.Edit(index: $0.key, replacement: $0.value) }
        return Compaction(edits: edits, tokensBefore: before, tokensAfter: tokens)
    }

    /// Calls with their results, and other messages alone.
    private static func groups(of messages: [Message]) -> [Range<Int>] {
        var groups: [Range<Int>] = []
        var start = 0
        while start < messages.count {
            var end = start + 1
            if !messages[start].toolCalls.isEmpty {
                while end < messages.count, messages[end].role == .tool { end += 1 }
            }
            groups.append(start..<end)
            start = end
        }
        return groups
    }

    private static func shortened(_ message: Message, to length: Int) -> Message {
        let text = message.text
        guard text.count > length + 40 else { return message }
        var shorter = message
        shorter.content = [.text("\(text.prefix(length)) [… \(text.count - length) characters left out]")]
        return shorter
    }

    private static func noting(_ dropped: Int, in message: Message) -> Message {
        var noted = message
        noted.content.insert(.text("[\(dropped) earlier messages were left out.]\n"), at: 0)
        return noted
    }
}
