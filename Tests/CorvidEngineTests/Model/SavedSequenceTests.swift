import CorvidEngine
import Foundation
import Testing

/// Files of saved sequences: damaged, foreign, too many.
struct SavedSequenceTests {
    @Test(arguments: ["llama", "lfm2"])
    func damage(_ family: String) throws {
        let folder = CacheFolder()
        let model = try Transformer(checkpoint: ModelFixture(family).checkpoint, threads: 1)
        let cache = model.makeCache()
        let sequence = cache.makeSequence()
        let tokens = DeterminismTests.tokens(70, seed: 1)
        _ = try model.forward(Batch([.init(sequence: sequence, tokens: tokens)]), cache: cache)
        let store = PromptCache(directory: folder.path)
        try store.save(sequence, of: cache)
        try store.save(sequence, of: cache)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(names.count == 1)
        let path = "\(folder.path)/\(names[0])"
        let good = try Data(contentsOf: URL(fileURLWithPath: path))
        func check(_ data: Data, _ what: String) throws {
            try data.write(to: URL(fileURLWithPath: path))
            #expect(throws: EngineError.self, "\(what)") { try cache.restore(from: path) }
            // Damage behind the pages that are used is not seen, and does no harm.
            if let restored = store.restore(prefixOf: Array(tokens[..<20]), into: cache) {
                #expect(cache.tokens(of: restored) == Array(tokens[..<19]))
            }
        }
        var generator = SplitMix(state: 5)
        for _ in 0..<300 {
            var data = good
            let index = Int.random(in: 0..<(Bool.random(using: &generator) ? 500 : data.count), using: &generator)
            data[index] ^= UInt8.random(in: 1...255, using: &generator)
            try check(data, "byte \(index)")
        }
        for length in [0, 1, 8, 100, 135, 136, 137, 500, good.count - 1] {
            try check(good.prefix(length), "\(length) bytes")
        }
        try check(good + Data([0]), "a byte too many")
        var huge = good
        for index in 20..<24 { huge[index] = 0xff }
        try check(huge, "absurd count of tokens")

        try good.write(to: URL(fileURLWithPath: path))
        let restored = try cache.restore(from: path)
        #expect(cache.tokens(of: restored) == tokens)
        #expect(throws: EngineError.contextOverflow(tokens: 70, limit: 50)) {
            try model.makeCache(contextLength: 50).restore(from: path)
        }
        let quantized = model.makeCache(format: .q8_0)
        #expect(throws: EngineError.self) { try quantized.restore(from: path) }
        #expect(throws: EngineError.self) { try cache.restore(from: folder.path) }
        #expect(throws: EngineError.self) { try cache.restore(from: "\(path).missing") }
        #expect(throws: EngineError.self) { try cache.save(cache.makeSequence(), to: "\(path).new") }
        #expect(throws: EngineError.self) { try cache.save(sequence, to: "\(path)/below/a/file") }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == names)

        let other = try Transformer(checkpoint: ModelFixture("qwen2").checkpoint, threads: 1)
        #expect(store.restore(prefixOf: tokens, into: other.makeCache()) == nil)
    }

    @Test func limit() throws {
        let folder = CacheFolder()
        let model = try Transformer(checkpoint: ModelFixture("llama").checkpoint, threads: 1)
        let cache = model.makeCache()
        var sizes: [Int] = []
        for step in 0..<5 {
            let sequence = cache.makeSequence()
            let tokens = DeterminismTests.tokens(10, seed: UInt64(step))
            _ = try model.forward(Batch([.init(sequence: sequence, tokens: tokens)]), cache: cache)
            let store = PromptCache(directory: folder.path, byteLimit: sizes.reduce(0, +) * 5 / 4)
            try store.save(sequence, of: cache)
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            sizes = try names.map {
                try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/\($0)")).count
            }
            #expect(sizes.count == 1, "the limit is that of one file and a quarter")
            Thread.sleep(forTimeInterval: 0.01)
        }
        let last = DeterminismTests.tokens(10, seed: 4)
        let store = PromptCache(directory: folder.path)
        let sequence = try #require(store.restore(prefixOf: last, into: cache))
        #expect(cache.length(of: sequence) == 9)
    }
}
