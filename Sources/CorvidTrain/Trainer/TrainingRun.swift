package import CorvidEngine
import CorvidGrammar
import CorvidLLM
import Foundation

/// A run of the trainer in a folder of its own: `state.gguf` to go on from, `model.gguf` of the averaged weights,
/// `log.jsonl` with what was measured, `loss.svg` to look at, and `report.json` and `report.txt` about the data.
package final class TrainingRun {
    package let plan: TrainingPlan
    package let trainer: Trainer
    package let vocabulary: Checkpoint
    /// What was read of record files, and what was left out and why.
    package let report: RecordReport
    package private(set) var log: TrainingLog
    private let stream: DocumentStream
    /// Batches of the development portion, by the name of their source.
    private let development: [(name: String, batches: [PackedBatch])]
    /// Batches of the probes of copying and lookup.
    private let probes: [(name: String, batches: [PackedBatch])]
    private let taskSets: [TaskSet]
    private let evaluationTools: EvaluationTools?

    /// What a step has come to.
    package struct Progress: Sendable {
        package var step: Trainer.Report
        package var steps: Int
        /// Tokens of this and all steps before.
        package var tokens: UInt64
        /// Tokens a second, since this process began.
        package var rate: Double
        package var secondsLeft: Double
        package var learningRate: Double
        /// Set where the step was followed by an evaluation.
        package var evaluation: TrainingLog.Evaluation?
    }

    /// Reads the data and makes the model.
    ///
    /// - Parameters:
    ///   - evaluationTools: what the model works with as an agent; needed where the plan has evaluations.
    ///   - resumes: goes on from the folder's state; otherwise the folder must not have one.
    /// - Throws: ``TrainingError``, `CheckpointError`, and what the readers of data throw.
    package init(
        _ plan: TrainingPlan, tools: TaskTools, evaluationTools: EvaluationTools? = nil, resumes: Bool
    ) throws {
        self.plan = plan
        self.evaluationTools = evaluationTools
        guard plan.evaluations.isEmpty || evaluationTools != nil else {
            throw TrainingError(.configuration, "the plan has evaluations, but there are no tools to evaluate with")
        }
        taskSets = try plan.evaluations.map { try TaskSet($0) }
        vocabulary = try Checkpoint.open(plan.vocabulary)
        let tokenizer = try Tokenizer(checkpoint: vocabulary)
        guard tokenizer.vocabularySize <= plan.model.vocabulary else {
            throw TrainingError(
                .vocabulary,
                "the vocabulary has \(tokenizer.vocabularySize) tokens, but the model's embedding has "
                    + "\(plan.model.vocabulary) rows")
        }
        let encoder = try DocumentEncoder(tokenizer)
        let pieces = CopyProbe.pieces(of: tokenizer)
        let training = try plan.entries(.training, tools: tools, vocabulary: pieces)
        report = training.reports.reduce(RecordReport(), +)
        stream = try DocumentStream(
            training.entries, encoder: encoder, seed: plan.seed, openingTokens: UInt64(plan.openingTokens),
            limit: plan.capacity)
        development = try Self.developmentBatches(
            plan.entries(.development, tools: tools, vocabulary: pieces).entries, encoder, plan)
        probes = CopyProbe.Skill.allCases.map { skill in
            let probe = CopyProbe(skill, vocabulary: pieces)
            return (probe.name, probe.batches(encoder, capacity: plan.capacity))
        }
        trainer = Trainer(
            plan.model, optimizer: plan.optimizer, schedule: plan.schedule, steps: plan.steps,
            capacity: plan.capacity, seed: plan.seed, kinship: TokenKinship(tokenizer), threads: plan.threads,
            recomputes: plan.recomputes, dropout: plan.dropout)
        trainer.promptWeight = plan.promptWeight
        if let teacher = plan.teacher {
            trainer.teacher = try Teacher(
                Checkpoint.open(teacher), vocabulary: vocabulary, options: plan.distillation, capacity: plan.capacity,
                pool: trainer.model.pool)
        }
        let state = plan.output + "/state.gguf"
        let exists = FileManager.default.fileExists(atPath: state)
        if resumes {
            guard exists else {
                throw TrainingError(.configuration, "\(state) is not there: nothing can be resumed")
            }
            try trainer.loadState(from: state)
        } else if exists {
            throw TrainingError(
                .configuration,
                "\(plan.output) already has a run; go on with --resume, or name another folder as output")
        } else if let origin = plan.origin {
            try trainer.grow(from: Checkpoint.open(origin), vocabulary: vocabulary, seed: plan.seed)
        }
        try FileManager.default.createDirectory(atPath: plan.output, withIntermediateDirectories: true)
        log = try TrainingLog(path: plan.output + "/log.jsonl", upTo: trainer.optimizer.step)
        try Data(report.json.serialized + [UInt8(ascii: "\n")]).write(
            to: URL(filePath: plan.output + "/report.json"), options: .atomic)
        try Data((report.description + "\n").utf8).write(
            to: URL(filePath: plan.output + "/report.txt"), options: .atomic)
    }

    /// A few thousand tokens of each source.
    private static func developmentBatches(
        _ entries: [DocumentStream.Entry], _ encoder: DocumentEncoder, _ plan: TrainingPlan
    ) throws(TrainingError) -> [(name: String, batches: [PackedBatch])] {
        var development: [(String, [PackedBatch])] = []
        for entry in entries where entry.weight > 0 {
            let alone = try DocumentStream(
                [.init(entry.source, weight: 1)], encoder: encoder, seed: 0xDE5, limit: plan.capacity)
            var position = DocumentStream.Position()
            development.append((entry.source.name, alone.step(&position, 6000, plan.capacity).batches))
        }
        return development
    }

    /// Trains to the end of the plan, or until `goesOn` says no; stores the state then.
    ///
    /// - Throws: ``TrainingError`` when the loss is no number any more: the last good state stays.
    package func run(_ goesOn: (Progress) -> Bool) async throws {
        let loader = StepLoader(
            stream, from: trainer.position, stepTokens: plan.batchTokens, capacity: plan.capacity,
            promptShare: plan.promptWeight > 0 ? plan.promptShare : 0)
        defer { loader.stop() }
        let start = ContinuousClock.now
        var lastStored = start
        var tokens = 0
        while trainer.optimizer.step < plan.steps {
            let report = try trainer.train(loader.next())
            tokens += report.tokens
            let seconds = start.duration(to: .now) / .seconds(1)
            let rate = Double(tokens) / max(seconds, 1e-9)
            log.append(report, tokens: trainer.position.tokens)
            let isLast = report.step == plan.steps
            var progress = Progress(
                step: report, steps: plan.steps, tokens: trainer.position.tokens, rate: rate,
                secondsLeft: Double((plan.steps - report.step) * plan.batchTokens) / rate,
                learningRate: report.rateFactor * plan.optimizer.rate)
            if report.step % plan.evaluationSteps == 0 || isLast {
                try store()
                let model = plan.output + "/model.gguf"
                try trainer.export(to: model, name: plan.name, vocabulary: vocabulary)
                var evaluation = evaluate()
                if !taskSets.isEmpty { evaluation.tasks = try await accuracies(of: model) }
                log.append(evaluation)
                progress.evaluation = evaluation
                try log.write()
                try log.drawing(title: plan.name).write(
                    toFile: plan.output + "/loss.svg", atomically: true, encoding: .utf8)
                lastStored = .now
            } else if lastStored.duration(to: .now) > .seconds(plan.checkpointSeconds) {
                try store()
                lastStored = .now
            }
            guard goesOn(progress) else {
                try store()
                return
            }
        }
    }

    private func store() throws {
        try log.write()
        try trainer.saveState(to: plan.output + "/state.gguf")
    }

    /// The averaged weights on the development portion.
    package func evaluate() -> TrainingLog.Evaluation {
        var parts: [TrainingLog.Evaluation.Part] = []
        let names = development
        let results = trainer.evaluateAverage(names.map(\.batches))
        for (entry, result) in zip(names, results) {
            parts.append(.init(name: entry.name, loss: result.loss, accuracy: result.accuracy))
        }
        let hits = trainer.hitsOfAverage(probes.flatMap(\.batches))
        var scores: [CopyScore] = []
        var first = 0
        for probe in probes where !probe.batches.isEmpty {
            let end = first + probe.batches.count
            scores.append(CopyScore(name: probe.name, batches: probe.batches, hits: Array(hits[first..<end])))
            first = end
        }
        return TrainingLog.Evaluation(
            step: trainer.optimizer.step, tokens: trainer.position.tokens, probes: scores, parts: parts)
    }

    /// What the model does as an agent, run by the engine as it is shipped.
    private func accuracies(of path: String) async throws -> [TaskAccuracy] {
        guard let evaluationTools else { return [] }
        let model = try LocalModel(path: path, options: LocalModel.Options(threads: plan.threads))
        var accuracies: [TaskAccuracy] = []
        for set in taskSets { accuracies.append(try await set.accuracy(model, evaluationTools)) }
        return accuracies
    }
}
