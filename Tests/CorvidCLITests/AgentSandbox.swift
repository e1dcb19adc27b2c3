import Corvid
import CorvidGrammar
import Foundation
import Testing

/// A folder in which agents run from a command line with the tools `look`, `note` and `page`: their scripts, their logs,
/// and the notebook in which each tool leaves a line when it really runs.
struct AgentSandbox {
    let folder: String

    static func use<Result>(_ body: (AgentSandbox) throws -> Result) throws -> Result {
        try CommandLineTool.withFolder { folder in
            try Data().write(to: URL(filePath: "\(folder)/notebook"))
            return try body(AgentSandbox(folder: folder))
        }
    }

    var logs: String { "\(folder)/state/corvid/runs" }

    func environment(delay: Int = 0) -> [String: String] {
        [
            "XDG_STATE_HOME": "\(folder)/state", "XDG_DATA_HOME": "\(folder)/data", "NOTEBOOK": "\(folder)/notebook",
            "NOTEBOOK_DELAY": "\(delay)", "CORVID_MODEL": "", "CORVID_MODELS": "\(folder)/models", "TERM": "xterm",
        ]
    }

    /// Writes a file and gives its path.
    func file(_ name: String, _ text: String) throws -> String {
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
        return "\(folder)/\(name)"
    }

    /// A model that replies from a script.
    func model(_ replies: String..., name: String = "script.json") throws -> String {
        "scripted:" + (try file(name, "[\(replies.joined(separator: ","))]"))
    }

    func run(_ arguments: String..., delay: Int = 0, input: String = "") throws -> CommandLineTool.Outcome {
        try CommandLineTool.run(
            arguments, program: "CorvidTestTool", environment: environment(delay: delay), input: input)
    }

    /// Runs a question to its end with `--json`.
    func outcome(_ arguments: [String]) throws -> JSONValue {
        try CommandLineTool.run(
            arguments + ["--json"], program: "CorvidTestTool", environment: environment()
        ).json()
    }

    var notebook: [String] {
        get throws {
            try String(contentsOfFile: "\(folder)/notebook", encoding: .utf8).split(separator: "\n").map(String.init)
        }
    }

    /// The logs of the folder, oldest first.
    var logFiles: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: logs).sorted().map { "\(logs)/\($0)" } }
    }

    static func lines(of path: String) -> [String] {
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        // A last line without its end is not there yet.
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }
}

/// Replies as a script's file has them.
enum Reply {
    static func text(_ text: String) -> String { #"{"content": "\#(text)"}"# }

    static func call(_ calls: (name: String, arguments: String)...) -> String {
        let list = calls.map { call in
            let arguments = String(decoding: JSONValue.text(call.arguments).serialized, as: UTF8.self)
            return #"{"type": "function", "function": {"name": "\#(call.name)", "arguments": \#(arguments)}}"#
        }
        return #"{"role": "assistant", "content": null, "tool_calls": [\#(list.joined(separator: ","))]}"#
    }

    static func look(_ word: String) -> String { call(("look", #"{"word": "\#(word)"}"#)) }
    static func note(_ text: String) -> String { call(("note", #"{"text": "\#(text)"}"#)) }
    static var page: String { call(("page", "{}")) }
}

/// Checks an exit code, and that standard error has one line with these words.
func expectFailure(
    _ found: CommandLineTool.Outcome, _ status: Int32, _ words: String...,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(found.status == status, "\(found.errors)", sourceLocation: sourceLocation)
    #expect(found.errors.hasPrefix("corvid: "), "\(found.errors)", sourceLocation: sourceLocation)
    #expect(found.errors.split(separator: "\n").count == 1, "\(found.errors)", sourceLocation: sourceLocation)
    for word in words { #expect(found.errors.contains(word), "\(found.errors)", sourceLocation: sourceLocation) }
}
