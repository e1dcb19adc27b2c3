import CorvidEngine
import Testing

/// Compares each family's folder with the GGUF file that llama.cpp's converter made of it.
struct HuggingFaceFamilyTests {
    private func numbers(_ tensor: StoredTensor) -> [Float] {
        let bytes = tensor.bytes.buffer
        return (0..<tensor.count).map { index in
            switch tensor.format {
            case .f16: Float(Float16(bitPattern: bytes.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self)))
            case .bf16:
                Float(bitPattern: UInt32(bytes.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self)) << 16)
            default: bytes.loadUnaligned(fromByteOffset: index * 4, as: Float.self)
            }
        }
    }

    /// The folder's numbers for a GGUF tensor: experts joined, rows of the llama architecture's queries and keys
    /// brought into the order of interleaved pairs.
    private func expected(_ name: String, _ folder: Checkpoint) throws -> (shape: [Int], numbers: [Float])? {
        if name.contains("_exps.") {
            let experts = try folder.integer(folder.key("expert_count"))
            let parts = (0..<experts).map { folder.tensor(name.replacing("_exps.", with: ".\($0).")) }
            guard let first = parts[0], parts.allSatisfy({ $0 != nil }) else { return nil }
            return (first.shape + [experts], parts.flatMap { $0.map(numbers) ?? [] })
        }
        guard let tensor = folder.tensor(name) else { return nil }
        let stored = numbers(tensor)
        let isQuery = name.hasSuffix("attn_q.weight")
        guard folder.architecture == "llama", isQuery || name.hasSuffix("attn_k.weight") else {
            return (tensor.shape, stored)
        }
        let heads = try folder.integer(folder.key(isQuery ? "attention.head_count" : "attention.head_count_kv"))
        let (columns, size) = (tensor.columns, tensor.rows / heads)
        let rows = (0..<heads).flatMap { head in
            (0..<size).map { row in head * size + row / 2 + (row % 2) * (size / 2) }
        }
        return (tensor.shape, rows.flatMap { stored[$0 * columns..<($0 + 1) * columns] })
    }

    @Test("Tensors have the names, shapes and numbers of the converted file", arguments: Fixture.families)
    func tensors(family: String) throws {
        let converted = try Checkpoint.open(Fixture.path("gguf/\(family).gguf"))
        let folder = try Checkpoint.open(Fixture.path("checkpoints/\(family)"))
        var used: Set<String> = []
        for tensor in converted.tensors {
            guard let (shape, values) = try expected(tensor.name, folder) else {
                Issue.record("tensor \(tensor.name) is missing")
                continue
            }
            #expect(shape == tensor.shape, "\(tensor.name)")
            // Factors computed from the configuration may differ in the last bit.
            let tolerance: Float = tensor.name.hasPrefix("rope_f") ? 1e-6 : 0
            let isEqual = zip(values, numbers(tensor)).allSatisfy { abs($0 - $1) <= tolerance * abs($1) }
            #expect(values.count == tensor.count && isEqual, "\(tensor.name)")
            used.insert(tensor.name)
        }
        let extra = folder.tensors.map(\.name).filter { !used.contains($0) }
        #expect(
            extra.allSatisfy { $0.contains("_gate.") || $0.contains("_up.") || $0.contains("_down.") } || extra == [])
        #expect(extra.isEmpty == (family != "qwen3_moe"), "\(extra)")
    }

    /// Keys of the converted files that folders say in another way, or that are about the conversion.
    private func isComparable(_ key: String) -> Bool {
        !key.hasPrefix("general.") && !key.hasPrefix("tokenizer.") && !key.hasSuffix(".file_type")
    }

    @Test("Metadata has the keys and values of the converted file", arguments: Fixture.families)
    func metadata(family: String) throws {
        let converted = try Checkpoint.open(Fixture.path("gguf/\(family).gguf"))
        let folder = try Checkpoint.open(Fixture.path("checkpoints/\(family)"))
        #expect(folder.architecture == converted.architecture)
        for (key, value) in converted.metadata where isComparable(key) {
            switch value {
            case .unsigned, .signed: #expect(folder.metadata[key]?.integer == value.integer, "\(key)")
            case .float(let number):
                let mapped = folder.metadata[key]?.number ?? .nan
                #expect(Float(mapped) == Float(number), "\(key)")
            default: #expect(folder.metadata[key] == value, "\(key)")
            }
        }
    }

    @Test("The rotary layout and special tokens are stated", arguments: Fixture.families)
    func stated(family: String) throws {
        let folder = try Checkpoint.open(Fixture.path("checkpoints/\(family)"))
        #expect(try folder.optionalBoolean("corvid.rope.interleaved") == false)
        #expect(folder.tokenizerJSON != nil)
        if family != "bert" { #expect(try folder.integer("tokenizer.ggml.eos_token_id") == 0) }
    }

    @Test("The local layers of Gemma 3 and the window of Mistral are told")
    func windows() throws {
        let gemma = try Checkpoint.open(Fixture.path("checkpoints/gemma3_text"))
        #expect(
            gemma.metadata["gemma3.attention.sliding_window_pattern"]
                == .array([.bool(true), .bool(true), .bool(false)]))
        #expect(try gemma.float("gemma3.rope.freq_base_swa") == 10_000)
        #expect(try gemma.float("gemma3.attention.scale") == Float(1 / 24.0.squareRoot()))
        let mistral = try Checkpoint.open(Fixture.path("checkpoints/mistral"))
        #expect(try mistral.integer("llama.attention.sliding_window") == 8)
        let qwen = try Checkpoint.open(Fixture.path("checkpoints/qwen2"))
        #expect(qwen.metadata["qwen2.attention.sliding_window"] == nil)
    }

    @Test("Both layouts of the rotary configuration mean the same")
    func rotaryLayouts() throws {
        let folder = TemporaryFolder()
        let source = Fixture.path("checkpoints/llama")
        for name in ["model-00001-of-00003", "model-00002-of-00003", "model-00003-of-00003"] {
            folder.write("\(name).safetensors", TemporaryFolder.read("\(source)/\(name).safetensors"))
        }
        folder.write(
            "model.safetensors.index.json", TemporaryFolder.read("\(source)/model.safetensors.index.json"))
        let old = String(decoding: TemporaryFolder.read("\(source)/config.json"), as: UTF8.self)
        let new = old.replacing(#""rope_theta": 500000.0,"#, with: "")
            .replacing(#""rope_scaling": {"#, with: #""rope_parameters": { "rope_theta": 500000.0,"#)
        #expect(new != old)
        folder.write("config.json", new)
        let first = try Checkpoint.open(source)
        let second = try Checkpoint.open(folder.path)
        #expect(try second.float("llama.rope.freq_base") == 500_000)
        #expect(
            first.metadata.filter { $0.key != "general.name" }.keys.sorted()
                == second.metadata.filter { $0.key != "general.name" && $0.key != "corvid" }.keys.sorted())
        let factors = try [first, second].map { try $0.tensor(required: "rope_freqs.weight", shape: [8]) }.map(numbers)
        #expect(factors[0] == factors[1] && factors[0].first == 1 && factors[0].last == 8)

        folder.write("config.json", old.replacing(#""llama3""#, with: #""yarn""#))
        let yarn = try Checkpoint.open(folder.path)
        #expect(try yarn.text("llama.rope.scaling.type") == "yarn")
        #expect(try yarn.float("llama.rope.scaling.factor") == 8)
        #expect(try yarn.integer("llama.rope.scaling.original_context_length") == 64)
        folder.write("config.json", old.replacing(#""llama3""#, with: #""linear""#))
        #expect(try Checkpoint.open(folder.path).text("llama.rope.scaling.type") == "linear")
        folder.write("config.json", old.replacing(#""llama3""#, with: #""spiral""#))
        #expect {
            try Checkpoint.open(folder.path)
        } throws: { error in
            (error as? CheckpointError)?.code == .unsupported && (error as? CheckpointError)?.offset != nil
        }
    }
}
