import Corvid
import CorvidGrammar

/// A whole conversation with calls and their results.
struct ToolDialogue: Sendable {
    enum Turn: Sendable {
        case user(String)
        case assistant(String)
        case calls([ToolRecord.Call])
        case result(String)
    }

    var tools: [Int32]
    var turns: [Turn]
    /// Turns of the assistant that are not to be learned.
    var given: Set<Int>

    private static let longest = 3_600
    /// Longer replies are talk that small models had better not imitate.
    private static let longestReply = 220

    static func read(
        _ line: RecordLine, _ tools: [Int32], _ library: ToolLibrary
    ) throws(RecordError) -> RecordOutcome<ToolDialogue> {
        let messages = try line.array("messages")
        guard !tools.isEmpty else { return .drop(RecordDrop("a dialogue without tools")) }
        var dialogue = ToolDialogue(tools: tools, turns: [], given: [])
        var texts: [String] = []
        var length = 0
        var open = 0
        var learned = 0
        for message in messages {
            let role = try line.text("role", of: message, in: "messages")
            if let calls = message["tool_calls"]?.array, !calls.isEmpty {
                guard open == 0 else { return .drop(RecordDrop("a call before the last one's result")) }
                var turn: [ToolRecord.Call] = []
                var isGiven = false
                for value in calls {
                    let name = try line.text("name", of: value, in: "messages.tool_calls")
                    let arguments = value["arguments"] ?? .object([])
                    guard let number = tools.first(where: { library.functions[Int($0)].name == name }) else {
                        return .drop(RecordDrop("a call of a function that is not offered"))
                    }
                    let function = library.functions[Int(number)]
                    switch ToolRecord.call(arguments, number, function, texts) {
                    case .success(let call): turn.append(call)
                    case .failure:
                        // It stays as part of the conversation.
                        var call = ToolRecord.Call(function: number, arguments: [])
                        for member in arguments.members ?? [] {
                            let key = String(decoding: member.key, as: UTF8.self)
                            guard let index = function.parameters.firstIndex(where: { $0.name == key }) else {
                                return .drop(RecordDrop("an argument without a parameter"))
                            }
                            call.arguments.append((index, member.value))
                        }
                        turn.append(call)
                        isGiven = true
                    }
                    length += arguments.serialized.count
                }
                open = calls.count
                if isGiven { dialogue.given.insert(dialogue.turns.count) } else { learned += 1 }
                dialogue.turns.append(.calls(turn))
                continue
            }
            let text = try line.text("content", of: message, in: "messages")
            switch role {
            case "user": dialogue.turns.append(.user(text))
            case "tool":
                guard open > 0 else { return .drop(RecordDrop("a result without a call")) }
                open -= 1
                dialogue.turns.append(.result(text))
            case "assistant":
                if text.utf8.count > longestReply || invents(text, texts) {
                    dialogue.given.insert(dialogue.turns.count)
                }
                dialogue.turns.append(.assistant(text))
            default: return .drop(RecordDrop("a role that is not known"))
            }
            texts.append(text)
            length += text.utf8.count
            if length > longest { break }
        }
        dialogue.end()
        guard learned > 0, case .user(let question)? = dialogue.turns.first else {
            return .drop(RecordDrop("no call that can be learned"))
        }
        return .keep(dialogue, question: question, identity: texts.joined(separator: "\n"))
    }

    /// Whether a reply has more to say than what was said before.
    private static func invents(_ text: String, _ before: [String]) -> Bool {
        let known = Set(before.flatMap { RecordText.words($0) })
        let words = text.split { !$0.isLetter && !$0.isNumber }.filter { $0.utf8.count > 4 }
        return words.lazy.filter { word in !RecordText.words(String(word)).allSatisfy(known.contains) }.count > 6
    }

    /// The last turn is to be the assistant's.
    private mutating func end() {
        while let last = turns.last {
            switch last {
            case .assistant, .calls: return
            case .user, .result: turns.removeLast()
            }
        }
    }
}
