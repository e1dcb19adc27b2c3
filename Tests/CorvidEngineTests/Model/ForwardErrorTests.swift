import CorvidEngine
import Testing

/// What a bad batch or checkpoint gets: a typed error, and a cache that is as it was.
struct ForwardErrorTests {
    @Test func batches() throws {
        let model = try Transformer(checkpoint: ModelFixture("llama").checkpoint, threads: 1)
        let cache = model.makeCache(contextLength: 20)
        let good = cache.makeSequence()
        let first = try model.forward(Batch([.init(sequence: good, tokens: [5, 6, 7])]), cache: cache)
        let removed = cache.makeSequence()
        cache.remove(removed)
        let fine = Batch.Run(sequence: good, tokens: [8])
        let empty = cache.makeSequence()
        func code(_ runs: [Batch.Run]) -> EngineError? {
            do throws(EngineError) {
                _ = try model.forward(Batch(runs), cache: cache)
                return nil
            } catch { return error }
        }
        #expect(code([fine, .init(sequence: removed, tokens: [1])])?.code == .unknownSequence)
        #expect(code([fine, fine])?.code == .unknownSequence)
        #expect(code([fine, .init(sequence: empty, tokens: [])])?.code == .invalidRun)
        #expect(code([fine, .init(sequence: empty, tokens: [1, 2], outputs: .last(3))])?.code == .invalidRun)
        #expect(code([fine, .init(sequence: empty, tokens: [1, 2], outputs: .last(-1))])?.code == .invalidRun)
        for token in [-1, 288, .max, .min] as [TokenID] {
            #expect(
                code([fine, .init(sequence: empty, tokens: [1, token])])
                    == .tokenOutOfRange(token, vocabularySize: 288))
        }
        let long = [TokenID](repeating: 9, count: 18)
        #expect(code([.init(sequence: good, tokens: long)]) == .contextOverflow(tokens: 21, limit: 20))
        #expect(code([.init(sequence: good, tokens: long)])?.message.contains("21") == true)
        #expect(cache.tokens(of: good) == [5, 6, 7])
        #expect(cache.length(of: empty) == 0)

        let other = try Transformer(checkpoint: ModelFixture("lfm2").checkpoint, threads: 1)
        #expect(throws: EngineError.self) { try other.forward(Batch([fine]), cache: cache) }

        // The cache still works, and logits that a caller keeps are not overwritten.
        let kept = first[0]
        let second = try model.forward(Batch([fine]), cache: cache)
        #expect(first[0] == kept && second[0] != kept)
        #expect(try model.forward(Batch([]), cache: cache).rows == 0)
        #expect(try model.allLogits([5, 6, 7, 8], cache).suffix(288) == second[0][...])
    }

    @Test func checkpoints() throws {
        let stored = try ModelFixture("llama").checkpoint
        func failure(
            metadata: [String: MetadataValue] = [:], without key: String = "", tensor name: String = "",
            _ replacement: StoredTensor? = nil
        ) -> CheckpointError? {
            var values = stored.metadata
            for (key, value) in metadata { values[key] = value }
            values[key] = nil
            let tensors = stored.tensors.compactMap { $0.name == name ? replacement : $0 }
            let changed = Checkpoint(path: stored.path, kind: stored.kind, metadata: values, tensors: tensors)
            do throws(CheckpointError) {
                _ = try Transformer(checkpoint: changed, threads: 1)
                return nil
            } catch { return error }
        }
        #expect(failure() == nil)
        let unknown = failure(metadata: ["general.architecture": .string(Array("mamba".utf8))])
        #expect(unknown?.code == .unsupported)
        #expect(unknown?.reason.contains("qwen3moe") == true)
        #expect(failure(without: "general.architecture")?.code == .metadata)
        for (key, value) in [
            ("block_count", 0), ("block_count", 1 << 40), ("block_count", 3), ("embedding_length", 63),
            ("attention.head_count", 0), ("attention.head_count", 7), ("attention.head_count_kv", 3),
            ("attention.key_length", 12), ("feed_forward_length", 0), ("feed_forward_length", 1 << 24),
            ("rope.dimension_count", 18), ("rope.dimension_count", 3), ("attention.sliding_window", -1),
        ] as [(String, Int64)] {
            let error = failure(metadata: ["llama.\(key)": .signed(value)])
            #expect(error != nil, "\(key) = \(value)")
        }
        #expect(failure(without: "llama.context_length")?.code == .metadata)
        #expect(failure(metadata: ["llama.rope.freq_base": .float(.nan)])?.code == .metadata)

        let missing = failure(tensor: "blk.1.ffn_down.weight")
        #expect(missing?.code == .tensor && missing?.reason.contains("blk.1.ffn_down.weight") == true)
        let down = try #require(stored.tensor("blk.1.ffn_down.weight"))
        func replaced(format: TensorFormat? = nil, shape: [Int]? = nil, bytes: MappedBytes? = nil) -> CheckpointError? {
            failure(
                tensor: down.name,
                StoredTensor(
                    name: down.name, format: format ?? down.format, shape: shape ?? down.shape, offset: 0,
                    file: down.file, bytes: bytes ?? down.bytes))
        }
        let wrong = replaced(shape: [64, 32])
        #expect(wrong?.code == .tensor && wrong?.reason.contains("[64, 32]") == true)
        #expect(wrong?.reason.contains("[64, 64]") == true)
        #expect(replaced(format: .i32)?.code == .unsupported)
        #expect(replaced(format: .q4_K)?.code == .tensor)
        #expect(replaced(bytes: down.bytes.slice(0..<100))?.code == .tensor)
    }
}
