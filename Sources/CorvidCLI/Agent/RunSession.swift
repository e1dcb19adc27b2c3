import ArgumentParser
import Corvid

/// One run of an agent with its log and its output, told in exit codes and sentences.
struct RunSession {
    var output: RunOutput
    var log: (any RunLogStore)?
    /// The log's file.
    var logPath: String?
    /// By what `corvid resume` finds the log again.
    var logName: String?

    /// - Parameter file: the log's file; nil: one of its own in the folder of logs.
    init(style: RunOutput.Style, runID: String, log file: String?, isLogged: Bool) throws {
        output = RunOutput(style: style)
        guard isLogged else { return }
        let made = try RunLogFolder.create(file, runID: runID)
        log = made.store
        logPath = made.path
        logName = file ?? runID
    }

    /// Goes on with an existing log.
    init(style: RunOutput.Style, continuing log: any RunLogStore, at path: String, name: String) {
        output = RunOutput(style: style)
        self.log = log
        logPath = path
        logName = name
    }

    /// Follows the run and shows it.
    ///
    /// - Throws: ``CommandFailure`` that says how to go on.
    func result(of run: AgentRun) async throws -> AgentResult {
        do {
            return try await output.follow(run)
        } catch {
            output.breakOff()
            if InterruptFlag.isRequested {
                throw CommandFailure(ExitStatus.interrupted, "interrupted\(resumeHint)")
            }
            // A log that cannot be worked with will not do so the next time.
            if let error = error as? AgentError, error.code == .runLog { throw error }
            guard let status = ExitStatus.code(of: error) else { throw error }
            let text = "\(error)"
            throw CommandFailure(status, (text.hasSuffix(".") ? String(text.dropLast()) : text) + resumeHint)
        }
    }

    /// Follows the run, shows it with its outcome, and ends the command with the exit code for that.
    func finish(_ run: AgentRun) async throws {
        let result = try await result(of: run)
        output.finish(result, log: logPath)
        report(result)
        // Ctrl-C at a question for approval leaves it open.
        let isInterrupted = InterruptFlag.isRequested && result.stopReason == .awaitingApproval
        let status = isInterrupted ? ExitStatus.interrupted : ExitStatus.code(of: result.stopReason)
        if status != ExitStatus.success { throw ExitCode(status) }
    }

    /// Says why a run ended that did not end with an answer.
    func report(_ result: AgentResult) {
        if let ending = RunText.ending(result.stopReason) { Console.report("corvid: \(TerminalText.safe(ending))") }
        guard case .awaitingApproval = result.stopReason else { return }
        let calls = result.pendingApprovals.map { request in
            "\(request.call.id) \(RunText.call(request.call))"
        }
        let first = result.pendingApprovals.first?.call.id ?? ""
        let hint =
            logName.map { "; go on with: corvid resume \($0) --approve \(first) (or --deny \(first))" }
            ?? "; a run without a log cannot go on"
        Console.report("corvid: waiting for approval: \(TerminalText.safe(calls.joined(separator: ", ")))\(hint)")
    }

    private var resumeHint: String { logName.map { "; go on with: corvid resume \($0)" } ?? "" }
}
