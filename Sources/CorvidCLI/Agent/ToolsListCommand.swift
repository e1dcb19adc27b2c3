import ArgumentParser
import Corvid
import CorvidGrammar

/// `corvid tools list`.
struct ToolsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the tools.",
        discussion: "Exit codes: 0 done; 64 wrong usage; 66 no such database; 69 a database server cannot be reached.")

    @OptionGroup var plugins: PluginArguments

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        try await ToolBox.use(plugins.options) { box in
            if json {
                Console.write(JSONValue.array(box.tools.map(ToolBox.json)).serialized + [UInt8(ascii: "\n")])
            } else {
                Console.write(box.listing(width: TerminalText.width(of: 1, fallback: 120)))
            }
        }
    }
}
