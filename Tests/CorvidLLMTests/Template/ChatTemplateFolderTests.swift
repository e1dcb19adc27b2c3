import Corvid
import CorvidGrammar
import CorvidLLM
import Foundation
import Testing

/// Published templates, compared with Python's jinja2. They are other people's work and not kept here:
/// `Fixtures/chat_template_expectations.py` renders a folder of them, and CORVID_CHAT_TEMPLATES names its output.
struct ChatTemplateFolderTests {
    private static let expectations = ProcessInfo.processInfo.environment["CORVID_CHAT_TEMPLATES"]

    @Test(
        .enabled(
            if: expectations != nil,
            "set CORVID_CHAT_TEMPLATES to the output of Fixtures/chat_template_expectations.py"))
    func everyTemplateRendersAsInPython() throws {
        let path = try #require(Self.expectations)
        let lines = try Data(contentsOf: URL(fileURLWithPath: path)).split(separator: 10)
        var cases: [String: Int] = [:]
        var rendered: [String: Int] = [:]
        var failures: [String: [String]] = [:]
        for line in lines {
            let record = try JSONValue(parsing: Array(line))
            let name = try #require(record["template"]?.text)
            cases[name, default: 0] += 1
            if record["text"] != nil { rendered[name, default: 0] += 1 }
            if let failure = try Self.difference(record) { failures[name, default: []].append(failure) }
        }
        for (name, messages) in failures.sorted(by: { $0.key < $1.key }) {
            Issue.record("\(name): \(messages.count) of \(cases[name] ?? 0) cases differ, the first: \(messages[0])")
        }
        let exact = rendered.keys.filter { failures[$0] == nil }.count
        print("chat templates: \(exact) of \(cases.count) exact in all of \(lines.count) conversations")
    }

    /// Whatever a template refuses, some form of the conversation gets through, and calls are read back.
    @Test(
        .enabled(
            if: expectations != nil,
            "set CORVID_CHAT_TEMPLATES to the output of Fixtures/chat_template_expectations.py"))
    func everyTemplateMakesAPrompt() throws {
        let path = try #require(Self.expectations)
        var sources: [String: String] = [:]
        for line in try Data(contentsOf: URL(fileURLWithPath: path)).split(separator: 10) {
            let record = try JSONValue(parsing: Array(line))
            sources[record["template"]?.text ?? ""] = record["source"]?.text
        }
        let tokenizer = try TestTokenizer.make()
        let tools = try ReplyAgreementTests.tools()
        let call = ToolCall(id: "call_1", name: "weather.daily", arguments: .object(["city": .text("Ulm")]))
        let second = ToolCall(id: "call_2", name: "ping", arguments: .object([]))
        let messages: [Message] = [
            .system("Be brief."), .user("Weather? And a ping."), .assistant("", toolCalls: [call, second]),
            .tool("sunny", call: call), .tool("pong", call: second), .assistant("Sunny."), .user("Thanks QZX."),
        ]
        for (name, source) in sources.sorted(by: { $0.key < $1.key }) {
            let format = try ChatFormat(template: source, tokenizer: tokenizer)
            for choice in [ToolChoice.auto, .required] {
                let request = ModelRequest(messages: messages, tools: tools, toolChoice: choice)
                let text = try format.segments(of: request).map(\.text).joined()
                for part in ["Thanks QZX.", "weather.daily", "sunny", "pong"] {
                    #expect(text.contains(part), "\(name) lost \(part)")
                }
                let completion = GrammarMatcher(try format.replyGrammar(for: request)).shortestCompletion()
                var parser = ReplyParser(format: format, request: request)
                _ = parser.take(bytes: completion)
                guard case .reply(let reply)? = parser.finish(.stop).last else { continue }
                #expect(reply.toolCalls.count == (choice == .required ? 1 : 0), "\(name)")
            }
        }
    }

    /// What differs from the record's expectation, if anything.
    private static func difference(_ record: JSONValue) throws -> String? {
        let label = record["case"]?.text ?? ""
        let content = record["content"] ?? .object([])
        let trusted = record["trusted"] ?? .object([])
        do {
            let template = try JinjaTemplate(record["source"]?.text ?? "")
            let segments = try template.render(content: content, trusted: trusted, now: 1_772_366_400)
            let text = segments.map(\.text).joined()
            guard let expected = record["text"]?.text else {
                return "\(label): renders, but jinja2 fails with \(record["error"]?.text ?? "")"
            }
            if text.unicodeScalars.elementsEqual(expected.unicodeScalars) { return nil }
            let common = zip(text.unicodeScalars, expected.unicodeScalars).prefix { $0 == $1 }.count
            func around(_ text: String) -> String {
                String(String.UnicodeScalarView(text.unicodeScalars.dropFirst(max(0, common - 40)).prefix(100)))
            }
            return "\(label): at \(common): \(around(text).debugDescription) for \(around(expected).debugDescription)"
        } catch {
            if record["error"] != nil { return nil }
            return "\(label): \(error)"
        }
    }
}
