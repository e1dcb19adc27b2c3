import ArgumentParser
import Corvid

/// `corvid resume`: goes on with a run from its log.
struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Go on with a run that was killed, interrupted, or waits for approval.",
        discussion: """
            The log says how the run was made, so that nothing else need be given. Finished calls are not made again; \
            calls that were under way are, unless they change something: then the model is told that they were \
            interrupted. A run that has ended gives its answer again.

            Exit codes: as corvid run.

            Examples:
              corvid resume last
              corvid resume last --approve call_2 --deny call_3
            """)

    @Argument(help: "A log's file, a run's identifier, or last.")
    var log: String

    @Option(
        help: ArgumentHelp("Approve this call, or all that wait. May be given several times.", valueName: "call|all"))
    var approve: [String] = []

    @Option(help: ArgumentHelp("Deny this call, or all that wait. May be given several times.", valueName: "call|all"))
    var deny: [String] = []

    @Option(help: ArgumentHelp("Find the same model here, if it was moved.", valueName: "model"))
    var model: String?

    @Option(help: ArgumentHelp("Write the finished spans (OpenTelemetry names) here as JSON lines.", valueName: "file"))
    var trace: String?

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(help: "Print every event as a JSON line, as it happens, and the outcome as the last.")
    var events = false

    func validate() throws {
        if events, json { throw ValidationError("--events and --json exclude each other") }
    }

    func run() async throws {
        let path = try RunLogFolder.find(log)
        let recorded = try RecordedRun(path)
        let setup = try recorded.setup(model: model)
        let decisions = try decisions(among: recorded.pendingCalls)
        if let trace { try TraceFile.bootstrap(trace) }
        try await setup.makeAgent().use { agent in
            let store: any RunLogStore
            do {
                store = try RunLogFormat.of(path).open(path)
            } catch {
                throw CommandFailure(ExitStatus.cannotCreate, "\(error)")
            }
            let style: RunOutput.Style = events ? .events : json ? .object : .answer
            let session = RunSession(style: style, continuing: store, at: path, name: log)
            let prompt = ApprovalPrompt(mode: setup.approve, output: session.output)
            InterruptFlag.watch()
            try await session.finish(
                agent.resume(store, decisions: decisions, approve: { await prompt.decide($0) }))
        }
    }

    private func decisions(among pending: [String]) throws(CommandFailure) -> [String: ApprovalDecision] {
        var decisions: [String: ApprovalDecision] = [:]
        for (names, decision) in [(approve, ApprovalDecision.approve), (deny, .deny)] {
            for name in names.flatMap({ $0 == "all" ? pending : [$0] }) {
                guard pending.contains(name) else {
                    let waiting = pending.isEmpty ? "no call does" : "\(pending.joined(separator: ", ")) do"
                    throw CommandFailure(ExitStatus.usage, "\(name) does not wait for approval; \(waiting)")
                }
                guard decisions.updateValue(decision, forKey: name) ?? decision == decision else {
                    throw CommandFailure(ExitStatus.usage, "\(name) is both approved and denied")
                }
            }
        }
        return decisions
    }
}
