import Corvid
import CorvidGrammar

/// The tools that a command line offers, and how they are shown.
struct ToolBox {
    var tools: [any Tool]

    /// Makes the plugins, works with their tools, and closes them.
    static func use(_ options: PluginOptions, _ body: (ToolBox) async throws -> Void) async throws {
        let plugins = try await CommandPlugins.make(options)
        do {
            try await body(ToolBox(tools: plugins.flatMap(\.tools)))
        } catch {
            for plugin in plugins { await plugin.close() }
            throw error
        }
        for plugin in plugins { await plugin.close() }
    }

    /// - Throws: ``CommandFailure`` when there is none of that name.
    func tool(_ name: String) throws(CommandFailure) -> any Tool {
        guard let tool = tools.first(where: { $0.name == name }) else {
            throw AgentSetup.unknownTool(name, known: tools.map(\.name))
        }
        return tool
    }

    /// A line a tool.
    func listing(width: Int) -> String {
        guard !tools.isEmpty else { return "no tools\n" }
        let names = tools.map(\.name.count).max() ?? 0
        return tools.map { tool in
            let marks = Self.marks(of: tool).map { " (\($0))" } ?? ""
            let room = max(20, width - names - 3 - marks.count)
            return NumberFormat.left(tool.name, names) + "  " + TerminalText.line(tool.description, width: room) + marks
                + "\n"
        }.joined()
    }

    /// What stands on several lines for one tool.
    static func description(of tool: any Tool) -> String {
        let definition = tool.definition
        var lines = [tool.name, "", TerminalText.safe(tool.description)]
        if let marks = marks(of: tool) { lines.append("It \(marks).") }
        if let timeout = tool.traits.timeout {
            lines.append("A call may take \(NumberFormat.fixed(timeout / .seconds(1), 0)) s.")
        }
        let parameters = definition.parameters["properties"]?.members ?? []
        if !parameters.isEmpty { lines += ["", "Arguments:"] }
        for member in parameters {
            let name = String(decoding: member.key, as: UTF8.self)
            let isRequired = ToolArgumentText.required(of: definition).contains(name)
            let standard = member.value["default"].map { "default: \(String(decoding: $0.serialized, as: UTF8.self))" }
            let kind = [
                ToolArgumentText.typeName(member.value), standard ?? (isRequired ? "required" : "optional"),
            ].joined(separator: ", ")
            lines.append("  \(name)  (\(kind))")
            if let text = member.value["description"]?.text { lines.append("      " + TerminalText.safe(text)) }
        }
        lines += ["", "JSON Schema:", definition.promptParameters.indented()]
        return lines.joined(separator: "\n") + "\n"
    }

    private static func marks(of tool: any Tool) -> String? {
        let marks = [
            tool.traits.hasSideEffects ? "changes something" : nil,
            tool.traits.returnsUntrustedText ? "gives untrusted text" : nil,
        ].compactMap(\.self)
        return marks.isEmpty ? nil : marks.joined(separator: ", ")
    }

    static func json(_ tool: any Tool) -> JSONValue {
        .object([
            "name": .text(tool.name), "description": .text(tool.description),
            "hasSideEffects": .bool(tool.traits.hasSideEffects),
            "returnsUntrustedText": .bool(tool.traits.returnsUntrustedText),
            "timeoutSeconds": tool.traits.timeout.map { .number($0 / .seconds(1)) } ?? .null,
            "parameters": tool.definition.promptParameters,
        ])
    }
}
