import CorvidEngine
import CorvidGrammar
import Testing

/// A tokenizer that went through GGUF gives the ids that the `tokenizers` library gives with the original.
struct ConvertedTokenizerTests {
    private let folder = TemporaryFolder()

    /// Texts that GGUF's reader, as llama.cpp defines it, treats differently: it composes no characters (qwen2), puts a space
    /// before text that begins with one (metaspace), drops the space at the end (unigram) and strips more accents and
    /// knows no longest word (wordpiece).
    @Test(arguments: [
        ("gpt2", 0), ("smollm", 0), ("llama3", 0), ("gemma", 0), ("llama2", 0), ("qwen2", 22), ("metaspace", 19),
        ("unigram_precompiled", 20), ("wordpiece", 11),
    ])
    func givesTheSameIds(_ name: String, _ exceptions: Int) throws {
        let tokenizer = try convert(name)
        var (same, differing): (Int, [String]) = (0, [])
        for line in TemporaryFolder.read(Fixture.path("tokenizers/\(name).cases.jsonl")).split(separator: 10) {
            let entry = try JSONValue(parsing: Array(line))
            let text = try #require(entry["text"]?.text)
            let ids = try #require(entry["ids"]?.array).map { TokenID($0.int ?? -1) }
            let framed = entry["ids_with_special"]?.array?.map { TokenID($0.int ?? -1) }
            // GGUF has no words for how an added token takes the spaces beside it, or that it is found in normalised text.
            guard !text.contains("<"), !text.contains("["), !text.contains("Ñorm") else { continue }
            let found = tokenizer.encode(text, addSpecialTokens: false)
            if found == ids, framed == nil || tokenizer.encode(text) == framed {
                same += 1
            } else {
                differing.append("\(text.debugDescription): \(found) for \(ids)")
            }
        }
        #expect(differing.count <= exceptions, "\(name): \(differing.count): \(differing.prefix(8))")
        #expect(same > 50)
    }

    private func convert(_ name: String) throws -> Tokenizer {
        let json = TemporaryFolder.read(Fixture.path("tokenizers/\(name).json"))
        let rows = 1600
        let embedding = StoredTensor(
            name: "token_embd.weight", format: .f32, shape: [1, rows], offset: 0, file: "memory",
            bytes: MappedBytes.copying([UInt8](repeating: 0, count: 4 * rows)))
        let source = Checkpoint(
            path: folder.path, kind: .huggingFace, metadata: ["general.architecture": .string(Array("llama".utf8))],
            tensors: [embedding], tokenizerJSON: MappedBytes.copying(json))
        let path = folder.write("\(name).gguf", "")
        try Quantizer(type: .f32, threads: 1).write(source, to: path, replacing: true)
        return try Tokenizer(checkpoint: try Checkpoint.open(path))
    }
}
