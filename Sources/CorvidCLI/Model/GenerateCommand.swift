import ArgumentParser
import CorvidEngine
import CorvidGrammar

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// `corvid generate`: continues a text.
struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Continue a text, token by token.",
        discussion: """
            The text appears as it is made. With --json it comes as one object at the end, with --json --stream as one \
            object for each token and a last one with the outcome.

            With --schema, --grammar or --regex the output follows it, whatever the model, and is complete within \
            --max-tokens. What must follow is written without asking the model.

            The same model, prompt, options and seed give the same bytes, whatever the threads, caches and drafts.
            """)

    @Argument(help: "A GGUF file or a Hugging Face folder.")
    var model: String

    @Argument(help: "The text to continue; - or nothing reads it from standard input.")
    var prompt: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("Tokens to generate at most.", valueName: "n"))
    var maxTokens = 128

    @OptionGroup(title: "Choosing tokens")
    var sampling: SamplingArguments

    @Option(help: ArgumentHelp("End before this text. May be given several times.", valueName: "text"))
    var stop: [String] = []

    @Option(
        help: ArgumentHelp("Follow this JSON Schema: a file, or the JSON itself.", valueName: "file|json"))
    var schema: String?

    @Option(help: ArgumentHelp("Follow this grammar in GBNF.", valueName: "file"))
    var grammar: String?

    @Option(
        help: ArgumentHelp("Write a text that this pattern (ECMA-262) matches from end to end.", valueName: "pattern"))
    var regex: String?

    @Flag(help: "Go on behind tokens that end a text.")
    var ignoreEnd = false

    @Flag(help: "Read special tokens written out in the prompt, such as <|im_start|>, as those tokens.")
    var parseSpecial = false

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(help: "With --json: one object a line, as tokens come.")
    var stream = false

    @OptionGroup(title: "Computing")
    var options: ModelOptions

    @Option(
        help: ArgumentHelp("Tokens of prompt and output together (default: the model's context).", valueName: "n"))
    var context: Int?

    @Option(help: "How keys and values are kept: f16, q8_0 (half the memory) or f32.")
    var cacheType = CacheType.f16

    @Option(help: ArgumentHelp("Keep computed prompts in this folder and use those found there.", valueName: "dir"))
    var promptCache: String?

    @Option(help: ArgumentHelp("Let a smaller model of the same vocabulary draft.", valueName: "model"))
    var draft: String?

    @Flag(help: "Draft what followed the last few tokens earlier in the text.")
    var lookup = false

    @Flag(help: "Report counts, rates and memory on standard error.")
    var stats = false

    func validate() throws {
        if stream && !json { throw ValidationError("--stream needs --json; plain text streams anyway") }
        if draft != nil && lookup { throw ValidationError("--draft and --lookup exclude each other") }
        if [schema, grammar, regex].compactMap(\.self).count > 1 {
            throw ValidationError("--schema, --grammar and --regex exclude each other")
        }
        if prompt == nil && isatty(0) == 1 { throw ValidationError("no prompt: give one, or - to read standard input") }
        if let context, context < 1 { throw ValidationError("--context is \(context); it must be 1 or more") }
        if maxTokens < 1 { throw ValidationError("--max-tokens is \(maxTokens); it must be 1 or more") }
    }

    func run() throws {
        let sampling = try sampling.options()
        let watch = Stopwatch()
        let loaded = try options.load(model)
        let text = if let prompt, prompt != "-" { prompt } else { try Console.readInput() }
        let generator = BatchGenerator(
            transformer: loaded.transformer, tokenizer: loaded.tokenizer,
            options: BatchGenerator.Options(cacheFormat: cacheType.format, contextLength: context),
            promptCache: promptCache.map { PromptCache(directory: $0) })
        let grammar = try source()?.compiledForGeneration(loaded.tokenizer)
        let request = GenerationRequest(
            prompt: loaded.tokenizer.encode(text, addSpecialTokens: true, parseSpecialTokens: parseSpecial),
            maximumTokens: maxTokens, sampling: sampling, stopTokens: ignoreEnd ? [] : nil, stopSequences: stop,
            grammar: grammar, speculation: try speculation(for: loaded))
        let loadSeconds = watch.seconds

        InterruptFlag.watch()
        var output = GenerationOutput(
            tokenizer: loaded.tokenizer, style: json ? (stream ? .lines : .object) : .plain,
            showsTokens: sampling.logProbabilities != nil, loadSeconds: loadSeconds)
        let results = try generator.run([request], isCancelled: { InterruptFlag.isRequested }) { _, event in
            output.take(event)
            return true
        }
        if let result = results.first {
            output.finish(result)
            if stats { output.reportStatistics(result, cacheBytes: generator.cacheBytes) }
        }
        try generator.savePrompts()
        if InterruptFlag.isRequested { throw ExitCode(ExitStatus.interrupted) }
    }

    private func source() throws -> GrammarSource? {
        if let schema { return try GrammarSource(schema: schema) }
        if let grammar { return try GrammarSource(gbnf: grammar) }
        return regex.map { GrammarSource(pattern: $0) }
    }

    private func speculation(for loaded: LoadedModel) throws -> Speculation {
        if lookup { return .promptLookup() }
        guard let draft else { return .none }
        let smaller = try options.load(draft)
        return .model(
            try DraftModel(
                smaller.transformer, tokenizer: smaller.tokenizer, target: loaded.transformer,
                targetTokenizer: loaded.tokenizer))
    }
}
