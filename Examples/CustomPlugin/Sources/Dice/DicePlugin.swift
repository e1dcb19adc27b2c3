import Corvid

public struct DicePlugin: Plugin {
    public let name = "dice"
    public var tools: [any Tool] { [RollDice()] }

    public init() {}
}

struct RollDice: Tool {
    let name = "roll_dice"
    let description = "Rolls dice and adds them up."

    struct Arguments: ToolArguments {
        @Parameter("How many dice.", in: 1...100) var count: Int = 1
        @Parameter("Sides of each.", in: 2...1000) var sides: Int = 6
    }

    func call(_ arguments: Arguments, context: ToolContext) async throws -> ToolOutput {
        let rolls = (0..<arguments.count).map { _ in Int.random(in: 1...arguments.sides) }
        return "\(rolls.map(String.init).joined(separator: " + ")) = \(rolls.reduce(0, +))"
    }
}
