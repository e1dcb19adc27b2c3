import ArgumentParser
import CorvidEngine
import CorvidGrammar
import CorvidTrain

/// `corvid train tokenizer`: learns a vocabulary from text.
struct TrainTokenizerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokenizer",
        abstract: "Learn a vocabulary from text and write it as a GGUF file.",
        usage: "corvid train tokenizer <file> ... --output tokenizer.gguf [--vocabulary 6016]",
        discussion: """
            The vocabulary is byte-level BPE for models that copy: a word is cut into the same tokens wherever it stands, \
            after a blank or after a quotation mark; only its first token may have the blank in it. Digits and _ are \
            tokens of their own. The file holds no weights; corvid and llama.cpp read it, and corvid train puts it at the \
            head of a checkpoint.

            FILES named .jsonl or .json hold a JSON value a line, others plain text; either may be compressed with gzip \
            (.gz). Of records every string counts: tools as the chat format defines them, calls as it writes them \
            (objects with name and arguments; sql), tables as name(column type, …). A text that several records of a file \
            share counts once. Slots such as {city} and choices such as [a|b] of lessons are not learned. A tenth of the \
            texts is held out: the report is about them.

            BALANCE: a file that has more than --share of all text counts less, down to that share; --weight then makes \
            a file count more.

            EXAMPLES
              corvid train tokenizer notes.txt --output tokenizer.gguf
              corvid train tokenizer lessons/*.jsonl records/*.jsonl.gz --output tokenizer.gguf \\
                --share 8 --weight lessons/sql.jsonl=2 --skip kind --json

            The output appears under its name only when it is complete. Exit codes: 0 done; 64 wrong usage; 65 a file is \
            damaged or not what its name says; 66 no such file; 73 the output cannot be written; 130 interrupted.
            """)

    @Argument(help: "Text: .jsonl, .json or any other, also with .gz.", completion: .file())
    var files: [String]

    @Option(name: [.short, .long], help: "The .gguf file to write.", completion: .file(extensions: ["gguf"]))
    var output: String

    @Option(
        name: .long,
        help: ArgumentHelp("Tokens in all; padded to a multiple of 32.", valueName: "count"))
    var vocabulary = BPETrainer.Options().vocabularySize

    @Option(
        name: .long, help: ArgumentHelp("Percent of what is learned that is words with a blank.", valueName: "percent"))
    var blanks = BPETrainer.Options().blankShare * 100

    @Option(name: .long, help: ArgumentHelp("How often a merge must occur.", valueName: "count"))
    var minimum = BPETrainer.Options().minimumFrequency

    @Option(
        name: .long,
        help: ArgumentHelp("Percent of all text that one file may count for at most.", valueName: "percent"))
    var share = 100.0

    @Option(
        name: .long,
        help: ArgumentHelp("Count a file so many times; may be repeated.", valueName: "file=factor"),
        transform: Weight.init)
    var weight: [Weight] = []

    @Option(
        name: .long, help: ArgumentHelp("A key of records whose values are no text; may be repeated.", valueName: "key")
    )
    var skip: [String] = []

    @Flag(name: [.short, .long], help: "Replace the output if it exists.")
    var force = false

    @Flag(name: .long, help: "Print the report as JSON.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print nothing but errors.")
    var quiet = false

    /// `FILE=FACTOR`.
    struct Weight {
        var file: String
        var factor: Double

        init(_ text: String) throws {
            guard let sign = text.lastIndex(of: "="), sign != text.startIndex,
                let factor = Double(text[text.index(after: sign)...]), 0...1000 ~= factor
            else { throw ValidationError("expected FILE=FACTOR with a factor from 0 to 1000") }
            file = String(text[..<sign])
            self.factor = factor
        }
    }

    func validate() throws {
        guard share > 0, share <= 100 else { throw ValidationError("--share is \(share); expected more than 0 to 100") }
        if let unknown = weight.first(where: { !files.contains($0.file) }) {
            throw ValidationError("--weight names \(unknown.file), which is none of the files")
        }
    }

    func run() throws {
        let stopwatch = Stopwatch()
        var options = BPETrainer.Options()
        options.vocabularySize = vocabulary
        options.blankShare = blanks / 100
        options.minimumFrequency = minimum
        guard !files.contains(output), force || !MappedFile.exists(output) else {
            let reason = files.contains(output) ? "is what is read" : "exists already; --force replaces it"
            throw CommandFailure(ExitStatus.cannotCreate, "\(output): \(reason)")
        }
        InterruptFlag.watch()
        do {
            let trainer = try BPETrainer(options)
            let sources = try readSources()
            let weights = weights(of: sources)
            var pieces = WeightedPieces()
            for (source, weight) in zip(sources, weights) { pieces.add(source.learned, weight: weight) }
            let draft = try trainer.train(on: pieces) { tokens in
                if !quiet { Console.progress("\(tokens) of \(vocabulary) tokens learned") }
                return !InterruptFlag.isRequested
            }
            Console.clearProgress()
            try draft.write(to: output)
            let report = TokenizerReport(draft, sources: sources, weights: weights)
            let shown = TokenizerReportOutput(report, draft, sources, weights, output, stopwatch.seconds)
            if json {
                Console.write(shown.json.indented() + "\n")
            } else if !quiet {
                Console.write(shown.text)
            }
        } catch let error as GzipFileError {
            throw CommandFailure(error.byte == nil ? ExitStatus.noInput : ExitStatus.badData, error.description)
        } catch let error as TokenizerTrainingError {
            let status =
                switch error.code {
                case .option: ExitStatus.usage
                case .text: ExitStatus.badData
                case .cancelled: ExitStatus.interrupted
                }
            throw CommandFailure(status, error.description)
        }
    }

    private func readSources() throws -> [TextSource] {
        var meter = ProgressMeter()
        let sizes = try files.map { try GzipFile(path: $0).fileBytes }
        let total = sizes.reduce(0, +)
        var done: UInt64 = 0
        return try zip(files, sizes).map { file, size in
            let source = try TextSource(path: file, skippedKeys: skip) { offset in
                if !quiet { meter.show(done: done + offset, of: total, label: file) }
                return !InterruptFlag.isRequested
            }
            done += size
            return source
        }
    }

    private func weights(of sources: [TextSource]) -> [Double] {
        let factors = SourceBalance.factors(sizes: sources.map(\.learned.bytes), share: share / 100)
        return zip(sources, factors).map { source, factor in
            factor * (weight.last { $0.file == source.path }?.factor ?? 1)
        }
    }
}
