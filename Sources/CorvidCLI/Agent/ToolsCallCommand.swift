import ArgumentParser
import Corvid
import CorvidGrammar

/// `corvid tools call`.
struct ToolsCallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call",
        abstract: "Call a tool by hand.",
        discussion: """
            The arguments are one JSON object, or NAME=VALUE for each; values of arguments that are not strings are JSON. \
            The result goes to standard output as the model would read it. Whoever calls by hand approves the call.

            Exit codes: 0 done; 1 the tool reports a failure; 64 wrong usage, no such tool, or arguments that do not \
            fit; 66 no such database; 69 a database server cannot be reached; 130 Ctrl-C.

            Examples:
              corvid tools call calculator '{"expression": "1/3 + 1/6"}'
              corvid tools call calculator expression='1/3 + 1/6' --json
            """)

    @Argument(help: "The tool's name.")
    var name: String

    @Argument(help: "The arguments: a JSON object, or NAME=VALUE for each.")
    var arguments: [String] = []

    @OptionGroup var plugins: PluginArguments

    @Flag(help: "Print JSON: the text, the data for programs, where it came from.")
    var json = false

    func run() async throws {
        try await ToolBox.use(plugins.options) { box in
            let tool = try box.tool(name)
            let arguments = try ToolArgumentText.parse(arguments, for: tool.definition)
            InterruptFlag.watch()
            let watch = Stopwatch()
            do {
                let output = try await Self.call(tool, arguments)
                show(output, tool, arguments, seconds: watch.seconds)
            } catch {
                if InterruptFlag.isRequested { throw CommandFailure(ExitStatus.interrupted, "interrupted") }
                let isLate = error is CancellationError
                let message = isLate ? "took too long and was cancelled" : "\(error)"
                if json { show(ToolOutput(message), tool, arguments, seconds: watch.seconds, isError: true) }
                throw CommandFailure(ExitStatus.mismatch, TerminalText.safe("\(name): \(message)"))
            }
        }
    }

    /// Calls the tool until Ctrl-C or the end of its time.
    private static func call(_ tool: any Tool, _ arguments: JSONValue) async throws -> ToolOutput {
        let deadline = tool.traits.timeout.map { ContinuousClock.now + $0 }
        let work = Task { try await tool.call(json: arguments, context: ToolContext(deadline: deadline)) }
        let watcher = Task {
            while !Task.isCancelled {
                if InterruptFlag.isRequested || deadline.map({ .now >= $0 }) ?? false { return work.cancel() }
                try? await Task.sleep(for: .milliseconds(50))
            }
        }
        defer { watcher.cancel() }
        return try await work.value
    }

    private func show(
        _ output: ToolOutput, _ tool: any Tool, _ arguments: JSONValue, seconds: Double, isError: Bool = false
    ) {
        guard json else {
            let text = Console.isTerminal ? TerminalText.safe(output.text) : output.text
            return Console.write(text + (text.hasSuffix("\n") ? "" : "\n"))
        }
        let line = JSONValue.object([
            "tool": .text(tool.name), "arguments": arguments, "isError": .bool(isError), "text": .text(output.text),
            "data": output.data ?? .null,
            "untrusted": .bool(output.isUntrusted ?? tool.traits.returnsUntrustedText),
            "source": output.source.map { .text($0) } ?? .null, "seconds": .number(seconds),
        ])
        Console.write(line.serialized + [UInt8(ascii: "\n")])
    }
}
