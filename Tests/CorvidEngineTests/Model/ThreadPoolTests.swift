import Foundation
import Synchronization
import Testing

@testable import CorvidEngine

struct ThreadPoolTests {
    /// Every piece is done once, whatever the threads and however many callers take turns.
    @Test(arguments: [1, 2, 3, 8])
    func pieces(threads: Int) {
        let pool = ThreadPool(threads: threads)
        #expect(pool.threads == threads)
        for round in 0..<2000 {
            let chunks = round % 37
            var done = [UInt8](repeating: 0, count: chunks)
            done.withUnsafeMutableBufferPointer { buffer in
                nonisolated(unsafe) let base = buffer.baseAddress
                pool.forEachChunk(chunks) { chunk, thread in
                    precondition(thread < threads)
                    base?[chunk] += 1
                }
            }
            #expect(done.allSatisfy { $0 == 1 })
            if round % 500 == 0 { Thread.sleep(forTimeInterval: 0.002) }  // Long enough for the workers to sleep.
        }
    }

    @Test func callersTakeTurns() {
        let pool = ThreadPool(threads: 2)
        let total = Atomic<Int>(0)
        let inside = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: 4) { _ in
            for _ in 0..<200 {
                pool.withLock {
                    #expect(inside.add(1, ordering: .relaxed).newValue == 1)
                    pool.forEachChunk(10) { _, _ in _ = total.add(1, ordering: .relaxed) }
                    inside.subtract(1, ordering: .relaxed)
                }
            }
        }
        #expect(total.load(ordering: .relaxed) == 4 * 200 * 10)
    }

    /// A decoding step finds all its memory in place.
    @Test(arguments: ["llama", "qwen3_moe", "lfm2", "gemma3_text"])
    func steadyState(_ family: String) throws {
        let model = try Transformer(checkpoint: ModelFixture(family).checkpoint, threads: 2)
        let cache = model.makeCache()
        let sequence = cache.makeSequence()
        let prompt = DeterminismTests.tokens(40, seed: 1)
        _ = try model.forward(Batch([.init(sequence: sequence, tokens: prompt)]), cache: cache)
        _ = try model.forward(Batch([.init(sequence: sequence, tokens: [5])]), cache: cache)
        let before = model.pass.growths
        for token in 6..<20 {
            _ = try model.forward(Batch([.init(sequence: sequence, tokens: [TokenID(token)])]), cache: cache)
        }
        #expect(model.pass.growths == before)
    }
}
