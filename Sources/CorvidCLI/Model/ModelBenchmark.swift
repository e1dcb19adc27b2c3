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
    var cacheType: CacheType
    /// Text to measure the tokenizer with.
    var text: String
    /// What to measure in turn with Corvid.
    var peer: PeerBenchmark?

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
        /// The peer's program; nil when there was none.
        var peerProgram: String?
        /// What the peer measured, once for each repetition.
        var peerRates: [PeerBenchmark.Rates] = []
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
            format: cacheType.format,
            contextLength: max(prompt, generate + 1, 8, transformer.configuration.contextLength))
        let tokens = Self.tokens(count: max(prompt, 8), vocabulary: vocabulary)
        let first = try Self.prefill(Array(tokens.prefix(8)), transformer, cache)
        var report = Report(
            path: path, architecture: checkpoint.architecture, fileBytes: checkpoint.fileBytes, promptTokens: prompt,
            generatedTokens: generate, secondsToFirstToken: watch.seconds,
            bytesPerToken: Self.bytesPerToken(checkpoint))
        report.noteMemory(cacheBytes: first.cacheBytes)

        report.generationRates = batches.map { ($0, []) }
        report.peerProgram = peer?.program
        // A round is one repetition of everything, so that a drift of the machine's speed hits all alike. The first
        // round warms up and does not count.
        for round in 0...repetitions {
            Console.progress("\(path): prompt of \(prompt), \(round) of \(repetitions)")
            ProcessMemory.resetPeak()
            let measured = try Self.prefill(Array(tokens.prefix(prompt)), transformer, cache)
            report.noteMemory(cacheBytes: measured.cacheBytes)
            if round > 0 { report.promptRates.append(Double(prompt) / measured.seconds) }
            try InterruptFlag.check()
            for (index, batch) in batches.enumerated() {
                Console.progress("\(path): generation of \(generate) times \(batch), \(round) of \(repetitions)")
                ProcessMemory.resetPeak()
                let measured = try decode(batch, transformer, cache)
                report.noteMemory(cacheBytes: measured.cacheBytes)
                if round > 0 {
                    report.generationRates[index].rates.append(Double(batch * generate) / measured.seconds)
                }
                try InterruptFlag.check()
            }
            guard let peer else { continue }
            Console.progress("\(path): \(peer.name), \(round) of \(repetitions)")
            let rates = try peer.run(
                model: path, threads: transformer.threads, prompt: prompt, generate: generate, cacheType: cacheType)
            if round > 0 { report.peerRates.append(rates) }
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
    /// Bytes of weights read each second when one sequence generates; nil when that was not measured.
    private var bytesPerSecond: Double? {
        generationRates.first { $0.batch == 1 }.map { BenchCommand.median($0.rates) * bytesPerToken }
    }

    /// Corvid's rate, and the peer's with the ratio of the two where it was measured.
    private func compared(_ rates: [Double], _ peer: [Double]) -> String {
        func text(_ values: [Double]) -> String { "\(NumberFormat.rate(BenchCommand.median(values))) tokens/s" }
        guard !peer.isEmpty else { return text(rates) }
        let ratio = BenchCommand.median(rates) / BenchCommand.median(peer)
        return NumberFormat.left(text(rates), 18) + NumberFormat.left(text(peer), 18) + NumberFormat.fixed(ratio, 2)
    }

    func table(bandwidth: Double) -> String {
        var lines = ["\(path)  (\(architecture), \(NumberFormat.megabytes(Double(fileBytes))))"]
        func add(_ label: String, _ text: String) { lines.append("  " + NumberFormat.left(label, 28) + text) }
        add("time to first token", "\(NumberFormat.fixed(secondsToFirstToken, 3)) s")
        if let peerProgram {
            let name = peerProgram.split(separator: "/").last.map { String($0) } ?? peerProgram
            add("", NumberFormat.left("Corvid", 18) + NumberFormat.left(name, 18) + "ratio")
        }
        add("prompt of \(promptTokens)", compared(promptRates, peerRates.map(\.prompt)))
        for (batch, rates) in generationRates {
            let label = batch == 1 ? "generation of \(generatedTokens)" : "generation, \(batch) together"
            add(label, compared(rates, batch == 1 ? peerRates.map(\.generation) : []))
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
        func rates(_ values: [Double]) -> JSONValue { BenchCommand.json(values) }
        /// The peer's rates, with Corvid's as a multiple of them.
        func compared(_ own: [Double], _ peer: [Double]) -> JSONValue {
            .object([
                "tokens_per_second": rates(peer),
                "ratio": .number(BenchCommand.median(own) / BenchCommand.median(peer)),
            ])
        }
        let single = generationRates.first { $0.batch == 1 }?.rates ?? []
        let peer = peerProgram.map {
            JSONValue.object([
                "program": .text($0), "prompt": compared(promptRates, peerRates.map(\.prompt)),
                "generation": compared(single, peerRates.map(\.generation)),
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
            "peer": peer ?? .null,
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
