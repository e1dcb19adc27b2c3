import Corvid
import CorvidGrammar
import Synchronization

/// Tools with which the tests drive the loop.
struct Adder: Tool {
    let name = "add"
    let description = "Adds two integers."

    struct Arguments: ToolArguments {
        @Parameter("First summand.", in: -1_000_000...1_000_000) var a: Int
        @Parameter("Second summand.", in: -1_000_000...1_000_000) var b: Int = 1
    }

    func call(_ arguments: Arguments, context: ToolContext) async throws -> ToolOutput {
        "\(arguments.a + arguments.b)"
    }
}

/// Counts its calls, waits, and gives an answer by number of call.
final class Probe: Tool {
    let name: String
    let description = "Does what the test says."
    let traits: ToolTraits
    let calls = Mutex<[String]>([])
    private let body: @Sendable (_ argument: String, _ number: Int) async throws -> ToolOutput

    struct Arguments: ToolArguments {
        @Parameter("Anything.") var text: String = ""
    }

    init(
        _ name: String = "probe", traits: ToolTraits = ToolTraits(),
        body: @escaping @Sendable (_ argument: String, _ number: Int) async throws -> ToolOutput = { "\($0) \($1)" }
    ) {
        self.name = name
        self.traits = traits
        self.body = body
    }

    var count: Int { calls.withLock { $0.count } }

    func call(_ arguments: Arguments, context: ToolContext) async throws -> ToolOutput {
        let number = calls.withLock {
            $0.append(arguments.text)
            return $0.count
        }
        return try await body(arguments.text, number)
    }
}

/// Keeps a run's records in memory.
final class MemoryRunLog: RunLogStore {
    private let stored: Mutex<[RunRecord]>

    init(_ records: [RunRecord] = []) { stored = Mutex(records) }

    func append(_ record: RunRecord) throws { stored.withLock { $0.append(record) } }
    func records() -> [RunRecord] { stored.withLock { $0 } }
    var events: [String] { records().map(\.event.name) }
}

extension ModelReply {
    /// Calls of `probe` with these texts, in one turn.
    static func probes(_ texts: String..., tool: String = "probe") -> ModelReply {
        ModelReply(
            toolCalls: texts.map { ToolCall(id: "", name: tool, arguments: .object(["text": .text($0)])) })
    }
}
