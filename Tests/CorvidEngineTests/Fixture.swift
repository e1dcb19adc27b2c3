/// Files beside the tests.
enum Fixture {
    /// The path of a file or folder in `Fixtures`.
    static func path(_ name: String) -> String {
        let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return "\(folder)/Fixtures/\(name)"
    }

    /// The families of which there are tiny checkpoints, in `checkpoints` and in `gguf`.
    static let families = [
        "bert", "gemma3_text", "gpt2", "lfm2", "llama", "llama_smol", "mistral", "phi3", "phi3_longrope", "qwen2",
        "qwen3", "qwen3_moe",
    ]
}
