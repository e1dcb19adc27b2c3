import CorvidEngine
import Testing

struct SafeTensorsTests {
    private let folder = TemporaryFolder()

    /// Expects an error of the weights file, at the first occurrence of `text` in it.
    private func expect(
        _ code: CheckpointError.Code, at text: String?, _ reason: String, _ bytes: [UInt8],
        location: SourceLocation = #_sourceLocation
    ) {
        folder.write("config.json", TinyBERT.configuration)
        let path = folder.write("model.safetensors", bytes)
        let offset = text.map { text in
            bytes.indices.first { bytes[$0...].starts(with: text.utf8) } ?? -1
        }
        let expected = CheckpointError(code, file: path, offset: offset.map(UInt64.init), reason: reason)
        #expect(throws: expected, sourceLocation: location) { try Checkpoint.open(folder.path) }
    }

    @Test("The length of the header is checked")
    func headerLength() {
        expect(
            .truncated, at: "", "has 3 bytes; a safetensors file begins with 8 bytes that tell its header's length",
            [1, 2, 3])
        expect(
            .truncated, at: "", "the header's length is 99; the file holds 2 bytes after it",
            SafeTensorsBytes.file("{}", length: 99))
        expect(
            .corrupted, at: "", "the header's length is 18446744073709551615; the file holds 2 bytes after it",
            SafeTensorsBytes.file("{}", length: .max))
        expect(
            .corrupted, at: "]", "is not valid JSON: line 1, column 2: found ']'; expected a key in quotation marks",
            SafeTensorsBytes.file("{]"))
        expect(
            .corrupted, at: "[", "the safetensors header is not a JSON object", SafeTensorsBytes.file("[]"))
    }

    @Test("Entries are checked")
    func entries() {
        func file(_ entry: String, data: Int = 16) -> [UInt8] {
            SafeTensorsBytes.file(
                #"{"__metadata__":{"t":"x"},"w":\#(entry)}"#, data: [UInt8](repeating: 0, count: data))
        }
        expect(.unsupported, at: #""w""#, "tensor w has an unknown dtype (none)", file("3"))
        expect(.unsupported, at: #""w""#, "tensor w has an unknown dtype F12", file(#"{"dtype":"F12"}"#))
        expect(
            .corrupted, at: #""w""#, "tensor w has no shape of at most 8 dimensions",
            file(#"{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1]}"#))
        for dimension in ["-1", "1.5", "1e99", "\"2\"", "18446744073709551616"] {
            expect(
                .corrupted, at: #""w""#, "tensor w has a dimension that is not a non-negative integer",
                file(#"{"dtype":"F32","shape":[\#(dimension)]}"#))
        }
        expect(
            .corrupted, at: #""w""#, "tensor w has more numbers than any file can hold",
            file(#"{"dtype":"F32","shape":[4294967296,4294967296]}"#))
        for offsets in ["[0]", "[4,0]", "[-4,0]", "{}"] {
            expect(
                .corrupted, at: #""w""#, "tensor w has no data_offsets of the form [begin, end]",
                file(#"{"dtype":"F32","shape":[1],"data_offsets":\#(offsets)}"#))
        }
        expect(
            .truncated, at: #""w""#, "tensor w ends at byte 20 of the data; the file holds 16",
            file(#"{"dtype":"F32","shape":[5],"data_offsets":[0,20]}"#))
        expect(
            .corrupted, at: #""w""#, "tensor w takes 8 bytes, which does not agree with its shape [1] and dtype F32",
            file(#"{"dtype":"F32","shape":[1],"data_offsets":[0,8]}"#))
        expect(
            .corrupted, at: #""w""#,
            "tensor w takes 8 bytes, which does not agree with its shape [2305843009213693952] and dtype F32",
            file(#"{"dtype":"F32","shape":[2305843009213693952],"data_offsets":[0,8]}"#))
    }

    @Test("Tensors may neither share a name nor bytes")
    func duplicates() {
        let one = #""a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"#
        let two = #""b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}"#
        let data = [UInt8](repeating: 0, count: 12)
        expect(
            .corrupted, at: #""b""#, "tensors a and b overlap", SafeTensorsBytes.file("{\(one),\(two)}", data: data))
        expect(
            .corrupted, at: #""a""#, "tensor a appears twice", SafeTensorsBytes.file("{\(one),\(one)}", data: data))
    }

    @Test("Weights must be F32, F16 or BF16")
    func types() {
        let bytes = SafeTensorsBytes.file(TinyBERT.tensors).replacing(
            #""dtype":"F32","shape":[4,2]"#.utf8, with: #""dtype":"I32","shape":[4,2]"#.utf8)
        expect(
            .unsupported, at: #""embeddings.position_embeddings.weight""#,
            "tensor embeddings.position_embeddings.weight is stored as I32; expected F32, F16 or BF16",
            bytes)
    }

    @Test("Data at odd addresses is moved to where its numbers may lie")
    func alignment() throws {
        let whole = SafeTensorsBytes.file(TinyBERT.tensors).dropFirst(8)
        let end = whole.lastIndex(of: UInt8(ascii: "}")) ?? whole.startIndex
        for shift in 0..<4 {
            let header = String(decoding: whole[...end], as: UTF8.self) + String(repeating: " ", count: shift)
            let data = SafeTensorsBytes.file(TinyBERT.tensors).suffix(4 * 75)
            folder.write("config.json", TinyBERT.configuration)
            folder.write("model.safetensors", SafeTensorsBytes.file(header, data: Array(data)))
            let checkpoint = try Checkpoint.open(folder.path)
            for tensor in checkpoint.tensors {
                #expect(UInt(bitPattern: tensor.bytes.baseAddress) % 4 == 0)
                #expect(tensor.bytes.buffer.loadUnaligned(as: Float.self) == 1)
            }
        }
    }

    @Test("Shards are opened by their index")
    func shards() throws {
        let tensors = TinyBERT.tensors
        folder.write("config.json", TinyBERT.configuration)
        folder.write("a.safetensors", SafeTensorsBytes.file(Array(tensors[..<5])))
        folder.write("b.safetensors", SafeTensorsBytes.file(Array(tensors[5...])))
        func index(_ change: (String, String) = ("", "")) -> String {
            let map = tensors.enumerated().map { #""\#($1.name)":"\#($0 < 5 ? "a" : "b").safetensors""# }
            let text = #"{"metadata":{},"weight_map":{\#(map.joined(separator: ","))}}"#
            return change.0.isEmpty ? text : text.replacing(change.0, with: change.1)
        }
        let path = folder.write("model.safetensors.index.json", index())
        #expect(try Checkpoint.open(folder.path).tensors.count == tensors.count)

        let name = "embeddings.LayerNorm.bias"
        folder.write(
            "model.safetensors.index.json",
            index((#""\#(name)":"a.safetensors""#, #""\#(name)":"../a.safetensors""#)))
        #expect {
            try Checkpoint.open(folder.path)
        } throws: { error in
            (error as? CheckpointError)?.reason == "tensor \(name) is mapped to something that is no file name"
                && (error as? CheckpointError)?.file == path
        }
        folder.write(
            "model.safetensors.index.json", index((#""\#(name)":"a.safetensors""#, #""\#(name)":"b.safetensors""#)))
        #expect {
            try Checkpoint.open(folder.path)
        } throws: { ($0 as? CheckpointError)?.reason == "tensor \(name) should be in b.safetensors, but is not" }
        folder.write(
            "model.safetensors.index.json", index((#""\#(name)":"a.safetensors""#, #""\#(name)":"c.safetensors""#)))
        #expect {
            try Checkpoint.open(folder.path)
        } throws: { error in
            (error as? CheckpointError)?.code == .unreadable
                && (error as? CheckpointError)?.file == "\(folder.path)/c.safetensors"
        }
        folder.write("model.safetensors.index.json", #"{"weight_map":[]}"#)
        #expect {
            try Checkpoint.open(folder.path)
        } throws: { ($0 as? CheckpointError)?.reason == "has no weight_map of tensor names to files" }
    }
}
