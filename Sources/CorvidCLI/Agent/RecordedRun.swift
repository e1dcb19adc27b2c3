import Corvid

/// A run as its log has it.
struct RecordedRun {
    var path: String
    var records: [RunRecord]
    var header: RunHeader

    /// - Throws: ``CommandFailure`` when the log is damaged or has no beginning.
    init(_ path: String) throws(CommandFailure) {
        self.path = path
        records = try RunLogFolder.records(at: path)
        guard case .started(let header)? = records.first?.event else {
            throw CommandFailure(ExitStatus.badData, "\(path): no run log, or one that was cut before its first record")
        }
        self.header = header
    }

    /// How its agent was made.
    ///
    /// - Parameter model: where the same model is now, if it was moved.
    /// - Throws: ``CommandFailure`` when another program wrote the log.
    func setup(model: String? = nil) throws(CommandFailure) -> AgentSetup {
        var setup = try AgentSetup(of: header, log: path)
        if let model { setup.model = ModelSource(model) }
        return setup
    }

    /// The calls that wait for approval.
    var pendingCalls: [String] {
        var pending: [String] = []
        for record in records {
            switch record.event {
            case .approvalAsked(let request): pending.append(request.call.id)
            case .approvalDecided(let id, _): pending.removeAll { $0 == id }
            case .toolFinished(let result): pending.removeAll { $0 == result.callID }
            default: break
            }
        }
        return pending
    }

    /// How it ended; nil when it did not.
    var stopReason: StopReason? {
        if case .finished(let reason)? = records.last?.event { reason } else { nil }
    }

    var usage: Usage {
        records.reduce(into: Usage()) { usage, record in
            if case .replied(let reply) = record.event { usage += reply.usage }
        }
    }
}
