import Corvid
import CorvidGrammar
import InMemoryTracing
import Metrics
import MetricsTestKit
import Testing
import Tracing

/// The host bootstraps the backends, once in a process.
private enum Backends {
    static let tracer = {
        let tracer = InMemoryTracer()
        InstrumentationSystem.bootstrap(tracer)
        return tracer
    }()
    static let metrics = {
        let metrics = TestMetrics()
        MetricsSystem.bootstrap(metrics)
        return metrics
    }()
}

@Suite(.serialized) struct TelemetryTests {
    @Test func spansBearTheConventionsNames() async throws {
        let tracer = Backends.tracer
        let probe = Probe("telemetric") { _, _ in throw ToolError("broken") }
        let model = ScriptedModel(
            [.probes("x", tool: "telemetric"), .text("done")].map { (reply: ModelReply) in reply },
            name: "telemetry-model")
        let options = AgentOptions(runID: "telemetry-run")
        _ = try await Agent(model: model, tools: [probe], options: options).respond(to: "go")

        // Other suites' runs are traced too.
        let spans = tracer.finishedSpans
        let agent = try #require(
            spans.first { $0.attributes["gen_ai.conversation.id"]?.toSpanAttribute() == .string("telemetry-run") })
        let own = spans.filter { $0.spanContext.traceID == agent.spanContext.traceID }
        #expect(agent.operationName == "invoke_agent")
        let chats = own.filter { $0.operationName == "chat telemetry-model" }
        #expect(chats.count == 2)
        #expect(chats.allSatisfy { $0.parentSpanID == agent.spanContext.spanID })
        #expect(
            chats.map { $0.attributes["gen_ai.response.finish_reasons"]?.toSpanAttribute() } == [
                .string("tool_calls"), .string("stop"),
            ])
        let tool = try #require(own.first { $0.operationName == "execute_tool telemetric" })
        #expect(tool.parentSpanID == agent.spanContext.spanID)
        #expect(tool.attributes["gen_ai.tool.call.id"]?.toSpanAttribute() == .string("call_1"))
        #expect(tool.errors.count == 1)
    }

    @Test func metricsBearTheConventionsNames() async throws {
        let metrics = Backends.metrics
        let model = ScriptedModel(name: "metered-model") { _ in
            ModelReply(text: "x", usage: Usage(promptTokens: 11, completionTokens: 3))
        }
        _ = try await Agent(model: model).respond(to: "go")
        func recorded(_ kind: String) throws -> [Double] {
            try metrics.expectRecorder(
                "gen_ai.client.token.usage",
                [
                    ("gen_ai.operation.name", "chat"), ("gen_ai.request.model", "metered-model"),
                    ("gen_ai.token.type", kind),
                ]
            ).values
        }
        #expect(try recorded("input") == [11])
        #expect(try recorded("output") == [3])
    }
}
