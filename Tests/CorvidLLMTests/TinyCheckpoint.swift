import CorvidEngine
import CorvidLLM
import Foundation

/// The random checkpoints of the engine's tests with a context in which an agent has room.
enum TinyCheckpoint {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("CorvidEngineTests/Fixtures/checkpoints")

    /// A copy of a checkpoint whose context holds `contextLength` tokens. The caller removes it.
    static func make(_ name: String, contextLength: Int = 4096, chatTemplate: String? = nil) throws -> URL {
        let copy = FileManager.default.temporaryDirectory
            .appendingPathComponent("corvid-\(name)-\(UInt64.random(in: 0...UInt64.max))")
        try FileManager.default.copyItem(at: folder.appendingPathComponent(name), to: copy)
        let path = copy.appendingPathComponent("config.json")
        var config = try JSONSerialization.jsonObject(with: Data(contentsOf: path)) as? [String: Any] ?? [:]
        config["max_position_embeddings"] = contextLength
        config["rope_scaling"] = nil
        try JSONSerialization.data(withJSONObject: config).write(to: path)
        if let chatTemplate {
            try chatTemplate.write(
                to: copy.appendingPathComponent("chat_template.jinja"), atomically: true, encoding: .utf8)
        }
        return copy
    }
}
