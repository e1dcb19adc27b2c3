import Corvid
import CorvidGrammar
import Testing

@Suite struct RecipeTemplateTests {
    private func answer(
        _ prompt: String, parameters: [String: JSONValue] = [:], input: JSONValue? = nil
    ) async throws -> RecipeResult {
        let declared = parameters.keys.map { "\"\($0)\": {}" }.joined(separator: ", ")
        let node = RecipeNode(
            .object([
                "name": .text("r"), "parameters": try JSONValue(parsing: "{\(declared)}"),
                "steps": .array([.object(["id": .text("s"), "prompt": .text(prompt)])]),
            ]))
        let runner = RecipeRunner(try Recipe(node), agent: Agent(model: RecipeSamples.echo))
        return try await runner.run(parameters: parameters, input: input).result
    }

    @Test func valuesArePutInAsText() async throws {
        let input = try JSONValue(parsing: #"{"n": 3.50, "list": [1, {"a b": "x"}], "none": null, "flag": true}"#)
        for (template, expected) in [
            ("{{who}}!", "Ann!"), ("{{ who }}", "Ann"), ("{{input.n}}", "3.50"),
            ("{{input.list}}", #"[1,{"a b":"x"}]"#),
            ("{{input.list[1].a b}}", "x"), ("<{{input.none}}>", "<>"), ("{{input.flag}}", "true"),
            ("}} { {", "}} { {"),
            (#"\{{who}} {{who}}"#, "{{who}} Ann"),
        ] {
            let result = try await answer(template, parameters: ["who": .text("Ann")], input: input)
            #expect(result.answer?.text == expected, "\(template)")
        }
    }

    @Test func valuesAreNeverReadAsTemplates() async throws {
        let result = try await answer(
            "{{one}} {{input.x}}", parameters: ["one": .text("{{two}}"), "two": .text("secret")],
            input: .object(["x": .text("{{input.y}} \\{{two}}"), "y": .text("secret")]))
        #expect(result.answer?.text == "{{two}} {{input.y}} \\{{two}}")
    }

    @Test func aPathThatLeadsNowhereIsTold() async throws {
        let input = try JSONValue(parsing: #"{"total": 1, "items": [1]}"#)
        for (template, expected) in [
            ("{{input.totl}}", "input has no \"totl\" (it has total, items); did you mean total?"),
            ("{{input.items[3]}}", "input.items has 1 elements and no element 3"),
            ("{{input.total.x}}", "input.total is a number and has no \"x\""),
        ] {
            let result = try await answer(template, input: input)
            #expect(result.status == .error)
            #expect(result.steps.first?.error?.contains(expected) == true, "\(result.steps.first?.error ?? "")")
        }
    }

    @Test func malformedTemplatesAreRefused() throws {
        for (template, expected) in [
            ("{{who", "this {{ has no }}"), ("{{}}", "a name is missing"), ("{{a..b}}", "lacks a name"),
            ("{{a[x]}}", "no whole number"), ("{{a[1}}", "no whole number"),
            ("{{a[99999999999999999999]}}", "no whole"),
            ("{{a[0]b}}", "lacks a point"),
        ] {
            let problems = try RecipeSamples.problems(RecipeSamples.asking(template))
            #expect(problems.first?.contains(expected) == true, "\(template): \(problems)")
        }
    }

    @Test func aSoleReferenceKeepsItsType() async throws {
        let recipe = try RecipeSamples.recipe(
            """
            {"name": "r", "steps": [{"id": "s", "tool": "add", "arguments": {"a": "{{input.n}}", "b": 4}}]}
            """)
        let runner = RecipeRunner(recipe, agent: Agent(model: RecipeSamples.echo, tools: [Adder()]))
        let result = try await runner.run(input: .object(["n": .integer(38)])).result
        #expect(result.status == .passed && result.answer == .text("42"))
        // Text around it makes a text of it, which the tool refuses.
        let text = try RecipeSamples.recipe(
            #"{"name": "r", "steps": [{"id": "s", "tool": "add", "arguments": {"a": " {{input.n}}"}}]}"#)
        let refused = try await RecipeRunner(text, agent: Agent(model: RecipeSamples.echo, tools: [Adder()]))
            .run(input: .object(["n": .integer(38)])).result
        #expect(refused.status == .failed && refused.failure?.contains("expected an integer") == true)
    }
}
