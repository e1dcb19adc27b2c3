import Corvid
import CorvidGrammar

/// A file of replies that stands in for a model: a JSON array of assistant messages (`{"content": …, "tool_calls":
/// […]}`) or of `{"text": …}`.
enum ScriptedReplies {
    /// - Throws: ``CommandFailure`` with the file and the reply that is wrong.
    static func model(_ path: String) throws -> ScriptedModel {
        let replies = try parse(try Console.readBytes(path), name: path)
        let file = path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
        return ScriptedModel(replies, name: "scripted:\(file)")
    }

    private static func parse(_ bytes: [UInt8], name: String) throws -> [ModelReply] {
        func failure(_ text: String) -> CommandFailure { CommandFailure(ExitStatus.badData, "\(name): \(text)") }
        let json: JSONValue
        do {
            json = try JSONValue(parsing: bytes)
        } catch {
            throw failure("not JSON: \(error)")
        }
        guard let entries = json.array else { throw failure("expected an array of replies, found \(json.kind)") }
        return try entries.enumerated().map { index, entry in
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
