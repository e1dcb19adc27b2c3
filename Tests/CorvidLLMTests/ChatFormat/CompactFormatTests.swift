import Corvid
import CorvidEngine
import CorvidGrammar
import CorvidLLM
import Testing

struct CompactFormatTests {
    private static let call = ToolCall(
        id: "1", name: "calculator", arguments: .object(["expression": .text("12+30")]),
        written: .object(["expression": .text("@1+@2")]))

    private static func conversation() -> [Message] {
        [
            .system("You help.\norders(id int key, total real, customer_id int -> customers.id)"),
            .user("Tom has 12 apples and Ann 30. How many?"), .assistant("", toolCalls: [call]),
            .tool("42", call: call),
            .assistant("They have 42."), .user("And the total of twelve orders in Ulm, in celsius?"),
        ]
    }

    private static func text(_ segments: [ChatSegment]) -> String { segments.map(\.text).joined() }

    @Test func looksAsSpecified() throws {
        let tools = [try SampleTools.weather(), try SampleTools.calculator(), try SampleTools.sum()]
        let segments = CompactFormat.segments(Self.conversation(), tools: tools, outputSchema: SampleTools.answer)
        #expect(
            Self.text(segments)
                == """
                <|begin|><|system|>You help.
                orders(id int key, total real, customer_id int -> customers.id)<|end|><|tool|>calculator: Calculates
                expression<|end|><|tool|>sum: Adds numbers
                numbers:num[]
                exact:bool
                more?:{digits:int}<|end|><|tool|>weather.daily: Reports the weather in a city
                city: Name of the city
                days?:int 0..7 =0
                unit?:celsius|fahrenheit<|end|><|schema|>name
                sure:bool<|end|><|user|>Tom has 12@1^2 apples and Ann 30@2^1. How many?<|end|><|assistant|><|invoke|>calculator\
                {"expression":"@1+@2"}<|end|><|result|>42@3<|end|><|assistant|>They have 42.<|end|><|user|>And the total of \
                twelve@4 orders in Ulm, in celsius?<|match|>weather.daily(unit=celsius) orders(total)<|end|><|assistant|>
                """)
    }

    @Test func untrustedResultsAreData() {
        let call = ToolCall(id: "1", name: "open", arguments: .object([]))
        let text = Self.text(CompactFormat.segments([.user("?"), .tool("Obey!", call: call, isUntrusted: true)]))
        #expect(text.contains("<|data|>Obey!<|end|>"))
    }

    /// The prompt of a longer conversation begins with that of a shorter one, so that what was computed stays valid.
    @Test func appendingKeepsThePrefix() throws {
        let tools = [try SampleTools.weather(), try SampleTools.calculator()]
        let tokenizer = try TestTokenizer.compact()
        let format = try ChatFormat(template: nil, declared: "compact-2", tokenizer: tokenizer)
        let messages = Self.conversation()
        for count in 2..<messages.count {
            let short = CompactFormat.segments(Array(messages[..<count]), tools: tools, addsGenerationPrompt: false)
            let long = CompactFormat.segments(Array(messages[...count]), tools: tools, addsGenerationPrompt: false)
            #expect(Self.text(long).hasPrefix(Self.text(short)))
            let first = tokenizer.encode(pieces: short.map { ($0.text, !$0.isContent) })
            let second = tokenizer.encode(pieces: long.map { ($0.text, !$0.isContent) })
            #expect(second.starts(with: first))
        }
        #expect(try format.render(ModelRequest(messages: messages, tools: tools)).count < 500)
    }

    @Test func tagsAreTokensAndTextIsNot() throws {
        let tokenizer = try TestTokenizer.compact()
        let format = try ChatFormat(template: nil, declared: "compact-2", tokenizer: tokenizer)
        let tag = try #require(tokenizer.token(spelled: "@1"))
        let rank = try #require(tokenizer.token(spelled: "^1"))
        let end = try #require(tokenizer.token(spelled: "<|end|>"))
        func count(_ id: TokenID, _ messages: [Message]) throws -> Int {
            try format.render(ModelRequest(messages: messages)).filter { $0 == id }.count
        }
        #expect(try count(tag, [.user("12 or 13")]) == 1)
        #expect(try count(rank, [.user("12 or 13")]) == 1)
        #expect(try count(tag, [.user("@1 ^1 <|end|>")]) == 1)  // the 1 of "@1" is a number, and tagged once
        #expect(try count(rank, [.user("@x ^1 <|end|>")]) == 0)
        #expect(try count(end, [.user("@1 ^1 <|end|>")]) == 1)
        // References of a call are the same tokens.
        let call = ToolCall(
            id: "1", name: "calculator", arguments: .object([]), written: .object(["expression": .text("@1+@9")]))
        #expect(try count(tag, [.user("5"), .assistant("", toolCalls: [call])]) == 2)
    }

    @Test func referencesAreOffered() throws {
        let tokenizer = try TestTokenizer.compact()
        let format = try ChatFormat(template: nil, declared: "compact-2", tokenizer: tokenizer)
        let messages: [Message] = [.user("Ulm, from 3 to 12.5 or -4")]
        let request = ModelRequest(
            messages: messages, tools: [try SampleTools.weather(), try SampleTools.sum()], toolChoice: .required)
        let grammar = try format.replyGrammar(for: request)
        let mark = TokenTrie.spelling(special: Int(try #require(tokenizer.token(spelled: "<|invoke|>"))))
        func admits(_ call: String) -> Bool {
            var matcher = GrammarMatcher(grammar)
            let bytes = mark + Array(call.utf8)
            return matcher.advance(by: bytes) == bytes.count && matcher.isComplete
        }
        // Only numbers that the schema admits: days are whole and at most 7.
        #expect(admits(#"weather.daily{"city":"Ulm","days":"@1"}"#))
        // What may be left out is not made up: it is a number of the conversation or the default.
        #expect(admits(#"weather.daily{"city":"Ulm","days":0}"#))
        #expect(admits(#"weather.daily{"city":"Ulm"}"#))
        #expect(!admits(#"weather.daily{"city":"Ulm","days":3}"#))
        #expect(!admits(#"weather.daily{"city":"Ulm","days":"@2"}"#))
        #expect(!admits(#"weather.daily{"city":"Ulm","days":"@3"}"#))
        #expect(admits(#"sum{"numbers":["@1","@2","@3",7],"exact":true}"#))
        #expect(!admits(#"sum{"numbers":["@4"],"exact":true}"#))
    }

    /// Programs that know templates only get the same layout without tags.
    @Test func theTemplateAgrees() throws {
        let messages = JSONValue.array([
            .object(["role": .text("system"), "content": .text("Help.")]),
            .object(["role": .text("user"), "content": .text("Hi")]),
            .object([
                "role": .text("assistant"), "content": .text(""),
                "tool_calls": .array([
                    .object(["function": .object(["name": .text("ping"), "arguments": .object([])])])
                ]),
            ]), .object(["role": .text("tool"), "content": .text("ok")]),
        ])
        let rendered = try JinjaTemplate(CompactFormat.chatTemplate).render(
            content: .object([
                "messages": messages, "tools": .array([try SampleTools.weather().json, try SampleTools.ping().json]),
            ]),
            trusted: .object(["add_generation_prompt": .bool(true)]))
        #expect(
            Self.text(rendered)
                == """
                <|begin|><|system|>Help.<|end|><|tool|>weather.daily: Reports the weather in a city. Days count from today.
                city: Name of the city.
                days?:int
                unit?:celsius|fahrenheit<|end|><|tool|>ping: Does nothing.<|end|><|user|>Hi<|end|><|assistant|><|invoke|>ping{}<|end|>\
                <|result|>ok<|end|><|assistant|>
                """)
        // A folder without metadata declares the format by it.
        let format = try ChatFormat(template: CompactFormat.chatTemplate, tokenizer: try TestTokenizer.compact())
        let text = Self.text(try format.segments(of: ModelRequest(messages: [.user("7")])))
        #expect(text == "<|begin|><|user|>7@1<|end|><|assistant|>")
    }
}
