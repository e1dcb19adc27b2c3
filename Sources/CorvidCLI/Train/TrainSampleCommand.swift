import ArgumentParser
import CorvidEngine
import CorvidGrammar
import CorvidTrain

/// `corvid train sample CONFIG.yaml`: what a run would learn from.
struct TrainSampleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample",
        abstract: "Show documents that a configuration would train on.",
        discussion: """
            Each document is shown as the model reads it: first what its tasks share, then each task after a line of its \
            own. What is learned stands between « and », and is underlined on a terminal. The same seed gives the same \
            documents.

              corvid train sample jackdaw.yaml --source schemas --count 2

            Exit codes: 0 done; 64 wrong usage, or a configuration that contradicts itself; 65 a configuration or record is \
            damaged; 66 no such input.
            """)

    @Argument(help: "The configuration.", completion: .file(extensions: ["yaml", "yml"]))
    var configuration: String

    @Option(help: "Only the sources with this in their name.")
    var source = ""

    @Option(help: "Documents of each source.")
    var count = 1

    @Option(help: "What the documents depend on.")
    var seed: UInt64 = 1

    @Flag(help: "Of what is held out, instead of what is learned from.")
    var development = false

    @Flag(help: "Print one JSON object for each document.")
    var json = false

    func validate() throws {
        if !(1...100_000).contains(count) { throw ValidationError("--count is \(count); it must be in 1...100000") }
    }

    func run() throws {
        var tokenizer: Tokenizer?
        let plan = try TrainingPlan(try TrainingFile.parse(configuration)) { path in
            let read = try Tokenizer(checkpoint: try Checkpoint.open(path))
            tokenizer = read
            return read.vocabularySize
        }
        guard let tokenizer else { return }
        let encoder = try DocumentEncoder(tokenizer)
        let entries = try plan.entries(
            development ? .development : .training, tools: try CommandPlugins.taskTools(),
            vocabulary: CopyProbe.pieces(of: tokenizer)
        ).entries
        let chosen = entries.map(\.source).filter { source.isEmpty || $0.name.contains(source) }
        guard !chosen.isEmpty else {
            let names = entries.map(\.source.name).joined(separator: ", ")
            throw CommandFailure(ExitStatus.usage, "no source has '\(source)' in its name; there are \(names)")
        }
        InterruptFlag.watch()
        for source in chosen {
            for index in 0..<count {
                try InterruptFlag.check()
                var random = Randomness(seed: seed, index: UInt64(index))
                guard let document = encoder.document(source.example(&random), limit: plan.capacity) else { continue }
                show(document, of: source.name, tokenizer)
            }
        }
    }

    private func show(_ document: TokenDocument, of source: String, _ tokenizer: Tokenizer) {
        if json {
            let value = JSONValue.object([
                "source": .text(source), "tokens": .number(Double(document.count)),
                "shared": .text(tokenizer.decode(document.trunk)),
                "tasks": .array(
                    document.branches.map { branch in
                        .array(
                            Self.runs(of: branch).map { tokens, isLearned in
                                .object([
                                    "text": .text(tokenizer.decode(tokens)), "learned": .bool(isLearned),
                                ])
                            })
                    }),
            ])
            Console.write(value.serialized + [UInt8(ascii: "\n")])
            return
        }
        Console.write("── \(source), \(document.count) tokens\n\(tokenizer.decode(document.trunk))\n")
        let (begin, end) = Console.isTerminal ? ("«\u{1B}[4m", "\u{1B}[24m»") : ("«", "»")
        for branch in document.branches {
            Console.write("  ─\n")
            for (tokens, isLearned) in Self.runs(of: branch) {
                let text = tokenizer.decode(tokens)
                Console.write(isLearned ? begin + text + end : text)
            }
            Console.write("\n")
        }
    }

    /// Stretches that are learned as a whole, or not.
    private static func runs(of branch: TokenDocument.Branch) -> [(tokens: [TokenID], isLearned: Bool)] {
        var runs: [(tokens: [TokenID], isLearned: Bool)] = []
        for (token, isLearned) in zip(branch.tokens, branch.isTarget) {
            if let last = runs.last, last.isLearned == isLearned {
                runs[runs.count - 1].tokens.append(token)
            } else {
                runs.append(([token], isLearned))
            }
        }
        return runs
    }
}
