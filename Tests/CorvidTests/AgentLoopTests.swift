import Corvid
import CorvidGrammar
import Testing

@Suite struct AgentLoopTests {
    @Test func callsAToolAndAnswers() async throws {
        let model = ScriptedModel([.call("add", ["a": .integer(40), "b": .integer(2)]), .text("It is 42.")])
        let result = try await Agent(model: model, instructions: "Be brief.", tools: [Adder()]).respond(to: "40 + 2?")
        #expect(result.text == "It is 42.")
        #expect(result.stopReason == .answered)
        #expect(result.messages.map(\.role) == [.system, .user, .assistant, .tool, .assistant])
        #expect(result.messages[3].text == "42")
        #expect(result.messages[3].toolCallID == "call_1")
        #expect(result.turns == 2 && result.toolCalls == 1)
    }

    @Test func streamsEveryEventInOrder() async throws {
        let model = ScriptedModel([.call("add", ["a": .integer(1)]), .text("2")])
        var names: [String] = []
        for try await event in Agent(model: model, tools: [Adder()]).run("1 + 1?") { names.append(event.name) }
        #expect(
            names == [
                "started", "toolsChosen", "requested", "callStarted", "callDelta", "replied", "toolStarted",
                "toolFinished", "requested", "textDelta", "replied", "finished",
            ])
    }

    @Test func callsOfOneTurnRunTogetherAndAnswerInCallOrder() async throws {
        let gate = AsyncStream<Void>.makeStream()
        // The first call ends only after the second has begun: one after the other would never end.
        let probe = Probe { text, _ in
            if text == "second" { gate.continuation.finish() }
            if text == "first" { for await _ in gate.stream {} }
            return "\(text) done"
        }
        let model = ScriptedModel([.probes("first", "second"), .text("ok")])
        let result = try await Agent(model: model, tools: [probe]).respond(to: "go")
        #expect(result.messages.filter { $0.role == .tool }.map(\.text) == ["first done", "second done"])
        #expect(result.messages.filter { $0.role == .tool }.map(\.toolCallID) == ["call_1", "call_2"])
    }

    @Test func aToolsFailureGoesToTheModel() async throws {
        let probe = Probe { text, number in
            if number == 1 { throw ToolError("Say it louder.") }
            return "heard"
        }
        let model = ScriptedModel { request in
            switch request.turn {
            case 0: return .probes("psst")
            case 1:
                #expect(request.messages.last?.text == "Error: Say it louder.")
                return .probes("HEY")
            default: return .text("done")
            }
        }
        let result = try await Agent(model: model, tools: [probe]).respond(to: "call")
        #expect(result.text == "done")
        #expect(probe.count == 2)
    }

    @Test func aToolThatFailsTooOftenIsWithdrawn() async throws {
        let probe = Probe(traits: ToolTraits(maximumFailures: 2)) { _, _ in throw ToolError("broken") }
        let model = ScriptedModel { request in
            if request.tools.isEmpty {
                #expect(request.toolChoice == .none)
                return .text("I cannot.")
            }
            return .probes("try \(request.turn)")
        }
        let log = MemoryRunLog()
        let result = try await Agent(model: model, tools: [probe]).respond(to: "go", log: log)
        #expect(probe.count == 2)
        #expect(result.text == "I cannot.")
        #expect(log.events.contains("toolWithdrawn"))
    }

    @Test func unknownToolsAndBadArgumentsAreExplained() async throws {
        let model = ScriptedModel { request in
            switch request.turn {
            case 0: .call("subtract", ["a": .integer(1)])
            case 1: .call("add", ["a": .text("one")])
            default: .text(request.messages.filter { $0.role == .tool }.map(\.text).joined(separator: "\n"))
            }
        }
        let result = try await Agent(model: model, tools: [Adder()]).respond(to: "go")
        #expect(
            result.text == """
                There is no tool subtract. The tools are add.
                Error: The arguments of add do not fit: a: expected an integer, found a string
                """)
    }

    @Test func aDemandedCallIsDemandedOnce() async throws {
        let model = ScriptedModel { request in
            #expect(request.toolChoice == (request.turn == 0 ? .named("add") : .auto))
            return request.turn == 0 ? .call("add", ["a": .integer(1)]) : .text("2")
        }
        let options = AgentOptions(toolChoice: .named("add"))
        #expect(try await Agent(model: model, tools: [Adder()], options: options).respond(to: "x").text == "2")
    }

    struct City: ToolArguments {
        @Parameter("Name.") var name: String
        @Parameter("People.") var population: Int
    }

    @Test func answersWithAType() async throws {
        let model = ScriptedModel { request in
            #expect(request.outputSchema != nil)
            return request.turn == 0
                ? .call("add", ["a": .integer(1)]) : .text(#"{"name":"Turin","population":850000}"#)
        }
        let answer = try await Agent(model: model, tools: [Adder()]).respond(to: "x", generating: City.self)
        #expect(answer.value.name == "Turin" && answer.value.population == 850_000)
        #expect(answer.run.toolCalls == 1)
    }

    @Test func aMissingTypedAnswerIsAnError() async throws {
        let agent = Agent(model: ScriptedModel([.text("no idea")]))
        do {
            _ = try await agent.respond(to: "x", generating: City.self)
            Issue.record("was accepted")
        } catch let error as AgentError {
            #expect(error.code == .noAnswer)
        }
    }

    @Test func aConversationGoesOn() async throws {
        let agent = Agent(
            model: ScriptedModel { request in .text("\(request.messages.count)") }, instructions: "Count.")
        let first = try await agent.respond(to: "a")
        #expect(first.text == "2")
        let second = try await agent.run(first.messages + [.user("b")]).result
        #expect(second.text == "4")
        #expect(second.messages.count { $0.role == .system } == 1)
    }

    @Test(arguments: [
        ([Adder() as any Tool, Adder()], ToolChoice.auto, AgentError.Code.badTool),
        ([Probe("two words")], .auto, .badTool),
        ([Adder()], .named("divide"), .unknownTool),
        ([], .required, .badOption),
    ])
    func refusesAgentsThatCannotBe(tools: [any Tool], choice: ToolChoice, code: AgentError.Code) async throws {
        let agent = Agent(model: ScriptedModel([]), tools: tools, options: AgentOptions(toolChoice: choice))
        do {
            _ = try await agent.respond(to: "x")
            Issue.record("was accepted")
        } catch let error as AgentError {
            #expect(error.code == code)
        }
    }

    @Test func endsWhenNobodyListens() async throws {
        let ended = AsyncStream<Void>.makeStream()
        let probe = Probe { _, _ in
            do {
                try await Task.sleep(for: .seconds(60))
            } catch {
                ended.continuation.finish()
                throw error
            }
            return ""
        }
        let agent = Agent(model: ScriptedModel([.probes("x")]), tools: [probe])
        for try await event in agent.run("go") {
            if case .toolStarted = event { break }
        }
        for await _ in ended.stream {}
        #expect(probe.count == 1)
    }
}
