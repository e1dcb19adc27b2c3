import CKernels
import Testing

@testable import CorvidEngine

/// The same tokens give the same bits, however they are computed.
struct DeterminismTests {
    /// A family, how its weights are stored, and the cache's format.
    struct Case: Sendable, CustomTestStringConvertible {
        let family: String
        let weights: TensorFormat?
        let cache: KVCache.Format
        var testDescription: String { "\(family), weights \(weights?.name ?? "as they are"), cache \(cache.rawValue)" }

        /// Tokens that fill several pages, within what learned positions allow.
        var length: Int { family == "gpt2" ? 120 : 200 }

        func model(threads: Int) throws -> Transformer {
            let stored = try ModelFixture(family).checkpoint
            return try Transformer(
                checkpoint: weights.map { try stored.quantized($0) } ?? stored, threads: threads)
        }
    }

    static let cases = [
        Case(family: "llama", weights: nil, cache: .f16),
        Case(family: "llama", weights: .q8_0, cache: .f16),
        Case(family: "llama", weights: .q4_0, cache: .q8_0),
        Case(family: "mistral", weights: nil, cache: .q8_0),
        Case(family: "gemma3_text", weights: .q8_0, cache: .f16),
        Case(family: "qwen2", weights: .q4_0, cache: .f32),
        Case(family: "qwen3_moe", weights: nil, cache: .f16),
        Case(family: "qwen3_moe", weights: .q8_0, cache: .q8_0),
        Case(family: "phi3", weights: .q4_0, cache: .f16),
        Case(family: "lfm2", weights: nil, cache: .f16),
        Case(family: "lfm2", weights: .q8_0, cache: .q8_0),
        Case(family: "gpt2", weights: nil, cache: .f16),
    ]

    static func tokens(_ count: Int, seed: UInt64) -> [TokenID] {
        var generator = SplitMix(state: seed)
        return (0..<count).map { _ in TokenID.random(in: 0..<288, using: &generator) }
    }

    @Test(arguments: cases)
    func threadsAndInternalPieces(_ variant: Case) throws {
        let tokens = Self.tokens(variant.length, seed: 1)
        let alone = try variant.model(threads: 1)
        let expected = try alone.allLogits(tokens, alone.makeCache(format: variant.cache, contextLength: 256))
        for threads in [2, 3] {
            let model = try variant.model(threads: threads)
            #expect(try model.allLogits(tokens, model.makeCache(format: variant.cache, contextLength: 256)) == expected)
        }
        // Four sequences are more than one piece holds, so that the third is divided.
        let model = try variant.model(threads: 2)
        let cache = model.makeCache(format: variant.cache, contextLength: 256)
        let others = (2..<5).map { Self.tokens(variant.length - Int($0), seed: $0) }
        let runs = [others[0], others[1], tokens, others[2]].map {
            Batch.Run(sequence: cache.makeSequence(), tokens: $0, outputs: $0 == tokens ? .all : .last)
        }
        let logits = try model.forward(Batch(runs), cache: cache)
        #expect(logits.rows == tokens.count + 3)
        #expect((2..<2 + tokens.count).flatMap { logits[$0] } == expected)
        let last = try alone.allLogits(others[2], alone.makeCache(format: variant.cache, contextLength: 256)).suffix(
            288)
        #expect(logits[logits.rows - 1] == Array(last))
    }

    @Test(arguments: cases)
    func instructionSets(_ variant: Case) throws {
        let tokens = Self.tokens(70, seed: 11)
        let stored = try ModelFixture(variant.family).checkpoint
        let checkpoint = try variant.weights.map { try stored.quantized($0) } ?? stored
        var expected: [Float]?
        for set in [CORVID_ISA_SCALAR, CORVID_ISA_PORTABLE, CORVID_ISA_AVX2, CORVID_ISA_AVX512]
        where set.rawValue <= corvid_isa_best().rawValue {
            let model = try Transformer(checkpoint: checkpoint, threads: 2, instructionSet: set)
            let found = try model.allLogits(tokens, model.makeCache(format: variant.cache))
            #expect(found == expected ?? found, "\(String(cString: corvid_isa_name(set)))")
            expected = found
        }
    }

    @Test(arguments: cases)
    func chunksForksAndTruncation(_ variant: Case) throws {
        let tokens = Self.tokens(variant.length, seed: 7)
        let model = try variant.model(threads: 2)
        let cache = model.makeCache(format: variant.cache, contextLength: 256)
        let expected = try model.allLogits(tokens, cache)
        let row = { (index: Int) in Array(expected[index * 288..<(index + 1) * 288]) }

        var generator = SplitMix(state: 99)
        for _ in 0..<3 {
            let sequence = cache.makeSequence()
            var found: [Float] = []
            while cache.length(of: sequence) < tokens.count {
                let done = cache.length(of: sequence)
                let part = Array(tokens[done..<min(done + Int.random(in: 1...40, using: &generator), tokens.count)])
                let run = Batch.Run(sequence: sequence, tokens: part, outputs: .all)
                let logits = try model.forward(Batch([run]), cache: cache)
                for index in 0..<logits.rows { found += logits[index] }
            }
            #expect(found == expected)
            cache.remove(sequence)
        }

        // Token by token at the side of another sequence.
        let sequence = cache.makeSequence()
        let other = cache.makeSequence()
        for (index, token) in tokens.enumerated() {
            var runs = [Batch.Run(sequence: sequence, tokens: [token])]
            if index % 3 > 0 { runs.insert(Batch.Run(sequence: other, tokens: [5, 6].dropLast(index % 2)), at: 0) }
            let logits = try model.forward(Batch(runs), cache: cache)
            #expect(logits[logits.rows - 1] == row(index))
        }

        // Forks and truncations, near and far, grow again to the same.
        for length in [tokens.count - 1, tokens.count - 9, 130, 128, 64, 65, 63, 3, 1, 0] where length < tokens.count {
            let fork = cache.fork(sequence, prefix: length)
            #expect(cache.tokens(of: fork) == Array(tokens[..<length]))
            // The fork goes another way first, which must not disturb the sequence it came from.
            _ = try model.forward(Batch([Batch.Run(sequence: fork, tokens: [9, 8, 7, 6, 5])]), cache: cache)
            cache.truncate(fork, to: length)
            let run = Batch.Run(sequence: fork, tokens: Array(tokens[length...]), outputs: .all)
            let logits = try model.forward(Batch([run]), cache: cache)
            #expect((0..<logits.rows).flatMap { logits[$0] } == Array(expected[(length * 288)...]), "prefix \(length)")
            cache.remove(fork)
        }
        cache.truncate(sequence, to: tokens.count - 1)
        let again = try model.forward(
            Batch([Batch.Run(sequence: sequence, tokens: [tokens[tokens.count - 1]])]), cache: cache)
        #expect(again[0] == row(tokens.count - 1))
    }

    @Test(arguments: cases)
    func savedAndRestored(_ variant: Case) throws {
        let folder = CacheFolder()
        let tokens = Self.tokens(variant.length, seed: 3)
        let first = try variant.model(threads: 2)
        let cache = first.makeCache(format: variant.cache, contextLength: 256)
        let expected = try first.allLogits(tokens, cache)
        let store = PromptCache(directory: folder.path)
        for length in [30, 100] {
            let sequence = cache.makeSequence()
            let run = Batch.Run(sequence: sequence, tokens: Array(tokens[..<length]), outputs: .none)
            _ = try first.forward(Batch([run]), cache: cache)
            try store.save(sequence, of: cache)
        }

        let second = try variant.model(threads: 1)
        let fresh = second.makeCache(format: variant.cache, contextLength: 256)
        for (count, kept) in [(tokens.count, 100), (101, 100), (100, 99), (70, 69), (20, 19)] {
            let sequence = try #require(store.restore(prefixOf: Array(tokens[..<count]), into: fresh))
            #expect(fresh.length(of: sequence) == kept)
            let run = Batch.Run(sequence: sequence, tokens: Array(tokens[kept..<count]), outputs: .all)
            let logits = try second.forward(Batch([run]), cache: fresh)
            #expect((0..<logits.rows).flatMap { logits[$0] } == Array(expected[kept * 288..<count * 288]))
        }
        #expect(store.restore(prefixOf: [tokens[0] ^ 1, 5, 6], into: fresh) == nil)
        #expect(store.restore(prefixOf: [tokens[0]], into: fresh) == nil)
        // Another cache format has nothing saved.
        let foreign = second.makeCache(format: variant.cache == .f16 ? .q8_0 : .f16, contextLength: 256)
        #expect(store.restore(prefixOf: tokens, into: foreign) == nil)
    }
}

/// Random numbers by seed (Steele et al. 2014).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
