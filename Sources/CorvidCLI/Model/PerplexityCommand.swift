import ArgumentParser
import CorvidEngine
import CorvidGrammar

/// `corvid perplexity`: measures how well a model predicts a text.
struct PerplexityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "perplexity",
        abstract: "Measure how well a model predicts a text.",
        discussion: """
            The text is cut into windows that do not overlap; of each, the second half is scored, every token given \
            all before it in its window, the first replaced by the beginning-of-sequence token where the model has one. \
            The result is exp of the mean negative log-likelihood: the same definition as llama.cpp's. With --stride \
            windows overlap and each token is scored once.
            """)

    @Argument(help: "A GGUF file or a Hugging Face folder.")
    var model: String

    @Argument(help: "A text file; - reads standard input.")
    var file: String

    @Option(help: ArgumentHelp("Tokens of a window.", valueName: "n"))
    var context = 512

    @Option(help: ArgumentHelp("Tokens from one window's start to the next (default: the window).", valueName: "n"))
    var stride: Int?

    @Option(help: ArgumentHelp("Windows to measure at most.", valueName: "n"))
    var windows: Int?

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup
    var options: ModelOptions

    func validate() throws {
        if let windows, windows < 1 { throw ValidationError("--windows is \(windows); it must be 1 or more") }
    }

    func run() throws {
        let text = try file == "-" ? Console.readInput() : Console.readFile(file)
        let loaded = try options.load(model)
        let tokens = loaded.tokenizer.encode(text)
        let beginning = loaded.tokenizer.beginningOfSequence
        let addsBeginning = beginning != nil && loaded.tokenizer.encode("").first == beginning
        InterruptFlag.watch()
        let watch = Stopwatch()
        let result = try Perplexity.measure(
            tokens, transformer: loaded.transformer,
            options: Perplexity.Options(
                contextLength: context, stride: stride, beginning: addsBeginning ? beginning : nil)
        ) { soFar in
            let total = min(soFar.totalWindows, windows ?? .max)
            let rate = Double(soFar.windows * context) / watch.seconds
            let left = watch.seconds / Double(soFar.windows) * Double(total - soFar.windows)
            Console.progress(
                "window \(soFar.windows) of \(total): perplexity \(NumberFormat.fixed(soFar.value, 4)), "
                    + "\(NumberFormat.rate(rate)) tokens/s, \(NumberFormat.clock(left)) left")
            return soFar.windows < total && !InterruptFlag.isRequested
        }
        Console.clearProgress()
        try InterruptFlag.check()
        if json {
            let report = JSONValue.object([
                "perplexity": .number(result.value), "standard_error": .number(result.standardError),
                "loss": .number(result.loss), "tokens": .integer(result.scored), "windows": .integer(result.windows),
                "context": .integer(context), "stride": stride.map { .integer($0) } ?? .null,
                "seconds": .number(watch.seconds),
            ])
            Console.write(report.serialized + [UInt8(ascii: "\n")])
        } else {
            Console.write(
                "perplexity \(NumberFormat.fixed(result.value, 4)) ± \(NumberFormat.fixed(result.standardError, 4)) "
                    + "(\(result.scored) tokens scored in \(result.windows) windows of \(context))\n")
        }
    }
}
