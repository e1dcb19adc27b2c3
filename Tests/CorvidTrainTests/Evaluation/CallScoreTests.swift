import Corvid
import CorvidGrammar
import CorvidTrain
import Testing

/// The rules for calls, one truth table each.
@Suite struct CallScoreTests {
    private static let tools = #"""
        [{"name": "get weather", "description": "", "parameters": {"type": "dict", "properties": {
            "city": {"type": "string"}, "days": {"type": "integer", "default": 1}, "limit": {"type": "float"},
            "tags": {"type": "list", "items": {"type": "string"}}, "wind": {"type": "boolean"},
            "place": {"type": "dict", "properties": {"lat": {"type": "float"}, "name": {"type": "string"}}}},
            "required": ["city"]}},
         {"name": "play", "parameters": {"type": "object", "properties": {"song": {"type": "string"},
            "volume": {"type": "integer"}}, "required": ["song"]}}]
        """#

    /// Whether `calls` are right where `expected` is.
    private func isRight(_ expected: String, _ calls: String...) throws -> Bool {
        let record = try EvaluationSamples.record(
            #"{"tools": \#(Self.tools), "question": "?", "calls": [\#(expected)]}"#)
        guard case .tools(let task) = record.content else { return false }
        let made = try calls.enumerated().map { index, text in
            let json = try JSONValue(parsing: text)
            return ToolCall(
                id: "call_\(index)", name: json["name"]?.text ?? "", arguments: json["arguments"] ?? .object([]))
        }
        return CallScore.fault(in: made, expecting: task.expected, of: task.functions) == nil
    }

    private func weather(_ arguments: String) -> String { #"{"name": "get_weather", "arguments": \#(arguments)}"# }
    private func expected(_ arguments: String) -> String { #"{"name": "get weather", "arguments": \#(arguments)}"# }
    private func listed(_ arguments: String) -> String { #"{"get weather": \#(arguments)}"# }

    @Test(arguments: [
        (#"{"city": "Rome"}"#, true), (#"{"city": "rome"}"#, true), (#"{"city": "R.o-m_e, "}"#, true),
        (#"{"city": "Roma"}"#, false), (#"{}"#, false), (#"{"city": 5}"#, false), (#"{"city": ["Rome"]}"#, false),
        // An optional argument may have its default and nothing else.
        (#"{"city": "Rome", "days": 1}"#, true), (#"{"city": "Rome", "days": 2}"#, false),
        (#"{"city": "Rome", "wind": true}"#, false),
        // An argument that the function does not have.
        (#"{"city": "Rome", "town": "Rome"}"#, false),
    ])
    func oneArgument(arguments: String, right: Bool) throws {
        #expect(try isRight(expected(#"{"city": "Rome"}"#), weather(arguments)) == right)
    }

    @Test(arguments: [
        // A whole number is a number; a number with a fraction is no integer.
        (#"{"limit": 5}"#, #"{"limit": 5}"#, true), (#"{"limit": 5.0}"#, #"{"limit": 5}"#, true),
        (#"{"limit": 5}"#, #"{"limit": 5.5}"#, false), (#"{"limit": 5}"#, #"{"limit": "5"}"#, false),
        (#"{"days": 3}"#, #"{"days": 3}"#, true), (#"{"days": 3}"#, #"{"days": "3"}"#, false),
        (#"{"days": 3}"#, #"{"days": 4}"#, false), (#"{"wind": true}"#, #"{"wind": true}"#, true),
        (#"{"wind": true}"#, #"{"wind": false}"#, false), (#"{"wind": true}"#, #"{"wind": 1}"#, false),
        (#"{"tags": ["A b", "c"]}"#, #"{"tags": ["ab", "C"]}"#, true),
        (#"{"tags": ["a", "c"]}"#, #"{"tags": ["c", "a"]}"#, false),
        (#"{"tags": ["a"]}"#, #"{"tags": []}"#, false),
        (#"{"place": {"lat": 1, "name": "X"}}"#, #"{"place": {"name": "x", "lat": 1.0}}"#, true),
        (#"{"place": {"lat": 1}}"#, #"{"place": {"lat": 1, "name": "x"}}"#, false),
        (#"{"place": {"lat": 1, "name": "x"}}"#, #"{"place": {"lat": 1}}"#, false),
        // What the record has a type of its own for, whatever the schema says.
        (#"{"days": "three"}"#, #"{"days": "Three"}"#, true),
    ])
    func values(expecting: String, given: String, right: Bool) throws {
        func whole(_ text: String) -> String { #"{"city": "Rome", "# + text.dropFirst() }
        #expect(try isRight(expected(whole(expecting)), weather(whole(given))) == right)
    }

    @Test(arguments: [
        (#"{"city": "Rome"}"#, true), (#"{"city": "Roma", "days": 2}"#, true), (#"{"city": "Rome", "days": 3}"#, true),
        (#"{"city": "Rome", "days": 4}"#, false), (#"{"city": "Paris"}"#, false),
        (#"{"city": "Rome", "place": {"lat": 1}}"#, true),
        (#"{"city": "Rome", "place": {"lat": 2, "name": "n"}}"#, true),
        (#"{"city": "Rome", "place": {"name": "n"}}"#, false), (#"{"city": "Rome", "place": {"lat": 3}}"#, false),
    ])
    func alternatives(given: String, right: Bool) throws {
        let both = #"""
            {"city": ["Rome", "Roma"], "days": [2, 3, ""], "place": [{"lat": [1, 2], "name": ["N", ""]}, ""]}
            """#
        #expect(try isRight(listed(both), weather(given)) == right)
        // The same in the record's own manner.
        let own = #"{"name": "get weather", "arguments": {}, "allowed": \#(both)}"#
        #expect(try isRight(own, weather(given)) == right)
        let inner = #"""
            {"city": {"allowed": ["Rome", "Roma"]}, "days": {"allowed": [2, 3, ""]},
             "place": {"allowed": [{"lat": [1, 2], "name": ["N", ""]}, ""]}}
            """#
        #expect(try isRight(expected(inner), weather(given)) == right)
    }

    @Test func whatIsNotOptionalMustBeGiven() throws {
        #expect(try !isRight(listed(#"{"city": ["Rome"], "days": [2]}"#), weather(#"{"city": "Rome"}"#)))
        // Unless the default is what is expected.
        #expect(try isRight(listed(#"{"city": ["Rome"], "days": [1]}"#), weather(#"{"city": "Rome"}"#)))
    }

    @Test func aRequiredArgumentOfWhichNothingIsSaid() throws {
        #expect(try isRight(expected("{}"), weather(#"{"city": "anything"}"#)))
        #expect(try !isRight(expected("{}"), weather(#"{"city": "anything", "wind": true}"#)))
    }

    @Test func noCallAndOtherFunctions() throws {
        let play = #"{"name": "play", "arguments": {"song": "Rome"}}"#
        #expect(try isRight(""))
        #expect(try !isRight("", play))
        #expect(try !isRight(play))
        #expect(try isRight(play, play))
        #expect(try !isRight(play, weather(#"{"city": "Rome"}"#)))
        #expect(try !isRight(play, play, play))
    }

    @Test func severalCallsInAnyOrder() throws {
        let rome = weather(#"{"city": "Rome"}"#)
        let turin = weather(#"{"city": "Turin"}"#)
        let play = #"{"name": "play", "arguments": {"song": "Rome"}}"#
        let both = expected(#"{"city": "Rome"}"#) + "," + expected(#"{"city": "Turin"}"#)
        #expect(try isRight(both, rome, turin))
        #expect(try isRight(both, turin, rome))
        #expect(try !isRight(both, rome, rome))
        #expect(try !isRight(both, rome))
        #expect(try !isRight(both, rome, turin, play))
        #expect(try isRight(both + "," + play, play, turin, rome))
        // The first expected call would take what only the second can have.
        let either = listed(#"{"city": ["Rome", "Turin"]}"#) + "," + listed(#"{"city": ["Rome"]}"#)
        #expect(try isRight(either, rome, turin))
        #expect(try isRight(either, turin, rome))
        #expect(try !isRight(either, turin, turin))
    }

    @Test func namesBecomeThoseOfTools() {
        var names = FunctionNames()
        #expect(names.add("get weather") == "get_weather")
        #expect(names.add("get_weather") == "get_weather_2")
        #expect(names.add("get weather") == "get_weather")
        #expect(names.offered("get_weather") == "get_weather_2")
        #expect(names.add("math.sqrt-2") == "math.sqrt-2")
        #expect(names.add("größe") == "gr____e")
        #expect(names.add(String(repeating: "x", count: 90)).utf8.count == 64)
        #expect(names.add("") == "_")
    }

    @Test func typesOfProgrammingLanguages() throws {
        guard
            case .tools(let task) = try EvaluationSamples.record(
                #"{"tools": \#(Self.tools), "question": "?", "calls": []}"#
            ).content
        else { return #expect(Bool(false)) }
        let parameters = task.functions[0].definition.parameters
        #expect(parameters["type"]?.text == "object")
        #expect(parameters["properties"]?["limit"]?["type"]?.text == "number")
        #expect(parameters["properties"]?["tags"]?["type"]?.text == "array")
        #expect(parameters["properties"]?["place"]?["properties"]?["lat"]?["type"]?.text == "number")
    }
}
