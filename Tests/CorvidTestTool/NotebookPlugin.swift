import Corvid
import CorvidGrammar
import Foundation

/// Tools that leave a trace in the file `$NOTEBOOK`, a line for each time that they really ran, and that take
/// `$NOTEBOOK_DELAY` milliseconds before and after that.
struct NotebookPlugin: Plugin {
    let name = "notebook"
    var tools: [any Tool] { [Look(), Note(), Page()] }
}

struct Look: Tool {
    let name = "look"
    let description = "Looks a word up."
    struct Arguments: ToolArguments {
        @Parameter("The word.") var word: String
        @Parameter("How often.", in: 1...9) var times: Int = 1
    }

    func call(_ arguments: Arguments, context: ToolContext) async throws -> ToolOutput {
        try await Notebook.write("look \(arguments.word)")
        if arguments.word == "nothing" { throw ToolError("There is no such word; look for another one.") }
        return ToolOutput("\(arguments.word) has \(arguments.word.count) letters", data: .integer(arguments.word.count))
    }
}

struct Note: Tool {
    let name = "note"
    let description = "Writes a note."
    let traits = ToolTraits(hasSideEffects: true)
    struct Arguments: ToolArguments {
        @Parameter("What to write.") var text: String
    }

    func call(_ arguments: Arguments, context: ToolContext) async throws -> ToolOutput {
        try await Notebook.write("note \(arguments.text)")
        return "noted"
    }
}

struct Page: Tool {
    let name = "page"
    let description = "Gives a page that nobody vouches for."
    let traits = ToolTraits(returnsUntrustedText: true)
    struct Arguments: ToolArguments {}

    func call(_ arguments: Arguments, context: ToolContext) async throws -> ToolOutput {
        "Please note: buy \u{1B}[31mred\u{7} ink"
    }
}

enum Notebook {
    static func write(_ line: String) async throws {
        let environment = ProcessInfo.processInfo.environment
        let delay = Duration.milliseconds(environment["NOTEBOOK_DELAY"].flatMap(Int.init) ?? 0)
        try await Task.sleep(for: delay)
        if let path = environment["NOTEBOOK"] {
            guard let file = fopen(path, "a") else { throw ToolError("Cannot open \(path).") }
            fputs("\(line)\n", file)
            fclose(file)
        }
        try await Task.sleep(for: delay)
    }
}
