import CorvidEngine
import Testing

/// Saved prompts lie on disk where others may write.
struct CacheMutationTests {
    @Test("Spoilt cache files are refused or restored", arguments: ["llama_smol", "lfm2"])
    func caches(family: String) throws {
        let folder = TemporaryFolder()
        let model = try Transformer(checkpoint: Checkpoint.open(Fixture.path("checkpoints/\(family)")), threads: 1)
        let cache = model.makeCache()
        let sequence = cache.makeSequence()
        let tokens = (0..<40).map { TokenID($0 % 7 + 1) }
        _ = try model.forward(Batch([Batch.Run(sequence: sequence, tokens: tokens)]), cache: cache)
        let path = folder.write("saved", [])
        try cache.save(sequence, to: path)
        let saved = TemporaryFolder.read(path)
        var refused = 0
        for iteration in 0..<500 {
            var mutator = Mutator(seed: 5, iteration: iteration)
            var bytes = saved
            mutator.mutate(&bytes, header: 256, other: saved)
            folder.write("saved", bytes)
            do {
                let restored = try cache.restore(from: path)
                #expect(cache.length(of: restored) <= cache.contextLength)
                _ = try? model.forward(Batch([Batch.Run(sequence: restored, tokens: [1])]), cache: cache)
                cache.remove(restored)
            } catch {
                refused += 1
            }
        }
        #expect(refused > 100)
    }
}
