import Corvid
import CorvidGrammar
import Synchronization

/// Shows a run as it goes: the answer on standard output, and on a terminal what else happens, dimmed, on standard error.
final class RunOutput: Sendable {
    enum Style: Sendable {
        /// The answer alone.
        case answer
        /// One JSON object at the end.
        case object
        /// Every event as a JSON line, deltas included, and the outcome as the last.
        case events
        /// Nothing.
        case silent
    }

    private struct State {
        /// What of the current reply is on standard output.
        var shown = ""
        /// Nothing but the answer can come: no tools, or none allowed any more.
        var isAnswerCertain = false
        var calls: [String: ToolCall] = [:]
        var starts: [String: Stopwatch] = [:]
        /// What is being waited for.
        var activity: (label: String, watch: Stopwatch)?
        var approvalsSeen: Set<String> = []
    }

    private let style: Style
    private let state = Mutex(State())

    init(style: Style) { self.style = style }

    /// Follows a run to its end. Ctrl-C cancels it.
    ///
    /// - Throws: what the run throws; `CancellationError` after Ctrl-C.
    func follow(_ run: AgentRun) async throws -> AgentResult {
        let work = Task {
            for try await event in run { take(event) }
            return try await run.result
        }
        let watcher = Task {
            while !Task.isCancelled {
                if InterruptFlag.isRequested { return work.cancel() }
                showActivity()
                try? await Task.sleep(for: .milliseconds(50))
            }
        }
        defer {
            watcher.cancel()
            endActivity()
        }
        return try await withTaskCancellationHandler {
            try await work.value
        } onCancel: {
            work.cancel()
        }
    }

    /// Waits until the output has come as far as a question for approval, but not long.
    func catchUp(with request: ApprovalRequest) async {
        for _ in 0..<40 where !(state.withLock { $0.approvalsSeen.contains(request.call.id) }) {
            try? await Task.sleep(for: .milliseconds(5))
        }
        endActivity()
    }

    /// Shows what remains to be shown at the end.
    func finish(_ result: AgentResult, log: String?) {
        switch style {
        case .answer:
            let shown = state.withLock { $0.shown }
            if shown.isEmpty {
                Self.write(result.text + (result.text.hasSuffix("\n") || result.text.isEmpty ? "" : "\n"))
            } else if !shown.hasSuffix("\n") {
                Console.write("\n")
            }
        case .object: Console.write(Self.json(result, log: log).serialized + [UInt8(ascii: "\n")])
        case .events:
            let line = JSONValue.object(["event": .text("result"), "data": Self.json(result, log: log)])
            Console.write(line.serialized + [UInt8(ascii: "\n")])
        case .silent: break
        }
    }

    /// Ends a line that was begun when the run breaks off.
    func breakOff() {
        endActivity()
        state.withLock { state in
            if style == .answer, !state.shown.isEmpty, !state.shown.hasSuffix("\n") { Console.write("\n") }
            state.shown = ""
        }
    }

    // MARK: - Events

    private func take(_ event: AgentEvent) {
        if style == .events {
            guard let json = try? JSONValueEncoder().encode(event) else { return }
            return Console.write(json.serialized + [UInt8(ascii: "\n")])
        }
        state.withLock { state in
            Console.clearProgress()
            if style == .answer { show(event, &state) }
            follow(event, &state)
        }
    }

    /// Keeps in mind what later lines refer to.
    private func follow(_ event: AgentEvent, _ state: inout State) {
        switch event {
        case .requested(let summary):
            state.isAnswerCertain = summary.tools == 0 || summary.toolChoice == .none
            state.shown = ""
            state.activity = ("the model reads", Stopwatch())
        case .routed: state.shown = ""
        case .textDelta: state.activity = nil
        case .callStarted(_, let name): state.activity = ("the model calls \(name)", Stopwatch())
        case .replied(let reply):
            state.activity = nil
            for call in reply.toolCalls { state.calls[call.id] = call }
            if !reply.toolCalls.isEmpty { state.shown = "" }
        case .approvalAsked(let request): state.approvalsSeen.insert(request.call.id)
        case .toolStarted(let id, let name):
            state.starts[id] = Stopwatch()
            state.activity = (name, Stopwatch())
        case .toolFinished: state.activity = nil
        default: break
        }
    }

    private func show(_ event: AgentEvent, _ state: inout State) {
        switch event {
        case .textDelta(let text):
            guard Console.isTerminal || state.isAnswerCertain else { return }
            Self.write(text)
            state.shown += text
        case .routed:
            // What a model wrote before it failed stands on a line of its own.
            if !state.shown.isEmpty, !state.shown.hasSuffix("\n") { Console.write("\n") }
            if let text = RunText.note(event) { note("· \(text)") }
        case .replied(let reply) where !reply.toolCalls.isEmpty:
            if !state.shown.isEmpty, !state.shown.hasSuffix("\n") { Console.write("\n") }
        case .toolStarted(let id, let name):
            let call = state.calls[id]
            note("→ \(call.map(RunText.call) ?? name)")
        case .toolFinished(let result):
            let seconds = state.starts[result.callID].map { " · \(NumberFormat.fixed($0.seconds, 2)) s" } ?? ""
            let mark = result.isError ? "✗" : "←"
            let trust = result.isUntrusted ? " · untrusted" : ""
            note("\(mark) \(TerminalText.line(result.text, width: Self.width - 24))\(seconds)\(trust)")
        default: if let text = RunText.note(event) { note("· \(text)") }
        }
    }

    private static var width: Int { TerminalText.width(of: 2) }

    private func note(_ text: String) {
        guard Console.showsProgress else { return }
        Console.report(TerminalStyle.errors.dim(TerminalText.line(text, width: Self.width - 1)))
    }

    private static func write(_ text: String) { Console.write(Console.isTerminal ? TerminalText.safe(text) : text) }

    // MARK: - Waiting

    private func showActivity() {
        guard Console.showsProgress, style == .answer else { return }
        state.withLock { state in
            guard let (label, watch) = state.activity, watch.seconds > 0.7, state.shown.isEmpty else { return }
            Console.progress(TerminalStyle.errors.dim("\(label) · \(NumberFormat.fixed(watch.seconds, 1)) s"))
        }
    }

    private func endActivity() {
        state.withLock { state in
            state.activity = nil
            Console.clearProgress()
        }
    }

    // MARK: - JSON

    static func json(_ result: AgentResult, log: String?) -> JSONValue {
        func encoded(_ value: some Encodable) -> JSONValue { (try? JSONValueEncoder().encode(value)) ?? .null }
        var members: [JSONValue.Member] = [.init(key: "answer", value: .text(result.text))]
        members +=
            encoded(result.stopReason).members.map { reason in
                reason.map { member in
                    member.key == Array("reason".utf8) ? .init(key: "stopReason", value: member.value) : member
                }
            } ?? []
        members += [
            .init(key: "usage", value: encoded(result.usage)), .init(key: "turns", value: .integer(result.turns)),
            .init(key: "toolCalls", value: .integer(result.toolCalls)),
            .init(key: "bytes", value: .integer(result.bytes)),
            .init(key: "seconds", value: .number(result.duration / .seconds(1))),
            .init(key: "runID", value: .text(result.runID)), .init(key: "log", value: log.map { .text($0) } ?? .null),
        ]
        if !result.pendingApprovals.isEmpty {
            members.append(.init(key: "pendingApprovals", value: encoded(result.pendingApprovals)))
        }
        members.append(.init(key: "messages", value: encoded(result.messages)))
        return .object(members)
    }
}
