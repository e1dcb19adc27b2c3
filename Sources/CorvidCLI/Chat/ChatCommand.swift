import ArgumentParser
import Corvid

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// `corvid chat`: a conversation with an agent.
struct ChatCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chat",
        abstract: "Talk with a model that uses tools.",
        discussion: """
            On a terminal lines are edited (arrows, Home and End, Ctrl-A E K U W Y, Alt-Enter for a new line) and kept in \
            a history; Ctrl-C stops the reply and not the chat. In a pipe every line is a message and only the answers \
            are printed. Lines that begin with / are commands; /help lists them. Every message is a run with a log of \
            its own.

            Exit codes: 0 at the end; in a pipe that of the last line, as corvid run has it; 64 wrong usage; 65 bad \
            input; 66 no such file.

            Examples:
              corvid chat --model model.gguf --database shop.sqlite
              printf 'Hello\\nAnd in French?\\n' | corvid chat --model model.gguf
            """)

    @OptionGroup var agent: AgentArguments

    @Option(help: ArgumentHelp("Go on with a conversation that /save wrote.", valueName: "file"))
    var load: String?

    func validate() throws {
        if agent.log != nil {
            throw ValidationError("--log names one file, and every message of a chat has its own log")
        }
    }

    func run() async throws {
        let images = try agent.images()
        let loaded = try load.map(ConversationFile.read) ?? []
        let setup = try agent.setup().json
        try await agent.makeAgent().use { made in
            var chat = Chat(
                agent: made, setup: setup, isLogged: !agent.noLog, approve: agent.approve,
                style: agent.json ? .object : .answer)
            chat.messages = loaded
            chat.images = images
            try await talk(&chat)
        }
    }

    private func talk(_ chat: inout Chat) async throws {
        let isTerminal = isatty(0) == 1 && Console.showsProgress
        let lines: any LineSource =
            isTerminal
            ? TerminalLines(LineEditor(history: LineHistory(path: FilePlace.state + "/history"))) : PipedLines()
        if isTerminal {
            let tools = chat.agent.allTools.map(\.name).joined(separator: ", ")
            Console.report(
                TerminalStyle.errors.dim(
                    "\(chat.agent.model.information.name) · tools: \(tools.isEmpty ? "none" : tools) · /help, /quit"))
        }
        var status = ExitStatus.success
        while let line = try await lines.next() {
            let text = line.trimmingPrefix { $0.isWhitespace }
            guard !text.isEmpty else { continue }
            do {
                if text.hasPrefix("/") {
                    guard try chat.perform(String(text)) else { break }
                    status = ExitStatus.success
                } else {
                    status = try await chat.send(line)
                }
            } catch {
                guard let code = ExitStatus.code(of: error) else { throw error }
                Console.report("corvid: \(TerminalText.safe("\(error)"))")
                status = code
            }
        }
        if !isTerminal, status != ExitStatus.success { throw ExitCode(status) }
    }
}

/// Where a chat's lines come from.
private protocol LineSource {
    func next() async throws -> String?
}

private struct TerminalLines: LineSource {
    let editor: LineEditor

    init(_ editor: LineEditor) { self.editor = editor }

    func next() async -> String? {
        while true {
            switch await editor.readLine(prompt: "> ") {
            case .text(let text): return text
            case .interrupted: Console.report(TerminalStyle.errors.dim("(Ctrl-D or /quit ends the chat)"))
            case .end: return nil
            }
        }
    }
}

private struct PipedLines: LineSource {
    func next() throws -> String? {
        guard let line = readLine() else { return nil }
        guard !line.utf8.contains(0) else {
            throw CommandFailure(ExitStatus.badData, "standard input: not text")
        }
        return line
    }
}
