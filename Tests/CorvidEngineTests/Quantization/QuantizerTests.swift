import CorvidEngine
import Testing

struct QuantizerTests {
    private let folder = TemporaryFolder()

    /// A folder becomes the same file, tensor by tensor and key by key, as llama.cpp's converter makes of it.
    @Test(arguments: Fixture.families)
    func convertsFoldersAsTheReferenceDoes(_ family: String) throws {
        let converted = try convert(Fixture.path("checkpoints/\(family)"), .f32)
        let reference = try Checkpoint.open(Fixture.path("gguf/\(family).gguf"))
        #expect(Set(converted.tensors.map(\.name)) == Set(reference.tensors.map(\.name)))
        for expected in reference.tensors {
            let tensor = try #require(converted.tensor(expected.name))
            #expect(tensor.shape == expected.shape)
            #expect(tensor.format == expected.format)
            if tensor.name == "rope_freqs.weight" {
                // Computed by both, in single precision there.
                let pairs = zip(try Self.floats(tensor), try Self.floats(expected))
                #expect(pairs.allSatisfy { abs($0 - $1) <= 1e-6 * abs($1) })
            } else {
                #expect(tensor.bytes.buffer.elementsEqual(expected.bytes.buffer), "\(tensor.name)")
            }
        }
        // The fixture of this family lists no added tokens, which the reference then takes for ordinary words.
        var free: Set = ["general.size_label", "general.name"]
        if family == "bert" {
            free.formUnion(["tokenizer.ggml.pre", "tokenizer.ggml.tokens", "tokenizer.ggml.token_type"])
        }
        for (key, value) in reference.metadata where !free.contains(key) {
            #expect(converted.metadata[key] == value, "\(key)")
        }
        #expect(!converted.metadata.keys.contains { $0.hasPrefix("corvid.") })
    }

    /// What the engine computes from the converted file is what `transformers` computes from the folder.
    @Test(arguments: Fixture.families.filter { $0 != "bert" })
    func convertedFoldersContinueAlike(_ family: String) throws {
        let fixture = try ModelFixture(family)
        let model = try Transformer(checkpoint: try convert(Fixture.path("checkpoints/\(family)"), .f32), threads: 1)
        let greedy = try fixture.tokens("greedy.ids")
        let cache = model.makeCache(format: .f32, contextLength: family == "phi3_longrope" ? 32 : nil)
        #expect(try model.greedy(try fixture.tokens("prompt_short.ids"), count: greedy.count, cache) == greedy)
    }

    /// Every type of every family: readable, every tensor close to the original.
    @Test(arguments: Fixture.families, QuantizationType.allCases)
    func everyTypeOfEveryFamily(_ family: String, _ type: QuantizationType) throws {
        let source = try Checkpoint.open(Fixture.path("gguf/\(family).gguf"))
        let converted = try convert(source.path, type)
        let fromFolder = try convert(Fixture.path("checkpoints/\(family)"), type)
        #expect(converted.metadata["general.file_type"] == .unsigned(type.fileType))
        for original in source.tensors {
            let tensor = try #require(converted.tensor(original.name))
            #expect(tensor.shape == original.shape)
            // The same numbers in another source format give the same blocks.
            if tensor.name != "rope_freqs.weight" {
                let other = try #require(fromFolder.tensor(tensor.name))
                #expect(tensor.format == other.format)
                #expect(tensor.bytes.buffer.elementsEqual(other.bytes.buffer), "\(tensor.name)")
            }
            let expected = try Self.floats(original)
            let scale = RowFormatTests.error(expected[...], [Float](repeating: 0, count: expected.count)[...])
            let error = RowFormatTests.error(try Self.floats(tensor)[...], expected[...])
            #expect(error <= Self.tolerance(tensor.format) * scale, "\(tensor.name) \(tensor.format.name): \(error)")
        }
    }

    private static func tolerance(_ format: TensorFormat) -> Double {
        switch format {
        case .f32: 0
        case .f16: 0.0005
        case .bf16: 0.003
        case .q8_0: 0.01
        case .q6_K: 0.03
        case .q5_K, .q5_0, .q5_1: 0.07
        default: 0.14
        }
    }

    // MARK: Mixtures

    @Test func mixtures() throws {
        let source = try Self.syntheticModel(blocks: 8, columns: 256, tied: false)
        let mixed = try convert(source, .q4_k_m)
        for block in 0..<8 {
            let more: TensorFormat = [0, 3, 6, 7].contains(block) ? .q6_K : .q4_K
            #expect(mixed.tensor("blk.\(block).attn_v.weight")?.format == more)
            #expect(mixed.tensor("blk.\(block).ffn_down.weight")?.format == more)
            for role in ["attn_q", "attn_k", "attn_output", "ffn_up"] {
                #expect(mixed.tensor("blk.\(block).\(role).weight")?.format == .q4_K)
            }
            for role in ["attn_norm", "ffn_gate_inp", "shortconv.conv"] {
                #expect(mixed.tensor("blk.\(block).\(role).weight")?.format == .f32)
            }
            #expect(mixed.tensor("blk.\(block).attn_q.bias")?.format == .f32)
        }
        #expect(mixed.tensor("output.weight")?.format == .q6_K)
        #expect(mixed.tensor("token_embd.weight")?.format == .q4_K)
        #expect(mixed.tensor("counts")?.format == .i32)

        let tied = try convert(try Self.syntheticModel(blocks: 1, columns: 256, tied: true), .q4_0)
        #expect(tied.tensor("token_embd.weight")?.format == .q6_K)
        #expect(tied.tensor("blk.0.attn_v.weight")?.format == .q4_0)
        let eight = try convert(try Self.syntheticModel(blocks: 1, columns: 256, tied: true), .q8_0)
        #expect(eight.tensor("token_embd.weight")?.format == .q8_0)
    }

    @Test func columnsThatFillNoBlock() throws {
        let short = try convert(try Self.syntheticModel(blocks: 4, columns: 96, tied: false), .q4_k_m)
        #expect(short.tensor("blk.1.attn_q.weight")?.format == .q5_0)
        #expect(short.tensor("blk.0.attn_v.weight")?.format == .q5_0)
        #expect(short.tensor("blk.2.attn_v.weight")?.format == .q8_0)
        #expect(short.tensor("output.weight")?.format == .q8_0)
        let five = try convert(try Self.syntheticModel(blocks: 1, columns: 96, tied: false), .q5_k_m)
        #expect(five.tensor("blk.0.attn_q.weight")?.format == .q5_1)
        let odd = try convert(try Self.syntheticModel(blocks: 1, columns: 40, tied: false), .q8_0)
        #expect(odd.tensor("blk.0.attn_q.weight")?.format == .f16)
    }

    @Test func threadsDoNotMatter() throws {
        let source = try Self.syntheticModel(blocks: 2, columns: 512, tied: false, rows: 300)
        var files: [[UInt8]] = []
        for threads in [1, 2, 5] {
            let path = folder.write("threads\(threads).gguf", "")
            try Quantizer(type: .q4_k_m, threads: threads).write(source, to: path, replacing: true)
            files.append(TemporaryFolder.read(path))
        }
        #expect(files[0] == files[1])
        #expect(files[0] == files[2])
    }

    @Test func progressAndSummary() throws {
        let source = try Self.syntheticModel(blocks: 2, columns: 256, tied: false)
        let path = folder.write("progress.gguf", "")
        var steps: [Quantizer.Progress] = []
        let summary = try Quantizer(type: .q4_0, threads: 2).write(source, to: path, replacing: true) {
            steps.append($0)
            return true
        }
        #expect(steps.count >= source.tensors.count)
        #expect(zip(steps, steps.dropFirst()).allSatisfy { $0.bytesRead <= $1.bytesRead })
        #expect(steps.last?.bytesRead == steps.last?.bytesToRead)
        #expect(summary.fileBytes == UInt64(TemporaryFolder.read(path).count))
        #expect(summary.parameters == UInt64(source.tensors.reduce(0) { $0 + $1.count }))
        #expect(summary.tensors.values.reduce(0, +) == source.tensors.count)
        #expect(summary.requantized == 0)
        let again = folder.write("again.gguf", "")
        let second = try Quantizer(type: .q8_0).write(try Checkpoint.open(path), to: again, replacing: true)
        #expect(second.requantized == 2 * 6 + 2)
    }

    // MARK: Refusals

    @Test func neverOverwritesTheInputNorUnasked() throws {
        let path = folder.write("model.gguf", "")
        try Quantizer(type: .f16).write(
            try Self.syntheticModel(blocks: 1, columns: 32, tied: true), to: path, replacing: true)
        let before = TemporaryFolder.read(path)
        let checkpoint = try Checkpoint.open(path)
        for (output, replacing) in [
            (path, true), ("\(folder.path)/./model.gguf", true), (folder.write("x", "x"), false),
        ] {
            let error = #expect(throws: CheckpointError.self) {
                try Quantizer(type: .q8_0).write(checkpoint, to: output, replacing: replacing)
            }
            #expect(error?.code == .unwritable)
        }
        #expect(TemporaryFolder.read(path) == before)
        #expect(TemporaryFolder.read("\(folder.path)/x") == Array("x".utf8))
    }

    @Test(arguments: [
        (Float.nan, QuantizationType.q8_0, false), (.infinity, .q4_k_m, false), (-.infinity, .bf16, false),
        (70_000, .f16, false), (70_000, .q4_k_m, false), (70_000, .bf16, true), (70_000, .q8_0, true),
        (.greatestFiniteMagnitude, .q8_0, false),
    ])
    func numbersThatTheFormatCannotHold(_ number: Float, _ type: QuantizationType, _ possible: Bool) throws {
        var numbers = [Float](repeating: 0.5, count: 512)
        numbers[300] = number
        let tensor = Self.tensor("blk.0.attn_q.weight", [256, 2], numbers)
        let source = Checkpoint(
            path: "memory", kind: .gguf(version: 3), metadata: Self.metadata(blocks: 1), tensors: [tensor])
        let path = "\(folder.path)/bad.gguf"
        if possible {
            try Quantizer(type: type).write(source, to: folder.write("bad.gguf", ""), replacing: true)
        } else {
            let error = #expect(throws: CheckpointError.self) { try Quantizer(type: type).write(source, to: path) }
            #expect(error?.code == .tensor)
            #expect(error?.reason.contains("blk.0.attn_q.weight") == true)
            #expect(error?.reason.contains("row 1") == true)
            #expect(TemporaryFolder.names(in: folder.path).isEmpty)
        }
    }

    @Test func cancellationLeavesNothing() async throws {
        let source = try Self.syntheticModel(blocks: 2, columns: 256, tied: false)
        let path = "\(folder.path)/cancelled.gguf"
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return #expect(throws: CheckpointError.self) { try Quantizer(type: .q8_0).write(source, to: path) }
        }
        #expect(await task.value?.code == .cancelled)
        let stopped = #expect(throws: CheckpointError.self) {
            try Quantizer(type: .q8_0).write(source, to: path) { $0.tensorsDone < 2 }
        }
        #expect(stopped?.code == .cancelled)
        #expect(TemporaryFolder.names(in: folder.path).isEmpty)
    }

    @Test func missingExpert() throws {
        var metadata = Self.metadata(blocks: 1)
        metadata["llama.expert_count"] = .unsigned(3)
        let tensors = (0..<2).map {
            Self.tensor("blk.0.ffn_gate.\($0).weight", [32, 2], [Float](repeating: 1, count: 64))
        }
        let source = Checkpoint(path: "memory", kind: .gguf(version: 3), metadata: metadata, tensors: tensors)
        let error = #expect(throws: CheckpointError.self) {
            try Quantizer(type: .q8_0).write(source, to: "\(folder.path)/experts.gguf")
        }
        #expect(error?.reason.contains("blk.0.ffn_gate.2.weight") == true)
    }

    // MARK: Helpers

    private func convert(_ path: String, _ type: QuantizationType) throws -> Checkpoint {
        try convert(try Checkpoint.open(path), type)
    }

    private func convert(_ checkpoint: Checkpoint, _ type: QuantizationType) throws -> Checkpoint {
        let name = "\(type.rawValue)-\(UInt32.random(in: 0...UInt32.max)).gguf"
        let path = folder.write(name, "")
        try Quantizer(type: type, threads: 2).write(checkpoint, to: path, replacing: true)
        return try Checkpoint.open(path)
    }

    private static func floats(_ tensor: StoredTensor) throws -> [Float] {
        try RowFormatTests.decode(Array(tensor.bytes.buffer), tensor.format, count: tensor.count)
    }

    private static func metadata(blocks: Int) -> [String: MetadataValue] {
        ["general.architecture": .string(Array("llama".utf8)), "llama.block_count": .unsigned(UInt64(blocks))]
    }

    private static func tensor(_ name: String, _ shape: [Int], _ numbers: [Float]) -> StoredTensor {
        let bytes = numbers.withUnsafeBytes { MappedBytes.copying($0) }
        return StoredTensor(name: name, format: .f32, shape: shape, offset: 0, file: "memory", bytes: bytes)
    }

    private static func syntheticModel(blocks: Int, columns: Int, tied: Bool, rows: Int = 4) throws -> Checkpoint {
        var random = QuantizationRandom(seed: 3)
        func matrix(_ name: String, _ shape: [Int]) -> StoredTensor {
            tensor(name, shape, (0..<shape.reduce(1, *)).map { _ in random.normal() * 0.05 })
        }
        var tensors = [matrix("token_embd.weight", [columns, rows])]
        for block in 0..<blocks {
            for role in [
                "attn_q", "attn_k", "attn_v", "attn_output", "ffn_up", "ffn_down", "ffn_gate_inp", "shortconv.conv",
            ] {
                tensors.append(matrix("blk.\(block).\(role).weight", [columns, rows]))
            }
            tensors.append(matrix("blk.\(block).attn_norm.weight", [columns]))
            tensors.append(matrix("blk.\(block).attn_q.bias", [columns]))
        }
        if !tied { tensors.append(matrix("output.weight", [columns, rows])) }
        let counts = MappedBytes.copying([UInt8](repeating: 1, count: 8))
        tensors.append(
            StoredTensor(name: "counts", format: .i32, shape: [2], offset: 0, file: "memory", bytes: counts))
        return Checkpoint(path: "memory", kind: .gguf(version: 3), metadata: metadata(blocks: blocks), tensors: tensors)
    }
}
