import ArgumentParser

/// `corvid tools`: what agents can call.
struct ToolsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tools",
        abstract: "List the tools, describe one, or call one by hand.",
        discussion: """
            Examples:
              corvid tools
              corvid tools describe calculator
              corvid tools call calculator expression='2^100 / 3'
            """,
        subcommands: [ToolsListCommand.self, ToolsDescribeCommand.self, ToolsCallCommand.self],
        defaultSubcommand: ToolsListCommand.self)
}
