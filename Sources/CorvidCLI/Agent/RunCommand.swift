import ArgumentParser
import Corvid
import CorvidGrammar

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// `corvid run`: answers a question with tools.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Answer a question, with tools.",
        discussion: """
            The answer goes to standard output. On a terminal it streams, and standard error shows each call and its \
            result; in a pipe there is the answer and nothing else.

            Calls that change something need approval: a terminal is asked; without one the run stops with exit code 4 \
            and corvid resume goes on with it. A run that was killed goes on in the same way, and no finished call is \
            made twice.

            Exit codes: 0 answered; 2 a limit of the budget or the reply's longest length was reached; 3 the run went in \
            circles (both print what was known by then); 4 calls wait for approval; 64 wrong usage; 65 bad input; 66 no \
            such file; 69 a server cannot be reached; 70 an internal error; 73 the log cannot be written; 130 Ctrl-C.

            Examples:
              corvid run "What is 17% of 2380?" --model model.gguf
              corvid run "How many orders are open?" --database shop.sqlite
              git diff | corvid run "Write a commit message." - --tool-choice none
            """)

    @Argument(help: "The question, in one or several arguments; - stands for standard input.")
    var question: [String] = []

    @OptionGroup var agent: AgentArguments

    @Option(
        help: ArgumentHelp(
            "Let the answer be JSON of this JSON Schema: a file, or the JSON itself.", valueName: "file|json"))
    var schema: String?

    @Flag(help: "Print every event as a JSON line, as it happens, and the outcome as the last.")
    var events = false

    func validate() throws {
        if question.isEmpty, isatty(0) == 1 {
            throw ValidationError("no question: give one, or - to read standard input")
        }
        if events, agent.json { throw ValidationError("--events and --json exclude each other") }
    }

    func run() async throws {
        let images = try agent.images()
        let outputSchema = try schema.map(AnswerSchema.read)
        let question = try text()
        let made = try await agent.makeAgent()
        try await made.use { made in
            var made = made
            let runID = Agent.freshRunID()
            made.options.runID = runID
            let style: RunOutput.Style = events ? .events : agent.json ? .object : .answer
            let session = try RunSession(style: style, runID: runID, log: agent.log, isLogged: !agent.noLog)
            let prompt = ApprovalPrompt(mode: agent.approve, output: session.output)
            InterruptFlag.watch()
            try await session.finish(
                made.run(
                    [.user(question, images: images)], outputSchema: outputSchema, log: session.log,
                    setup: try agent.setup().json, approve: { await prompt.decide($0) }))
        }
    }

    private func text() throws -> String {
        let words = question.isEmpty ? ["-"] : question
        let text = try words.map { try $0 == "-" ? Console.readInput() : $0 }.joined(separator: " ")
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw CommandFailure(ExitStatus.usage, "the question is empty")
        }
        return text
    }
}
