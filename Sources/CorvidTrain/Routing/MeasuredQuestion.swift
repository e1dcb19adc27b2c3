package import Corvid
import CorvidGrammar

/// A question and what each of a router's models made of it: a line of a file of outcomes.
package struct MeasuredQuestion: Sendable, Hashable, Codable {
    /// What came of one model.
    package struct Answer: Sendable, Hashable, Codable {
        /// 0 to 1.
        package var quality: Double
        /// Of the whole run, its tools included.
        package var cost: RoutingCost
        /// Of the first reply, and of reading the prompt for it; the latter not of the last model.
        package var attemptCost: RoutingCost?
        package var readingCost: RoutingCost?
        package var attempt: [Double]?
        /// Not of the last model.
        package var representation: [Float]?
    }

    package var id: String
    /// What kind of question it is.
    package var group: String
    /// Of the question, in bytes.
    package var length: Int
    package var signals: [Double]
    /// CPU time that the signals took.
    package var signalSeconds: Double
    package var words: [UInt32]
    package var models: [RouterCalibration.Model]
    /// One for each model.
    package var answers: [Answer]

    /// The question as the `step`th model and the next one see it.
    package func sample(step: Int) -> RoutingSample {
        let (small, large) = (answers[step], answers[step + 1])
        let input = RoutingInput(
            prompt: PromptSignals(values: signals, words: words),
            attempt: small.attempt.map { AttemptSignals(values: $0) }, representation: small.representation ?? [])
        return RoutingSample(
            id: id, group: group, length: length, input: input, smallQuality: small.quality,
            largeQuality: large.quality, smallCost: small.cost, largeCost: large.cost,
            attemptCost: small.attemptCost ?? small.cost, readingCost: small.readingCost ?? RoutingCost(),
            signalSeconds: signalSeconds)
    }

    /// What is wrong with a line that was read; nil where it can be used.
    var fault: String? {
        guard models.count > 1, answers.count == models.count else {
            return
                "\(models.count) models and \(answers.count) answers; two or more of each are needed, and equally many"
        }
        guard signals.count == PromptSignals.names.count else {
            return "\(signals.count) signals, and this release has \(PromptSignals.names.count): measure it again"
        }
        for answer in answers {
            guard (0...1).contains(answer.quality) else { return "a quality of \(answer.quality); it must be in 0...1" }
            if let attempt = answer.attempt, attempt.count != AttemptSignals.names.count {
                return
                    "\(attempt.count) signals of an attempt, and this release has \(AttemptSignals.names.count): measure it again"
            }
        }
        return nil
    }
}

/// The lines of files that a router is fitted to or judged by.
package struct RoutingData: Sendable {
    package var questions: [MeasuredQuestion] = []
    /// From published outcomes, which have a prompt and whether a weak and a strong model were right.
    package var samples: [RoutingSample] = []
    /// Records that are still to be run.
    package var records: [EvaluationRecord] = []
    package var skipped: [EvaluationError] = []

    /// Reads a file: JSON lines, compressed with gzip or not, of outcomes or of records. Its first line tells which.
    ///
    /// - Throws: ``EvaluationError`` with line and member of what is wrong.
    package mutating func read(_ path: String, isLenient: Bool) throws(EvaluationError) {
        let whole = EvaluationRecord.Place(file: path, line: 0)
        let lines: GzipFile
        do { lines = try GzipFile(path: path) } catch { throw EvaluationError(whole, error.reason) }
        var isFirst = true
        while let line = try Self.line(of: lines, whole) {
            guard line.contains(where: { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }) else { continue }
            let place = EvaluationRecord.Place(file: path, line: lines.line)
            do {
                let value = try Self.parsed(line, place)
                if isFirst, value["answers"] == nil || value["models"] == nil, value["weak"] == nil {
                    let file = try EvaluationRecordFile(path: path, isLenient: isLenient)
                    records += file.records
                    skipped += file.skipped
                    return
                }
                isFirst = false
                try add(value, place)
            } catch {
                guard isLenient, !isFirst else { throw error }
                skipped.append(error)
            }
        }
    }

    private mutating func add(_ value: JSONValue, _ place: EvaluationRecord.Place) throws(EvaluationError) {
        if value["weak"] != nil {
            guard let prompt = value["prompt"]?.text else {
                throw EvaluationError(place, "\"prompt\" is missing or no text")
            }
            guard let weak = value["weak"]?.bool, let strong = value["strong"]?.bool else {
                throw EvaluationError(place, "\"weak\" or \"strong\" is missing or neither true nor false")
            }
            samples.append(
                RoutingSample(
                    id: "\(place)", prompt: prompt, weak: weak, strong: strong,
                    group: value["domain"]?.text ?? "prompts"))
            return
        }
        let question: MeasuredQuestion
        do {
            question = try JSONValueDecoder().decode(MeasuredQuestion.self, from: value)
        } catch let error as DecodingError {
            throw EvaluationError(place, error.summary)
        } catch {
            throw EvaluationError(place, "\(error)")
        }
        if let fault = question.fault { throw EvaluationError(place, fault) }
        if let first = questions.first, first.models != question.models {
            throw EvaluationError(
                place,
                "the models are \(question.models.map(\.name).joined(separator: ", ")), and those before "
                    + "\(first.models.map(\.name).joined(separator: ", ")), or other versions of them")
        }
        questions.append(question)
    }

    private static func line(
        of file: GzipFile, _ place: EvaluationRecord.Place
    ) throws(EvaluationError) -> [UInt8]? {
        do { return try file.nextLine() } catch { throw EvaluationError(place, error.reason) }
    }

    private static func parsed(_ line: [UInt8], _ place: EvaluationRecord.Place) throws(EvaluationError) -> JSONValue {
        do {
            return try JSONValue(parsing: line)
        } catch {
            throw EvaluationError(place, "not JSON: column \(error.column): \(error.reason)")
        }
    }

    package init() {}
}
