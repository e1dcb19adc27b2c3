import CorvidEngine
import Testing

struct CheckpointTests {
    private let folder = TemporaryFolder()

    @Test("Accessors name file, byte, key and range")
    func access() throws {
        let file = GGUFBytes.valid()
        let path = folder.write("x.gguf", file.bytes)
        let checkpoint = try Checkpoint.open(path)
        func expect(
            _ code: CheckpointError.Code, _ mark: String?, _ reason: String,
            location: SourceLocation = #_sourceLocation,
            _ body: () throws -> Void
        ) {
            let offset = mark.flatMap { file.marks[$0] }.map(UInt64.init)
            #expect(
                throws: CheckpointError(code, file: path, offset: offset, reason: reason), sourceLocation: location,
                performing: body)
        }
        expect(.metadata, nil, "metadata key llama.none is missing; expected an integer") {
            _ = try checkpoint.integer("llama.none")
        }
        expect(
            .metadata, "general.architecture", "metadata key general.architecture is a string; expected an integer"
        ) { _ = try checkpoint.integer("general.architecture") }
        expect(.metadata, "llama.block_count", "metadata key llama.block_count is 1; expected 2...9") {
            _ = try checkpoint.integer("llama.block_count", in: 2...9)
        }
        expect(
            .metadata, "llama.rope.freq_base", "metadata key llama.rope.freq_base is 10000.0; expected 0.0...1.0"
        ) { _ = try checkpoint.float("llama.rope.freq_base", in: 0...1) }
        expect(
            .metadata, "llama.attention.head_count_kv",
            "metadata key llama.attention.head_count_kv has 1 elements; expected 3"
        ) { _ = try checkpoint.integers("llama.attention.head_count_kv", count: 3) }
        expect(.metadata, "llama.block_count", "metadata key llama.block_count is the integer 1; expected a boolean") {
            _ = try checkpoint.optionalBoolean("llama.block_count")
        }
        expect(.tensor, nil, "tensor output.weight is missing; expected one of shape [8, 4]") {
            _ = try checkpoint.tensor(required: "output.weight", shape: [8, 4])
        }
        expect(.tensor, "token_embd.weight", "tensor token_embd.weight has shape [8, 4]; expected [4, 8]") {
            _ = try checkpoint.tensor(required: "token_embd.weight", shape: [4, 8])
        }
        #expect(try checkpoint.integers("llama.block_count", count: 3) == [1, 1, 1])
        #expect(try checkpoint.optionalInteger("llama.none") == nil)
        #expect(try checkpoint.tensor(optional: "output.weight", shape: [8, 4]) == nil)
    }

    @Test("A copy has the same identity, whenever it was made, and other data another")
    func identity() throws {
        var bytes = GGUFBytes.valid().bytes
        let first = try Checkpoint.open(folder.write("x.gguf", bytes))
        let copy = folder.write("y.gguf", bytes)
        folder.setTime(1_000_000_000, of: "y.gguf")
        let second = try Checkpoint.open(copy)
        #expect(first.identity == second.identity && first.fingerprint != second.fingerprint)
        bytes[bytes.count - 1] ^= 1
        #expect(try Checkpoint.open(folder.write("z.gguf", bytes)).identity != first.identity)
    }

    @Test("The fingerprint stays for the same file and changes with its data and its header")
    func fingerprint() throws {
        var bytes = GGUFBytes.valid().bytes
        let path = folder.write("x.gguf", bytes)
        let first = try Checkpoint.open(path).fingerprint
        #expect(first.count == 32)
        #expect(try Checkpoint.open(path).fingerprint == first)
        bytes[bytes.count - 1] ^= 1
        let second = try Checkpoint.open(folder.write("y.gguf", bytes)).fingerprint
        bytes[bytes.count - 1] ^= 1
        bytes[bytes.count - 1] ^= 128
        let third = try Checkpoint.open(folder.write("z.gguf", bytes)).fingerprint
        #expect(Set([first, second, third]).count == 3)
        let folders = try ["llama", "qwen2"].map { try Checkpoint.open(Fixture.path("checkpoints/\($0)")).fingerprint }
        #expect(folders[0] != folders[1])
    }

    @Test("A vocabulary of 128,000 tokens is read in little time")
    func speed() throws {
        var file = GGUFBytes()
        file.header(tensors: 0, keys: 3)
        file.key("tokenizer.ggml.tokens", (0..<128_000).map { "token\($0)" })
        file.key("tokenizer.ggml.merges", (0..<280_000).map { "a b\($0)" })
        file.key("tokenizer.ggml.token_type", [Int32](repeating: 1, count: 128_000))
        let path = folder.write("x.gguf", file.bytes)
        let times = try (0..<5).map { _ in try ContinuousClock().measure { _ = try Checkpoint.open(path) } }
        // 30 ms alone on a machine; other tests run beside this one.
        #expect(times.min() ?? .zero < .milliseconds(120), "\(times)")
    }
}
