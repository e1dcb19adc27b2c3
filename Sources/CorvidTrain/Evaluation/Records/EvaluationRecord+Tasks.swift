import Corvid
import CorvidGrammar
import Foundation

extension EvaluationRecord {
    /// A task of a whole agent: `{"question", "expect", "database" or "tables", "urls", "tools"}`.
    static func task(_ fields: RecordFields, folder: String) throws(EvaluationError) -> AgentTask {
        var names = FunctionNames()
        var tools: [CannedTool] = []
        for entry in fields["tools"] == nil ? [] : try fields.objects("tools") {
            let tool = try CannedTool(entry, &names)
            let name = tool.function.definition.name
            guard !["calculator", "fetch", "database"].contains(name) else {
                throw entry.error("name", "\(name) is a tool that the agent has already")
            }
            guard !tools.contains(where: { $0.function.definition.name == name }) else {
                throw entry.error("name", "a second tool has the name \(name)")
            }
            tools.append(tool)
        }
        return AgentTask(
            question: try fields.text("question"),
            database: try database(fields, folder: folder, ignoresCase: false),
            pages: try pages(fields, folder: folder),
            tools: tools, expectation: try Expectation(fields, "expect"))
    }

    /// `{"http://shop.test/a.html": "shop/a.html"}`: a file beside the record's, or what is served itself.
    private static func pages(_ fields: RecordFields, folder: String) throws(EvaluationError) -> [WebPage] {
        var pages: [WebPage] = []
        for member in fields["urls"] == nil ? [] : try fields.object("urls").value.members ?? [] {
            let url = String(decoding: member.key, as: UTF8.self)
            let name = "urls.\(url)"
            guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
                throw fields.error(name, "is no http or https URL")
            }
            guard let text = member.value.text else {
                throw fields.error(name, "expected a string, found \(member.value.kind)")
            }
            let isInline = text.contains("<") || text.contains("\n") || text.contains(" ") || text.isEmpty
            let path = text.hasPrefix("/") ? text : "\(folder)/\(text)"
            let body: String
            if let file = try? String(contentsOfFile: path, encoding: .utf8) {
                body = file
            } else if isInline {
                body = text
            } else {
                throw fields.error(name, "there is no file \(path), or it is not UTF-8 text")
            }
            let isPage = body.contains("<") || url.hasSuffix(".html")
            pages.append(WebPage(url: url, body: body, mediaType: isPage ? "text/html" : "text/plain"))
        }
        return pages
    }
}

extension EvaluationRecord.AgentTask {
    /// By what reports divide tasks: what the agent has to work with.
    var group: String {
        if expectation.forbidsCalls { return "no tool" }
        var parts: [String] = []
        if database != nil { parts.append("database") }
        if !pages.isEmpty { parts.append("web") }
        if !tools.isEmpty { parts.append("given tools") }
        if parts.isEmpty || expectation.calls.contains("calculator") { parts.append("calculator") }
        return parts.joined(separator: " + ")
    }
}
