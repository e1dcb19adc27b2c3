import ArgumentParser
import CorvidGrammar
import CorvidTrain

/// `corvid train bench`: how fast this machine trains.
struct TrainBenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure how fast models are trained on this machine.",
        discussion: """
            Trains two models of the shape that Corvid's own have, of about 4 and 25 million parameters, on documents of \
            304 random tokens, of which the last 85 are learned. A step is all of it: forward, backward, clipping, the \
            optimiser and the average of the weights. Rates are medians over the repetitions, in tokens a second, those \
            that are read and those that are learned together.

            With --peer each repetition is followed by one of another program, so that a drift of the machine's speed hits \
            both. It is called with --width, --layers (c and a, for convolution and attention), --heads, \
            --key-value-heads, --head-size, --feed-forward, --vocabulary, --documents, --tokens, --learned, --steps, \
            --threads and --optimizer (adamw or muon), and prints one JSON object with tokens_per_second. \
            Tests/CorvidTrainTests/Peers/torch_training.py is one for PyTorch: --peer "python3 torch_training.py".
            """)

    @Option(help: ArgumentHelp("Which models: small, large or both.", valueName: "size"))
    var size = Size.both

    @Option(help: ArgumentHelp("Documents of a step.", valueName: "n"))
    var documents = 13

    @Option(help: ArgumentHelp("Steps of a repetition.", valueName: "n"))
    var steps = 8

    @Option(help: ArgumentHelp("Times that each measurement is made.", valueName: "n"))
    var repetitions = 3

    @Option(help: ArgumentHelp("Threads (default: one for each core).", valueName: "n"))
    var threads: Int?

    @Option(help: ArgumentHelp("A command that measures another trainer.", valueName: "command"))
    var peer: String?

    @Flag(help: "Print one JSON object.")
    var json = false

    enum Size: String, ExpressibleByArgument, CaseIterable {
        case small, large, both
    }

    func validate() throws {
        for (name, value) in [("documents", documents), ("steps", steps), ("repetitions", repetitions)]
        where !(1...10_000).contains(value) {
            throw ValidationError("--\(name) is \(value); it must be in 1...10000")
        }
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("--threads is \(threads); it must be in 1...1024")
        }
    }

    private struct Result {
        var size: Size
        var optimizer: String
        var parameters: Int
        var own: Double
        var peer: Double?
    }

    func run() async throws {
        InterruptFlag.watch()
        var results: [Result] = []
        for (own, shape) in [(Size.small, TrainingBenchmark.small), (.large, TrainingBenchmark.large)]
        where size == own || size == .both {
            for optimizer in ["adamw", "muon"] {
                Console.progress("\(own.rawValue), \(optimizer)")
                results.append(try measure(own, shape, optimizer: optimizer))
            }
        }
        Console.clearProgress()
        if json {
            let value = JSONValue.array(
                results.map { result in
                    .object([
                        "size": .text(result.size.rawValue), "parameters": .number(Double(result.parameters)),
                        "optimizer": .text(result.optimizer), "tokens_per_second": .number(result.own),
                        "peer_tokens_per_second": result.peer.map(JSONValue.number) ?? .null,
                    ])
                })
            Console.write(value.serialized + [UInt8(ascii: "\n")])
        } else {
            Console.write("parameters  optimiser  tokens/s" + (peer == nil ? "\n" : "      peer  ratio\n"))
            for result in results {
                var line = Self.padded("\(NumberFormat.fixed(Double(result.parameters) / 1e6, 1))M", 10)
                line += "  " + Self.padded(result.optimizer, 9)
                line += "  " + Self.padded(NumberFormat.fixed(result.own, 0), 8)
                if let peer = result.peer {
                    line += "  " + Self.padded(NumberFormat.fixed(peer, 0), 8)
                    line += "  " + Self.padded(NumberFormat.fixed(result.own / peer, 2), 5)
                }
                Console.write(line + "\n")
            }
        }
    }

    private func measure(_ size: Size, _ shape: ModelShape, optimizer: String) throws -> Result {
        let benchmark = TrainingBenchmark(
            shape, documents: documents, usesMuon: optimizer == "muon", threads: threads)
        _ = try benchmark.measure(steps: 2)
        var own: [Double] = []
        var others: [Double] = []
        for _ in 0..<repetitions {
            own.append(try benchmark.measure(steps: steps))
            try InterruptFlag.check()
            if let peer { others.append(try rate(of: peer, shape, optimizer: optimizer)) }
            try InterruptFlag.check()
        }
        return Result(
            size: size, optimizer: optimizer, parameters: benchmark.parameters, own: Self.median(own),
            peer: others.isEmpty ? nil : Self.median(others))
    }

    /// - Throws: ``CommandFailure`` when the program fails, or says what cannot be read.
    private func rate(of peer: String, _ shape: ModelShape, optimizer: String) throws -> Double {
        let layers = shape.layers.map { $0 == .convolution ? "c" : "a" }.joined()
        let options: [(String, String)] = [
            ("width", "\(shape.width)"), ("layers", layers), ("heads", "\(shape.heads)"),
            ("key-value-heads", "\(shape.keyValueHeads)"), ("head-size", "\(shape.headSize)"),
            ("feed-forward", "\(shape.feedForward)"), ("vocabulary", "\(shape.vocabulary)"),
            ("documents", "\(documents)"), ("tokens", "\(TrainingBenchmark.documentTokens)"),
            ("learned", "\(TrainingBenchmark.learnedTokens)"), ("steps", "\(steps)"),
            ("threads", threads.map(String.init) ?? "0"), ("optimizer", optimizer),
        ]
        let line = peer + options.map { " --\($0.0) \($0.1)" }.joined()
        let (status, output) = try PeerBenchmark.output(ofShell: line)
        guard status == 0 else {
            throw CommandFailure(ExitStatus.badData, "\(peer): the peer ended with status \(status)")
        }
        guard let rate = (try? JSONValue(parsing: output))?["tokens_per_second"]?.double, rate > 0 else {
            throw CommandFailure(
                ExitStatus.badData, "\(peer): the peer's output is not a JSON object with tokens_per_second")
        }
        return rate
    }

    private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

    private static func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(width - text.count, 0)) + text
    }
}
