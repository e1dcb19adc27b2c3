import CorvidGrammar

/// How a run ended.
public struct AgentResult: Sendable, Hashable {
    public var runID: String
    /// The answer; what there was of it when a limit cut it.
    public var text: String
    public var stopReason: StopReason
    /// The whole conversation, the beginning included. To go on, append the user's next message and run it.
    public var messages: [Message]
    public var usage: Usage
    public var turns: Int
    public var toolCalls: Int
    /// Bytes that tools brought in.
    public var bytes: Int
    public var duration: Duration
    /// Calls that wait for a person.
    public var pendingApprovals: [ApprovalRequest]

    /// The answer as a value.
    ///
    /// - Throws: `AgentError` with code `noAnswer`, the reason why the run ended, and what does not fit.
    public func typed<Answer: ParameterValue>(as type: Answer.Type) throws -> TypedAnswer<Answer> {
        do {
            let json = try JSONValue(parsing: text)
            return TypedAnswer(value: try JSONValueDecoder().decode(type, from: json), run: self)
        } catch {
            let detail = (error as? DecodingError)?.summary ?? "\(error)"
            throw AgentError(.noAnswer, "The run ended without an answer (\(stopReason)): \(detail)")
        }
    }
}

/// An answer of a given type, and the run that gave it.
public struct TypedAnswer<Value: Sendable>: Sendable {
    public var value: Value
    public var run: AgentResult
}
