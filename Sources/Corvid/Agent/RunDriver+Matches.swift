import Synchronization

// What the tools' data has of the values that a user names.
extension RunDriver {
    /// Values that one message carries.
    static let maximumMatches = 64

    /// Asks the tools about the user's messages that the run begins with. Those before the last reply were asked about
    /// when they were new.
    func matchValues() async {
        var header = state.header
        let start = header.messages.lastIndex { $0.role == .assistant || $0.role == .tool }.map { $0 + 1 } ?? 0
        let tools = agent.allTools
        let end = ContinuousClock.now + agent.options.matchingTime
        for index in header.messages.indices[start...]
        where header.messages[index].role == .user && header.messages[index].matches.isEmpty {
            header.messages[index].matches = await Self.matches(of: tools, in: header.messages[index].text, until: end)
        }
        state = RunState(header: header)
    }

    private static func matches(
        of tools: [any Tool], in text: String, until end: ContinuousClock.Instant
    ) async -> [ValueMatch] {
        guard !tools.isEmpty, !text.isEmpty, .now < end else { return [] }
        let found = FoundMatches(toolCount: tools.count)
        _ = await TimeLimit.run(until: end, grace: .zero) {
            await withTaskGroup(of: Void.self) { group in
                for (index, tool) in tools.enumerated() {
                    group.addTask {
                        found.add(await tool.matches(in: text), ofTool: index)
                    }
                }
            }
        }
        return distinct(found.all)
    }

    private static func distinct(_ matches: some Sequence<ValueMatch>) -> [ValueMatch] {
        // By bytes: strings that are only canonically equivalent are different values to a database.
        var seen: Set<[[UInt8]]> = []
        return Array(
            matches.lazy.filter { seen.insert([Array($0.name.utf8), Array($0.value.utf8)]).inserted }
                .prefix(maximumMatches))
    }
}

/// What each tool has given so far.
private final class FoundMatches: Sendable {
    private let byTool: Mutex<[[ValueMatch]]>

    init(toolCount: Int) { byTool = Mutex(Array(repeating: [], count: toolCount)) }

    func add(_ matches: [ValueMatch], ofTool index: Int) { byTool.withLock { $0[index] = matches } }

    var all: [ValueMatch] { byTool.withLock { Array($0.joined()) } }
}
