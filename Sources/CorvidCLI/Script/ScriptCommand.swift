import ArgumentParser
import Corvid
import CorvidGrammar
import Foundation

/// `corvid script`: runs a recipe, once or for many inputs.
struct ScriptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "script",
        abstract: "Run a scripted task with checks, once or for each line of a file.",
        discussion: """
            RECIPE is a YAML or JSON file with parameters, steps and checks:

            \(RecipeHelp.text)

            With --inputs the recipe runs once for each line of a JSON lines file, whose object is {{input}}. With \
            --report what is done is kept in DIR at once: a batch that was killed goes on with --resume, makes no \
            finished call twice and ends in the same report.

              corvid script trip.yaml --param limit=300 --model model.gguf
              corvid script receipt.yaml --inputs receipts.jsonl --report out
              corvid script receipt.yaml --inputs receipts.jsonl --report out --resume

            Exit codes: 0 every check holds; 1 a check does not, or a step has no answer; 64 wrong usage or parameters; \
            65 a mistake in the recipe or the inputs; 66 no such file; 69 a server cannot be reached; 70 an internal \
            error; 73 the report cannot be written; 130 Ctrl-C.
            """)

    @Argument(help: "A recipe.")
    var recipe: String

    @Option(
        name: [.customShort("p"), .long],
        help: ArgumentHelp("A parameter of the recipe. May be given several times.", valueName: "name=value"))
    var param: [String] = []

    @Flag(name: .customLong("validate"), help: "Read the recipe and tell its mistakes, and do nothing else.")
    var validatesOnly = false

    @Flag(help: "Check parameters and tools too, and show what would be done.")
    var dryRun = false

    @Option(
        help: ArgumentHelp("Run once for each line of this file of JSON lines; - is standard input.", valueName: "file")
    )
    var inputs: String?

    @Option(help: ArgumentHelp("Cases to work on at the same time.", valueName: "n"))
    var concurrency = 1

    @Option(help: ArgumentHelp("Only the first n cases.", valueName: "n"))
    var limit: Int?

    @Option(help: ArgumentHelp("Write report.json, report.html and the run logs here.", valueName: "dir"))
    var report: String?

    @Flag(help: "Go on with the report in the folder of --report.")
    var resume = false

    @Flag(help: "Let checks run commands.")
    var allowCommands = false

    @OptionGroup var agent: AgentArguments

    func validate() throws {
        if !(1...256).contains(concurrency) {
            throw ValidationError("--concurrency is \(concurrency); it must be in 1...256")
        }
        if let limit, limit < 1 { throw ValidationError("--limit is \(limit); it must be 1 or more") }
        if inputs == nil, limit != nil { throw ValidationError("--limit needs --inputs") }
        if resume, report == nil { throw ValidationError("--resume needs --report") }
        if validatesOnly, dryRun { throw ValidationError("--validate and --dry-run exclude each other") }
        if !agent.image.isEmpty { throw ValidationError("--image does not go with recipes") }
        if agent.log != nil {
            throw ValidationError("--log does not go with recipes, whose steps have a log each; use --report")
        }
    }

    func run() async throws {
        let file = RecipeFile()
        var recipe = try read(file)
        if validatesOnly { return tellValid(recipe) }
        let parameters = try parameters(of: recipe)
        var cases = try inputs.map(BatchCase.read)
        if let limit { cases = cases.map { Array($0.prefix(limit)) } }
        do {
            try recipe.check(parameters: parameters)
        } catch {
            throw CommandFailure(ExitStatus.usage, "\(error)")
        }
        // What the command line says goes before what the recipe says.
        if agent.budget != nil { recipe.budget = nil }
        if agent.approvalPolicy != nil { recipe.approval = nil }
        var made = try await arguments(for: recipe).makeAgent()
        // A batch gives way to those who wait for an answer.
        if cases != nil { made.agent.options.priority = .batch }
        try await made.use { made in
            do {
                try recipe.check(
                    tools: made.allTools.map(\.name), hasInput: cases != nil, allowsCommands: allowCommands)
            } catch {
                throw CommandFailure(ExitStatus.badData, "\(error)")
            }
            if dryRun {
                let previews = try recipe.preview(parameters: parameters, input: cases?.first?.input)
                return Console.write(RecipeText.plan(recipe, previews))
            }
            try await run(recipe, made, parameters, cases, recipes: file.sources.map(\.text))
        }
    }

    // MARK: - Before a run

    private func read(_ file: RecipeFile) throws -> Recipe {
        do {
            return try file.recipe(at: recipe)
        } catch let error as RecipeError {
            throw CommandFailure(ExitStatus.badData, "\(error)")
        }
    }

    private func tellValid(_ recipe: Recipe) {
        let json: JSONValue = .object([
            "recipe": .text(recipe.name), "steps": .array(recipe.steps.map { .text($0.id) }),
            "parameters": .array(recipe.parameters.map { .text($0.name) }),
        ])
        let steps = recipe.steps.count
        Console.write(
            agent.json
                ? json.serialized + [UInt8(ascii: "\n")]
                : Array("\(self.recipe): \(recipe.name) is valid (\(steps) \(steps == 1 ? "step" : "steps"))\n".utf8))
    }

    private func parameters(of recipe: Recipe) throws(CommandFailure) -> [String: JSONValue] {
        var values: [String: JSONValue] = [:]
        let names = recipe.parameters.map(\.name)
        for text in param {
            guard let split = text.firstIndex(of: "=") else {
                throw CommandFailure(ExitStatus.usage, "--param is '\(text)'; write NAME=VALUE")
            }
            let name = String(text[..<split])
            guard let parameter = recipe.parameters.first(where: { $0.name == name }) else {
                let known = names.isEmpty ? "it has none" : "it has \(names.joined(separator: ", "))"
                throw CommandFailure(
                    ExitStatus.usage,
                    "\(recipe.name) has no parameter '\(name)' (\(known))\(NearestName.hint(name, in: names))")
            }
            do {
                values[name] = try parameter.value(of: String(text[text.index(after: split)...]))
            } catch {
                throw CommandFailure(ExitStatus.usage, "--param: \(error)")
            }
        }
        return values
    }

    /// The shared options with the recipe's model and databases.
    private func arguments(for recipe: Recipe) -> AgentArguments {
        var agent = agent
        if agent.model.model == nil, !agent.model.small, !agent.model.large, let model = recipe.model {
            let prefix = model.hasPrefix("scripted:") ? "scripted:" : ""
            let path = String(model.dropFirst(prefix.count))
            agent.model.model = prefix + (path.hasPrefix("/") ? path : recipe.source.folder + path)
        }
        agent.plugins.database += recipe.databases.filter { !agent.plugins.database.contains($0) }
        return agent
    }

    // MARK: - A run

    private func run(
        _ recipe: Recipe, _ made: Agent, _ parameters: [String: JSONValue], _ cases: [BatchCase]?, recipes: [String]
    ) async throws {
        let setup = try arguments(for: recipe).setup()
        let prompt = ApprovalPrompt(mode: agent.approve, output: RunOutput(style: .silent))
        var runner = RecipeRunner(recipe, agent: made)
        runner.approve = { await prompt.decide($0) }
        runner.runCommand = allowCommands ? RecipeCommandRunner.make(folder: recipe.source.folder) : nil
        runner.setup = { agent in
            var setup = setup
            setup.tools = agent.allTools.map(\.name)
            return setup.json
        }
        InterruptFlag.watch()
        let given = JSONValue.object(
            recipe.parameters.map {
                JSONValue.Member(key: $0.name, value: parameters[$0.name] ?? $0.defaultValue ?? .null)
            })
        let model = made.model.information.name
        let state = try report.map { folder in
            let header = BatchState.Header(recipes: recipes, parameters: given, model: setup.model.text)
            return try BatchState(folder: folder, header: header, resumes: resume)
        }
        let finished: [FinishedCase]
        if let cases {
            let batch = BatchRunner(
                runner: runner, parameters: parameters, cases: cases, concurrency: concurrency, state: state,
                logFolder: logFolder)
            finished = try await interruptible { try await batch.run() }
        } else {
            finished = [try await once(runner, parameters, state)]
        }
        let result = BatchReport(recipe: recipe, parameters: given, model: model, cases: finished)
        if let report { try result.write(to: report) }
        if agent.json {
            let json = cases == nil ? try finished.first.map { try JSONValueEncoder().encode($0.result) } : result.json
            Console.write((json ?? .null).serialized + [UInt8(ascii: "\n")])
        } else if cases != nil {
            Console.write(result.text)
        }
        if let report, !agent.json { Console.write("  report: \(report)/report.html\n") }
        if !result.isAllPassed { throw ExitCode(ExitStatus.mismatch) }
    }

    /// A run without inputs: line 0 of the report.
    private func once(
        _ runner: RecipeRunner, _ parameters: [String: JSONValue], _ state: BatchState?
    ) async throws -> FinishedCase {
        let input = JSONValue.object([] as [JSONValue.Member])
        let output = ScriptOutput(isShown: !agent.json)
        if let done = state?.finished.first(where: { $0.line == 0 }) {
            output.take(.finished(done.result))
            return done
        }
        var runner = runner
        if let logFolder { runner.log = StepLogs.factory(in: "\(logFolder)/\(StepLogs.name(of: 0))") }
        let made = runner
        let result = try await interruptible {
            let run = made.run(parameters: parameters)
            for try await event in run { output.take(event) }
            return try await run.result
        }
        let done = FinishedCase(line: 0, input: input, result: result)
        try state?.add(done)
        return done
    }

    private var logFolder: String? { agent.noLog ? nil : report.map { "\($0)/runs" } }

    /// Ctrl-C cancels the work.
    private func interruptible<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws
        -> Value
    {
        let task = Task { try await work() }
        let watcher = Task {
            while !Task.isCancelled {
                if InterruptFlag.isRequested { return task.cancel() }
                try? await Task.sleep(for: .milliseconds(50))
            }
        }
        defer { watcher.cancel() }
        do {
            return try await task.value
        } catch {
            guard InterruptFlag.isRequested else { throw error }
            let hint = report.map { "; go on with --report \($0) --resume" } ?? ""
            throw CommandFailure(ExitStatus.interrupted, "interrupted\(hint)")
        }
    }
}
