import ArgumentParser
import Corvid
import CorvidGrammar

/// The options that `run`, `chat` and `script` share: the model, its tools, and the rules under which they work.
struct AgentArguments: ParsableArguments {
    @OptionGroup var model: ModelArguments

    @OptionGroup(title: "Tools")
    var plugins: PluginArguments

    @Option(help: ArgumentHelp("Offer only this tool. May be given several times.", valueName: "name"))
    var tool: [String] = []

    @Option(help: ArgumentHelp("auto, none, required, or the name of a tool that must be called.", valueName: "choice"))
    var toolChoice = "auto"

    @Option(help: "Who answers when a call needs approval: ask (the terminal), always (yes) or never (no).")
    var approve = ApprovalMode.ask

    @Option(
        help: ArgumentHelp(
            "Which calls need approval: a JSON file {\"rules\": [{\"tool\": …, \"decision\": \"allow\"|\"ask\"|\"deny\"}]} "
                + "(default: those that change something).", valueName: "file"))
    var approvalPolicy: String?

    @Option(help: ArgumentHelp("Show the model this picture. May be given several times.", valueName: "file|url"))
    var image: [String] = []

    @Option(help: ArgumentHelp("What the model is told before everything else.", valueName: "text"))
    var system: String?

    @Option(
        help: ArgumentHelp(
            "Limits of a run, such as time=30s,tokens=4000,calls=8,bytes=2M,turns=6 (default: time=2m,tokens=32768,"
                + "calls=32,bytes=16M,turns=16); none lifts all.", valueName: "limits"))
    var budget: String?

    @Option(help: ArgumentHelp("Tokens of one reply at most.", valueName: "n"))
    var maxTokens: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("0 takes the likeliest token each time; 1 draws as the model says.", valueName: "t"))
    var temperature = 0.0

    @Option(
        parsing: .unconditional, help: ArgumentHelp("Draw from the k likeliest tokens only.", valueName: "k"))
    var topK: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Draw from the likeliest tokens that make up this probability.", valueName: "p"))
    var topP: Double?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Draw from tokens at least this many times as likely as the likeliest.", valueName: "p"))
    var minP: Double?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Seed of the draws: the same seed gives the same bytes (default: drawn).", valueName: "n"))
    var seed: UInt64?

    @Option(
        help: ArgumentHelp(
            "Write the run's log here, as JSON lines, or into SQLite where the name ends in .sqlite (default: a file of "
                + "its own in $XDG_STATE_HOME/corvid/runs).", valueName: "file"))
    var log: String?

    @Flag(help: "Keep no log. Such a run cannot be resumed or replayed.")
    var noLog = false

    @Option(help: ArgumentHelp("Write the finished spans (OpenTelemetry names) here as JSON lines.", valueName: "file"))
    var trace: String?

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        if log != nil, noLog { throw ValidationError("--log and --no-log exclude each other") }
        func check<Number: Comparable>(_ name: String, _ value: Number?, _ range: ClosedRange<Number>) throws {
            if let value, !range.contains(value) {
                throw ValidationError(
                    "--\(name) is \(value); it must be in \(range.lowerBound)...\(range.upperBound)")
            }
        }
        try check("temperature", temperature, 0...100)
        try check("top-k", topK, 0...1_000_000)
        try check("top-p", topP, 0...1)
        try check("min-p", minP, 0...1)
        try check("max-tokens", maxTokens, 1...1_000_000_000)
        do {
            _ = try agentBudget
        } catch {
            throw ValidationError(error.description)
        }
    }

    /// - Throws: ``CommandFailure`` with the limit that is wrong.
    var agentBudget: Budget {
        get throws(CommandFailure) {
            do {
                return try budget.map { text throws(CommandFailure) in try BudgetText.parse(text) } ?? .standard
            } catch {
                throw CommandFailure(error.status, "--budget: \(error.description)")
            }
        }
    }

    /// What a log's header keeps of these options.
    func setup() throws -> AgentSetup {
        AgentSetup(
            model: try model.source(), threads: model.computing.threads, plugins: plugins.options, tools: tool,
            maximumReplyTokens: maxTokens, approve: approve)
    }

    /// Makes the agent: loads the model, opens what the plugins need, and reads the policy.
    ///
    /// - Throws: ``CommandFailure``, `CheckpointError`, ``PluginError``: what is wrong and what to do.
    func makeAgent() async throws -> ConfiguredAgent {
        if let trace { try TraceFile.bootstrap(trace) }
        let options = AgentOptions(
            sampling: SamplingParameters(temperature: temperature, topP: topP, topK: topK, minP: minP, seed: seed),
            budget: try agentBudget, approval: try approvalPolicy.map(ApprovalPolicyFile.read) ?? .standard)
        var made = try await setup().makeAgent(instructions: system ?? "", options: options)
        do {
            made.agent.options.toolChoice = try choice(among: made.agent.allTools.map(\.name))
            return made
        } catch {
            await made.close()
            throw error
        }
    }

    /// The pictures for the question.
    ///
    /// - Throws: ``CommandFailure`` when a file is not there.
    func images() throws(CommandFailure) -> [ImageReference] {
        var images: [ImageReference] = []
        for image in image {
            let isURL = ["http://", "https://", "data:"].contains { image.hasPrefix($0) }
            if !isURL, !FilePlace.isReadable(image) {
                throw CommandFailure(ExitStatus.noInput, "\(image): no such picture, or no permission to read it")
            }
            images.append(ImageReference(isURL ? image : FilePlace.absolute(image)))
        }
        return images
    }

    private func choice(among tools: [String]) throws(CommandFailure) -> ToolChoice {
        let choice = ToolChoice(toolChoice) ?? .named(toolChoice)
        if case .named(let name) = choice, !tools.contains(name) {
            let words = tools + ["auto", "none", "required"]
            throw CommandFailure(
                ExitStatus.usage,
                "--tool-choice is '\(name)', which is neither auto, none or required nor a tool"
                    + NearestName.hint(name, in: words))
        }
        if choice == .required, tools.isEmpty {
            throw CommandFailure(ExitStatus.usage, "--tool-choice is required, and there are no tools")
        }
        return choice
    }
}
