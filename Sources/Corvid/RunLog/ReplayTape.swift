import CorvidGrammar
import Synchronization

/// A recorded run that is being run again: the source of what tools gave, of what people decided, and of what only the
/// clock decided. Compares each event with the recorded one.
final class ReplayTape: Sendable {
    private let records: [RunRecord]
    private let position = Mutex(0)

    init(_ records: [RunRecord]) { self.records = records }

    /// The event that comes next.
    var upcoming: AgentEvent? {
        let next = position.withLock { $0 }
        return records.indices.contains(next) ? records[next].event : nil
    }

    /// The decisions of a router that come next, and the reply behind them; nil where another event is there.
    var upcomingReply: (routes: [RoutingDecision], reply: ModelReply?) {
        var routes: [RoutingDecision] = []
        for record in records.dropFirst(position.withLock { $0 }) {
            switch record.event {
            case .routed(let decision): routes.append(decision)
            case .replied(let reply): return (routes, reply)
            default: return (routes, nil)
            }
        }
        return (routes, nil)
    }

    /// What the calls gave, in the order in which they finished.
    func results(of calls: [ToolCall]) -> [ToolResult] {
        let identifiers = Set(calls.map(\.id))
        let next = position.withLock { $0 }
        return records.dropFirst(next).compactMap { record in
            if case .toolFinished(let result) = record.event, identifiers.contains(result.callID) {
                result
            } else {
                nil
            }
        }
    }

    /// What a person said to the call; nil when the run stopped to wait for that.
    func upcomingDecision(of callID: String) -> ApprovalDecision? {
        if case .approvalDecided(callID, let decision)? = upcoming { decision } else { nil }
    }

    /// - Throws: `ReplayDivergence` when the event is not the recorded one.
    func check(_ event: AgentEvent) throws {
        let number = position.withLock { position in
            defer { position += 1 }
            return position
        }
        guard records.indices.contains(number) else {
            throw ReplayDivergence(number: number, recorded: nil, replayed: event)
        }
        let recorded = records[number].event
        if try RunRecord.comparableLine(recorded) != RunRecord.comparableLine(event) {
            throw ReplayDivergence(number: number, recorded: recorded, replayed: event)
        }
    }

    /// - Throws: `ReplayDivergence` when the recorded run went on.
    func checkEnd() throws {
        let number = position.withLock { $0 }
        if number < records.count {
            throw ReplayDivergence(number: number, recorded: records[number].event, replayed: nil)
        }
    }
}

/// The first event of a replay that is not the recorded one.
public struct ReplayDivergence: Error, Sendable, CustomStringConvertible {
    /// The event's number in the log.
    public var number: Int
    public var recorded: AgentEvent?
    public var replayed: AgentEvent?

    public var description: String {
        switch (recorded, replayed) {
        case (let recorded?, let replayed?):
            let place =
                (try? JSONDifference.first(JSONValueEncoder().encode(recorded), JSONValueEncoder().encode(replayed)))
            return
                "The replay diverges at event \(number) (\(recorded.name)): \(place.map(String.init(describing:)) ?? "")"
        case (let recorded?, nil):
            return "The replay ended at event \(number), where the recorded run has \(recorded.name)."
        case (nil, let replayed?):
            return "The replay goes on at event \(number) with \(replayed.name), where the recorded run ended."
        case (nil, nil): return "The replay diverges at event \(number)."
        }
    }
}

extension RunRecord {
    /// What a replay compares: everything but time, energy and what was in the cache.
    static func comparableLine(_ event: AgentEvent) throws -> [UInt8] {
        var event = event
        if case .replied(var reply) = event {
            reply.usage.cachedTokens = 0
            event = .replied(reply)
        } else if case .routed(var decision) = event {
            decision.cost.cpuSeconds = nil
            decision.cost.joules = nil
            event = .routed(decision)
        }
        return try RunRecord(number: 0, milliseconds: 0, event: event).line
    }
}
