import Corvid
import CorvidEngine
import CorvidLLM
import Foundation
import Testing

@Suite struct TemplateDateTests {
    /// A replay on another day has to see the same prompt.
    @Test func theDateIsThatOfTheRunsBeginning() throws {
        let folder = try TinyCheckpoint.make(
            "qwen2", chatTemplate: "{{ strftime_now('%Y-%m-%d') }}{% for m in messages %}{{ m.content }}{% endfor %}")
        defer { try? FileManager.default.removeItem(at: folder) }
        let checkpoint = try Checkpoint.open(folder.path)
        let tokenizer = try Tokenizer(checkpoint: checkpoint)
        let format = try ChatFormat(checkpoint: checkpoint, tokenizer: tokenizer)
        let request = ModelRequest(messages: [.user("!")], time: 951_782_400)
        let prompt = tokenizer.decode(try format.render(request))
        #expect(prompt.contains("2000-02-29!"), "\(prompt)")
    }
}
