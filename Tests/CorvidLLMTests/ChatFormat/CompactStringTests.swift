import Corvid
import CorvidEngine
import CorvidGrammar
import CorvidLLM
import Testing

/// Strings of calls in the compact format: copied, never references.
struct CompactStringTests {
    private struct Check {
        let grammar: CompiledGrammar
        let mark: [UInt8]

        init(_ tools: [ToolDefinition], _ messages: [Message], style: String? = "compact-2") throws {
            let tokenizer = try TestTokenizer.compact()
            let format = try ChatFormat(
                template: style == nil ? "{{ tools }}{{ tool_calls }}<tool_call>" : nil, declared: style,
                tokenizer: tokenizer)
            grammar = try format.replyGrammar(
                for: ModelRequest(messages: messages, tools: tools, toolChoice: .required))
            mark =
                style == nil
                ? Array("<tool_call>".utf8)
                : TokenTrie.spelling(special: Int(try #require(tokenizer.token(spelled: "<|invoke|>"))))
        }

        func admits(_ call: String) -> Bool {
            var matcher = GrammarMatcher(grammar)
            let bytes = mark + Array(call.utf8)
            return matcher.advance(by: bytes) == bytes.count && matcher.isComplete
        }
    }

    private static func tool(_ properties: String, name: String = "t", _ description: String = "") throws
        -> ToolDefinition
    {
        ToolDefinition(
            name: name, description: description,
            parameters: try JSONValue(parsing: #"{"type":"object","properties":{\#(properties)}}"#))
    }

    private static let call = ToolCall(id: "1", name: "t", arguments: .object([]))

    @Test func plainStringsAreWholeWordsOfTheConversation() throws {
        let check = try Check(
            [try Self.tool(#""a":{"type":"string","description":"In celsius, say.","default":"mild"}"#, "Does it.")],
            [
                .system("Sesame."), .user("Ask Ada Lovelace for \"tea\""), .assistant("Certainly"),
                .tool("Vienna: rain", call: Self.call),
            ])
        for text in ["Ada Lovelace", "Ada", "Vienna", "rain", "celsius", "Does it", "mild", #"for \"tea"#] {
            #expect(check.admits(#"t{"a":"\#(text)"}"#), "\(text)")
        }
        // Other words, parts of words, another case, other places, and what spans two texts.
        for text in ["Grace", "Love", "ada", "Certainly", "Sesame", "tea Vienna", "it In", ""] {
            #expect(!check.admits(#"t{"a":"\#(text)"}"#), "\(text)")
        }
        #expect(check.admits("t{}"))
    }

    @Test func tagsAreNoText() throws {
        let tools = [try Self.tool(#""a":{"type":"string"},"n":{"type":"integer"},"m":{"type":["string","null"]}"#)]
        let check = try Check(tools, [.user("Tom has 12 apples and Ann 30, says @2 to Tom")])
        #expect(check.admits(#"t{"a":"12 apples and Ann 30","n":"@2"}"#))
        #expect(!check.admits(#"t{"a":"12@1^2 apples"}"#))
        #expect(!check.admits(#"t{"a":"12@1 apples"}"#))
        // A string is no reference, even where the text spells one; what stands around it can be copied.
        #expect(!check.admits(#"t{"a":"@1"}"#) && !check.admits(#"t{"a":"@2"}"#))
        #expect(check.admits(#"t{"a":"says @2 to Tom"}"#))
        #expect(check.admits(#"t{"n":"@1","m":null}"#) && check.admits(#"t{"m":"Ann"}"#))
        #expect(!check.admits(#"t{"m":"Bob"}"#) && !check.admits(#"t{"m":"@1"}"#))
        // Nor does a string that spells one become a number.
        let numbers = ConversationNumbers([.user("12 30")])
        let arguments = JSONValue.object(["a": .text("says @2 to Tom"), "n": .text("@2")])
        #expect(
            numbers.resolve(arguments, of: tools[0])
                == .object(["a": .text("says @2 to Tom"), "n": .number("30")]))
    }

    /// The tag's token is not offered within a copied text, the text's own tokens are.
    @Test func tokensOfTagsAreNotOffered() throws {
        let tokenizer = try TestTokenizer.compact()
        let check = try Check([try Self.tool(#""a":{"type":"string"}"#)], [.user("Tom has 12 apples")])
        var matcher = GrammarMatcher(check.grammar)
        #expect(matcher.advance(by: check.mark + Array(#"t{"a":"12"#.utf8)) > 0)
        let trie = try tokenizer.tokenTrie
        var mask = TokenMask(count: trie.count)
        trie.fill(&mask, for: matcher)
        let tag = try #require(tokenizer.token(spelled: "@1"))
        #expect(!mask.contains(Int(tag)))
        let quote = try #require(tokenizer.encode("\"").first)
        #expect(mask.contains(Int(quote)))
    }

    @Test func onlyPlainStringsAreCopied() throws {
        let properties = """
            "choice":{"type":"string","enum":["x1","x2"]},"date":{"type":"string","format":"date"},
            "code":{"type":"string","pattern":"^[a-c]+$"},"length":{"type":"string","minLength":5,"maxLength":6},
            "list":{"type":"array","items":{"type":"string"},"uniqueItems":true},
            "inner":{"type":"object","properties":{"b":{"type":"string"}}},
            "either":{"anyOf":[{"type":"string"},{"type":"integer"}]},
            "map":{"type":"object","additionalProperties":{"type":"string"}}
            """
        let check = try Check([try Self.tool(properties)], [.user("One seven eleven")])
        for call in [
            #"{"choice":"x2"}"#, #"{"date":"2026-11-21"}"#, #"{"code":"abc"}"#, #"{"length":"eleven"}"#,
            #"{"list":["One","seven"]}"#, #"{"inner":{"b":"seven eleven"}}"#, #"{"either":"One"}"#, #"{"either":7}"#,
            #"{"map":{"k":"One"}}"#,
        ] { #expect(check.admits("t" + call), "\(call)") }
        for call in [
            #"{"choice":"One"}"#, #"{"date":"One"}"#, #"{"code":"One"}"#, #"{"length":"One"}"#, #"{"list":["two"]}"#,
            #"{"list":["One","One"]}"#, #"{"inner":{"b":"two"}}"#, #"{"either":"two"}"#, #"{"map":{"k":"two"}}"#,
        ] { #expect(!check.admits("t" + call), "\(call)") }
    }

    @Test func eachToolSpeaksForItself() throws {
        let tools = [
            try Self.tool(#""a":{"type":"string"}"#, name: "one", "Counts sheep."),
            try Self.tool(#""a":{"type":"string"}"#, name: "two", "Feeds goats."),
        ]
        let check = try Check(tools, [.user("Go")])
        #expect(check.admits(#"one{"a":"sheep"}"#) && check.admits(#"two{"a":"goats"}"#))
        #expect(!check.admits(#"one{"a":"goats"}"#) && !check.admits(#"two{"a":"sheep"}"#))
        #expect(check.admits(#"one{"a":"Go"}"#) && check.admits(#"two{"a":"Go"}"#))
    }

    @Test func nothingToCopyMakesNoCall() throws {
        let parameters = #"{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}"#
        let tool = ToolDefinition(name: "t", description: "", parameters: try JSONValue(parsing: parameters))
        let error = try #require(throws: ModelError.self) { try Check([tool], [.user("?!")]) }
        #expect(error.code == .unsupported && error.description.contains("t"))
        let check = try Check([tool, try SampleTools.ping()], [.user("?!")])
        #expect(check.admits("ping{}"))
        #expect(try Check([tool], [.user("Yes!")]).admits(#"t{"a":"Yes"}"#))
        // What is wrong with a schema is not taken for that.
        let wrong = #"{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"strin"}},"required":["a"]}"#
        let bad = ToolDefinition(name: "t", description: "", parameters: try JSONValue(parsing: wrong))
        #expect(try #require(throws: ModelError.self) { try Check([bad], [.user("Yes")]) }.code == .badSchema)
    }

    /// A tool may have a grammar of any name.
    @Test func namesOfGrammarsDoNotClash() throws {
        var tool = try Self.tool(#""a":{"type":"string"},"b":{"type":"string","x-grammar":"copied"}"#)
        tool.grammars["copied"] = try Grammar(gbnf: #"root ::= [0-9]+"#)
        let check = try Check([tool], [.user("Yes")])
        #expect(check.admits(#"t{"a":"Yes","b":"12"}"#))
        #expect(!check.admits(#"t{"b":"Yes"}"#) && !check.admits(#"t{"a":"12"}"#))
    }

    @Test func otherFormatsLeaveStringsFree() throws {
        let check = try Check([try Self.tool(#""a":{"type":"string"}"#)], [.user("Yes")], style: nil)
        #expect(check.admits("\n{\"name\": \"t\", \"arguments\": {\"a\":\"anything\"}}\n</tool_call>"))
    }
}
