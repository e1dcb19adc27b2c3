import Metrics
import Tracing

/// Spans and metrics under OpenTelemetry's `gen_ai.*` names. The host bootstraps the backends; without, this costs
/// next to nothing.
///
/// Source: OpenTelemetry semantic conventions for generative AI (agent, inference and tool spans).
enum Telemetry {
    static func agentSpan<Value: Sendable>(
        _ header: RunHeader, isolation: isolated (any Actor)? = #isolation,
        _ body: (any Span) async throws -> Value
    ) async throws -> Value {
        try await withSpan("invoke_agent", ofKind: .internal) { span in
            span.attributes["gen_ai.operation.name"] = "invoke_agent"
            span.attributes["gen_ai.conversation.id"] = header.runID
            span.attributes["gen_ai.request.model"] = header.model.name
            return try await body(span)
        }
    }

    static func finish(_ span: any Span, _ result: AgentResult) {
        span.attributes["gen_ai.usage.input_tokens"] = result.usage.promptTokens
        span.attributes["gen_ai.usage.output_tokens"] = result.usage.completionTokens
        span.attributes["corvid.stop_reason"] = "\(result.stopReason)"
        span.attributes["corvid.tool_calls"] = result.toolCalls
    }

    static func modelSpan(
        _ request: ModelRequest, _ model: ModelInformation, isolation: isolated (any Actor)? = #isolation,
        _ body: () async throws -> ModelReply?
    ) async throws -> ModelReply? {
        let start = ContinuousClock.now
        return try await withSpan("chat \(model.name)", ofKind: .client) { span in
            span.attributes["gen_ai.operation.name"] = "chat"
            span.attributes["gen_ai.provider.name"] = "corvid"
            span.attributes["gen_ai.request.model"] = model.name
            span.attributes["gen_ai.request.temperature"] = request.sampling.temperature
            if let most = request.maximumTokens { span.attributes["gen_ai.request.max_tokens"] = most }
            let reply = try await body()
            guard let reply else { return nil }
            span.attributes["gen_ai.usage.input_tokens"] = reply.usage.promptTokens
            span.attributes["gen_ai.usage.output_tokens"] = reply.usage.completionTokens
            span.attributes["gen_ai.response.finish_reasons"] =
                reply.toolCalls.isEmpty ? reply.finishReason.rawValue : "tool_calls"
            let dimensions = [("gen_ai.operation.name", "chat"), ("gen_ai.request.model", model.name)]
            for (kind, count) in [("input", reply.usage.promptTokens), ("output", reply.usage.completionTokens)] {
                Recorder(label: "gen_ai.client.token.usage", dimensions: dimensions + [("gen_ai.token.type", kind)])
                    .record(count)
            }
            Recorder(label: "gen_ai.client.operation.duration", dimensions: dimensions)
                .record((.now - start).inSeconds)
            return reply
        }
    }

    static func toolSpan(
        _ call: ToolCall, _ body: @Sendable () async -> TimeLimit.Outcome<ToolOutput>
    ) async -> TimeLimit.Outcome<ToolOutput> {
        let start = ContinuousClock.now
        return await withSpan("execute_tool \(call.name)", ofKind: .internal) { span in
            span.attributes["gen_ai.operation.name"] = "execute_tool"
            span.attributes["gen_ai.tool.name"] = call.name
            span.attributes["gen_ai.tool.call.id"] = call.id
            span.attributes["gen_ai.tool.type"] = "function"
            let outcome = await body()
            switch outcome {
            case .value: break
            case .failure(let error): span.recordError(error)
            case .abandoned: span.attributes["error.type"] = "timeout"
            }
            Recorder(
                label: "gen_ai.client.operation.duration",
                dimensions: [("gen_ai.operation.name", "execute_tool"), ("gen_ai.tool.name", call.name)]
            ).record((.now - start).inSeconds)
            return outcome
        }
    }
}
