import ArgumentParser
import Corvid
import CorvidGrammar

/// `corvid router explain`: one question's decision, with all that it rests on.
struct RouterExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show which model a question would go to, and why.",
        discussion: """
            Nothing is answered and no tool is run; a cascade lets the small model try. The tools that are offered are \
            part of what is looked at: give the same options as to corvid run.

            Examples:
              corvid router explain "What is 17% of 2380?"
              corvid router explain "How many orders are open?" --database shop.sqlite --route cascade:0.1
            """)

    @Argument(help: "The question, in one or several arguments.")
    var question: [String]

    @OptionGroup var agent: AgentArguments

    func run() async throws {
        var agent = agent
        if agent.model.route == nil, agent.model.router == nil { agent.model.route = .standard }
        let made = try await agent.makeAgent()
        let text = question.joined(separator: " ")
        try await made.use { made in
            guard let router = made.model as? ModelRouter else {
                throw CommandFailure(ExitStatus.usage, "--model, --small and --large name one model; leave them out")
            }
            var request = ModelRequest(messages: [.user(text, images: try agent.images())])
            request.tools = made.allTools.map(\.definition)
            let ranks = ToolRanker(request.tools).rank(text)
            request.tools = ranks.map { rank in
                var tool = request.tools[rank.index]
                tool.isLikely = rank.isLikely
                return tool
            }
            request.toolChoice = request.tools.isEmpty ? .none : .auto
            if let system = agent.system { request.messages.insert(.system(system), at: 0) }
            let decision = try await router.decide(request)
            if agent.json {
                Console.write(try JSONValueEncoder().encode(decision).serialized + [UInt8(ascii: "\n")])
            } else {
                Console.write(Self.text(decision))
            }
        }
    }

    private static func text(_ decision: RoutingDecision) -> String {
        func number(_ value: Double) -> String { NumberFormat.fixed(value, 3) }
        var lines = ["\(decision.model): \(decision.reason)", "policy     \(decision.policy)"]
        if let score = decision.score { lines.append("score      \(number(score))") }
        if let threshold = decision.threshold { lines.append("threshold  \(number(threshold))") }
        var cost = "\(decision.cost.tokens) tokens of attempts given up"
        if let seconds = decision.cost.cpuSeconds {
            cost += ", \(NumberFormat.fixed(1000 * seconds, 2)) CPU-ms to decide"
        }
        if let joules = decision.cost.joules { cost += ", \(NumberFormat.fixed(joules, 3)) J" }
        lines.append("cost       \(cost)")
        if !decision.signals.isEmpty { lines.append("signals") }
        let width = decision.signals.map(\.name.count).max() ?? 0
        lines += decision.signals.map { "  \(NumberFormat.left($0.name, width))  \(number($0.value))" }
        return lines.joined(separator: "\n") + "\n"
    }
}
