import CorvidEngine
import Testing

/// Logits and greedy continuations of every family, against those that `transformers` computes.
struct ParityTests {
    static let families = [
        "llama", "llama_smol", "mistral", "qwen2", "qwen3", "qwen3_moe", "gemma3_text", "phi3", "phi3_longrope", "lfm2",
        "gpt2",
    ]

    @Test(arguments: families)
    func folder(_ family: String) throws { try check(ModelFixture(family), family) }

    /// GGUF cannot say what these two fixtures do: a window in the family `llama`, and Gemma's scale and period.
    @Test(arguments: families.filter { $0 != "mistral" && $0 != "gemma3_text" })
    func gguf(_ family: String) throws { try check(ModelFixture(family, gguf: true), family) }

    private func check(_ fixture: ModelFixture, _ family: String) throws {
        let model = try Transformer(checkpoint: fixture.checkpoint, threads: 2)
        for prompt in ["prompt_long", "prompt_short"] {
            let tokens = try fixture.tokens("\(prompt).ids")
            let expected = try fixture.floats("\(prompt).logits")
            let context = family == "phi3_longrope" && prompt == "prompt_short" ? 32 : nil
            let exact = try model.allLogits(tokens, model.makeCache(format: .f32, contextLength: context))
            #expect(exact.count == expected.count)
            let (difference, scale) = ModelFixture.deviation(exact, expected)
            #expect(difference <= 1e-4 * scale, "\(family) \(prompt): \(difference) of \(scale)")
            let usual = try model.allLogits(tokens, model.makeCache(contextLength: context))
            let (halfDifference, _) = ModelFixture.deviation(usual, expected)
            #expect(halfDifference <= 2e-3 * scale, "\(family) \(prompt), F16 cache: \(halfDifference) of \(scale)")
        }
        let greedy = try fixture.tokens("greedy.ids")
        let prompt = try fixture.tokens("prompt_short.ids")
        let context = family == "phi3_longrope" ? 32 : nil
        for format in [KVCache.Format.f32, .f16] {
            let cache = model.makeCache(format: format, contextLength: context)
            #expect(try model.greedy(prompt, count: greedy.count, cache) == greedy)
        }
    }
}
