import Corvid
import CorvidGrammar
import Testing

@Suite struct RecipeCheckTests {
    /// The outcome of one check of an answer.
    private func outcome(
        _ check: String, answer: String, input: JSONValue? = nil, schema: String? = nil
    ) async throws -> RecipeCheckResult {
        let typed = schema.map { #""answer": \#($0), "# } ?? ""
        let recipe = try RecipeSamples.recipe(
            #"{"name": "r", "steps": [{"id": "s", "prompt": "x", \#(typed)"checks": [\#(check)]}]}"#)
        var runner = RecipeRunner(recipe, agent: Agent(model: ScriptedModel([.text(answer)])))
        runner.runCommand = { words, input in words[0] == "accepts" && words[1] == input ? 0 : 3 }
        let result = try await runner.run(input: input).result
        return try #require(result.steps.first?.checks.first, "\(result)")
    }

    @Test(arguments: [
        (#"{"equals": "yes"}"#, " yes\n", true), (#"{"equals": "yes"}"#, "Yes", false),
        (#"{"equals": 42}"#, "42.0", true), (#"{"equals": 42}"#, "42 EUR", false),
        (#"{"equals": true}"#, "true", true),
        (#"{"equals": {"a": [1], "b": null}}"#, #"{"b": null, "a": [1.0]}"#, true),
        (#"{"equals": [1, 2]}"#, "[2,1]", false),
        // Canonically equivalent, and not the same.
        (#"{"equals": "\u00e9"}"#, "e\u{301}", false),
        (#"{"contains": "b c"}"#, "a b c d", true), (#"{"contains": "B"}"#, "abc", false),
        (#"{"matches": "^[a-z]+$"}"#, "abc", true), (#"{"matches": "b"}"#, "abc", true),
        (#"{"matches": "^b"}"#, "abc", false), (#"{"matches": "(?<=€)\\d"}"#, "€5", true),
        (#"{"number": 1234.5}"#, "It is 1,234.50 in all.", true), (#"{"number": 3}"#, "From 2 to 3", true),
        (#"{"number": 2}"#, "From 2 to 3", false), (#"{"number": 3, "tolerance": 0.1}"#, "3.09", true),
        (#"{"number": 3, "tolerance": 0.1}"#, "3.11", false), (#"{"number": -5}"#, "it fell by -5", true),
        (#"{"number": 5}"#, "none", false), (#"{"number": 2}"#, "2026-2", true), (#"{"number": 1e3}"#, "1e3", true),
        (#"{"at": "a[1].b", "equals": 2}"#, #"{"a": [0, {"b": 2}]}"#, true),
        (#"{"at": "a[2]", "equals": 2}"#, #"{"a": [0]}"#, false), (#"{"at": "a", "equals": 2}"#, "no JSON", false),
        (#"{"at": "a", "contains": 2}"#, #"{"a": [1, 2.0]}"#, true),
        (#"{"schema": {"type": "object", "required": ["a"]}}"#, #"{"a": 1}"#, true),
        (#"{"schema": {"type": "object", "required": ["a"]}}"#, #"{"b": 1}"#, false),
        (#"{"schema": {"type": "string", "maxLength": 3}}"#, "abcd", false),
        (#"{"not": {"contains": "sorry"}}"#, "done", true), (#"{"not": {"contains": "sorry"}}"#, "sorry", false),
        (#"{"not": {"not": {"contains": "a"}}}"#, "a", true),
        (#"{"at": "a", "not": {"equals": 1}}"#, #"{"a": 2}"#, true),
        (#"{"command": ["accepts", "{{input.w}}"]}"#, "word; rm", true), (#"{"command": ["no"]}"#, "x", false),
        (#"{"value": "{{input.w}}", "equals": "word; rm"}"#, "x", true),
        (#"{"equals": "{{steps.s.answer}}"}"#, "any", true),
    ])
    func checksHoldOrNot(_ check: String, _ answer: String, _ expected: Bool) async throws {
        let found = try await outcome(check, answer: answer, input: .object(["w": .text("word; rm")]))
        #expect(found.passed == expected, "\(found)")
    }

    @Test func checksOfATypedAnswerSeeItsValue() async throws {
        let schema = #"{"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}"#
        #expect(try await outcome(#"{"at": "n", "equals": 3}"#, answer: #"{"n":3}"#, schema: schema).passed)
        let cut = try await outcome(#"{"at": "n", "equals": 3}"#, answer: #"{"n":"#, schema: schema)
        #expect(!cut.passed && cut.check == "answer" && cut.reason.contains("it is no JSON"))
    }

    @Test func expectedAnswersAreNotTold() async throws {
        for check in [#"{"equals": "rosebud"}"#, #"{"contains": "rosebud"}"#] {
            let failed = try await outcome(check, answer: "no")
            #expect(failed.reason.contains("rosebud"))
            #expect(failed.feedback?.contains("rosebud") == false)
        }
        let number = try await outcome(#"{"number": 77}"#, answer: "76")
        #expect(number.reason.contains("77") && number.feedback?.contains("77") == false)
        let hinted = try await outcome(#"{"equals": "rosebud", "hint": "It is a sledge."}"#, answer: "no")
        #expect(hinted.feedback == "It is a sledge.")
    }

    // MARK: - What a run did

    private func run(_ checks: String, _ replies: [ModelReply]) async throws -> RecipeStepResult {
        let recipe = try RecipeSamples.recipe(RecipeSamples.asking("go", #""checks": [\#(checks)]"#))
        let agent = Agent(model: ScriptedModel(replies), tools: [Adder(), Probe()])
        return try #require(try await RecipeRunner(recipe, agent: agent).run().result.steps.first)
    }

    @Test(arguments: [
        (#"{"called": "add"}"#, true), (#"{"called": "probe"}"#, false), (#"{"not": {"called": "probe"}}"#, true),
        (#"{"called": "add", "arguments": {"a": 2}}"#, true), (#"{"called": "add", "arguments": {"a": 2.0}}"#, true),
        (#"{"called": "add", "arguments": {"a": 2, "b": 4}}"#, false),
        (#"{"called": "add", "times": 2}"#, true), (#"{"called": "add", "times": 1}"#, false),
        (#"{"called": "add", "arguments": {"a": 5}, "times": 1}"#, true), (#"{"called": "add", "times": 0}"#, false),
        (#"{"at_most": {"turns": 3, "tool_calls": 2}}"#, true), (#"{"at_most": {"turns": 2}}"#, false),
        (#"{"at_most": {"tool_calls": 1}}"#, false), (#"{"at_most": {"tokens": 1}}"#, false),
        (#"{"at_most": {"seconds": 100}}"#, true),
    ])
    func callsAndCostsAreChecked(_ check: String, _ expected: Bool) async throws {
        let step = try await run(
            check,
            [
                .call("add", ["a": .integer(2), "b": .integer(3)]), .call("add", ["a": .integer(5), "b": .integer(1)]),
                .text("6"),
            ])
        #expect(step.checks.map(\.passed) == [expected], "\(step.checks)")
        #expect(step.calls.map(\.result) == ["5", "6"] && step.turns == 3)
    }
}
