import CorvidEngine
import Foundation
import Testing

/// Random models of a few families with the same vocabulary of 288 tokens, and requests for them.
enum TinyModel {
    static let families = ["llama", "lfm2", "gemma3_text", "qwen3_moe"]

    static func checkpoint(_ family: String) throws -> Checkpoint {
        let resources = try #require(Bundle.module.resourceURL)
        return try Checkpoint.open(resources.appending(path: "Fixtures/checkpoints/\(family)").path)
    }

    static func transformer(_ family: String, threads: Int? = 1) throws -> Transformer {
        try Transformer(checkpoint: checkpoint(family), threads: threads)
    }

    /// A prompt of `count` pseudo-random tokens; with `period`, one that repeats itself.
    static func prompt(_ count: Int, seed: UInt64, period: Int = .max) -> [TokenID] {
        let stream = RandomStream(seed: seed)
        return (0..<count).map { TokenID(4 + stream.bits(at: UInt64($0 % period)) % 284) }
    }

    /// Requests with all sorts of options.
    static func requests(_ count: Int, maximumTokens: Int = 24) -> [GenerationRequest] {
        (0..<count).map { index in
            let seed = UInt64(index)
            let options = [
                SamplingOptions.greedy, SamplingOptions(temperature: 0.7, seed: seed),
                SamplingOptions(topK: 20, topP: 0.9, minP: 0.02, seed: seed),
                SamplingOptions(temperature: 1.3, repetitionPenalty: 1.2, presencePenalty: 0.3, seed: seed),
            ]
            return GenerationRequest(
                prompt: prompt(3 + 7 * index % 40, seed: seed), maximumTokens: maximumTokens - index % 5,
                sampling: options[index % options.count], stopTokens: [0])
        }
    }

    /// What a request gives when the model is asked for one token at a time, from the plainest loop there is.
    static func plainly(_ request: GenerationRequest, _ transformer: Transformer) throws -> [TokenID] {
        let cache = transformer.makeCache()
        let sequence = cache.makeSequence()
        var sampler = try Sampler(request.sampling, vocabularySize: transformer.configuration.vocabularySize)
        sampler.observe(request.prompt)
        var next = request.prompt
        var output: [TokenID] = []
        while output.count < request.maximumTokens ?? 0 {
            let logits = try transformer.forward(
                Batch([Batch.Run(sequence: sequence, tokens: next, outputs: .last)]), cache: cache)
            let token = try logits.withRow(0) { row throws(EngineError) in try sampler.sample(row).token }
            sampler.accept(token)
            output.append(token)
            if request.stopTokens?.contains(token) == true { break }
            next = [token]
        }
        return output
    }
}
