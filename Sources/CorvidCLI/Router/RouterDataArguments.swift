import ArgumentParser
import Corvid
import CorvidTrain

/// What `router fit` and `router evaluate` work on.
struct RouterDataArguments: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "Questions with known answers: records as corvid evaluate takes them, or outcomes that --outcomes has kept, or "
                + "published ones ({\"prompt\", \"weak\": bool, \"strong\": bool}). gzip is read.", valueName: "data"))
    var data: [String]

    @Option(help: ArgumentHelp("So many records of each file at most: the first, or with --seed any.", valueName: "n"))
    var limit: Int?

    @Option(help: ArgumentHelp("Seed of what --limit draws (default: the first records are taken).", valueName: "n"))
    var seed: UInt64?

    @Option(help: ArgumentHelp("Keep what the models made of the records here, as JSON lines.", valueName: "file"))
    var outcomes: String?

    @Flag(help: "Look at the prompts alone, not at models: for published outcomes.")
    var promptsOnly = false

    @Flag(help: "Leave out records that cannot be used, and count them.")
    var lenient = false

    @Option(help: ArgumentHelp("Tokens of one reply at most.", valueName: "n"))
    var maxTokens = 256

    @Flag(help: "Print one JSON object.")
    var json = false

    func validate() throws {
        if data.isEmpty { throw ValidationError("no data") }
        if let limit, !(1...1_000_000).contains(limit) {
            throw ValidationError("--limit is \(limit); it must be in 1...1000000")
        }
        guard (1...1_000_000).contains(maxTokens) else {
            throw ValidationError("--max-tokens is \(maxTokens); it must be in 1...1000000")
        }
        if seed != nil, limit == nil { throw ValidationError("--seed draws what --limit takes; give --limit too") }
        if promptsOnly, outcomes != nil {
            throw ValidationError("--prompts-only runs no models: there is nothing to keep")
        }
    }

    /// Reads the files; of records `limit` of each.
    ///
    /// - Throws: ``CommandFailure`` with file, line and what is wrong.
    func read() throws(CommandFailure) -> RoutingData {
        var all = RoutingData()
        for path in data {
            guard FilePlace.isReadable(path) else {
                throw CommandFailure(ExitStatus.noInput, "\(path): there is no such file, or it cannot be read")
            }
            var file = RoutingData()
            do {
                try file.read(path, isLenient: lenient)
            } catch {
                throw CommandFailure(ExitStatus.badData, error.description)
            }
            all.records += chosen(file.records)
            all.samples += chosen(file.samples)
            all.questions += chosen(file.questions)
            all.skipped += file.skipped
        }
        for error in all.skipped.prefix(3) { Console.report("corvid: left out: \(error)") }
        if all.skipped.count > 3 { Console.report("corvid: left out: \(all.skipped.count - 3) more records") }
        if promptsOnly {
            guard !all.samples.isEmpty, all.records.isEmpty, all.questions.isEmpty else {
                throw CommandFailure(
                    ExitStatus.badData, "--prompts-only takes lines with \"prompt\", \"weak\" and \"strong\" alone")
            }
        } else if !all.samples.isEmpty {
            throw CommandFailure(
                ExitStatus.badData,
                "\(data.joined(separator: ", ")): published outcomes are of other models; give --prompts-only for them")
        }
        return all
    }

    private func chosen<Record>(_ all: [Record]) -> [Record] {
        guard let limit, all.count > limit else { return all }
        guard let seed else { return Array(all.prefix(limit)) }
        var random = Randomness(seed: seed)
        return all.indices.shuffled(using: &random).prefix(limit).sorted().map { all[$0] }
    }

    /// What fits the scores of such data.
    var fit: RouterFit { RouterFit(options: RouterFit.Options(usesRepresentation: !promptsOnly)) }

    /// The outcomes of all questions: those that were read, and those of the records, run with the models.
    ///
    /// - Throws: ``CommandFailure``; `CancellationError`.
    func measure(_ data: RoutingData, models: () throws -> [any LanguageModel]) async throws -> [MeasuredQuestion] {
        var questions = data.questions
        guard !data.records.isEmpty else { return questions }
        var options = Evaluation.Options()
        options.maximumReplyTokens = maxTokens
        let measurement = RoutingMeasurement(models: try models(), tools: EvaluateTools.plugins, options: options)
        if let first = questions.first,
            first.models != measurement.models.map({ RouterCalibration.Model($0.information) })
        {
            throw CommandFailure(
                ExitStatus.badData,
                "the outcomes that were kept are of \(first.models.map(\.name).joined(separator: ", ")), "
                    + "or other versions of the models that the records are run with")
        }
        let file = try outcomes.map { try LineFile($0) }
        for question in questions { try file?.append(try JSONValueEncoder().encode(question)) }
        InterruptFlag.watch()
        let watch = Stopwatch()
        var unusable = 0
        for (done, record) in data.records.enumerated() {
            if let question = try await measurement.measure(record) {
                try file?.append(try JSONValueEncoder().encode(question))
                questions.append(question)
            } else {
                unusable += 1
            }
            progress(done + 1, of: data.records.count, questions, seconds: watch.seconds)
            if InterruptFlag.isRequested {
                Console.clearProgress()
                let kept = outcomes.map { "; \($0) has \(questions.count) questions" } ?? ""
                throw CommandFailure(ExitStatus.interrupted, "interrupted\(kept)")
            }
        }
        Console.clearProgress()
        if unusable > 0 { Console.report("corvid: \(unusable) records have no right or wrong, or could not be run") }
        return questions
    }

    private func progress(_ done: Int, of total: Int, _ questions: [MeasuredQuestion], seconds: Double) {
        guard Console.showsProgress, let last = questions.last else { return }
        let rate = Double(done) / max(seconds, 1e-9)
        let shares = last.answers.indices.map { index in
            let right = questions.reduce(0) { $0 + $1.answers[index].quality }
            return "\(last.models[index].name) \(NumberFormat.fixed(100 * right / Double(questions.count), 1)) %"
        }
        Console.progress(
            "\(done) of \(total) questions, \(shares.joined(separator: ", ")) right, \(NumberFormat.rate(rate)) a second, "
                + "\(NumberFormat.clock(Double(total - done) / rate)) left")
    }
}
