import Corvid
import CorvidGrammar

/// A conversation in a file: a JSON array of messages in OpenAI's shape.
enum ConversationFile {
    /// - Throws: ``CommandFailure`` with the file and the message that is wrong.
    static func read(_ path: String) throws(CommandFailure) -> [Message] {
        do {
            let json = try JSONValue(parsing: try Console.readBytes(path))
            return try JSONValueDecoder().decode([Message].self, from: json)
        } catch let error as CommandFailure {
            throw error
        } catch {
            let detail = (error as? DecodingError)?.summary ?? "not JSON: \(error)"
            throw CommandFailure(ExitStatus.badData, "\(path): \(detail)")
        }
    }

    /// - Throws: ``CommandFailure`` when the file cannot be written.
    static func write(_ messages: [Message], to path: String) throws(CommandFailure) {
        let json = (try? JSONValueEncoder().encode(messages)) ?? .array([])
        try PrivateFile.write(json.serialized + [UInt8(ascii: "\n")], to: path)
    }
}
