import CorvidGrammar
import CorvidTrain
import Testing

@Suite struct ExpectationTests {
    private func fault(
        _ expect: String, _ answer: String, called: [String] = [], succeeded: [String]? = nil
    ) throws -> String? {
        let record = try EvaluationSamples.record(#"{"kind": "task", "question": "?", "expect": \#(expect)}"#)
        guard case .task(let task) = record.content else { return "no task" }
        return task.expectation.fault(answer: answer, called: called, succeeded: Set(succeeded ?? called))
    }

    @Test func numbersAndTexts() throws {
        #expect(try fault(#"{"number": 12.5}"#, "It is 12.50 euros.") == nil)
        #expect(try fault(#"{"number": 12.5}"#, "It is 12.51 euros.") != nil)
        #expect(try fault(#"{"number": 12.5, "tolerance": 0.5}"#, "It is 13.") == nil)
        #expect(try fault(#"{"contains": ["Ada  Lovelace"]}"#, "That was ada lovelace.") == nil)
        #expect(try fault(#"{"contains": ["Ada", "Bob"]}"#, "That was Ada.") != nil)
        #expect(try fault(#"{"contains": [["Bob", "Ada"]]}"#, "That was Ada.") == nil)
        #expect(try fault(#"{"contains": ["Bob|Ada"]}"#, "That was Ada.") == nil)
        #expect(try fault(#"{"contains": ["Bob|Eve"]}"#, "That was Ada.") != nil)
        let both = #"[{"number": 3, "tolerance": 0}, {"number": 4}, {"contains": ["cm"]}, {"calls": ["look"]}]"#
        #expect(try fault(both, "3 or 4 cm", called: ["look"]) == nil)
        #expect(try fault(both, "3 or 5 cm", called: ["look"]) != nil)
        #expect(try fault(both, "3 or 4 cm") != nil)
        #expect(try fault(#"{"excludes": ["Ada"]}"#, "That was Ada.") != nil)
    }

    @Test func calls() throws {
        #expect(try fault(#"{"calls": ["calculator"]}"#, "", called: ["calculator"]) == nil)
        #expect(try fault(#"{"calls": ["calculator"]}"#, "", called: ["calculator"], succeeded: []) != nil)
        #expect(try fault(#"{"calls": ["calculator", "fetch"]}"#, "", called: ["calculator"]) != nil)
        #expect(try fault(#"{"no_calls": true}"#, "Hello.") == nil)
        #expect(try fault(#"{"no_calls": true}"#, "Hello.", called: ["fetch"]) != nil)
    }

    @Test func whatIsWrongWithOne() {
        func complaint(_ expect: String) -> String {
            EvaluationSamples.complaint(#"{"kind": "task", "question": "?", "expect": \#(expect)}"#)
        }
        #expect(complaint("{}").contains("expects nothing"))
        #expect(complaint(#"{"contain": ["a"]}"#).contains("did you mean contains?"))
        #expect(complaint(#"{"contains": "a"}"#).contains("expected an array"))
        #expect(complaint(#"{"no_calls": true, "calls": ["fetch"]}"#).contains("excludes"))
        #expect(complaint("[]").contains("expects nothing"))
        #expect(complaint("5").contains("dev.jsonl:7: \"expect\": expected an object, found a number"))
        #expect(complaint("[{}, 5]").contains("\"expect[1]\": expected an object, found a number"))
    }
}
