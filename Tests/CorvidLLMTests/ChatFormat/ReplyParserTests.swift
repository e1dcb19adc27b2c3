import Corvid
import CorvidEngine
import CorvidGrammar
import CorvidLLM
import Testing

/// Replies of published syntaxes, written by hand.
struct ReplyParserTests {
    static func events(
        _ text: String, style: String, special: [String] = [], tools: [ToolDefinition],
        messages: [Message] = [.user("?")]
    )
        throws -> [ModelEvent]
    {
        let tokenizer = try TestTokenizer.make(special: special)
        let format = try ChatFormat(template: style, tokenizer: tokenizer)
        var parser = ReplyParser(format: format, request: ModelRequest(messages: messages, tools: tools))
        var events: [ModelEvent] = []
        for token in tokenizer.encode(text, parseSpecialTokens: true) { events += parser.take(token) }
        return events + parser.finish(.stop)
    }

    static func reply(
        _ text: String, style: String, special: [String] = [], tools: [ToolDefinition],
        messages: [Message] = [.user("?")]
    )
        throws -> ModelReply
    {
        guard
            case .reply(let reply)? = try events(text, style: style, special: special, tools: tools, messages: messages)
                .last
        else { throw ModelError(.engine, "no reply") }
        return reply
    }

    struct Example: Sendable {
        var style: String
        var special: [String] = []
        var text: String
        var said = ""
        var calls: [(String, String)]
    }

    static let hermes = "{{ tools }}{{ tool_calls }}<tool_call>"
    static let examples = [
        Example(
            style: hermes,
            text:
                "Let me see.\n<tool_call>\n{\"name\": \"ping\", \"arguments\": {}}\n</tool_call>\n<tool_call>\n{\"name\": \"sum\", \"arguments\": {\"numbers\": [1, 2], \"exact\": true}}\n</tool_call>",
            said: "Let me see.\n", calls: [("ping", "{}"), ("sum", #"{"numbers":[1,2],"exact":true}"#)]),
        Example(
            style: "{{ tools }}{{ tool_calls }}<tool_call><function=f><parameter=p>",
            text:
                "<tool_call>\n<function=weather.daily>\n<parameter=city>\nNew\nYork, \"NY\"\n</parameter>\n<parameter=days>\n3\n</parameter>\n</function>\n</tool_call>",
            calls: [("weather.daily", #"{"city":"New\nYork, \"NY\"","days":3}"#)]),
        Example(
            style: "<|start_header_id|>{{ tools }}{{ tool_calls }} parameters", special: ["<|python_tag|>"],
            text: "<|python_tag|>{\"name\": \"sum\", \"parameters\": {\"numbers\": [1], \"exact\": false}}",
            calls: [("sum", #"{"numbers":[1],"exact":false}"#)]),
        Example(
            style: "[TOOL_CALLS]{{ tools }}{{ tool_calls }}", special: ["[TOOL_CALLS]"],
            text:
                "[TOOL_CALLS][{\"name\": \"ping\", \"arguments\": {}, \"id\": \"aB3456789\"}, {\"name\": \"ping\", \"arguments\": {}}]",
            calls: [("ping", "{}"), ("ping", "{}")]),
        Example(
            style: "[TOOL_CALLS][ARGS]{{ tools }}{{ tool_calls }}", special: ["[TOOL_CALLS]", "[ARGS]"],
            text: "Well: [TOOL_CALLS]ping[ARGS]{}[TOOL_CALLS]weather.daily[ARGS]{\"city\": \"[ARGS]\"}", said: "Well: ",
            calls: [("ping", "{}")]),
        Example(
            style: "<|tool_call|><|/tool_call|>{{ tools }}{{ tool_calls }}",
            special: ["<|tool_call|>", "<|/tool_call|>"],
            text: "<|tool_call|>[{\"name\": \"weather.daily\", \"arguments\": {\"city\": \"}]{\\\"\"}}]<|/tool_call|>",
            calls: [("weather.daily", #"{"city":"}]{\""}"#)]),
        Example(
            style: "{{ tools }}<|tool_list_start|>", special: ["<|tool_call_start|>", "<|tool_call_end|>"],
            text:
                "<|tool_call_start|>[weather.daily(city=\"A, (B)\", days=2), sum(numbers=[1, 2], exact=true)]<|tool_call_end|>",
            calls: [("weather.daily", #"{"city":"A, (B)","days":2}"#), ("sum", #"{"numbers":[1,2],"exact":true}"#)]),
    ]

    @Test(arguments: examples.indices)
    func readsPublishedSyntaxes(index: Int) throws {
        let example = Self.examples[index]
        let tools = try ReplyAgreementTests.tools()
        let reply = try Self.reply(example.text, style: example.style, special: example.special, tools: tools)
        #expect(reply.toolCalls.map(\.name) == example.calls.map(\.0))
        for (call, expected) in zip(reply.toolCalls, example.calls) {
            #expect(call.arguments == (try JSONValue(parsing: expected.1)))
        }
        if example.calls.count == reply.toolCalls.count, !example.style.contains("[ARGS]") {
            #expect(reply.text == example.said)
        }
    }

    @Test func whatIsNoCallIsText() throws {
        let tools = [try SampleTools.ping()]
        for text in [
            "<tool_call>\n{\"nome\": 1}", "<tool_call", "a < b <tool_cal> c",
            "<tool_call>\n{\"name\": \"nobody\", \"arguments\": {}}\n</tool_call>",
            "<tool_call>\n{\"name\": \"pi", "<tool_call><tool_call>", "é🙂<tool", "",
        ] {
            let reply = try Self.reply(text, style: Self.hermes, tools: tools)
            #expect(reply.text == text)
            #expect(reply.toolCalls.isEmpty)
        }
    }

    @Test func textAfterCallsIsKept() throws {
        let text = "<tool_call>\n{\"name\": \"ping\", \"arguments\": {}}\n</tool_call>\nDone."
        let reply = try Self.reply(text, style: Self.hermes, tools: [try SampleTools.ping()])
        #expect(reply.toolCalls.count == 1)
        #expect(reply.text == "\nDone.")
    }

    @Test func aCallCutShortIsNone() throws {
        let text = "Hm.<tool_call>\n{\"name\": \"sum\", \"arguments\": {\"numbers\": [1"
        let events = try Self.events(text, style: Self.hermes, tools: try ReplyAgreementTests.tools())
        #expect(events.contains(.callStarted(index: 0, name: "sum")))
        guard case .reply(let reply)? = events.last else { return }
        #expect(reply.toolCalls.isEmpty)
        #expect(reply.text == "Hm.")
    }

    @Test func streamsAsItComes() throws {
        let events = try Self.events(
            "Hi <b>\n<tool_call>\n{\"name\": \"weather.daily\", \"arguments\": {\"city\": \"Kø\"}}\n</tool_call>",
            style: Self.hermes,
            tools: try ReplyAgreementTests.tools())
        let started = try #require(events.firstIndex(of: .callStarted(index: 0, name: "weather.daily")))
        let deltas = events.dropFirst(started + 1).compactMap { event -> String? in
            if case .callDelta(0, let text) = event { text } else { nil }
        }
        #expect(deltas.count > 3)
        #expect(deltas.joined() == #"{"city": "Kø"}"#)
        #expect(deltas.allSatisfy { !$0.contains("\u{FFFD}") })
    }

    @Test func referencesAreResolved() throws {
        let messages: [Message] = [
            .user("I had 12.50 and lost -3; add two dozen."),
            .tool("1,000 left", call: ToolCall(id: "1", name: "ping", arguments: .object([]))),
        ]
        let tools = [try SampleTools.calculator(), try SampleTools.sum()]
        let style = "{#- corvid.chat_format = compact-2 -#}"
        let special = CompactFormat.Special.allCases.map(\.rawValue)
        let reply = try Self.reply(
            #"<|invoke|>calculator{"expression":"@1*@2+@3-@4/@9+7"}<|invoke|>sum{"numbers":["@4",5,"@2"],"exact":true,"more":{"digits":"@3"}}"#,
            style: style, special: special, tools: tools, messages: messages)
        #expect(reply.toolCalls.count == 2)
        #expect(reply.toolCalls[0].arguments == .object(["expression": .text("12.5*(-3)+24-1000/@9+7")]))
        #expect(reply.toolCalls[0].written == .object(["expression": .text("@1*@2+@3-@4/@9+7")]))
        #expect(
            reply.toolCalls[1].arguments
                == (try JSONValue(parsing: #"{"numbers":[1000,5,-3],"exact":true,"more":{"digits":24}}"#)))
        #expect(reply.toolCalls[1].written != nil)
    }

    @Test func textParametersKeepWhatLooksLikeAReference() throws {
        let text = "<|invoke|>weather.daily{\"city\":\"@1\"}"
        let reply = try Self.reply(
            text, style: "{#- corvid.chat_format = compact-2 -#}",
            special: CompactFormat.Special.allCases.map(\.rawValue),
            tools: [try SampleTools.weather()], messages: [.user("5")])
        #expect(reply.toolCalls.first?.arguments == .object(["city": .text("@1")]))
        #expect(reply.toolCalls.first?.written == nil)
    }
}
