import Corvid
import CorvidGrammar

/// A file of replies that stands in for a model: a JSON array of assistant messages (`{"content": …, "tool_calls":
/// […]}`) or of `{"text": …}`.
///
/// Where one script does not do for all questions, an array of `{"prompt": "…", "replies": […]}`: the first entry whose
/// `prompt` stands in the user's last message replies.
enum ScriptedReplies {
    /// - Throws: ``CommandFailure`` with the file and the reply that is wrong.
    static func model(_ path: String) throws -> ScriptedModel {
        let scripts = try parse(try Console.readBytes(path), name: path)
        let file = path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
        return ScriptedModel(name: "scripted:\(file)") { request in
            let question = request.messages.last { $0.role == .user }?.text ?? ""
            guard let script = scripts.first(where: { $0.prompt.isEmpty || question.contains($0.prompt) }) else {
                throw ModelError(.scriptEnded, "No script of \(file) is for the question \"\(question.prefix(80))\".")
            }
            guard script.replies.indices.contains(request.turn) else {
                throw ModelError(
                    .scriptEnded,
                    "The script has \(script.replies.count) replies, and turn \(request.turn + 1) was asked for.")
            }
            return script.replies[request.turn]
        }
    }

    private struct Script: Sendable {
        /// Part of the questions that it is for; empty: of all.
        var prompt: String
        var replies: [ModelReply]
    }

    private static func parse(_ bytes: [UInt8], name: String) throws -> [Script] {
        func failure(_ text: String) -> CommandFailure { CommandFailure(ExitStatus.badData, "\(name): \(text)") }
        let json: JSONValue
        do {
            json = try JSONValue(parsing: bytes)
        } catch {
            throw failure("not JSON: \(error)")
        }
        guard let entries = json.array else { throw failure("expected an array of replies, found \(json.kind)") }
        guard entries.contains(where: { $0["replies"] != nil }) else {
            return [Script(prompt: "", replies: try replies(entries, failure))]
        }
        return try entries.enumerated().map { index, entry in
            guard let prompt = entry["prompt"]?.text, let made = entry["replies"]?.array, entry.members?.count == 2
            else {
                throw failure("entry \(index + 1): expected \"prompt\", a text, and \"replies\", an array")
            }
            return Script(prompt: prompt, replies: try replies(made) { failure("entry \(index + 1): \($0)") })
        }
    }

    private static func replies(
        _ entries: [JSONValue], _ failure: (String) -> CommandFailure
    ) throws -> [ModelReply] {
        try entries.enumerated().map { index, entry in
            do {
                return try reply(entry)
            } catch let error as DecodingError {
                throw failure("reply \(index + 1): \(error.summary)")
            } catch {
                throw failure("reply \(index + 1): \(error)")
            }
        }
    }

    private static func reply(_ entry: JSONValue) throws -> ModelReply {
        guard let members = entry.members else { throw CommandFailure(ExitStatus.badData, "is \(entry.kind)") }
        let known = ["role", "content", "text", "tool_calls"]
        for member in members {
            let key = String(decoding: member.key, as: UTF8.self)
            guard known.contains(key) else {
                throw CommandFailure(
                    ExitStatus.badData, "\"\(key)\" is no member of a reply\(NearestName.hint(key, in: known))")
            }
        }
        if let text = entry["text"] {
            guard let text = text.text else { throw CommandFailure(ExitStatus.badData, "\"text\" is \(text.kind)") }
            return .text(text)
        }
        let message = try JSONValueDecoder().decode(
            Message.self,
            from: .object(
                [.init(key: "role", value: .text("assistant"))]
                    + members.filter { $0.key != Array("role".utf8) }))
        return ModelReply(text: message.text, toolCalls: message.toolCalls)
    }
}
