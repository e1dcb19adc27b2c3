public import CorvidGrammar

/// A model that replies from a script: for tests of agents, tools and recipes.
///
/// ```swift
/// let model = ScriptedModel([
///     .call("calculator", ["expression": .text("6*7")]),
///     .text("It is 42."),
/// ])
/// ```
public struct ScriptedModel: LanguageModel {
    public let information: ModelInformation
    private let script: @Sendable (ModelRequest) async throws -> ModelReply

    /// Replies by a function of the request.
    public init(
        name: String = "scripted", contextLength: Int = 8192,
        reply: @escaping @Sendable (ModelRequest) async throws -> ModelReply
    ) {
        information = ModelInformation(name: name, contextLength: contextLength, digest: "scripted")
        script = reply
    }

    /// Replies in turn: the first request of a run gets the first reply, and so on.
    public init(_ replies: [ModelReply], name: String = "scripted", contextLength: Int = 8192) {
        self.init(name: name, contextLength: contextLength) { request in
            guard replies.indices.contains(request.turn) else {
                throw ModelError(
                    .scriptEnded, "The script has \(replies.count) replies, and turn \(request.turn + 1) was asked for."
                )
            }
            return replies[request.turn]
        }
    }

    public func respond(to request: ModelRequest) -> AsyncThrowingStream<ModelEvent, any Error> {
        AsyncThrowingStream { continuation in
            let task = Task {
                do {
                    var reply = try await script(request)
                    if reply.usage == Usage() {
                        reply.usage.promptTokens = Self.approximateTokens(of: request)
                        reply.usage.completionTokens =
                            (reply.text.utf8.count + reply.toolCalls.reduce(0) { $0 + $1.arguments.serialized.count })
                            / 4
                    }
                    if !reply.text.isEmpty { continuation.yield(.textDelta(reply.text)) }
                    for (index, call) in reply.toolCalls.enumerated() {
                        continuation.yield(.callStarted(index: index, name: call.name))
                        continuation.yield(
                            .callDelta(
                                index: index, arguments: String(decoding: call.arguments.serialized, as: UTF8.self)))
                    }
                    continuation.yield(.reply(reply))
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    /// Four bytes a token.
    public func countTokens(of request: ModelRequest) -> Int { Self.approximateTokens(of: request) }

    private static func approximateTokens(of request: ModelRequest) -> Int {
        let messages = request.messages.reduce(0) { sum, message in
            sum + message.text.utf8.count + message.toolCalls.reduce(0) { $0 + $1.arguments.serialized.count } + 16
        }
        let tools = request.tools.reduce(0) { $0 + $1.json.serialized.count }
        return (messages + tools) / 4
    }
}

extension ModelReply {
    public static func text(_ text: String) -> ModelReply { ModelReply(text: text) }

    public static func call(_ name: String, _ arguments: KeyValuePairs<String, JSONValue>) -> ModelReply {
        ModelReply(toolCalls: [ToolCall(id: "", name: name, arguments: .object(arguments))])
    }

    /// Several calls in one turn.
    public static func calls(_ calls: (name: String, arguments: KeyValuePairs<String, JSONValue>)...) -> ModelReply {
        ModelReply(toolCalls: calls.map { ToolCall(id: "", name: $0.name, arguments: .object($0.arguments)) })
    }
}
