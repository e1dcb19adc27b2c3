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
            file is opened. A tokenizer's rate is the best of the repetitions. Memory is the most that was resident \
            beyond the file and the key-value cache.

            The float32 product is one of 512x1024 with 1024x1024 on the same number of threads, by Corvid and by \
            OpenBLAS where that is installed.

            With --peer each repetition of Corvid's is followed by one of llama.cpp's llama-bench on the same model, \
            so that a drift of the machine's speed hits both; the ratio is Corvid's rate over the peer's.
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

    @Option(
        help: ArgumentHelp("llama.cpp's llama-bench, to measure in turn with Corvid.", valueName: "path"))
    var peer: String?

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup
    var options: ModelOptions

    func validate() throws {
        for (name, value) in [("prompt", prompt), ("generate", generate), ("repetitions", repetitions)]
        where !(1...1_000_000).contains(value) {
            throw ValidationError("--\(name) is \(value); it must be in 1...1000000")
        }
        let batches = try batchSizes()
        if peer != nil, !batches.contains(1) {
            throw ValidationError("--peer compares the generation of one sequence; --batches must have 1")
        }
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
        let peer = try peer.map { try PeerBenchmark(program: $0) }
        var reports: [ModelBenchmark.Report] = []
        // The machine's bandwidth varies with what else it does: the best seen around the measurements counts.
        Console.progress("memory bandwidth")
        var bandwidth = await MemoryBandwidth.measure(threads: options.threads)
        for path in models {
            let benchmark = ModelBenchmark(
                path: path, prompt: prompt, generate: generate, batches: try batchSizes(), repetitions: repetitions,
                threads: options.threads, cacheType: cacheType, text: text, peer: peer)
            reports.append(try benchmark.run())
            Console.progress("memory bandwidth")
            bandwidth = max(bandwidth, await MemoryBandwidth.measure(threads: options.threads))
        }
        Console.progress("float32 product")
        let product = FloatProductBenchmark.measure(threads: options.threads, repetitions: repetitions)
        Console.clearProgress()
        if let advice = OpenBLAS.shared?.advice { Console.report("corvid: \(advice)") }
        if json {
            let value = JSONValue.object([
                "read_bytes_per_second": .number(bandwidth), "float32_product": Self.json(product),
                "models": .array(reports.map { $0.json(bandwidth: bandwidth) }),
            ])
            Console.write(value.serialized + [UInt8(ascii: "\n")])
        } else {
            Console.write("memory read bandwidth  \(NumberFormat.fixed(bandwidth / 1e9, 1)) GB/s\n")
            Console.write("float32 product        \(Self.text(product))\n")
            for report in reports { Console.write("\n" + report.table(bandwidth: bandwidth)) }
        }
    }

    private static func text(_ product: FloatProductBenchmark.Report) -> String {
        func rate(_ values: [Double]) -> String { "\(NumberFormat.rate(median(values) / 1e9)) GFLOP/s" }
        let own = "Corvid \(rate(product.rates))"
        guard let openBLAS = OpenBLAS.shared else { return "\(own); OpenBLAS is not installed" }
        return "\(own), OpenBLAS (\(openBLAS.kernels) kernels) \(rate(product.openBLASRates))"
    }

    private static func json(_ product: FloatProductBenchmark.Report) -> JSONValue {
        let openBLAS = OpenBLAS.shared.map {
            JSONValue.object([
                "kernels": .text($0.kernels), "flops_per_second": json(product.openBLASRates),
                "ratio": .number(median(product.rates) / median(product.openBLASRates)),
            ])
        }
        return .object([
            "tokens": .integer(FloatProductBenchmark.tokens), "rows": .integer(FloatProductBenchmark.width),
            "columns": .integer(FloatProductBenchmark.width), "threads": .integer(product.threads),
            "flops_per_second": json(product.rates), "openblas": openBLAS ?? .null,
        ])
    }

    /// The rates of the repetitions and their median.
    static func json(_ rates: [Double]) -> JSONValue {
        .object(["median": .number(median(rates)), "repetitions": .array(rates.map { .number($0) })])
    }

    /// The median, which one slow round does not move.
    static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return 0 }
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
}
