import CorvidEngine
import CorvidGrammar

/// Measures one model.
struct ModelBenchmark {
    var path: String
    var prompt: Int
    var generate: Int
    var batches: [Int]
    var repetitions: Int
    var threads: Int?
    var cacheFormat: KVCache.Format
    /// Text to measure the tokenizer with.
    var text: String

    /// The figures of one model; rates in tokens a second, one for each repetition.
    struct Report {
        var path: String
        var architecture: String
        var fileBytes: UInt64
        var promptTokens: Int
        var generatedTokens: Int
        /// From before the file is opened to the first token of a prompt of eight tokens.
        var secondsToFirstToken: Double
        var promptRates: [Double] = []
        var generationRates: [(batch: Int, rates: [Double])] = []
        /// Bytes of weights that a step with one sequence reads.
        var bytesPerToken: Double
        var cacheBytes = 0
        /// Most bytes resident beyond the file and the cache; nil where the system does not tell.
        var otherMemory: Int?

        /// Takes note of the memory used since the last ``ProcessMemory/resetPeak()``, when the cache held `cacheBytes`.
        mutating func noteMemory(cacheBytes: Int) {
            self.cacheBytes = max(self.cacheBytes, cacheBytes)
            guard let memory = ProcessMemory.current(), memory.mapped > 0 else { return }
            let mapped = min(memory.mapped, Int(clamping: fileBytes))
            otherMemory = max(otherMemory ?? 0, memory.peak - mapped - cacheBytes)
        }

        /// The tokenizer's speed on one thread.
        var tokenizer: TokenizerBenchmark?
    }

    func run() throws -> Report {
        ProcessMemory.resetPeak()
        Console.progress("\(path): load")
        let watch = Stopwatch()
        let loaded = try LoadedModel(path, threads: threads)
        let (checkpoint, tokenizer, transformer) = (loaded.checkpoint, loaded.tokenizer, loaded.transformer)
        let vocabulary = transformer.configuration.vocabularySize
        let cache = transformer.makeCache(
            format: cacheFormat, contextLength: max(prompt, generate + 1, 8, transformer.configuration.contextLength))
        let tokens = Self.tokens(count: max(prompt, 8), vocabulary: vocabulary)
        let first = try Self.prefill(Array(tokens.prefix(8)), transformer, cache)
        var report = Report(
            path: path, architecture: checkpoint.architecture, fileBytes: checkpoint.fileBytes, promptTokens: prompt,
            generatedTokens: generate, secondsToFirstToken: watch.seconds,
            bytesPerToken: Self.bytesPerToken(checkpoint))
        report.noteMemory(cacheBytes: first.cacheBytes)

        // The first round warms up and does not count.
        ProcessMemory.resetPeak()
        var cacheBytes = 0
        for round in 0...repetitions {
            Console.progress("\(path): prompt of \(prompt), \(round) of \(repetitions)")
            let measured = try Self.prefill(Array(tokens.prefix(prompt)), transformer, cache)
            if round > 0 { report.promptRates.append(Double(prompt) / measured.seconds) }
            cacheBytes = measured.cacheBytes
            try InterruptFlag.check()
        }
        report.noteMemory(cacheBytes: cacheBytes)
        for batch in batches {
            var rates: [Double] = []
            ProcessMemory.resetPeak()
            for round in 0...repetitions {
                Console.progress("\(path): generation of \(generate) times \(batch), \(round) of \(repetitions)")
                let measured = try decode(batch, transformer, cache)
                if round > 0 { rates.append(Double(batch * generate) / measured.seconds) }
                cacheBytes = measured.cacheBytes
                try InterruptFlag.check()
            }
            report.noteMemory(cacheBytes: cacheBytes)
            report.generationRates.append((batch, rates))
        }
        Console.progress("\(path): tokenizer")
        report.tokenizer = TokenizerBenchmark.run(tokenizer, text: text, runs: repetitions)
        Console.clearProgress()
        return report
    }

    /// Computes a prompt in a new sequence and chooses a token.
    ///
    /// - Returns: Seconds, and what the cache held at the end.
    private static func prefill(
        _ tokens: [TokenID], _ transformer: Transformer, _ cache: KVCache
    ) throws -> (seconds: Double, cacheBytes: Int) {
        let sequence = cache.makeSequence()
        defer { cache.remove(sequence) }
        let watch = Stopwatch()
        for start in stride(from: 0, to: tokens.count, by: 512) {
            let end = min(start + 512, tokens.count)
            let run = Batch.Run(
                sequence: sequence, tokens: Array(tokens[start..<end]), outputs: end == tokens.count ? .last : .none)
            let logits = try transformer.forward(Batch([run]), cache: cache)
            if end == tokens.count { _ = try greedy(logits, row: 0) }
        }
        return (watch.seconds, cache.memoryBytes)
    }

    /// Generates in `batch` new sequences together, each from a token of its own, without regard to stop tokens.
    ///
    /// - Returns: Seconds, and what the cache held at the end.
    private func decode(
        _ batch: Int, _ transformer: Transformer, _ cache: KVCache
    ) throws -> (seconds: Double, cacheBytes: Int) {
        let sequences = (0..<batch).map { _ in cache.makeSequence() }
        defer { for sequence in sequences { cache.remove(sequence) } }
        var last = Self.tokens(count: batch, vocabulary: transformer.configuration.vocabularySize)
        let watch = Stopwatch()
        for _ in 0..<generate {
            let runs = zip(sequences, last).map { Batch.Run(sequence: $0, tokens: [$1], outputs: .last) }
            let logits = try transformer.forward(Batch(runs), cache: cache)
            for row in 0..<batch { last[row] = try Self.greedy(logits, row: row) }
        }
        return (watch.seconds, cache.memoryBytes)
    }

    private static func greedy(_ logits: Logits, row: Int) throws -> TokenID {
        var sampler = try Sampler(.greedy, vocabularySize: logits.vocabularySize)
        return try logits.withRow(row) { scores throws(EngineError) in try sampler.sample(scores).token }
    }

    private static func tokens(count: Int, vocabulary: Int) -> [TokenID] {
        let stream = RandomStream(seed: 1)
        return (0..<count).map { TokenID(stream.bits(at: UInt64($0)) % UInt64(vocabulary)) }
    }

    /// Bytes of the weights that one token needs: all but a table of embeddings that is not the output matrix as well,
    /// and of the experts those that are used.
    private static func bytesPerToken(_ checkpoint: Checkpoint) -> Double {
        let isTied = checkpoint.tensor("output.weight") == nil
        let experts = checkpoint.metadata[checkpoint.key("expert_count")]?.number ?? 0
        let used = checkpoint.metadata[checkpoint.key("expert_used_count")]?.number ?? 0
        var total = 0.0
        for tensor in checkpoint.tensors where isTied || tensor.name != "token_embd.weight" {
            let parts = tensor.name.split(separator: ".")
            let isExpert = parts.contains { $0.hasSuffix("_exps") } || parts.count == 5
            total += Double(tensor.bytes.count) * (isExpert && experts > 0 ? used / experts : 1)
        }
        return total
    }
}

extension ModelBenchmark.Report {
    /// The median, which one slow round does not move.
    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return 0 }
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }

    /// Bytes of weights read each second when one sequence generates; nil when that was not measured.
    private var bytesPerSecond: Double? {
        generationRates.first { $0.batch == 1 }.map { Self.median($0.rates) * bytesPerToken }
    }

    func table(bandwidth: Double) -> String {
        var lines = ["\(path)  (\(architecture), \(NumberFormat.megabytes(Double(fileBytes))))"]
        func add(_ label: String, _ text: String) { lines.append("  " + NumberFormat.left(label, 28) + text) }
        add("time to first token", "\(NumberFormat.fixed(secondsToFirstToken, 3)) s")
        add("prompt of \(promptTokens)", "\(NumberFormat.rate(Self.median(promptRates))) tokens/s")
        for (batch, rates) in generationRates {
            let label = batch == 1 ? "generation of \(generatedTokens)" : "generation, \(batch) together"
            add(label, "\(NumberFormat.rate(Self.median(rates))) tokens/s")
        }
        if let bytesPerSecond {
            add(
                "weights read",
                "\(NumberFormat.megabytes(bytesPerToken)) per token, \(NumberFormat.fixed(bytesPerSecond / 1e9, 1)) GB/s, "
                    + "\(NumberFormat.fixed(100 * bytesPerSecond / bandwidth, 0)) % of bandwidth")
        }
        add("key-value cache", NumberFormat.megabytes(Double(cacheBytes)))
        if let otherMemory { add("other memory", "\(NumberFormat.megabytes(Double(otherMemory))) at most") }
        if let tokenizer {
            add("tokenizer", "\(NumberFormat.rate(tokenizer.megabytesPerSecond)) MB/s on one thread")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    func json(bandwidth: Double) -> JSONValue {
        func rates(_ values: [Double]) -> JSONValue {
            .object([
                "median": .number(Self.median(values)), "repetitions": .array(values.map { .number($0) }),
            ])
        }
        let generation = generationRates.map { entry in
            JSONValue.object(["batch": .integer(entry.batch), "tokens_per_second": rates(entry.rates)])
        }
        return .object([
            "path": .text(path), "architecture": .text(architecture), "file_bytes": .integer(fileBytes),
            "seconds_to_first_token": .number(secondsToFirstToken),
            "prompt": .object(["tokens": .integer(promptTokens), "tokens_per_second": rates(promptRates)]),
            "generation_tokens": .integer(generatedTokens), "generation": .array(generation),
            "weight_bytes_per_token": .number(bytesPerToken),
            "weight_bytes_per_second": bytesPerSecond.map { .number($0) } ?? .null,
            "bandwidth_share": bytesPerSecond.map { .number($0 / bandwidth) } ?? .null,
            "cache_bytes": .integer(cacheBytes), "other_memory_bytes": otherMemory.map { .integer($0) } ?? .null,
            "tokenizer": tokenizer.map {
                .object([
                    "bytes": .integer($0.bytes), "tokens": .integer($0.tokens),
                    "bytes_per_second": .number($0.megabytesPerSecond * 1e6),
                ])
            } ?? .null,
        ])
    }
}
