import ArgumentParser
import Corvid
import CorvidGrammar

/// `corvid tools describe`.
struct ToolsDescribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Describe a tool: what it does, its arguments, and their JSON Schema.",
        discussion: """
            Exit codes: 0 done; 64 wrong usage, or no such tool; 66 no such database; 69 a database server cannot be \
            reached.
            """)

    @Argument(help: "The tool's name.")
    var name: String

    @OptionGroup var plugins: PluginArguments

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        try await ToolBox.use(plugins.options) { box in
            let tool = try box.tool(name)
            if json {
                Console.write(ToolBox.json(tool).serialized + [UInt8(ascii: "\n")])
            } else {
                Console.write(ToolBox.description(of: tool))
            }
        }
    }
}
