import Corvid
import CorvidEngine
import CorvidGrammar
import CorvidLLM
import Testing

/// Whatever the grammar of a reply admits, the parser reads, and reads as what it is.
struct ReplyAgreementTests {
    struct Style: CustomTestStringConvertible, Sendable {
        var name: String
        /// As much of a template as tells the syntax.
        var template: String
        var special: [String] = []
        var hasJSON = true
        var isParallel = true
        var testDescription: String { name }
    }

    static let styles = [
        Style(name: "Hermes, text", template: "{{ tools }}{{ tool_calls }}<tool_call>"),
        Style(
            name: "Hermes, tokens", template: "{{ tools }}{{ tool_calls }}<tool_call>",
            special: ["<tool_call>", "</tool_call>"]),
        Style(
            name: "Qwen3-Coder", template: "{{ tools }}{{ tool_calls }}<tool_call><function=x><parameter=y>",
            hasJSON: false),
        Style(
            name: "Llama 3", template: "{{ tools }}{{ tool_calls }}<|start_header_id|>parameters",
            special: ["<|python_tag|>"], isParallel: false),
        Style(
            name: "Llama 3, no tag", template: "{{ tools }}{{ tool_calls }}<|start_header_id|>parameters",
            isParallel: false),
        Style(name: "Mistral 3", template: "{{ tools }}{{ tool_calls }}[TOOL_CALLS]", special: ["[TOOL_CALLS]"]),
        Style(name: "Mistral 3, text", template: "{{ tools }}{{ tool_calls }}[TOOL_CALLS]"),
        Style(
            name: "Mistral 11", template: "{{ tools }}{{ tool_calls }}[TOOL_CALLS][ARGS]",
            special: ["[TOOL_CALLS]", "[ARGS]"]),
        Style(
            name: "Phi 4", template: "{{ tools }}{{ tool_calls }}<|tool_call|><|/tool_call|>",
            special: ["<|tool_call|>", "<|/tool_call|>"]),
        Style(name: "Granite 3", template: "{{ tools }}{{ tool_calls }}<|tool_call|>", special: ["<|tool_call|>"]),
        Style(
            name: "LFM2", template: "{{ tools }}<|tool_list_start|>",
            special: ["<|tool_call_start|>", "<|tool_call_end|>"], hasJSON: false),
        Style(name: "Gemma", template: "<start_of_turn>", isParallel: false),
        Style(name: "generic", template: "{{ messages }}"),
        Style(
            name: "compact", template: "{#- corvid.chat_format = compact-2 -#}",
            special: CompactFormat.Special.allCases.map(\.rawValue)),
    ]

    static func tools() throws -> [ToolDefinition] {
        [try SampleTools.weather(), try SampleTools.sum(), try SampleTools.ping()]
    }

    /// A random text of a grammar: some bytes at random, often towards the end, then the shortest way there.
    private func sentence(_ grammar: CompiledGrammar, length: Int, leaning: Double, _ random: inout SeededGenerator)
        -> [UInt8]
    {
        var matcher = GrammarMatcher(grammar)
        while matcher.text.count < length, !matcher.isAtEnd {
            if Double.random(in: 0..<1, using: &random) < leaning {
                let way = matcher.shortestCompletion()
                matcher.advance(by: way.prefix(Int.random(in: 1...8, using: &random)))
                if way.isEmpty, matcher.isComplete { break }
                continue
            }
            let forced = matcher.forcedBytes(limit: 64)
            if !forced.isEmpty {
                matcher.advance(by: forced)
                continue
            }
            let allowed = matcher.allowedBytes().bytes
            // Special tokens are rare among the bytes of free text; here they are not.
            let byte =
                allowed.contains(0xFF) && Bool.random(using: &random) ? 0xFF : allowed.randomElement(using: &random)
            guard let byte else { break }
            matcher.advance(by: [byte])
        }
        matcher.advance(by: matcher.shortestCompletion())
        #expect(matcher.isComplete)
        return matcher.text
    }

    private func parse(_ bytes: [UInt8], _ format: ChatFormat, _ request: ModelRequest, _ random: inout SeededGenerator)
        throws
        -> (reply: ModelReply, text: String, arguments: [String], names: [String])
    {
        var parser = ReplyParser(format: format, request: request)
        var events: [ModelEvent] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            // Special tokens come whole.
            let count = rest.first == 0xFF ? 5 : Int.random(in: 1...6, using: &random)
            let piece = rest.prefix(rest.first == 0xFF ? 5 : rest.prefix(count).prefix { $0 != 0xFF }.count)
            events += parser.take(bytes: Array(piece))
            rest = rest.dropFirst(piece.count)
        }
        events += parser.finish(.stop)
        var text = ""
        var arguments: [String] = []
        var names: [String] = []
        for event in events.dropLast() {
            switch event {
            case .textDelta(let delta): text += delta
            case .callStarted(let index, let name):
                #expect(index == names.count)
                names.append(name)
                arguments.append("")
            case .callDelta(let index, let delta): arguments[index] += delta
            case .routed: break
            case .reply: Issue.record("a reply before the end")
            }
        }
        guard case .reply(let reply)? = events.last else { throw ModelError(.engine, "no reply at the end") }
        return (reply, text, arguments, names)
    }

    @Test(arguments: styles)
    func everySentenceParses(style: Style) throws {
        let tokenizer = try TestTokenizer.make(special: style.special)
        let format = try ChatFormat(template: style.template, tokenizer: tokenizer)
        var random = SeededGenerator(seed: 7)
        let tools = try Self.tools()
        var withCalls = 0
        var withSeveral = 0
        for choice in [ToolChoice.auto, .none, .required, .named("sum")] {
            for output in [nil, SampleTools.answer] {
                for isParallel in [true, false] {
                    let request = ModelRequest(
                        messages: [.user("Add 3 and -4.5.")], tools: tools, toolChoice: choice, outputSchema: output,
                        allowsParallelCalls: isParallel)
                    let grammar = try format.replyGrammar(for: request)
                    for round in 0..<25 {
                        let leaning = [0.0, 0.1, 0.5][round % 3]
                        let bytes = sentence(grammar, length: 20 + round * 12, leaning: leaning, &random)
                        let shown = String(decoding: bytes, as: UTF8.self)
                        let read = try parse(bytes, format, request, &random)
                        #expect(read.text == read.reply.text)
                        #expect(read.names == read.reply.toolCalls.map(\.name), "\(shown)")
                        try check(
                            read.reply, choice: choice, output: output, isParallel: isParallel, tools: tools,
                            shown: shown)
                        if style.hasJSON {
                            for (call, text) in zip(read.reply.toolCalls, read.arguments) {
                                #expect(try JSONValue(parsing: text) == call.written ?? call.arguments)
                            }
                            // Nothing is lost: text first, then names and arguments in order.
                            var place = 0
                            for part in [read.text] + zip(read.names, read.arguments).flatMap({ [$0, $1] }) {
                                place = try #require(Self.end(of: Array(part.utf8), in: bytes, from: place), "\(shown)")
                            }
                            if read.names.isEmpty { #expect(place == bytes.count, "\(shown)") }
                        }
                        withCalls += read.names.isEmpty ? 0 : 1
                        withSeveral += read.names.count > 1 ? 1 : 0
                    }
                }
            }
        }
        #expect(withCalls > 150)
        #expect(!style.isParallel || withSeveral > 10, "\(withSeveral)")
    }

    /// Where `part` ends in `bytes`, at or after `start`.
    private static func end(of part: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        guard !part.isEmpty else { return start }
        return (start..<bytes.count).first { bytes[$0...].starts(with: part) }.map { $0 + part.count }
    }

    private func check(
        _ reply: ModelReply, choice: ToolChoice, output: OutputSchema?, isParallel: Bool, tools: [ToolDefinition],
        shown: String
    ) throws {
        for call in reply.toolCalls {
            let tool = try #require(tools.first { $0.name == call.name })
            #expect(try JSONSchema(tool.parameters).evaluate(call.arguments), "\(shown)")
        }
        #expect(reply.toolCalls.count <= (isParallel ? 8 : 1))
        switch choice {
        case .auto: break
        case .none: #expect(reply.toolCalls.isEmpty, "\(shown)")
        case .required: #expect(!reply.toolCalls.isEmpty, "\(shown)")
        case .named(let name):
            #expect(!reply.toolCalls.isEmpty && reply.toolCalls.allSatisfy { $0.name == name }, "\(shown)")
        }
        if let output {
            if reply.toolCalls.isEmpty {
                let value = try JSONValue(parsing: reply.text)
                #expect(try JSONSchema(output.schema).evaluate(value))
            } else {
                #expect(reply.text.isEmpty)
            }
        }
    }
}
