import Corvid
import CorvidGrammar

/// A conversation in progress.
struct Chat {
    var agent: Agent
    let setup: JSONValue
    let isLogged: Bool
    let approve: ApprovalMode
    let style: RunOutput.Style
    /// What was said, without the instructions at the beginning.
    var messages: [Message] = []
    /// For the next message.
    var images: [ImageReference] = []

    init(agent: Agent, setup: JSONValue, isLogged: Bool, approve: ApprovalMode, style: RunOutput.Style) {
        self.agent = agent
        self.setup = setup
        self.isLogged = isLogged
        self.approve = approve
        self.style = style
    }

    /// Sends a message and shows the answer. What does not end in an answer does not become part of the conversation.
    ///
    /// - Returns: the exit code that the run would have.
    mutating func send(_ text: String) async throws -> Int32 {
        var agent = agent
        let runID = Agent.freshRunID()
        agent.options.runID = runID
        let session = try RunSession(style: style, runID: runID, log: nil, isLogged: isLogged)
        let prompt = ApprovalPrompt(mode: approve, output: session.output)
        InterruptFlag.watch()
        defer { InterruptFlag.unwatch() }
        let conversation = messages + [.user(text, images: images)]
        let run = agent.run(conversation, log: session.log, setup: setup, approve: { await prompt.decide($0) })
        let result = try await session.result(of: run)
        session.output.finish(result, log: session.logPath)
        session.report(result)
        if result.stopReason != .awaitingApproval {
            let isOwn = messages.first?.role != .system
            messages = Array(isOwn ? result.messages.drop { $0.role == .system } : result.messages[...])
            images = []
        }
        return ExitStatus.code(of: result.stopReason)
    }

    // MARK: - Commands

    private static let commands = [
        ("/help", "this list"), ("/tools", "the tools"), ("/undo", "takes the last message and its answer back"),
        ("/save FILE", "writes the conversation as JSON"), ("/load FILE", "goes on with a saved conversation"),
        ("/system TEXT", "tells the model something before everything else; without TEXT shows it"),
        ("/budget LIMITS", "sets the limits of a message, such as time=30s,calls=8; without LIMITS shows them"),
        ("/quit", "ends the chat"),
    ]

    /// Performs a line that begins with `/`.
    ///
    /// - Returns: false when the chat is to end.
    mutating func perform(_ line: String) throws(CommandFailure) -> Bool {
        let parts = line.split(maxSplits: 1) { $0.isWhitespace }.map(String.init)
        let argument = parts.count > 1 ? parts[1].trimmingSuffix(while: { $0.isWhitespace }) : ""
        switch parts[0] {
        case "/help":
            say(Self.commands.map { NumberFormat.left($0.0, 16) + $0.1 }.joined(separator: "\n"))
        case "/tools": say(String(ToolBox(tools: agent.allTools).listing(width: TerminalText.width(of: 2)).dropLast()))
        case "/undo": try undo()
        case "/save": try ConversationFile.write(messages, to: try file(argument, "/save"))
        case "/load":
            messages = try ConversationFile.read(try file(argument, "/load"))
            say("\(messages.count) messages")
        case "/system":
            if argument.isEmpty {
                say(agent.instructions.isEmpty ? "nothing" : TerminalText.safe(agent.instructions))
            } else {
                agent.instructions = argument
            }
        case "/budget":
            if !argument.isEmpty { agent.options.budget = try BudgetText.parse(argument, over: agent.options.budget) }
            say(BudgetText.text(agent.options.budget))
        case "/quit", "/exit": return false
        default:
            let known = Self.commands.map { String($0.0.prefix { $0 != " " }) }
            throw CommandFailure(
                ExitStatus.usage, "there is no command \(parts[0])\(NearestName.hint(parts[0], in: known)) (see /help)")
        }
        return true
    }

    private mutating func undo() throws(CommandFailure) {
        guard let last = messages.lastIndex(where: { $0.role == .user }) else {
            throw CommandFailure(ExitStatus.usage, "there is nothing to take back")
        }
        let text = TerminalText.line(messages[last].text, width: 60)
        messages.removeSubrange(last...)
        say("taken back: \(text)")
    }

    private func file(_ argument: String, _ command: String) throws(CommandFailure) -> String {
        guard !argument.isEmpty else { throw CommandFailure(ExitStatus.usage, "\(command) needs the name of a file") }
        return argument
    }

    /// Not on standard output: there stand the answers.
    private func say(_ text: String) { Console.report(text) }
}

extension String {
    fileprivate func trimmingSuffix(while holds: (Character) -> Bool) -> String {
        var text = self[...]
        while let last = text.last, holds(last) { text.removeLast() }
        return String(text)
    }
}
