import ArgumentParser
import Corvid
import CorvidGrammar
import CorvidTrain

/// `corvid evaluate`: how often a model is right.
struct EvaluateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measure how often a model, with its tools, is right.",
        discussion: """
            Each record of the FILEs (JSON lines, also compressed with gzip) is run by the whole agent, with greedy \
            sampling, and judged:

              math   {"question", "expression", "answer"}: the value of the last calculation equals the answer, within \
            1e-4. The calculator alone is offered.
              sql    {"question", "sql"} with "database", a file beside FILE, or "table" or "tables" with "rows": the \
            query returns the rows that the record's does, in their order where that query has one. Without rows the \
            texts of the queries are compared, and counted apart.
              tools  {"tools", "question" or "messages", "calls"}: the calls of the first reply are the expected ones, as \
            the Berkeley leaderboard compares them; none where "calls" is empty. "allowed" in a call lists alternatives \
            by argument.
              qa     {"context", "question", "answer"}: exact match and token F1 as SQuAD has them; null means that the \
            text does not say.
              copy   {"prompt", "answer"} with "context", which stands as the system's message: the reply is the \
            answer, to the byte.
              task   {"kind": "task", "question", "expect"} with "database", "urls" (pages served on this machine) and \
            "tools" (with canned "results"): the last answer is as expected.
              text   {"text"}, and files of other names: perplexity.

            A record's "kind" decides where its members do not. The interval is Wilson's, for 95 %.

            Examples:
              corvid evaluate dev.jsonl --model model.gguf
              corvid evaluate math.jsonl sql.jsonl --model model.gguf --limit 200 --seed 1 --out traces.jsonl --json
            """)

    @Argument(help: ArgumentHelp("Files of records.", valueName: "file"))
    var files: [String]

    @OptionGroup var model: ModelArguments

    @Option(help: ArgumentHelp("Records of this kind only. May be given several times.", valueName: "kind"))
    var kind: [EvaluationRecord.Kind] = []

    @Option(help: ArgumentHelp("So many records of each file at most: the first, or with --seed any.", valueName: "n"))
    var limit: Int?

    @Option(help: ArgumentHelp("Seed of what --limit draws (default: the first records are taken).", valueName: "n"))
    var seed: UInt64?

    @Option(help: ArgumentHelp("Write each case here as a JSON line, as it ends.", valueName: "file"))
    var out: String?

    @Flag(help: "Leave out records that cannot be used, and count them.")
    var lenient = false

    @Option(help: ArgumentHelp("Cases under way at once.", valueName: "n"))
    var concurrency = 1

    @Option(help: ArgumentHelp("Tokens of one reply at most.", valueName: "n"))
    var maxTokens = 256

    @Option(
        help: ArgumentHelp(
            "Limits of a case, as corvid run has them (default: time=60s,tokens=32768,calls=16,turns=8).",
            valueName: "limits"))
    var budget: String?

    @Flag(help: "Print one JSON object.")
    var json = false

    func validate() throws {
        if files.isEmpty { throw ValidationError("no files to evaluate") }
        func check(_ name: String, _ value: Int?, _ range: ClosedRange<Int>) throws {
            if let value, !range.contains(value) {
                throw ValidationError("--\(name) is \(value); it must be in \(range.lowerBound)...\(range.upperBound)")
            }
        }
        try check("limit", limit, 1...1_000_000)
        try check("concurrency", concurrency, 1...256)
        try check("max-tokens", maxTokens, 1...1_000_000)
        if seed != nil, limit == nil { throw ValidationError("--seed draws what --limit takes; give --limit too") }
        do { _ = try options } catch { throw ValidationError("--budget: \(error.description)") }
    }

    func run() async throws {
        let (records, skipped) = try records()
        let source = try model.source()
        let evaluation = Evaluation(
            model: try ModelLoader.load(source, threads: model.computing.threads),
            tools: try EvaluateTools.make(
                source, threads: model.computing.threads, forTexts: records.contains { $0.kind == .text }),
            options: try options)
        let traces = try out.map { try LineFile($0) }
        InterruptFlag.watch()
        let watch = Stopwatch()
        var summary = EvaluationSummary()
        _ = try await evaluation.run(records) { outcome in
            summary.add(outcome)
            try traces?.append(try outcome.json())
            EvaluateOutput.progress(summary, done: summary.cases, of: records.count, seconds: watch.seconds)
            if InterruptFlag.isRequested {
                Console.clearProgress()
                let kept = out.map { "; \($0) has \(summary.cases) of \(records.count) cases" } ?? ""
                throw CommandFailure(ExitStatus.interrupted, "interrupted\(kept)")
            }
        }
        Console.clearProgress()
        let output = EvaluateOutput(
            summary: summary, model: evaluation.model.information, skipped: skipped, seconds: watch.seconds)
        if json {
            Console.write(output.json.serialized + [UInt8(ascii: "\n")])
        } else {
            Console.write(output.text)
        }
    }

    private var options: Evaluation.Options {
        get throws(CommandFailure) {
            var options = Evaluation.Options()
            options.maximumReplyTokens = maxTokens
            options.concurrency = concurrency
            if let budget { options.budget = try BudgetText.parse(budget, over: options.budget) }
            return options
        }
    }

    private func records() throws -> (records: [EvaluationRecord], skipped: [EvaluationError]) {
        var records: [EvaluationRecord] = []
        var skipped: [EvaluationError] = []
        for path in files {
            guard FilePlace.isReadable(path) else {
                throw CommandFailure(ExitStatus.noInput, "\(path): there is no such file, or it cannot be read")
            }
            do {
                let file = try EvaluationRecordFile(path: path, isLenient: lenient)
                skipped += file.skipped
                records += chosen(file.records)
            } catch {
                throw CommandFailure(ExitStatus.badData, error.description)
            }
        }
        for error in skipped.prefix(3) { Console.report("corvid: left out: \(error)") }
        if skipped.count > 3 { Console.report("corvid: left out: \(skipped.count - 3) more records") }
        guard !records.isEmpty else {
            let kinds = kind.isEmpty ? "" : " of the kind \(kind.map(\.rawValue).joined(separator: " or "))"
            throw CommandFailure(ExitStatus.badData, "\(files.joined(separator: ", ")): no records\(kinds)")
        }
        return (records, skipped)
    }

    private func chosen(_ all: [EvaluationRecord]) -> [EvaluationRecord] {
        let fitting = kind.isEmpty ? all : all.filter { kind.contains($0.kind) }
        guard let limit, fitting.count > limit else { return fitting }
        guard let seed else { return Array(fitting.prefix(limit)) }
        var random = Randomness(seed: seed)
        return fitting.indices.shuffled(using: &random).prefix(limit).sorted().map { fitting[$0] }
    }
}

extension EvaluationRecord.Kind: ExpressibleByArgument {}
