import Corvid

/// The inventions by name, for configurations.
package enum Generators {
    /// All names.
    package static let names = [
        "repetition", "pairs", "copy", "arithmetic", "stories", "functions", "schemas", "pages", "results", "smalltalk",
    ]

    /// - Parameters:
    ///   - vocabulary: The pieces of the tokenizer, for those that practise copying.
    /// - Returns: nil for a name that is none of ``names``.
    package static func source(
        named name: String, tools: TaskTools, vocabulary: [String] = [], portion: Portion = .training
    ) -> (any ExampleSource)? {
        switch name {
        case "repetition": Repetition(vocabulary: vocabulary)
        case "pairs": Pairs(vocabulary: vocabulary)
        case "copy": CopyPractice(vocabulary: vocabulary, portion: portion)
        case "functions": FunctionInventions(tools: tools, portion: portion)
        case "arithmetic": ArithmeticInWords(tools: tools, portion: portion)
        case "stories": StoryProblems(tools: tools, portion: portion)
        case "schemas": SchemaInventions(tools: tools, portion: portion)
        case "pages": PageInventions(tools: tools, portion: portion)
        case "results": ResultSentences(tools: tools, portion: portion)
        case "smalltalk": SmallTalk(tools: tools, portion: portion)
        default: nil
        }
    }
}
