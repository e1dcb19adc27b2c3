import CorvidEngine
import CorvidGrammar
import CorvidLLM
import Foundation

/// Small tokenizers with the control tokens that a test needs.
enum TestTokenizer {
    private static let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("CorvidEngineTests/Fixtures/tokenizers/qwen2.json")

    /// A byte-level vocabulary with `<|im_start|>` and `<|im_end|>`, and these tokens.
    static func make(special: [String] = [], added: [String] = []) throws -> Tokenizer {
        let json = try JSONValue(parsing: Array(Data(contentsOf: source)))
        guard case .object(var members) = json, var tokens = json["added_tokens"]?.array else {
            throw CocoaError(.coderInvalidValue)
        }
        var id = (tokens.compactMap { $0["id"]?.int }.max() ?? 0) + 1
        for text in special + added {
            tokens.append(
                .object([
                    "id": .integer(id), "content": .text(text), "single_word": .bool(false), "lstrip": .bool(false),
                    "rstrip": .bool(false), "normalized": .bool(false), "special": .bool(special.contains(text)),
                ]))
            id += 1
        }
        for index in members.indices where members[index].key == Array("added_tokens".utf8) {
            members[index].value = .array(tokens)
        }
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("corvid-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(JSONValue.object(members).serialized).write(to: file)
        return try Tokenizer(path: file.path)
    }

    /// The vocabulary of the compact format.
    static func compact() throws -> Tokenizer {
        try make(special: CompactFormat.Special.allCases.map(\.rawValue), added: CompactFormat.tagTokens)
    }
}
