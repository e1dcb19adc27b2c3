public import ArgumentParser

/// The `corvid` command: every subcommand hangs from here.
public struct CorvidCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "corvid",
        abstract: "Run language models and tool-using agents on this machine's CPU.",
        version: "0.1.0",
        subcommands: [InspectCommand.self, TokenizeCommand.self])

    public init() {}
}
