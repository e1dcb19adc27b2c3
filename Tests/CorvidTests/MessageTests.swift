import Corvid
import CorvidGrammar
import Testing

@Suite struct MessageTests {
    @Test(arguments: [
        #"{"role":"user","content":"Hello"}"#,
        #"{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"add","arguments":"{\"a\":1}"}}]}"#,
        #"{"role":"tool","content":"2","tool_call_id":"call_1","name":"add","untrusted":true,"source":"a.txt"}"#,
        #"{"role":"user","content":[{"type":"image_url","image_url":{"url":"a.png"}},{"type":"text","text":"What?"}]}"#,
        #"{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\"x\":12.50}","written":"{\"x\":\"@3\"}"}}]}"#,
    ])
    func readsAndWritesTheSameBytes(text: String) throws {
        let message = try JSONValueDecoder().decode(Message.self, from: try JSONValue(parsing: text))
        #expect(String(decoding: try JSONValueEncoder().encode(message).serialized, as: UTF8.self) == text)
    }

    @Test func acceptsArgumentsAsAnObject() throws {
        let text = #"{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":{"x":1}}}]}"#
        let message = try JSONValueDecoder().decode(Message.self, from: try JSONValue(parsing: text))
        #expect(message.toolCalls == [ToolCall(id: "", name: "f", arguments: .object(["x": .integer(1)]))])
        #expect(message.text.isEmpty)
    }

    @Test(arguments: [
        (#"{"content":"x"}"#, "role"),
        (#"{"role":"robot","content":"x"}"#, "role"),
        (#"{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"{"}}]}"#, "not JSON"),
        (#"{"role":"user","content":[{"type":"sound"}]}"#, "neither"),
    ])
    func refusesWhatIsNoMessage(text: String, mention: String) throws {
        do {
            _ = try JSONValueDecoder().decode(Message.self, from: try JSONValue(parsing: text))
            Issue.record("was accepted")
        } catch let error as DecodingError {
            #expect(error.summary.contains(mention), "\(error.summary)")
        }
    }
}
