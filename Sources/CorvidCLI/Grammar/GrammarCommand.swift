import ArgumentParser

/// `corvid grammar`: what a schema or a grammar allows, and how fast that is decided.
struct GrammarCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grammar",
        abstract: "Check schemas, grammars and documents; measure masks.",
        subcommands: [GrammarCheckCommand.self, GrammarBenchCommand.self])
}
