import CorvidEngine
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Opens and uses thousands of spoilt checkpoints: each is refused with a `CheckpointError` or works; none crashes.
///
/// `CORVID_FUZZ` is the number of mutations (1,000), `CORVID_FUZZ_SEED` the seed (1) and `CORVID_FUZZ_ONLY` the
/// number of the one mutation to make. The file of a mutation that crashes stays in its temporary folder, named
/// after its number. `Tests/fuzz` runs them under AddressSanitizer.
struct MutationTests {
    private static func number(_ name: String, default fallback: Int) -> Int {
        getenv(name).flatMap { Int(String(cString: $0)) } ?? fallback
    }

    private static var iterations: Range<Int> {
        let only = number("CORVID_FUZZ_ONLY", default: -1)
        return only >= 0 ? only..<only + 1 : 0..<number("CORVID_FUZZ", default: 1000)
    }

    private static func mutator(_ iteration: Int) -> Mutator {
        Mutator(seed: UInt64(bitPattern: Int64(number("CORVID_FUZZ_SEED", default: 1))), iteration: iteration)
    }

    /// A file to spoil.
    private struct Seed {
        var bytes: [UInt8]
        var header: Int
        var fields: [Int]
    }

    private static let tinySeeds: [Seed] = [
        GGUFBytes.valid(version: 2), .valid(version: 3), .vocabulary("llama"), .vocabulary("t5"),
    ].map { file in
        Seed(
            bytes: file.bytes, header: file.marks["data"] ?? file.bytes.count,
            fields: GGUFFields(of: file.bytes).offsets)
    }

    private static let modelSeeds: [Seed] = ["llama_smol", "qwen3_moe", "lfm2", "bert", "phi3_longrope"].map { family in
        let path = Fixture.path("gguf/\(family).gguf")
        let start = (try? Checkpoint.open(path))?.tensors.map(\.offset).min() ?? 0
        let bytes = TemporaryFolder.read(path)
        return Seed(bytes: bytes, header: Int(start), fields: GGUFFields(of: bytes).offsets)
    }

    @Test("Spoilt GGUF files are refused or work")
    func gguf() throws {
        let folder = TemporaryFolder()
        var outcome = Outcome()
        for iteration in Self.iterations {
            var mutator = Self.mutator(iteration)
            let seeds = mutator.chance(1, in: 3) ? Self.tinySeeds : Self.modelSeeds
            let seed = seeds[mutator.below(seeds.count)]
            var bytes = seed.bytes
            mutator.mutate(&bytes, header: seed.header, fields: seed.fields, other: seeds[0].bytes)
            let path = folder.write("\(iteration).gguf", bytes)
            let output = iteration % 8 == 0 ? "\(folder.path)/out.gguf" : nil
            outcome.record { () throws(CheckpointError) in try Self.use(path, writing: output) }
            folder.remove("\(iteration).gguf")
        }
        folder.remove("out.gguf")
        outcome.report("GGUF")
        #expect(outcome.refused > 0 || Self.iterations.count < 10)
    }

    @Test("Spoilt Hugging Face folders are refused or work")
    func folders() throws {
        let families = ["llama_smol", "qwen3", "bert", "gemma3_text", "phi3_longrope", "lfm2", "gpt2", "llama"]
        var outcome = Outcome()
        for iteration in Self.iterations where iteration % 2 == 0 || Self.iterations.count == 1 {
            var mutator = Self.mutator(iteration)
            let source = Fixture.path("checkpoints/\(families[mutator.below(families.count)])")
            let folder = TemporaryFolder()
            let shards = (1...3).map { "model-0000\($0)-of-00003.safetensors" }
            let isSharded = source.hasSuffix("/llama")
            let weights = isSharded ? shards : ["model.safetensors"]
            let texts = ["config.json", "tokenizer.json"] + (isSharded ? ["model.safetensors.index.json"] : [])
            let spoiltText = mutator.chance(2, in: 3) ? mutator.below(texts.count) : -1
            for (index, name) in texts.enumerated() {
                var bytes = TemporaryFolder.read("\(source)/\(name)")
                if index == spoiltText { mutator.mutate(text: &bytes) }
                folder.write(name, bytes)
            }
            for name in weights {
                var bytes = TemporaryFolder.read("\(source)/\(name)")
                if spoiltText < 0 { Self.spoilWeights(&bytes, &mutator) }
                folder.write(name, bytes)
            }
            let output = iteration % 8 == 0 ? "\(folder.path)/out.gguf" : nil
            outcome.record { () throws(CheckpointError) in try Self.use(folder.path, writing: output) }
            folder.remove("out.gguf")
        }
        outcome.report("folders")
    }

    /// Spoils a safetensors file: its header as text with the length put right, or any bytes.
    private static func spoilWeights(_ bytes: inout [UInt8], _ mutator: inout Mutator) {
        let length = bytes[..<8].enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
        guard mutator.chance(2, in: 3) else {
            return mutator.mutate(&bytes, header: 8 + length, fields: [0], other: bytes)
        }
        var header = Array(bytes[8..<8 + length])
        mutator.mutate(text: &header)
        let size = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) }
        bytes.replaceSubrange(..<(8 + length), with: size + header)
    }

    /// Opens a checkpoint and does with it what programs do; each part must work or throw by itself.
    private static func use(_ path: String, writing output: String? = nil) throws(CheckpointError) {
        let checkpoint = try Checkpoint.open(path)
        var sum = 0
        for tensor in checkpoint.tensors {
            tensor.bytes.withBytes { sum += Int($0.first ?? 0) + Int($0.last ?? 0) }
        }
        #expect(sum >= 0 && checkpoint.fingerprint.count == 32)
        var failure: CheckpointError?
        func attempt(_ part: () throws(CheckpointError) -> Void) {
            do { try part() } catch { failure = failure ?? error }
        }
        attempt { () throws(CheckpointError) in try tokenize(checkpoint) }
        attempt { () throws(CheckpointError) in try compute(checkpoint) }
        if let output {
            attempt { () throws(CheckpointError) in
                try Quantizer(type: .q8_0, threads: 1).write(checkpoint, to: output, replacing: true)
            }
        }
        if let failure { throw failure }
    }

    private static func tokenize(_ checkpoint: Checkpoint) throws(CheckpointError) {
        let tokenizer = try Tokenizer(checkpoint: checkpoint)
        let tokens = tokenizer.encode(
            "The raven\u{2581}<tag> said: \u{1F426}\u{0}\r\n  1234's é", parseSpecialTokens: true)
        #expect(tokens.allSatisfy { $0 >= 0 && $0 < tokenizer.vocabularySize })
        _ = tokenizer.decode(tokens + [-1, .max, TokenID(clamping: tokenizer.vocabularySize)])
    }

    private static func compute(_ checkpoint: Checkpoint) throws(CheckpointError) {
        let tokens: [TokenID] = [1, 2, 3]
        if checkpoint.architecture == "bert" {
            _ = try? SentenceEncoder(checkpoint: checkpoint, threads: 1).embed([tokens])
        }
        let model = try Transformer(checkpoint: checkpoint, threads: 1)
        let cache = model.makeCache()
        let run = Batch.Run(sequence: cache.makeSequence(), tokens: tokens)
        _ = try? model.forward(Batch([run]), cache: cache)
    }

    /// How many mutations ended in which way.
    private struct Outcome {
        var refused = 0
        var worked = 0
        var codes: [String: Int] = [:]

        mutating func record(_ body: () throws(CheckpointError) -> Void) {
            do {
                try body()
                worked += 1
            } catch {
                refused += 1
                codes[error.code.rawValue, default: 0] += 1
                #expect(!error.file.isEmpty && !error.reason.isEmpty)
            }
        }

        func report(_ kind: String) {
            guard getenv("CORVID_FUZZ") != nil else { return }
            let list = codes.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
            print("\(kind): \(refused) refused (\(list)), \(worked) worked")
        }
    }
}
