import ArgumentParser
import CorvidEngine
import CorvidGrammar

/// `corvid bench`: measures speed and memory.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure how fast models run on this machine, and what memory they take.",
        discussion: """
            Rates are medians over the repetitions. Generation reads every weight once a step, so its bound is the \
            memory's read bandwidth, which is measured along with it. The time to the first token begins before the \
            file is opened. A tokenizer's rate is the best of the repetitions. Memory is the most that was resident beyond the file and the key-value cache.
            """)

    @Argument(help: "GGUF files or Hugging Face folders.")
    var models: [String]

    @Option(help: ArgumentHelp("Tokens of the prompt.", valueName: "n"))
    var prompt = 512

    @Option(help: ArgumentHelp("Tokens to generate.", valueName: "n"))
    var generate = 32

    @Option(help: ArgumentHelp("Sequences that generate together, separated by commas.", valueName: "n,..."))
    var batches = "1,4,16"

    @Option(help: ArgumentHelp("Times that each measurement is made.", valueName: "n"))
    var repetitions = 5

    @Option(
        help: ArgumentHelp(
            "Text to measure the tokenizers with (default: a megabyte of many languages and code).", valueName: "file"))
    var tokenizer: String?

    @Option(help: "How keys and values are kept: f16, q8_0 or f32.")
    var cacheType = CacheType.f16

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup
    var options: ModelOptions

    func validate() throws {
        for (name, value) in [("prompt", prompt), ("generate", generate), ("repetitions", repetitions)]
        where !(1...1_000_000).contains(value) {
            throw ValidationError("--\(name) is \(value); it must be in 1...1000000")
        }
        _ = try batchSizes()
        if models.isEmpty { throw ValidationError("no model to measure") }
    }

    private func batchSizes() throws -> [Int] {
        try batches.split(separator: ",").map { text in
            guard let size = Int(text), (1...1024).contains(size) else {
                throw ValidationError("--batches is '\(batches)'; it must be numbers in 1...1024, separated by commas")
            }
            return size
        }
    }

    func run() async throws {
        InterruptFlag.watch()
        let text = try tokenizer.map { try Console.readFile($0) } ?? TokenizerBenchmark.mixedText()
        var reports: [ModelBenchmark.Report] = []
        for path in models {
            let benchmark = ModelBenchmark(
                path: path, prompt: prompt, generate: generate, batches: try batchSizes(), repetitions: repetitions,
                threads: options.threads, cacheFormat: cacheType.format, text: text)
            reports.append(try benchmark.run())
        }
        Console.progress("memory bandwidth")
        let bandwidth = await MemoryBandwidth.measure(threads: options.threads)
        Console.clearProgress()
        if json {
            let value = JSONValue.object([
                "read_bytes_per_second": .number(bandwidth),
                "models": .array(reports.map { $0.json(bandwidth: bandwidth) }),
            ])
            Console.write(value.serialized + [UInt8(ascii: "\n")])
        } else {
            Console.write("memory read bandwidth  \(NumberFormat.fixed(bandwidth / 1e9, 1)) GB/s\n")
            for report in reports { Console.write("\n" + report.table(bandwidth: bandwidth)) }
        }
    }
}
