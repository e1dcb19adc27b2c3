import Corvid

/// Whole conversations with calls, results and what was made of them.
struct RecordedDialogueSource: ExampleSource {
    let name: String
    private let dialogues: [ToolDialogue]
    private let functions: ToolFunctions
    private let byTools: [[Int32]: [Int]]

    init(name: String, _ dialogues: [ToolDialogue], _ functions: ToolFunctions) {
        self.name = name
        self.dialogues = dialogues
        self.functions = functions
        byTools = Dictionary(grouping: dialogues.indices) { dialogues[$0].tools }
    }

    func example(_ random: inout Randomness) -> Example {
        let first = Int.random(in: dialogues.indices, using: &random)
        var chosen = [first]
        if let list = byTools[dialogues[first].tools], list.count > 1 {
            for _ in 0..<2 {
                let other = random.pick(list)
                if !chosen.contains(other) { chosen.append(other) }
            }
        }
        var given: [Int32: Set<Int>] = [:]
        for index in chosen {
            for case .calls(let calls) in dialogues[index].turns {
                for call in calls {
                    let set = Set(call.arguments.map(\.parameter))
                    given[call.function] = given[call.function].map { $0.intersection(set) } ?? set
                }
            }
        }
        var renamer = ToolRenamer(&random)
        var renamed: [Int32: ToolRenamer.Renamed] = [:]
        for function in dialogues[first].tools where renamed[function] == nil {
            let signature = functions.all[Int(function)]
            let required = signature.parameters.indices.filter {
                signature.parameters[$0].isRequired && given[function]?.contains($0) ?? true
            }
            renamed[function] = renamer.rename(signature, required: Set(required), &random)
        }
        let tasks = chosen.map { task(dialogues[$0], renamed) }
        let tools = dialogues[first].tools.compactMap { renamed[$0]?.definition }
        return Example(skill: .dialogue, tools: tools, tasks: tasks)
    }

    private func task(_ dialogue: ToolDialogue, _ renamed: [Int32: ToolRenamer.Renamed]) -> Example.Task {
        var writer = CallWriter()
        var messages: [Message] = []
        var open: [ToolCall] = []
        for turn in dialogue.turns {
            switch turn {
            case .user(let text):
                writer.read(text)
                messages.append(.user(text))
            case .assistant(let text): messages.append(.assistant(text))
            case .calls(let calls):
                open = calls.compactMap { call in renamed[call.function].map { writer.write(call, $0) } }
                messages.append(.assistant("", toolCalls: open))
            case .result(let text):
                guard !open.isEmpty else { continue }
                writer.read(text)
                messages.append(.tool(text, call: open.removeFirst()))
            }
        }
        return Example.Task(messages, given: dialogue.given)
    }
}
