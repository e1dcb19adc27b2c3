import Corvid
import CorvidGrammar

/// A conversation and the calls that it asks for.
struct ToolRecord: Sendable {
    struct Call: Sendable {
        var function: Int32
        /// Values by the number of their parameter.
        var arguments: [(parameter: Int, value: JSONValue)]
    }

    /// What was said so far; the last is the user's.
    var messages: [(isUser: Bool, text: String)]
    /// Functions that were offered.
    var tools: [Int32]
    /// Empty: none fits.
    var calls: [Call]

    private static let longest = 2_400
    private static let longestQuestion = 1_000

    static func read(_ line: RecordLine, _ library: ToolLibrary) throws(RecordError) -> RecordOutcome<ToolRecord> {
        var tools: [Int32] = []
        for raw in try line.elements("tools") { tools.append(try library.number(raw, "tools", line)) }
        let question = try line.text("question")
        guard !question.allSatisfy(\.isWhitespace) else { return .drop(.empty) }
        guard question.utf8.count <= longestQuestion else { return .drop(.tooLong) }
        guard !question.contains("Historical dialog data") else { return .drop(RecordDrop("a prompt, no question")) }
        var messages: [(isUser: Bool, text: String)] = []
        if let before = try line.optional("messages") {
            guard let list = before.array else { throw line.wrong("messages", "an array", before) }
            for message in list {
                let role = try line.text("role", of: message, in: "messages")
                guard role == "user" || role == "assistant", message["tool_calls"] == nil else {
                    return .drop(RecordDrop("calls before the question"))
                }
                messages.append((role == "user", try line.text("content", of: message, in: "messages")))
            }
            guard messages.last?.isUser == true else { return .drop(RecordDrop("the last message is not the user's")) }
        } else {
            messages = [(true, question)]
        }
        guard messages.reduce(0, { $0 + $1.text.utf8.count }) <= longest else { return .drop(.tooLong) }
        var record = ToolRecord(messages: messages, tools: tools, calls: [])
        let texts = messages.map(\.text)
        let calls = try line.array("calls")
        if calls.isEmpty {
            // Where arguments are missing, a question back would be right, and that a tool is missing would be wrong.
            let response = try line.optional("response")?.text ?? ""
            let isMissing = ["issing", "lacks", "require", "provide", "sufficient"].contains { response.contains($0) }
            if isMissing || line.raw("response") == nil || messages.count > 1 {
                return .drop(RecordDrop("no call, for another reason than the tools"))
            }
        }
        for value in calls {
            let name = try line.text("name", of: value, in: "calls")
            guard let number = tools.first(where: { library.functions[Int($0)].name == name }) else {
                return .drop(RecordDrop("a call of a function that is not offered"))
            }
            switch call(value["arguments"] ?? .object([]), number, library.functions[Int(number)], texts) {
            case .success(let call): record.calls.append(call)
            case .failure(let drop): return .drop(drop)
            }
        }
        if let missing = try line.optional("missing")?.array, !missing.isEmpty,
            record.calls.allSatisfy({ $0.arguments.isEmpty })
        {
            return .drop(RecordDrop("no arguments where some are required"))
        }
        if tools.count == 1, record.calls.allSatisfy(\.arguments.isEmpty), !calls.isEmpty,
            !library.functions[Int(tools[0])].parameters.isEmpty
        {
            // With one function to call, everything is a call of it, also what it is not for.
            return .drop(RecordDrop("no arguments for the only function"))
        }
        let identity = texts.joined(separator: "\n") + calls.compactMap { $0["name"]?.text }.joined(separator: " ")
        return .keep(record, question: question, identity: identity)
    }

    enum CallOutcome {
        case success(Call)
        case failure(RecordDrop)
    }

    static func call(
        _ arguments: JSONValue, _ number: Int32, _ function: FunctionSignature, _ texts: [String]
    ) -> CallOutcome {
        var call = Call(function: number, arguments: [])
        let grounds = ArgumentGrounds(texts)
        for member in arguments.members ?? [] {
            let name = String(decoding: member.key, as: UTF8.self)
            guard let index = function.parameters.firstIndex(where: { $0.name == name }) else {
                return .failure(RecordDrop("an argument without a parameter"))
            }
            if member.value.isNull { continue }
            switch grounds.fit(member.value, to: function.parameters[index].schema) {
            case .success(let value): call.arguments.append((index, value))
            case .failure(let drop): return .failure(drop)
            }
        }
        call.arguments.sort { $0.parameter < $1.parameter }
        return .success(call)
    }
}
