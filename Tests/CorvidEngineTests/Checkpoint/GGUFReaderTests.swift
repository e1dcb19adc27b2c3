import CorvidEngine
import Testing

struct GGUFReaderTests {
    private let folder = TemporaryFolder()

    private func open(_ file: GGUFBytes) throws(CheckpointError) -> Checkpoint {
        try Checkpoint.open(folder.write("x.gguf", file.bytes))
    }

    /// Expects exactly this error, at the mark.
    private func expect(
        _ code: CheckpointError.Code, at mark: String, _ reason: String, _ file: GGUFBytes,
        location: SourceLocation = #_sourceLocation
    ) {
        let offset = file.marks[mark]
        #expect(offset != nil, "no mark \(mark)", sourceLocation: location)
        let expected = CheckpointError(
            code, file: "\(folder.path)/x.gguf", offset: offset.map(UInt64.init), reason: reason)
        #expect(throws: expected, sourceLocation: location) { try open(file) }
    }

    @Test("A valid file of either version opens with all it holds", arguments: [2, 3] as [UInt32])
    func valid(version: UInt32) throws {
        let file = GGUFBytes.valid(version: version)
        let checkpoint = try open(file)
        #expect(checkpoint.kind == .gguf(version: Int(version)))
        #expect(checkpoint.architecture == "llama" && checkpoint.fileBytes == UInt64(file.bytes.count))
        #expect(try checkpoint.integer("llama.block_count") == 1)
        #expect(try checkpoint.float("llama.rope.freq_base") == 10_000)
        #expect(try checkpoint.integers("llama.attention.head_count_kv", count: 1) == [2])
        guard case .strings(let tokens)? = checkpoint.metadata["tokenizer.ggml.tokens"] else {
            Issue.record("the tokens are no table of strings")
            return
        }
        #expect((0..<4).map { String(decoding: tokens[$0], as: UTF8.self) } == ["a", "bc", "", "ü"])
        #expect(checkpoint.metadata["tokenizer.ggml.token_type"] == .integers([1, 1, 3, 6]))
        #expect(checkpoint.tensors.map(\.name) == ["token_embd.weight", "output_norm.weight"])
        let embedding = try checkpoint.tensor(required: "token_embd.weight", shape: [8, 4])
        #expect(embedding.bytes.buffer.loadUnaligned(fromByteOffset: 4, as: Float.self) == 1)
        #expect(embedding.offset == UInt64(file.marks["data"] ?? 0))
        let norm = try checkpoint.tensor(required: "output_norm.weight", shape: [32, 1])
        #expect(norm.format == .q8_0 && norm.bytes.buffer.elementsEqual(0..<34))
    }

    @Test("Arrays of every type are read")
    func arrays() throws {
        var file = GGUFBytes()
        file.header(tensors: 0, keys: 6)
        file.key("bools", type: 9)
        file.integer(UInt32(7))
        file.integer(UInt64(3))
        file.raw([1, 0, 1])
        file.key("bytes", type: 9)
        file.integer(UInt32(0))
        file.integer(UInt64(2))
        file.raw([7, 255])
        file.key("doubles", type: 9)
        file.integer(UInt32(12))
        file.integer(UInt64(1))
        file.integer(Double(0.5).bitPattern)
        file.key("nested", type: 9)
        file.integer(UInt32(9))
        file.integer(UInt64(2))
        for value in [3, 4] as [Int16] {
            file.integer(UInt32(3))
            file.integer(UInt64(1))
            file.integer(value)
        }
        file.key("wide", type: 10)
        file.integer(UInt64.max)
        file.key("negative", type: 1)
        file.integer(Int8(-5))
        let checkpoint = try open(file)
        #expect(checkpoint.metadata["bools"] == .array([.bool(true), .bool(false), .bool(true)]))
        #expect(checkpoint.metadata["bytes"] == .integers([7, 255]))
        #expect(checkpoint.metadata["doubles"] == .array([.float(0.5)]))
        #expect(checkpoint.metadata["nested"] == .array([.integers([3]), .integers([4])]))
        #expect(checkpoint.metadata["wide"] == .unsigned(.max) && checkpoint.metadata["wide"]?.integer == nil)
        #expect(checkpoint.metadata["negative"]?.integer == -5)
    }

    @Test("Magic and version are checked")
    func preamble() {
        var file = GGUFBytes()
        file.header(magic: "ggml", tensors: 0, keys: 0)
        expect(
            .unknownFormat, at: "magic", #"is not a GGUF file: it begins with "ggml" instead of "GGUF""#, file)
        for version in [0, 1, 4, UInt32.max] as [UInt32] {
            file = GGUFBytes()
            file.header(version: version, tensors: 0, keys: 0)
            expect(.unknownFormat, at: "version", "the GGUF version is \(version); expected 2 or 3", file)
        }
        file = GGUFBytes()
        file.header(version: UInt32(3).byteSwapped, tensors: 0, keys: 0)
        expect(
            .unsupported, at: "version", "the file is big-endian; only little-endian GGUF files are supported", file)
        file = GGUFBytes()
        file.raw("GG".utf8, mark: "start")
        expect(.truncated, at: "start", #"is not a GGUF file: it begins with "GG" instead of "GGUF""#, file)
        #expect(throws: CheckpointError.self) { try open(GGUFBytes()) }
    }

    @Test("Counts that the file cannot hold are refused before anything is reserved")
    func counts() {
        var file = GGUFBytes()
        file.header(tensors: 1, keys: 0)
        expect(
            .corrupted, at: "tensor count", "the tensor count is 1, but the 8 bytes that follow hold at most 0", file)
        file = GGUFBytes()
        file.header(tensors: 0, keys: .max)
        expect(
            .corrupted, at: "key count",
            "the metadata count is 18446744073709551615, but the 0 bytes that follow hold at most 0", file)
        file = GGUFBytes()
        file.header(tensors: 0, keys: 1)
        file.key("k", type: 9)
        file.integer(UInt32(8))
        file.integer(UInt64(1) << 61, mark: "count")
        file.raw([UInt8](repeating: 0, count: 80))
        expect(
            .corrupted, at: "count",
            "the element count of metadata key k is 2305843009213693952, but the 80 bytes that follow hold at most 10",
            file)
        file = GGUFBytes()
        file.header(tensors: 0, keys: 1)
        file.integer(UInt64(100), mark: "length")
        file.raw([UInt8](repeating: 65, count: 20))
        expect(
            .corrupted, at: "length",
            "the length of the name of metadata entry 0 is 100, but the 20 bytes that follow hold at most 20", file)
    }

    @Test("Metadata is checked")
    func metadata() {
        var file = GGUFBytes()
        file.header(tensors: 0, keys: 1)
        file.string("", mark: "name")
        file.raw([UInt8](repeating: 0, count: 16))
        expect(.corrupted, at: "name", "the name of metadata entry 0 has 0 bytes; expected 1...65535", file)

        file = GGUFBytes()
        file.header(tensors: 0, keys: 1)
        file.integer(UInt64(1), mark: "name")
        file.raw([0xFF])
        file.raw([UInt8](repeating: 0, count: 16))
        expect(.corrupted, at: "name", "the name of metadata entry 0 is not valid UTF-8", file)

        file = GGUFBytes()
        file.header(tensors: 0, keys: 1)
        file.key("k", type: 13)
        file.raw([UInt8](repeating: 0, count: 16))
        expect(.corrupted, at: "k type", "the type of metadata key k is 13; expected 0...12", file)

        file = GGUFBytes()
        file.header(tensors: 0, keys: 2)
        file.key("twice", UInt32(1))
        file.key("twice", UInt32(2))
        expect(.corrupted, at: "twice", "metadata key twice appears twice", file)

        file = GGUFBytes()
        file.header(tensors: 0, keys: 1)
        file.key("k", type: 7)
        file.raw([2], mark: "value")
        file.raw([0])
        expect(.corrupted, at: "value", "metadata key k is a boolean of value 2; expected 0 or 1", file)

        file = GGUFBytes()
        file.header(tensors: 0, keys: 1)
        file.key("key", type: 10)
        file.raw([1, 2, 3], mark: "value")
        expect(
            .truncated, at: "value", "the file ends inside metadata key key: 3 of 8 bytes are left", file)

        file = GGUFBytes()
        file.header(tensors: 0, keys: 1)
        file.key("k", type: 9)
        for depth in 0..<5 {
            file.integer(UInt32(9), mark: "depth \(depth)")
            file.integer(UInt64(1))
        }
        file.raw([UInt8](repeating: 0, count: 64))
        expect(.corrupted, at: "depth 4", "metadata key k nests arrays more than 4 deep", file)

        file = GGUFBytes()
        file.header(tensors: 0, keys: 1)
        file.key("k", type: 9)
        file.integer(UInt32(7), mark: "array")
        file.integer(UInt64(1 << 20 + 1))
        file.raw([UInt8](repeating: 0, count: 1 << 20 + 1))
        expect(
            .unsupported, at: "array",
            "metadata key k has 1048577 elements of a kind of which a file may hold 1048576", file)

        file = GGUFBytes()
        file.header(tensors: 0, keys: 1)
        file.key("k", type: 9)
        file.integer(UInt32(8))
        file.integer(UInt64(2))
        file.string("ok")
        file.integer(UInt64(9), mark: "second")
        file.raw([1, 2, 3])
        expect(
            .corrupted, at: "second", "string 1 of metadata key k has 9 bytes, but the file ends 3 bytes on", file)
    }

    @Test("Tensor entries are checked")
    func entries() {
        func file(
            _ shape: [UInt64] = [8], type: UInt32 = 0, offset: UInt64 = 0, dimensions: UInt32? = nil,
            data: Int = 32
        ) -> GGUFBytes {
            var file = GGUFBytes()
            file.header(tensors: 1, keys: 0)
            file.tensor("t", shape, type: type, offset: offset, dimensions: dimensions)
            file.align()
            file.raw([UInt8](repeating: 0, count: data))
            return file
        }
        #expect(throws: Never.self) { try open(file()) }
        expect(.corrupted, at: "t dimensions", "tensor t has 0 dimensions; expected 1...4", file(dimensions: 0))
        expect(
            .corrupted, at: "t dimensions", "tensor t has 5 dimensions; expected 1...4", file([1, 1, 1, 1, 1]))
        expect(
            .corrupted, at: "t dimension 1", "dimension 1 of tensor t is 0, which is zero or beyond any file",
            file([8, 0]))
        expect(
            .corrupted, at: "t dimension 1",
            "dimension 1 of tensor t is 4294967296, which is zero or beyond any file", file([1 << 32, 1 << 32]))
        expect(
            .corrupted, at: "t dimension 0",
            "dimension 0 of tensor t is 18446744073709551615, which is zero or beyond any file", file([.max]))
        expect(.corrupted, at: "t offset", "tensor t lies beyond any file", file([1 << 62]))
        expect(.corrupted, at: "t offset", "tensor t lies beyond any file", file(offset: .max - 31))
        expect(
            .unsupported, at: "t type", "tensor t is stored as IQ1_S (type 19), which is not supported",
            file(type: 19))
        expect(.unsupported, at: "t type", "tensor t is stored as type 777, which is not supported", file(type: 777))
        expect(
            .corrupted, at: "t dimension 0", "tensor t has rows of 31 numbers; Q8_0 stores blocks of 32",
            file([31], type: 8))
        expect(
            .corrupted, at: "t offset", "the data offset of tensor t is 8, no multiple of 32", file(offset: 8))
        expect(
            .truncated, at: "t offset", "tensor t takes 36 bytes from 0 on, but the file holds 32 bytes of tensor data",
            file([9]))
        expect(
            .truncated, at: "t offset",
            "tensor t takes 32 bytes from 9223372036854775776 on, but the file holds 32 bytes of tensor data",
            file(offset: 1 << 63 - 32))
        expect(
            .truncated, at: "t offset", "tensor t takes 32 bytes from 0 on, but the file holds 0 bytes of tensor data",
            file(data: 0))
    }

    @Test("Tensors may neither share a name nor bytes")
    func duplicates() {
        var file = GGUFBytes()
        file.header(tensors: 2, keys: 0)
        file.tensor("same", [8], offset: 0)
        file.tensor("same", [8], offset: 32)
        file.align()
        file.raw([UInt8](repeating: 0, count: 64))
        expect(.corrupted, at: "same", "tensor same appears twice", file)
        file = GGUFBytes()
        file.header(tensors: 2, keys: 0)
        file.tensor("one", [16], offset: 0)
        file.tensor("two", [8], offset: 32)
        file.align()
        file.raw([UInt8](repeating: 0, count: 64))
        expect(.corrupted, at: "two offset", "tensors one and two overlap", file)
    }

    @Test("The alignment is honoured and checked")
    func alignment() throws {
        func file(_ alignment: UInt32) -> GGUFBytes {
            var file = GGUFBytes()
            file.header(tensors: 1, keys: 1)
            file.key("general.alignment", alignment)
            file.tensor("t", [2], offset: 0)
            file.align(64)
            file.raw([0, 0, 128, 63, 0, 0, 0, 64])
            return file
        }
        let tensor = try open(file(64)).tensor(required: "t", shape: [2])
        #expect(tensor.bytes.buffer.loadUnaligned(fromByteOffset: 4, as: Float.self) == 2)
        for wrong in [0, 4, 24, 1 << 21] as [UInt32] {
            expect(
                .corrupted, at: "general.alignment",
                "metadata key general.alignment is the integer \(wrong); expected a power of two in 8...1048576",
                file(wrong))
        }
    }

    @Test("Every truncation of a valid file is an error, and none reads beyond the end")
    func truncations() {
        let bytes = GGUFBytes.valid().bytes
        for length in 0..<bytes.count {
            let path = folder.write("x.gguf", Array(bytes[..<length]))
            #expect(throws: CheckpointError.self, "cut to \(length) bytes") { try Checkpoint.open(path) }
        }
    }

    @Test("What is not a file is unreadable")
    func unreadable() {
        for path in ["\(folder.path)/nothing.gguf", "/dev/null"] {
            do {
                _ = try Checkpoint.open(path)
                Issue.record("\(path) opened")
            } catch {
                #expect(error.code == .unreadable && error.file == path)
            }
        }
    }
}
