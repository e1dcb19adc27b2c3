import Corvid
import CorvidGrammar
import Synchronization
import Testing

/// What tools know of the values that a user names goes into the message.
@Suite struct ValueMatchTests {
    /// Texts that tools were asked about.
    private final class Asked: Sendable {
        let texts = Mutex<[String]>([])
        var all: [String] { texts.withLock { $0 } }
    }

    private static func tool(
        _ name: String, _ asked: Asked = Asked(), matches: @escaping @Sendable (String) async -> [ValueMatch]
    ) -> DynamicTool {
        let definition = ToolDefinition(
            name: name, description: "Knows values.",
            parameters: .object(["type": .text("object"), "properties": .object([:])]))
        return DynamicTool(
            definition,
            matches: { text in
                asked.texts.withLock { $0.append(text) }
                return await matches(text)
            }, call: { _, _ in "called" })
    }

    private static let rome = ValueMatch(name: "orders.city", value: "Rome")
    private static let oslo = ValueMatch(name: "orders.city", value: "Oslo")
    private static let paid = ValueMatch(name: "orders.status", value: "paid")

    /// With more time than a busy machine takes.
    private static func agent(_ tools: [any Tool], within time: Duration = .seconds(30)) -> Agent {
        var options = AgentOptions(sampling: SamplingParameters(seed: 3))
        options.matchingTime = time
        return Agent(
            model: ScriptedModel { request in .text("Told of \(request.messages.map(\.matches.count))") },
            instructions: "Answer.", tools: tools, options: options)
    }

    private static func header(_ log: MemoryRunLog) throws -> RunHeader {
        guard case .started(let header)? = log.records().first?.event else { throw ToolError("no beginning") }
        return header
    }

    @Test func aMessageCarriesWhatTheToolsKnowInTheirOrder() async throws {
        let slow = Self.tool("slow") { _ in
            try? await Task.sleep(for: .milliseconds(20))
            return [Self.rome, Self.oslo, Self.rome]
        }
        let quick = Self.tool("quick") { _ in [Self.oslo, Self.paid] }
        let log = MemoryRunLog()
        let result = try await Self.agent([slow, Adder(), quick]).respond(to: "Paid in Rome?", log: log)
        #expect(try Self.header(log).messages.map(\.matches) == [[], [Self.rome, Self.oslo, Self.paid]])
        #expect(result.text == "Told of [0, 3]")
        #expect(result.messages[1].matches.count == 3)
        let line = String(decoding: try log.records()[0].line, as: UTF8.self)
        #expect(line.contains(#""matches":[{"name":"orders.city","value":"Rome"},"#))
    }

    /// Equal to a reader is not equal to a database.
    @Test func valuesThatDifferInBytesAreDifferent() async throws {
        let composed = ValueMatch(name: "t.a", value: "caf\u{E9}")
        let decomposed = ValueMatch(name: "t.a", value: "cafe\u{301}")
        let tool = Self.tool("values") { _ in [composed, decomposed, composed] }
        let log = MemoryRunLog()
        _ = try await Self.agent([tool]).respond(to: "x", log: log)
        #expect(try Self.header(log).messages[1].matches.map { Array($0.value.utf8).count } == [5, 6])
    }

    @Test func aReplayAsksNoTool() async throws {
        let asked = Asked()
        let agent = Self.agent([Self.tool("values", asked) { _ in [Self.rome] }])
        let log = MemoryRunLog()
        let result = try await agent.respond(to: "Rome?", log: log)
        #expect(asked.all == ["Rome?"])
        let replayed = try await agent.replay(log.records()).result
        #expect(replayed.messages == result.messages && replayed.messages[1].matches == [Self.rome])
        #expect(asked.all == ["Rome?"])
    }

    @Test func aResumedRunAsksNoTool() async throws {
        let asked = Asked()
        let agent = Self.agent([Self.tool("values", asked) { _ in [Self.rome] }])
        let log = MemoryRunLog()
        let result = try await agent.respond(to: "Rome?", log: log)
        let resumed = try await agent.resume(MemoryRunLog(Array(log.records().prefix(1)))).result
        #expect(resumed.messages == result.messages && asked.all == ["Rome?"])
    }

    /// What is told decides the reply, so that a replay must notice when it differs.
    @Test func aRequestIsToldApartByItsMatches() async throws {
        let agent = Self.agent([Self.tool("values") { _ in [Self.rome] }])
        let log = MemoryRunLog()
        _ = try await agent.respond(to: "Rome?", log: log)
        var records = log.records()
        var header = try Self.header(log)
        header.messages[1].matches = [Self.oslo]
        records[0].event = .started(header)
        do {
            _ = try await agent.replay(records).result
            Issue.record("was identical")
        } catch let divergence as ReplayDivergence {
            #expect(records[divergence.number].event.name == "requested")
        }
    }

    @Test func onlyNewMessagesAreAskedAbout() async throws {
        let asked = Asked()
        let agent = Self.agent([
            Self.tool("values", asked) { text in text.contains("Rome") ? [Self.rome] : [Self.oslo] }
        ])
        let first = try await agent.respond(to: "Rome?")
        let second = try await agent.run(first.messages + [.user("And Oslo?")]).result
        #expect(asked.all == ["Rome?", "And Oslo?"])
        #expect(second.messages.map(\.matches) == [[], [Self.rome], [], [Self.oslo], []])
        // What the caller knows already stands.
        var known = Message.user("Paid?")
        known.matches = [Self.paid]
        let third = try await agent.run([known]).result
        #expect(third.messages[1].matches == [Self.paid] && asked.all.count == 2)
    }

    @Test(.timeLimit(.minutes(1))) func aToolThatTakesLongGivesNone() async throws {
        let stuck = Self.tool("stuck") { _ in
            // Ignores its cancellation.
            await Task.detached { try? await Task.sleep(for: .seconds(100)) }.value
            return [Self.rome]
        }
        let log = MemoryRunLog()
        let result = try await Self.agent([stuck, Self.tool("quick") { _ in [Self.paid] }], within: .seconds(1))
            .respond(to: "Rome?", log: log)
        #expect(result.text == "Told of [0, 1]")
        #expect(try Self.header(log).messages[1].matches == [Self.paid])
    }

    @Test func aToolMayGiveTooMany() async throws {
        let tool = Self.tool("values") { _ in (0..<1000).map { ValueMatch(name: "t.a", value: "v\($0)") } }
        let result = try await Self.agent([tool]).respond(to: "x")
        #expect(result.messages[1].matches.map(\.value) == (0..<64).map { "v\($0)" })
    }

    @Test(.timeLimit(.minutes(1))) func aRunThatIsCancelledMeanwhileCanBeResumed() async throws {
        let started = AsyncStream<Void>.makeStream()
        let tool = Self.tool("stuck") { _ in
            started.continuation.yield()
            await Task.detached { try? await Task.sleep(for: .seconds(100)) }.value
            return [Self.rome]
        }
        let agent = Self.agent([tool])
        let log = MemoryRunLog()
        let task = Task { try await agent.respond(to: "Rome?", log: log) }
        for await _ in started.stream { break }
        task.cancel()
        await #expect(throws: CancellationError.self) { _ = try await task.value }
        #expect(log.events == ["started"])
        #expect(try await agent.resume(log).result.text == "Told of [0, 0]")
    }
}
