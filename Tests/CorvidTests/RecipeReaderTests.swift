import Corvid
import CorvidGrammar
import Testing

/// Mistakes that do not depend on where they stand. Places are tested with files, by the command line's tests.
@Suite struct RecipeReaderTests {
    @Test(arguments: [
        (#"{"steps": [{"id": "a", "prompt": "x"}]}"#, #"a recipe needs "name""#),
        (#"{"name": "r", "steps": []}"#, "a recipe needs a step"),
        (#"{"name": "1r", "steps": [{"id": "a", "prompt": "x"}]}"#, #""1r" is no name"#),
        (#"{"name": "r", "step": [], "steps": [{"id": "a", "prompt": "x"}]}"#, #"did you mean "steps"?"#),
        (#"{"name": "r", "steps": [{"id": "a"}]}"#, "either a prompt, a tool or a recipe; this one has none of them"),
        (
            #"{"name": "r", "steps": [{"id": "a", "prompt": "x", "tool": "t"}]}"#, "this one has prompt and tool"
        ),
        (
            #"{"name": "r", "steps": [{"id": "a", "prompt": "x"}, {"id": "a", "prompt": "y"}]}"#,
            #"a step before has the id "a" too"#
        ),
        (
            #"{"name": "r", "steps": [{"id": "a", "tool": "t", "answer": {}}]}"#,
            #""answer" belongs to a step with "prompt""#
        ),
        (
            #"{"name": "r", "steps": [{"id": "a", "tool": "t", "on_failure": "feedback"}]}"#,
            "only a step with a prompt can take feedback"
        ),
        (RecipeSamples.asking("{{nme}}", recipe: #""parameters": {"name": {}},"#), #"did you mean name?"#),
        (RecipeSamples.asking("{{steps.t.answer}}"), #"there is no step "t" (no step has run by then)"#),
        (
            #"{"name": "r", "steps": [{"id": "a", "prompt": "{{steps.b.answer}}"}, {"id": "b", "prompt": "x"}]}"#,
            #"the step "b" runs later"#
        ),
        (RecipeSamples.asking("{{item}}"), "{{item}} is known only in a step with foreach"),
        (RecipeSamples.asking("x", #""retries": 99"#), "expected a whole number from 0 to 10"),
        (RecipeSamples.asking("x", #""tool_choice": "requird""#), "did you mean required?"),
        (RecipeSamples.asking("x", #""budget": {"turns": 0}"#), "expected a whole number from 1 on"),
        (RecipeSamples.asking("x", #""budget": {"seconds": "1"}"#), #""seconds" is a text; expected a number above 0"#),
        (RecipeSamples.asking("x", #""foreach": 3"#), "expected a list or a template that gives one"),
        (RecipeSamples.asking("x", #""answer": {"type": "strng"}"#), "this JSON Schema cannot be used"),
        (RecipeSamples.asking("x", #""checks": [{"matches": "(" }]"#), "this pattern cannot be used"),
        (RecipeSamples.asking("x", #""checks": [{"equal": 1}]"#), #"did you mean "equals"?"#),
        (RecipeSamples.asking("x", #""checks": [{"equals": 1, "contains": 2}]"#), "this one has equals and contains"),
        (
            RecipeSamples.asking("x", #""checks": [{"equals": 1, "tolerance": 2}]"#),
            #"belongs to a check with "number""#
        ),
        (RecipeSamples.asking("x", #""checks": [{"called": "t", "at": "x"}]"#), "looks at the run and not at a value"),
        (RecipeSamples.asking("x", #""checks": [{"number": "abc"}]"#), "expected a number or a template"),
        (RecipeSamples.asking("x", #""checks": [{"at": "a..b", "equals": 1}]"#), #""at" is no path"#),
        (RecipeSamples.asking("x", #""when": [{"equals": 1}]"#), #"a condition needs a "value""#),
        (RecipeSamples.asking("x", #""when": [{"called": "t"}]"#), "nothing has run yet"),
        (RecipeSamples.asking(recipe: #""parameters": {"steps": {}},"#), "templates name other things by it"),
        (RecipeSamples.asking(recipe: #""parameters": {"p": {"type": "integr"}},"#), "did you mean integer?"),
        (RecipeSamples.asking(recipe: #""parameters": {"p": {"type": "enum"}},"#), #"an enum needs its "values""#),
        (
            RecipeSamples.asking(recipe: #""parameters": {"p": {"type": "integer", "default": "x"}},"#),
            "the default is a text; expected a whole number"
        ),
        (RecipeSamples.asking(recipe: #""parameters": {"p": {"default": 42}},"#), "put it in quotes"),
        (
            RecipeSamples.asking(recipe: #""parameters": {"p": {"default": "a", "required": true}},"#),
            "a parameter with a default is not required"
        ),
        (RecipeSamples.asking(recipe: #""approval": "alow","#), "did you mean allow?"),
        (RecipeSamples.asking(recipe: #""approval": [{"tool": "t"}],"#), #"a rule needs "decision""#),
        (RecipeSamples.asking(recipe: #""tools": "t","#), #""tools" is a text; expected a list"#),
        (RecipeSamples.asking(recipe: #""description": 3,"#), #""description" is the number 3; expected a text"#),
    ])
    func aMistakeIsTold(_ recipe: String, _ expected: String) throws {
        let problems = try RecipeSamples.problems(recipe)
        #expect(problems.contains { $0.contains(expected) }, "\(problems)")
    }

    @Test func allMistakesAreToldAtOnce() throws {
        let problems = try RecipeSamples.problems(
            #"{"nam": "r", "steps": [{"id": "a", "promt": "x"}, {"id": "b", "prompt": "{{q}}", "retries": "x"}]}"#)
        #expect(problems.count == 4, "\(problems)")
        let many = (0..<100).map { "\"k\($0)\": 1" }.joined(separator: ", ")
        #expect(try RecipeSamples.problems("{\(many)}").count == 25)
    }

    @Test func aKeyThatStandsTwiceIsTold() throws {
        let problems = try RecipeSamples.problems(
            #"{"name": "r", "name": "q", "steps": [{"id": "a", "prompt": "x"}]}"#)
        #expect(problems == [#""name" stands here twice"#])
    }

    @Test(.timeLimit(.minutes(1))) func manyMistakesTakeLittleTime() throws {
        let key = String(repeating: "k", count: 58)
        let entries = (0..<20_000).map { "\"\(key)\($0)\": 1" }.joined(separator: ", ")
        let checks = (0..<4000).map { "{\"\(key)\($0)\": 1}" }.joined(separator: ", ")
        #expect(try RecipeSamples.problems("{\(entries)}").count == 25)
        #expect(try RecipeSamples.problems(RecipeSamples.asking("x", "\"checks\": [\(checks)]")).count == 25)
    }

    @Test(.timeLimit(.minutes(1))) func manyReferencesTakeLittleTime() throws {
        let text = String(repeating: "{{a}} \\{{ ", count: 20_000)
        let source = RecipeSource(name: "r", text: "name: r\nprompt: \(text)")
        let prompt = RecipeNode(
            .scalar(.text(text)), at: RecipeLocation(source: source, line: 2, column: 9))
        var recipe = try RecipeSamples.node(RecipeSamples.asking(), name: "r")
        guard case .mapping(var entries) = recipe.content, case .list(var steps) = entries[1].value.content,
            case .mapping(var step) = steps[0].content
        else { return }
        step[1].value = prompt
        steps[0].content = .mapping(step)
        entries[1].value.content = .list(steps)
        recipe.content = .mapping(entries)
        do {
            _ = try Recipe(recipe)
            Issue.record("nothing was wrong")
        } catch let error as RecipeError {
            #expect(error.problems.count == 25)
            // Each reference and each pair of braces is 9 characters after the last.
            #expect(error.problems[24].description.hasPrefix("r:2:\(9 + 24 * 10): {{a}}"))
        }
    }

    // MARK: - Sub-recipes

    private static let inner =
        #"{"name": "inner", "parameters": {"n": {"type": "integer"}}, "steps": [{"id": "i", "prompt": "{{n}}"}]}"#

    private func outer(_ parameters: String, path: String = "inner") -> String {
        #"{"name": "r", "steps": [{"id": "s", "recipe": "\#(path)", "parameters": \#(parameters)}]}"#
    }

    @Test func subrecipesAreReadAndTheirParametersChecked() throws {
        let others = ["inner": Self.inner]
        #expect(try RecipeSamples.problems(outer(#"{"n": 1}"#), others: others).isEmpty)
        #expect(try RecipeSamples.problems(outer("{}"), others: others) == [#"inner needs the parameter "n""#])
        #expect(
            try RecipeSamples.problems(outer(#"{"n": 1, "nn": 2}"#), others: others)
                == [#"inner has no parameter "nn" (it has n); did you mean n?"#])
        #expect(try RecipeSamples.problems(outer("{}", path: "other"), others: others) == ["there is no other"])
    }

    @Test func cyclesAreRefused() throws {
        let others = [
            "a": #"{"name": "a", "steps": [{"id": "s", "recipe": "b"}]}"#,
            "b": #"{"name": "b", "steps": [{"id": "s", "recipe": "a"}]}"#,
        ]
        #expect(
            try RecipeSamples.problems(#"{"name": "r", "steps": [{"id": "s", "recipe": "a"}]}"#, others: others)
                == ["the recipe runs itself: a → b → a"])
    }

    @Test func theDepthIsBounded() throws {
        var others: [String: String] = [:]
        for level in 1...12 {
            others["l\(level)"] = #"{"name": "l", "steps": [{"id": "s", "recipe": "l\#(level + 1)"}]}"#
        }
        others["l13"] = RecipeSamples.asking()
        let deep = #"{"name": "r", "steps": [{"id": "s", "recipe": "l1"}]}"#
        #expect(try RecipeSamples.problems(deep, others: others) == ["more than 8 recipes stand in one another"])
    }

    @Test func theMistakesOfARecipeThatIsUsedTwiceAreToldOnce() throws {
        let uses = #"{"name": "r", "steps": [{"id": "s", "recipe": "i"}, {"id": "t", "recipe": "i"}]}"#
        #expect(try RecipeSamples.problems(uses, others: ["i": #"{"name": "i"}"#]).count == 1)
        let recipe = try RecipeSamples.recipe(
            uses, others: ["i": #"{"name": "i", "steps": [{"id": "x", "tool": "missing"}]}"#])
        do {
            try recipe.check(tools: ["add"], hasInput: true, allowsCommands: false)
            Issue.record("nothing was wrong")
        } catch {
            #expect(error.problems.map(\.message) == ["there is no tool missing (the tools are add)"])
        }
    }

    // MARK: - Before a run

    @Test func whatARunLacksIsTold() throws {
        let recipe = try RecipeSamples.recipe(
            RecipeSamples.asking(
                "{{input.x}}", #""checks": [{"called": "calculater"}, {"command": ["true"]}]"#,
                recipe: #""tools": ["calc*"],"#))
        #expect(throws: Never.self) {
            try recipe.check(tools: ["calculater"], hasInput: true, allowsCommands: true)
        }
        do {
            try recipe.check(tools: ["calculator"], hasInput: false, allowsCommands: false)
            Issue.record("nothing was wrong")
        } catch {
            #expect(
                error.problems.map(\.message) == [
                    "there is no tool calculater (the tools are calculator); did you mean calculator?",
                    "the run has no input for {{input}}",
                    "this check runs a command, and commands are not allowed",
                ])
        }
    }

    @Test func parametersAreChecked() throws {
        let recipe = try RecipeSamples.recipe(
            RecipeSamples.asking(
                recipe: """
                    "parameters": {"n": {"type": "integer"}, "c": {"type": "enum", "values": ["a", "b"], "default": "a"},
                    "o": {"required": false}, "f": {"type": "file", "default": "/no/such/file"}},
                    """))
        do {
            try recipe.check(parameters: ["n": .text("x"), "c": .text("z"), "m": .null])
            Issue.record("nothing was wrong")
        } catch {
            #expect(
                error.problems.map(\.message) == [
                    "r has no parameter m (it has n, c, o, f); did you mean n?",
                    "the parameter n is a text, x, and must be a whole number",
                    "the parameter c is a text, z, and must be one of a, b",
                    "the parameter f is the file /no/such/file, which cannot be read",
                ])
        }
        #expect(try recipe.parameters[0].value(of: "-3") == .integer(-3))
        #expect(throws: RecipeError.self) { try recipe.parameters[0].value(of: "3.5") }
        #expect(throws: RecipeError.self) { try recipe.parameters[0].value(of: "1e999") }
    }
}
