public import ArgumentParser
import Corvid
import CorvidGrammar

/// The `corvid` command: every subcommand hangs from here.
public struct CorvidCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "corvid",
        abstract: "Run agents that use tools, and language models, on this machine's CPU.",
        discussion: """
            MODEL is a GGUF file (of a split one the first part) or a Hugging Face folder.

            Exit codes: 0 done; 1 a document does not match, a check does not hold, a replay diverges, runs differ, or a \
            tool reports a failure; 2 a run reached a limit, 3 it went in circles, 4 its calls wait for approval; 64 \
            wrong usage or an option out of its range; 65 the input is damaged, of an unknown kind, or too long; 66 no \
            such input; 69 a server cannot be reached; 70 an internal error; 73 an output cannot be written; 130 \
            interrupted with Ctrl-C.
            """,
        version: "0.1.0",
        subcommands: [
            RunCommand.self, ChatCommand.self, ScriptCommand.self, ResumeCommand.self, ReplayCommand.self,
            DiffCommand.self, ToolsCommand.self, InspectCommand.self, TokenizeCommand.self, GenerateCommand.self,
            EmbedCommand.self, PerplexityCommand.self, EvaluateCommand.self, QuantizeCommand.self, BenchCommand.self,
            GrammarCommand.self, TrainCommand.self, DistillCommand.self, RouterCommand.self,
        ])

    public init() {}

    /// Runs the command that `arguments` (without the program's name) ask for and reports what goes wrong.
    ///
    /// - Parameters:
    ///   - plugins: makes what the commands that work with tools offer.
    ///   - runLogs: kinds of files for run logs besides JSON lines.
    /// - Returns: The exit code for the process.
    public static func run(
        _ arguments: [String], plugins: @escaping PluginFactory = { _ in [] }, runLogs: [RunLogFormat] = []
    ) async -> Int32 {
        CommandPlugins.compose(plugins, runLogs)
        do {
            var command = try parseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return ExitStatus.success
        } catch {
            return report(error, arguments)
        }
    }

    private static func report(_ error: any Error, _ arguments: [String]) -> Int32 {
        if let error = error as? ExitCode { return error.rawValue }
        if let status = ExitStatus.code(of: error) {
            Console.report("corvid: \(error)")
            return status
        }
        switch exitCode(for: error) {
        case .success:
            // A request for help or the version.
            Console.write(fullMessage(for: error) + "\n")
            return ExitStatus.success
        case .validationFailure:
            var command = "corvid"
            var known = configuration.subcommands
            var hint = ""
            for argument in arguments {
                let names = known.compactMap { $0.configuration.commandName }
                guard let next = known.first(where: { $0.configuration.commandName == argument }) else {
                    hint = names.isEmpty || argument.hasPrefix("-") ? "" : NearestName.hint(argument, in: names)
                    break
                }
                command += " " + argument
                known = next.configuration.subcommands
            }
            Console.report("corvid: \(message(for: error))\(hint) (see \(command) --help)")
            return ExitStatus.usage
        case let code:
            let message = message(for: error)
            if !message.isEmpty { Console.report("corvid: \(message)") }
            return code.rawValue == unknownFailure ? ExitStatus.internalError : code.rawValue
        }
    }

    /// What the argument parser gives errors that it does not know.
    private static let unknownFailure: Int32 = 1
}
