import CorvidEngine
import Testing

struct SentenceEncoderTests {
    @Test(arguments: [false, true])
    func parity(gguf: Bool) throws {
        let fixture = try ModelFixture("bert", gguf: gguf)
        let encoder = try SentenceEncoder(checkpoint: fixture.checkpoint, threads: 2)
        let sentences = try (0..<3).map { try fixture.tokens("sentence_\($0).ids") }
        let vectors = try encoder.embed(sentences)
        for (index, vector) in vectors.enumerated() {
            let expected = try fixture.floats("sentence_\(index).embedding")
            let (difference, scale) = ModelFixture.deviation(vector, expected)
            #expect(vector.count == expected.count && difference <= 1e-4 * scale, "\(difference) of \(scale)")
            // Alone, on another count of threads, the same bits.
            let alone = try SentenceEncoder(checkpoint: fixture.checkpoint, threads: index + 1)
            #expect(try alone.embed([sentences[index]]) == [vector])
        }
        let long = [TokenID](repeating: 5, count: encoder.tokenLimit + 1)
        #expect(throws: EngineError.contextOverflow(tokens: long.count, limit: encoder.tokenLimit)) {
            try encoder.embed([long])
        }
        #expect(throws: EngineError.self) { try encoder.embed([[]]) }
        #expect(throws: EngineError.self) { try encoder.embed([[-1]]) }
        // More sentences than one piece holds.
        let many = try encoder.embed((0..<60).map { sentences[$0 % 3] })
        #expect((0..<60).allSatisfy { many[$0] == vectors[$0 % 3] })
    }

    @Test func otherModels() throws {
        let llama = try ModelFixture("llama").checkpoint
        #expect(throws: CheckpointError.self) { try SentenceEncoder(checkpoint: llama) }
        let bert = try ModelFixture("bert").checkpoint
        let model = try Transformer(checkpoint: bert, threads: 1)
        let cache = model.makeCache()
        #expect(throws: EngineError.self) {
            try model.forward(Batch([Batch.Run(sequence: cache.makeSequence(), tokens: [1])]), cache: cache)
        }
    }
}
