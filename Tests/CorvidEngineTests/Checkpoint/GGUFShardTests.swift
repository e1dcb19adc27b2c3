import CorvidEngine
import Testing

struct GGUFShardTests {
    private let folder = TemporaryFolder()

    private func shard(_ index: UInt32, of count: UInt32, _ names: [String], total: Int32) -> [UInt8] {
        var file = GGUFBytes()
        file.header(tensors: UInt64(names.count), keys: 4)
        file.key("general.architecture", "llama")
        file.key("split.no", index)
        file.key("split.count", count)
        file.key("split.tensors.count", UInt32(total))
        for (position, name) in names.enumerated() { file.tensor(name, [8], offset: UInt64(position * 32)) }
        file.align()
        for _ in names { file.raw([UInt8](repeating: UInt8(index), count: 32)) }
        return file.bytes
    }

    @Test("Any shard opens all of them")
    func open() throws {
        folder.write("m-00001-of-00003.gguf", shard(0, of: 3, ["a", "b"], total: 4))
        folder.write("m-00002-of-00003.gguf", shard(1, of: 3, ["c"], total: 4))
        folder.write("m-00003-of-00003.gguf", shard(2, of: 3, ["d"], total: 4))
        for index in 1...3 {
            let checkpoint = try Checkpoint.open("\(folder.path)/m-0000\(index)-of-00003.gguf")
            #expect(checkpoint.tensors.map(\.name) == ["a", "b", "c", "d"])
            #expect(checkpoint.tensor("d")?.bytes.buffer.first == 2)
            #expect(checkpoint.tensor("d")?.file == "\(folder.path)/m-00003-of-00003.gguf")
            #expect(try checkpoint.integer("split.no") == 0)
        }
    }

    @Test("Missing shards, wrong counts and repeated tensors are errors")
    func errors() {
        folder.write("m-00001-of-00002.gguf", shard(0, of: 2, ["a"], total: 2))
        expect("m-00001-of-00002.gguf", .unreadable, "cannot be opened: No such file or directory")
        folder.write("m-00002-of-00002.gguf", shard(1, of: 2, ["a"], total: 2))
        expect("m-00001-of-00002.gguf", .corrupted, "tensor a already appears in an earlier shard")
        folder.write("m-00002-of-00002.gguf", shard(1, of: 2, ["b", "c"], total: 2))
        expect(
            "m-00001-of-00002.gguf", .corrupted,
            "metadata key split.tensors.count is 2, but the shards hold 3 tensors")
        folder.write("n-00001-of-00004.gguf", shard(0, of: 2, ["a"], total: 2))
        expect("n-00001-of-00004.gguf", .corrupted, "metadata key split.count says 2 shards; the file's name says 4")
        folder.write("single.gguf", shard(0, of: 2, ["a"], total: 2))
        expect(
            "single.gguf", .corrupted, "is one of 2 shards, but its name does not end in -00001-of-NNNNN.gguf")
    }

    private func expect(
        _ name: String, _ code: CheckpointError.Code, _ reason: String, location: SourceLocation = #_sourceLocation
    ) {
        do {
            _ = try Checkpoint.open("\(folder.path)/\(name)")
            Issue.record("\(name) opened", sourceLocation: location)
        } catch {
            #expect(error.code == code && error.reason == reason, sourceLocation: location)
        }
    }
}
