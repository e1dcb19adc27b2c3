import Corvid
import CorvidGrammar
import Synchronization

/// The grammars of recent requests. The turns of a run mostly differ in nothing that the grammar depends on, and a
/// grammar that was used has its automaton ready.
final class ReplyGrammarCache: Sendable {
    private struct Key: Hashable {
        var tools: [ToolDefinition]
        var choice: ToolChoice
        var schema: OutputSchema?
        var allowsParallelCalls: Bool
        /// What grounded strings may repeat; empty where nothing is grounded.
        var grounding: [String]
    }

    private let limit = 8
    /// Most recently used last.
    private let entries = Mutex<[(key: Key, grammar: CompiledGrammar?)]>([])

    /// - Throws: `ModelError` with code `badSchema` and the tool whose schema cannot be a grammar.
    func grammar(for request: ModelRequest, of format: ChatFormat) throws -> CompiledGrammar? {
        let key = Key(
            tools: request.tools, choice: request.toolChoice, schema: request.outputSchema,
            allowsParallelCalls: request.allowsParallelCalls,
            grounding: format.showsReferences || Self.isGrounded(request) ? request.messages.map(\.text) : [])
        let known: CompiledGrammar?? = entries.withLock { entries in
            guard let index = entries.firstIndex(where: { $0.key == key }) else { return nil }
            let entry = entries.remove(at: index)
            entries.append(entry)
            return entry.grammar
        }
        if let known { return known }
        let grammar = try format.replyGrammar(for: request)
        entries.withLock { entries in
            entries.append((key, grammar))
            if entries.count > limit { entries.removeFirst() }
        }
        return grammar
    }

    private static func isGrounded(_ request: ModelRequest) -> Bool {
        func mentions(_ value: JSONValue) -> Bool {
            switch value {
            case .object(let members):
                members.contains { $0.key == Array("x-grounded".utf8) || mentions($0.value) }
            case .array(let values): values.contains(where: mentions)
            default: false
            }
        }
        return request.tools.contains { mentions($0.parameters) }
            || request.outputSchema.map { mentions($0.schema) } == true
    }
}
