import CorvidEngine
import Testing
@Suite struct TmpPerf {
    @Test func perf() throws {
        let n = 152_000
        let logits = SamplerTests.logits(n, seed: 4, spread: 24)
        for (name, o) in [
            ("greedy", SamplingOptions.greedy), ("greedy+pen", SamplingOptions(temperature: 0, repetitionPenalty: 1.1)),
            ("topk40 default", SamplingOptions(temperature: 0.8, topK: 40, topP: 0.95, minP: 0.05, seed: 1)),
            ("temp only", SamplingOptions(seed: 1)), ("topp .95", SamplingOptions(topP: 0.95, seed: 1)),
            ("minp", SamplingOptions(minP: 0.05, seed: 1)),
            ("greedy logprobs 5", SamplingOptions(temperature: 0, logProbabilities: 5)),
        ] {
            var s = try Sampler(o, vocabularySize: n)
            s.observe([1, 2, 3, 4])
            let start = ContinuousClock.now
            for _ in 0..<50 {
                let t = try logits.withUnsafeBufferPointer { r throws(EngineError) in try s.sample(r).token }
                s.accept(t)
            }
            print(name, start.duration(to: .now) / .microseconds(50), "us")
        }
    }
}
