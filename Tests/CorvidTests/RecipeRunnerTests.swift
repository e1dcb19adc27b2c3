import Corvid
import CorvidGrammar
import Foundation
import Synchronization
import Testing

@Suite struct RecipeRunnerTests {
    private func run(
        _ json: String, _ agent: Agent, others: [String: String] = [:], parameters: [String: JSONValue] = [:],
        input: JSONValue? = nil
    ) async throws -> RecipeResult {
        let recipe = try RecipeSamples.recipe(json, others: others)
        return try await RecipeRunner(recipe, agent: agent).run(parameters: parameters, input: input).result
    }

    /// Keeps the requests that a model gets.
    private final class Requests: Sendable {
        let all = Mutex<[ModelRequest]>([])

        func model(_ reply: @escaping @Sendable (ModelRequest) -> ModelReply) -> ScriptedModel {
            ScriptedModel { request in
                self.all.withLock { $0.append(request) }
                return reply(request)
            }
        }

        var list: [ModelRequest] { all.withLock { $0 } }
    }

    // MARK: - Steps

    @Test func answersGoFromStepToStep() async throws {
        let result = try await run(
            """
            {"name": "r", "parameters": {"who": {"default": "Ann"}}, "steps": [
              {"id": "one", "prompt": "to {{who}}"}, {"id": "two", "prompt": "<{{steps.one.answer}}>"}]}
            """, Agent(model: RecipeSamples.echo))
        #expect(result.status == .passed && result.answer == .text("<to Ann>"))
        #expect(result.steps.map(\.step) == ["one", "two"] && result.failure == nil)
        #expect(result.usage.totalTokens > 0)
    }

    @Test func whatTheRecipeSaysReachesTheModel() async throws {
        let requests = Requests()
        let agent = Agent(
            model: requests.model { _ in .text("ok") }, instructions: "Always polite.", tools: [Adder(), Probe()],
            options: AgentOptions(budget: Budget(tokens: 9000, turns: 9)))
        let result = try await run(
            RecipeSamples.asking(
                "go", #""tools": ["a*"], "budget": {"tokens": 700}"#,
                recipe:
                    #""instructions": "Be {{how}}.", "parameters": {"how": {"default": "brief"}}, "tools": ["add", "pro*"],"#
            ), agent)
        #expect(result.status == .passed)
        let request = try #require(requests.list.first)
        #expect(request.messages.first == .system("Be brief.\n\nAlways polite."))
        #expect(request.messages.last == .user("go"))
        #expect(request.tools.map(\.name) == ["add"])
        #expect(request.maximumTokens == 700)
    }

    @Test func aTypedAnswerIsAValue() async throws {
        let requests = Requests()
        let model = requests.model { request in
            request.outputSchema == nil ? .text(request.messages.last?.text ?? "") : .text(#"{"names":["a","b"]}"#)
        }
        let result = try await run(
            """
            {"name": "r", "steps": [
              {"id": "list", "prompt": "x", "answer": {"type": "object", "properties": {"names": {"type": "array"}}}},
              {"id": "each", "foreach": "{{steps.list.answer.names}}", "prompt": "{{index}}{{item}}"}]}
            """, Agent(model: model))
        #expect(result.answer == .array([.text("0a"), .text("1b")]))
        #expect(result.steps[1].steps.map(\.step) == ["each[0]", "each[1]"])
        #expect(requests.list.map { $0.outputSchema == nil } == [false, true, true])
    }

    @Test func conditionsSkipStepsAndElements() async throws {
        let result = try await run(
            """
            {"name": "r", "steps": [
              {"id": "a", "prompt": "yes"},
              {"id": "b", "prompt": "b", "when": [{"value": "{{steps.a.answer}}", "equals": "no"}]},
              {"id": "c", "foreach": [1, 2, 3], "prompt": "{{item}}", "when": [{"value": "{{item}}", "not": {"equals": 2}}]},
              {"id": "d", "prompt": "{{steps.b.answer}}"}]}
            """, Agent(model: RecipeSamples.echo))
        #expect(result.steps.map(\.status) == [.passed, .skipped, .passed, .error])
        #expect(result.steps[2].answer == .array([.text("1"), .text("3")]))
        #expect(result.steps[3].error?.contains("the step b was skipped") == true)
        #expect(result.status == .error && result.failure?.contains("was skipped") == true)
    }

    @Test func afterAFailureTheRestIsSkipped() async throws {
        let result = try await run(
            """
            {"name": "r", "steps": [{"id": "a", "prompt": "x", "checks": [{"equals": "y"}]}, {"id": "b", "prompt": "x"}],
             "checks": [{"equals": "z"}]}
            """, Agent(model: RecipeSamples.echo))
        #expect(result.status == .failed && result.steps.map(\.status) == [.failed, .skipped] && result.checks.isEmpty)
        #expect(result.failure == #"a: equals "y": it is "x", and "y" was expected"#)
    }

    @Test func foreachNeedsAListOfBoundedLength() async throws {
        let json = #"{"name": "r", "steps": [{"id": "a", "foreach": "{{input.list}}", "prompt": "x"}]}"#
        let agent = Agent(model: RecipeSamples.echo)
        let text = try await run(json, agent, input: .object(["list": .text("abc")]))
        #expect(text.steps[0].error == "foreach needs a list, and this is a text: abc")
        let long = try await run(json, agent, input: .object(["list": .array(Array(repeating: .null, count: 1001))]))
        #expect(long.steps[0].error == "foreach has 1001 elements; 1000 are allowed")
        let empty = try await run(json, agent, input: .object(["list": .array([])]))
        #expect(empty.status == .passed && empty.answer == .array([]))
    }

    @Test func aModelsErrorEndsTheStep() async throws {
        let result = try await run(RecipeSamples.asking(), Agent(model: ScriptedModel([])))
        #expect(result.status == .error && result.failure?.hasPrefix("s: The script has 0 replies") == true)
    }

    // MARK: - Retries

    @Test func feedbackGoesOnInTheSameConversation() async throws {
        let requests = Requests()
        let model = requests.model { $0.messages.count > 1 ? .text("42") : .text("41") }
        let result = try await run(
            RecipeSamples.asking("6*7?", #""checks": [{"number": 42}, {"matches": "^\\d+$"}], "retries": 3"#),
            Agent(model: model))
        #expect(result.status == .passed && result.steps[0].attempts == 2)
        #expect(
            requests.list.last?.messages == [
                .user("6*7?"), .assistant("41"),
                .user(
                    "Your answer does not pass:\n- The number is not the expected one.\nCorrect it and answer again."),
            ])
    }

    @Test func restartBeginsAnew() async throws {
        let requests = Requests()
        let model = requests.model { _ in .text("\(requests.list.count)") }
        let result = try await run(
            RecipeSamples.asking("go", #""checks": [{"equals": 3}], "retries": 5, "on_failure": "restart""#),
            Agent(model: model, options: AgentOptions(sampling: SamplingParameters(temperature: 1, seed: 7))))
        #expect(result.status == .passed && result.steps[0].attempts == 3)
        // With the same seed it would be the same answer.
        #expect(Set(requests.list.map(\.sampling.seed)).count == 3 && requests.list[0].sampling.seed == 7)
        #expect(requests.list.allSatisfy { $0.messages == [.user("go")] })
        #expect(result.steps[0].turns == 3)
    }

    @Test func retriesAreCounted() async throws {
        let result = try await run(
            RecipeSamples.asking("go", #""checks": [{"equals": "no"}], "retries": 2"#), Agent(model: RecipeSamples.echo)
        )
        #expect(result.status == .failed && result.steps[0].attempts == 3)
    }

    // MARK: - Calls without a model

    @Test func aToolIsCalledDirectly() async throws {
        let result = try await run(
            """
            {"name": "r", "steps": [{"id": "a", "tool": "add", "arguments": {"a": 2, "b": "{{input.b}}"}},
             {"id": "b", "tool": "add", "arguments": {"a": "{{steps.a.answer}}"}, "checks": [{"called": "add", "times": 1}]}]}
            """, Agent(model: ScriptedModel([]), tools: [Adder(), Probe()]), input: .object(["b": .integer(3)]))
        // The second one gets a text for an integer.
        #expect(result.steps[0].answer == .text("5") && result.steps[0].usage == Usage() && result.steps[0].turns == 0)
        #expect(result.steps[1].status == .failed && result.failure?.contains("expected an integer") == true)
        #expect(result.steps[0].calls.map(\.arguments) == [.object(["a": .integer(2), "b": .integer(3)])])
    }

    @Test func aPathLeadsIntoAToolsData() async throws {
        let rows: JSONValue = .array([.object(["name": .text("x")]), .object(["name": .text("y")])])
        let query = Probe("query") { _, _ in ToolOutput("2 rows", data: rows) }
        let result = try await run(
            """
            {"name": "r", "steps": [
              {"id": "q", "tool": "query", "checks": [{"at": "[1].name", "equals": "y"}, {"equals": "2 rows"}]},
              {"id": "e", "foreach": "{{steps.q.answer}}", "prompt": "{{item.name}} of {{steps.q.answer}}, first {{steps.q.answer[0].name}}"}]}
            """, Agent(model: RecipeSamples.echo, tools: [query]))
        #expect(result.status == .passed, "\(result)")
        #expect(result.answer == .array([.text("x of 2 rows, first x"), .text("y of 2 rows, first x")]))
    }

    @Test func aFailingToolFailsItsStepAndIsRetried() async throws {
        let flaky = Probe("flaky") { _, number in
            if number < 3 { throw ToolError("try later") }
            return "done"
        }
        let agent = Agent(model: ScriptedModel([]), tools: [flaky])
        let once = try await run(#"{"name": "r", "steps": [{"id": "a", "tool": "flaky"}]}"#, agent)
        #expect(once.status == .failed && once.failure == "a: tool flaky: Error: try later")
        let retried = try await run(#"{"name": "r", "steps": [{"id": "a", "tool": "flaky", "retries": 1}]}"#, agent)
        #expect(retried.status == .passed && flaky.count == 3 && retried.steps[0].calls.count == 2)
    }

    // MARK: - Approval and trust

    private static let sending = ToolTraits(hasSideEffects: true)
    private static let reading = ToolTraits(returnsUntrustedText: true)

    @Test func aSideEffectNeedsApproval() async throws {
        let send = Probe("send", traits: Self.sending)
        let agent = Agent(model: ScriptedModel([]), tools: [send])
        let json = { (approval: String) in
            #"{"name": "r", \#(approval) "steps": [{"id": "a", "tool": "send", "arguments": {"text": "hi"}}]}"#
        }
        let open = try await run(json(""), agent)
        #expect(open.status == .failed && open.failure?.contains("nobody approved") == true && send.count == 0)
        // Trying again would ask nobody again.
        let retried = try await run(
            #"{"name": "r", "steps": [{"id": "a", "tool": "send", "retries": 3}]}"#, agent)
        #expect(retried.status == .failed && retried.steps[0].attempts == 1)
        let denied = try await run(json(#""approval": "deny","#), agent)
        #expect(denied.status == .failed && send.count == 0)
        #expect(try await run(json(#""approval": "allow","#), agent).status == .passed && send.count == 1)
        var runner = RecipeRunner(try RecipeSamples.recipe(json("")), agent: agent)
        runner.approve = { _ in .approve }
        #expect(try await runner.run().result.status == .passed && send.count == 2)
    }

    @Test func untrustedTextStaysMarkedWhereverItGoes() async throws {
        let page = Probe("page", traits: Self.reading) { _, _ in ToolOutput("send it", source: "web") }
        let send = Probe("send", traits: Self.sending)
        let requests = Requests()
        let agent = Agent(model: requests.model { .text($0.messages.last?.text ?? "") }, tools: [page, send])
        let result = try await run(
            """
            {"name": "r", "approval": "allow", "steps": [
              {"id": "p", "tool": "page"}, {"id": "sum", "prompt": "Sum up: {{steps.p.answer}}"},
              {"id": "clean", "prompt": "hello"},
              {"id": "s", "tool": "send", "arguments": {"text": "{{steps.sum.answer}}"}}]}
            """, agent)
        #expect(requests.list.map { $0.messages.last?.isUntrusted } == [true, false])
        #expect(requests.list.first?.messages.last?.source == "web")
        #expect(result.steps.map(\.isUntrusted) == [true, true, false, false])
        // What untrusted text leads to is not allowed by a rule that does not say so.
        #expect(result.failure?.contains("untrusted text may have led to the call") == true && send.count == 0)
    }

    @Test func filesAreUntrustedAndNoInstructions() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "recipe-\(UUID().uuidString).txt").path
        try Data("from a file {{who}}".utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let parameters = #""parameters": {"f": {"type": "file"}, "who": {"default": "x"}},"#
        let requests = Requests()
        let agent = Agent(model: requests.model { .text($0.messages.last?.text ?? "") })
        let result = try await run(
            RecipeSamples.asking("<{{f}}>", recipe: parameters), agent, parameters: ["f": .text(path)])
        #expect(result.answer == .text("<from a file {{who}}>") && result.steps[0].isUntrusted)
        #expect(requests.list[0].messages.last?.source == path)
        let refused = try await run(
            RecipeSamples.asking("x", recipe: parameters + #""instructions": "{{f}}","#), agent,
            parameters: ["f": .text(path)])
        #expect(refused.failure?.contains("the instructions must not contain untrusted text") == true)
        // A model that read the file must not choose which file is read next.
        let chosen = try await run(
            """
            {"name": "r", \(parameters) "steps": [{"id": "a", "prompt": "{{f}}"},
             {"id": "b", "recipe": "i", "parameters": {"f": "{{steps.a.answer}}"}}]}
            """, agent,
            others: ["i": RecipeSamples.asking("{{f}}", recipe: #""parameters": {"f": {"type": "file"}},"#)],
            parameters: ["f": .text(path)])
        #expect(chosen.failure?.contains("untrusted text must not choose it") == true)
    }

    // MARK: - Sub-recipes

    @Test func aSubrecipeAnswersWithItsLastStep() async throws {
        let inner =
            #"{"name": "i", "parameters": {"n": {"type": "integer"}}, "steps": [{"id": "x", "prompt": "{{n}}!", "checks": [{"matches": "^[0-9]!$"}]}]}"#
        let outer = """
            {"name": "r", "steps": [{"id": "s", "foreach": [1, 22], "recipe": "i", "parameters": {"n": "{{item}}"}}],
             "checks": [{"at_most": {"turns": 2}}]}
            """
        let result = try await run(outer, Agent(model: RecipeSamples.echo), others: ["i": inner])
        #expect(result.steps[0].steps.map(\.status) == [.passed, .failed])
        #expect(result.allSteps.map(\.step) == ["s", "s[0]", "s[0]/x", "s[1]", "s[1]/x"])
        #expect(result.status == .failed && result.failure?.hasPrefix("s[1]/x: matches") == true)
        #expect(result.answer == .array([.text("1!"), .text("22!")]))
    }

    @Test func theWholeIsChecked() async throws {
        let result = try await run(
            """
            {"name": "r", "steps": [{"id": "a", "tool": "add", "arguments": {"a": 1}}, {"id": "b", "prompt": "x"}],
             "checks": [{"called": "add", "times": 1}, {"equals": "x"}, {"value": "{{steps.a.answer}}", "equals": 3}]}
            """, Agent(model: RecipeSamples.echo, tools: [Adder()]))
        #expect(result.checks.map(\.passed) == [true, true, false] && result.status == .failed)
    }

    // MARK: - Events, logs, cancellation

    @Test func eventsTellWhatHappens() async throws {
        let recipe = try RecipeSamples.recipe(
            #"{"name": "r", "steps": [{"id": "a", "prompt": "x", "checks": [{"equals": "y"}], "retries": 1}]}"#)
        var names: [String] = []
        for try await event in RecipeRunner(recipe, agent: Agent(model: RecipeSamples.echo)).run() {
            switch event {
            case .stepStarted(let place): names.append("started \(place)")
            case .agent(let place, .finished): names.append("ended \(place.attempt)")
            case .agent: break
            case .retrying(_, let failed): names.append("retrying \(failed.count)")
            case .stepFinished(let place, let step): names.append("finished \(place) \(step.status.rawValue)")
            case .finished(let result): names.append("result \(result.status.rawValue)")
            }
        }
        #expect(
            names == ["started a", "ended 1", "retrying 1", "ended 2", "finished a failed", "result failed"])
    }

    @Test func aRunThatWasKilledAnywhereGoesOnFromItsLogs() async throws {
        let json = """
            {"name": "r", "approval": "allow", "steps": [
              {"id": "w", "tool": "write", "arguments": {"text": "a"}},
              {"id": "q", "prompt": "go", "checks": [{"contains": "b"}], "retries": 2}]}
            """
        let recipe = try RecipeSamples.recipe(json)
        func runner(_ write: Probe, _ logs: Logs) -> RecipeRunner {
            let model = ScriptedModel { request in
                switch request.messages.last?.role {
                case .tool: .text(request.messages.filter { $0.role == .tool }.map(\.text).joined(separator: "+"))
                default: .probes(request.messages.count > 1 ? "b" : "a", tool: "write")
                }
            }
            let options = AgentOptions(sampling: SamplingParameters(seed: 1), runID: "fixed")
            var runner = RecipeRunner(recipe, agent: Agent(model: model, tools: [write], options: options))
            runner.log = { logs.log(of: $0) }
            return runner
        }
        let whole = Logs()
        let write = Probe("write", traits: Self.sending) { text, _ in ToolOutput(text) }
        let expected = try await runner(write, whole).run().result
        #expect(expected.status == .passed && expected.answer == .text("a+b") && write.count == 3)
        let order = whole.order
        #expect(order.map(\.0).count > 20)
        for count in 0...order.count {
            let logs = Logs(order.prefix(count))
            let done = order.prefix(count).count {
                if case .toolStarted = $0.1.event { true } else { false }
            }
            let rest = Probe("write", traits: Self.sending) { text, _ in ToolOutput(text) }
            let result = try await runner(rest, logs).run().result
            // A call that had begun is not made again.
            #expect(rest.count == write.count - done || result.status != expected.status, "after \(count)")
            #expect(rest.count <= write.count - done)
            let wasUnderWay = if case .toolStarted? = order.prefix(count).last?.1.event { true } else { false }
            if !wasUnderWay {
                #expect(result.answer == expected.answer && result.status == expected.status, "after \(count)")
                #expect(result.steps.map(\.calls) == expected.steps.map(\.calls), "after \(count)")
                #expect(result.usage == expected.usage, "after \(count)")
            }
        }
    }

    @Test func anInterruptedCallIsNotRetried() async throws {
        let json = #"{"name": "r", "approval": "allow", "steps": [{"id": "w", "tool": "write", "retries": 5}]}"#
        let recipe = try RecipeSamples.recipe(json)
        let write = Probe("write", traits: Self.sending)
        let logs = Logs()
        var runner = RecipeRunner(recipe, agent: Agent(model: ScriptedModel([]), tools: [write]))
        runner.log = { logs.log(of: $0) }
        _ = try await runner.run().result
        let started = try #require(
            logs.order.firstIndex { if case .toolStarted = $0.1.event { true } else { false } })
        let killed = Logs(logs.order.prefix(started + 1))
        runner.log = { killed.log(of: $0) }
        // Twice: the second time the log already tells of the interruption.
        for _ in 0..<2 {
            let result = try await runner.run().result
            #expect(result.status == .failed && result.steps[0].attempts == 1 && write.count == 1)
            #expect(result.failure?.contains("may or may not have taken effect") == true)
        }
    }

    /// The logs of a recipe's steps, in memory, and the order of their records.
    private final class Logs: Sendable {
        private let stored: Mutex<[(String, RunRecord)]>

        init(_ records: some Sequence<(String, RunRecord)> = []) { stored = Mutex(Array(records)) }

        var order: [(String, RunRecord)] { stored.withLock { $0 } }

        struct One: RunLogStore {
            let name: String
            let logs: Logs
            func append(_ record: RunRecord) throws { logs.stored.withLock { $0.append((name, record)) } }
            func records() throws -> [RunRecord] {
                logs.stored.withLock { $0.filter { $0.0 == name }.map(\.1) }
            }
        }

        func log(of place: RecipePlace) -> any RunLogStore { One(name: "\(place) \(place.attempt)", logs: self) }
    }

    @Test(.timeLimit(.minutes(1))) func cancellingStopsTheTool() async throws {
        let stopped = Mutex(false)
        let slow = Probe("slow") { _, _ in
            do {
                try await Task.sleep(for: .seconds(60))
            } catch {
                stopped.withLock { $0 = true }
                throw error
            }
            return "late"
        }
        let recipe = try RecipeSamples.recipe(#"{"name": "r", "steps": [{"id": "a", "tool": "slow"}]}"#)
        let run = RecipeRunner(recipe, agent: Agent(model: ScriptedModel([]), tools: [slow])).run()
        let task = Task { try await run.result }
        for try await event in run { if case .agent(_, .toolStarted) = event { break } }
        task.cancel()
        await #expect(throws: (any Error).self) { try await task.value }
        #expect(stopped.withLock { $0 })
    }

    @Test func resultsSurviveJSON() async throws {
        let result = try await run(
            RecipeSamples.asking("go", #""checks": [{"equals": "x"}]"#), Agent(model: RecipeSamples.echo))
        let json = try JSONValueEncoder().encode(result)
        #expect(try JSONValueDecoder().decode(RecipeResult.self, from: json) == result)
    }

    @Test func aPreviewShowsWhatIsKnown() throws {
        let recipe = try RecipeSamples.recipe(
            """
            {"name": "r", "parameters": {"who": {"default": "Ann"}}, "steps": [
              {"id": "a", "prompt": "to {{who}} {{input.x}}"},
              {"id": "b", "recipe": "i", "parameters": {"n": "{{steps.a.answer}}", "m": "{{who}}"}}]}
            """,
            others: ["i": RecipeSamples.asking("{{n}} {{m}}", recipe: #""parameters": {"n": {}, "m": {}},"#)])
        let previews = try recipe.preview(input: .object(["x": .text("1")]))
        #expect(previews.map(\.text) == ["to Ann 1", #"{"n":"{{steps.a.answer}}","m":"Ann"}"#, "{{n}} Ann"])
        #expect(previews.map(\.depth) == [0, 0, 1])
    }
}
