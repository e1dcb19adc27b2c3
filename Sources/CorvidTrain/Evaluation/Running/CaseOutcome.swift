package import Corvid
package import CorvidGrammar

/// What came of one record.
package struct CaseOutcome: Sendable {
    package var record: EvaluationRecord
    /// Under which heading it counts: the record's kind; `sql by text` where there are no rows to compare by.
    package var section: String
    /// Nil where nothing is right or wrong: a text that is predicted.
    package var isRight: Bool?
    /// What is wrong.
    package var fault: String?
    /// Why the case could not be run or judged; it counts as wrong.
    package var error: String?
    /// What was expected and what came, in short.
    package var expected = ""
    package var found = ""
    /// Shares between 0 and 1 beside right and wrong, by name.
    package var measures: [String: Double] = [:]
    package var text: TextScore?
    /// The last text of the model.
    package var answer = ""
    package var calls: [CaseCall] = []
    package var messages: [Message] = []
    package var usage = Usage()
    package var turns = 0
    package var stopReason: StopReason?
    package var seconds = 0.0

    init(_ record: EvaluationRecord) {
        self.record = record
        section = record.kind.rawValue
    }

    package var isLoop: Bool { if case .loop = stopReason { true } else { false } }

    /// The case as a line of a trace.
    package func json() throws -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("file", .text(record.place.file)), ("line", .integer(record.place.line)), ("id", .text(record.id)),
            ("kind", .text(section)), ("groups", .array(record.groups.map { .text($0) })),
            ("right", isRight.map { .bool($0) } ?? .null),
        ]
        if let fault { members.append(("fault", .text(fault))) }
        if let error { members.append(("error", .text(error))) }
        members += [("expected", .text(expected)), ("found", .text(found)), ("answer", .text(answer))]
        for (name, value) in measures.sorted(by: { $0.key < $1.key }) { members.append((name, .number(value))) }
        if let text { members += [("loss", .number(text.loss)), ("scoredTokens", .integer(text.tokens))] }
        members.append(("calls", .array(calls.map(\.json))))
        members.append(("messages", .array(try messages.map { try JSONValueEncoder().encode($0) })))
        members += [
            ("stopReason", stopReason.map { .text("\($0)") } ?? .null), ("turns", .integer(turns)),
            ("promptTokens", .integer(usage.promptTokens)), ("completionTokens", .integer(usage.completionTokens)),
            ("seconds", .number(seconds)),
        ]
        return .object(members.map { JSONValue.Member(key: Array($0.0.utf8), value: $0.1) })
    }
}

/// A call that a case made.
package struct CaseCall: Sendable, Hashable {
    package var call: ToolCall
    /// Nil where it was not run.
    package var result: ToolResult?

    package var isFailed: Bool { result?.isError == true }

    var json: JSONValue {
        var members: [(String, JSONValue)] = [("name", .text(call.name)), ("arguments", call.arguments)]
        if let written = call.written { members.append(("written", written)) }
        if let result {
            members.append((result.isError ? "error" : "result", .text(result.text)))
        }
        return .object(members.map { JSONValue.Member(key: Array($0.0.utf8), value: $0.1) })
    }
}
