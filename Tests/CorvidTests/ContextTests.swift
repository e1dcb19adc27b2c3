import Corvid
import CorvidGrammar
import Testing

@Suite struct ContextTests {
    private func events(_ agent: Agent, _ prompt: String = "go") async throws -> ([AgentEvent], AgentResult) {
        let log = MemoryRunLog()
        let result = try await agent.respond(to: prompt, log: log)
        return (log.records().map(\.event), result)
    }

    @Test func oldResultsAreShortenedAndThenDropped() async throws {
        let probe = Probe { text, _ in ToolOutput(String(repeating: "\(text) ", count: 400)) }
        let seen = AsyncStream<[Message]>.makeStream()
        let model = ScriptedModel(contextLength: 1600) { request in
            seen.continuation.yield(request.messages)
            // Pairs stay whole.
            var open: Set<String> = []
            for message in request.messages {
                for call in message.toolCalls { open.insert(call.id) }
                if let id = message.toolCallID { #expect(open.remove(id) != nil) }
            }
            #expect(open.isEmpty)
            #expect(request.messages.first?.text == "Instructions.")
            #expect(request.messages.contains { $0.role == .user && $0.text.hasSuffix("the question") })
            return request.turn < 12 ? .probes("\(request.turn)") : .text("done")
        }
        let agent = Agent(
            model: model, instructions: "Instructions.", tools: [probe],
            options: AgentOptions(budget: .unlimited, loopGuard: nil))
        let (events, result) = try await events(agent, "the question")
        let compactions = events.compactMap { if case .compacted(let done) = $0 { done } else { nil } }
        #expect(!compactions.isEmpty)
        #expect(compactions.allSatisfy { $0.tokensBefore > 1200 && $0.tokensAfter <= 1200 && !$0.edits.isEmpty })
        #expect(compactions.contains { $0.droppedMessages > 0 })
        // The transcript keeps everything.
        #expect(result.messages.count == 2 + 12 * 2 + 1)
        #expect(result.messages.filter { $0.role == .tool }.allSatisfy { $0.text.count >= 800 })
        seen.continuation.finish()
    }

    @Test func whatCannotFitIsAnErrorWithTheNumbers() async throws {
        let agent = Agent(model: ScriptedModel([.text("x")], contextLength: 200))
        do {
            _ = try await agent.respond(to: String(repeating: "long ", count: 400))
            Issue.record("was accepted")
        } catch let error as AgentError {
            #expect(error.code == .contextOverflow)
            #expect(error.description.contains("150 fit"), "\(error)")
        }
    }

    @Test func aPolicyCanForbidDropping() async throws {
        let probe = Probe { _, _ in ToolOutput(String(repeating: "x", count: 4000)) }
        let options = AgentOptions(compaction: CompactionPolicy(dropsOldest: false))
        let agent = Agent(
            model: ScriptedModel([.probes("a"), .text("b")], contextLength: 800), tools: [probe], options: options)
        await #expect(throws: AgentError.self) { try await agent.respond(to: "go") }
    }

    @Test func twoHundredToolsRunInASmallContext() async throws {
        let filler = (0..<199).map { index in
            DynamicTool(
                ToolDefinition(
                    name: "service_\(index).operate",
                    description: "Operates the unrelated service number \(index) in its usual manner.",
                    parameters: .object(["type": .text("object")]))
            ) { _, _ in "" }
        }
        struct Weather: Tool {
            let name = "weather.current"
            let description = "Reports the weather in a city."
            struct Arguments: ToolArguments { @Parameter("Name of the city.") var city: String }
            func call(_ arguments: Arguments, context: ToolContext) async throws -> ToolOutput {
                "Sunny in \(arguments.city)"
            }
        }
        let model = ScriptedModel(contextLength: 4096) { request in
            guard request.turn == 0 else { return .text(request.messages.last?.text ?? "") }
            #expect(request.tools.first?.name == "weather.current")
            #expect(request.tools.first?.isLikely == true)
            return .call("weather.current", ["city": .text("Turin")])
        }
        let agent = Agent(model: model, tools: filler + [Weather()])
        let (events, result) = try await events(agent, "How is the weather in the city of Turin?")
        #expect(result.text == "Sunny in Turin")
        let selection = events.compactMap { if case .toolsChosen(let chosen) = $0 { chosen } else { nil } }.first
        #expect(selection?.offered.first == "weather.current")
        #expect((selection?.offered.count ?? 0) + (selection?.omitted.count ?? 0) == 200)
        #expect((selection?.omitted.count ?? 0) > 50)
    }

    @Test func aNamedToolIsNeverLeftOut() async throws {
        let tools = (0..<200).map { index in
            DynamicTool(
                ToolDefinition(
                    name: "tool_\(index)", description: String(repeating: "word ", count: 30),
                    parameters: .object(["type": .text("object")]))
            ) { _, _ in "ran \(index)" }
        }
        let model = ScriptedModel(contextLength: 2048) { request in
            request.turn == 0 ? .call("tool_150", [:]) : .text(request.messages.last?.text ?? "")
        }
        let agent = Agent(model: model, tools: tools, options: AgentOptions(toolChoice: .named("tool_150")))
        let (events, result) = try await events(agent)
        #expect(result.text == "ran 150")
        let selection = events.compactMap { if case .toolsChosen(let chosen) = $0 { chosen } else { nil } }.first
        #expect(selection?.offered.first == "tool_150")
    }

    @Test(arguments: [
        ("What's the weather like in Paris?", "get_current_weather"),
        ("Convert 100 euros to dollars", "currencyConverter.convert"),
        ("remind me to water the plants at six", "createReminder"),
        ("how far is it from Rome to Naples", "maps.route_distance"),
        ("translate this sentence into Spanish", "TranslateText"),
    ])
    func theRankerFindsTheTool(question: String, name: String) {
        func tool(_ name: String, _ description: String, _ parameters: KeyValuePairs<String, JSONValue>)
            -> ToolDefinition
        {
            ToolDefinition(
                name: name, description: description,
                parameters: .object(["type": .text("object"), "properties": .object(parameters)]))
        }
        func described(_ text: String) -> JSONValue { .object(["type": .text("string"), "description": .text(text)]) }
        let tools = [
            tool("maps.route_distance", "Computes how far two places are apart.", ["origin": described("From where")]),
            tool("createReminder", "Creates a reminder at a time.", ["text": described("What to be reminded of")]),
            tool(
                "currencyConverter.convert", "Converts an amount of money.",
                ["to": described("Target, as dollars or euros")]),
            tool("get_current_weather", "Reports the weather conditions.", ["city": described("Name of the city")]),
            tool("TranslateText", "Translates a text to a language.", ["sentence": described("What to translate")]),
        ]
        let ranks = ToolRanker(tools).rank(question)
        #expect(tools[ranks[0].index].name == name)
        #expect(ranks[0].isLikely)
        #expect(Set(ranks.map(\.index)) == Set(0..<5))
    }

    @Test func nothingIsLikelyWithoutACommonWord() {
        let ranks = ToolRanker([Adder().definition, Probe().definition]).rank("Good morning!")
        #expect(ranks.map(\.index) == [0, 1] && ranks.allSatisfy { !$0.isLikely })
    }
}
