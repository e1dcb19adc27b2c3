import Corvid
import CorvidEngine
import CorvidGrammar
import CorvidTrain

/// A run of the trainer on the command line, with a teacher or without.
struct TrainingSession {
    var configuration: String
    /// Path of a checkpoint.
    var teacher: String?
    var resumes: Bool
    var json: Bool

    /// - Throws: `RecipeError`, ``CommandFailure``, and what the trainer throws.
    func run() async throws {
        let node = try TrainingFile.parse(configuration)
        var plan = try TrainingPlan(node) { path in try Tokenizer(checkpoint: try Checkpoint.open(path)).vocabularySize
        }
        plan.teacher = teacher
        let reader = try ConfigurationReader(node, "the configuration")
        if teacher == nil, reader.node("distillation") != nil {
            throw reader.failure(
                "distillation needs a teacher: corvid distill \(configuration) --teacher MODEL", at: "distillation")
        }
        let run = try TrainingRun(
            plan, tools: try CommandPlugins.taskTools(),
            evaluationTools: plan.evaluations.isEmpty ? nil : EvaluateTools.plugins, resumes: resumes)
        if json {
            Console.write(TrainingEvents.report(run.report).serialized + [UInt8(ascii: "\n")])
        } else if !run.report.files.isEmpty {
            Console.report("\(run.report)")
        }
        InterruptFlag.watch()
        var meter = TrainingMeter(json: json)
        try await run.run { progress in
            meter.show(progress)
            return !InterruptFlag.isRequested
        }
        Console.clearProgress()
        if InterruptFlag.isRequested {
            throw CommandFailure(
                ExitStatus.interrupted,
                "interrupted in step \(run.trainer.optimizer.step) of \(plan.steps); go on with --resume")
        }
        if !json { Console.write("\(plan.output)/model.gguf\n") }
    }
}

/// Shows how far a run is.
private struct TrainingMeter {
    let json: Bool
    private var pace = StepPace()

    init(json: Bool) { self.json = json }

    mutating func show(_ progress: TrainingRun.Progress) {
        let step = progress.step
        let divergence = step.divergence.map { ", divergence \(NumberFormat.fixed($0, 3))" } ?? ""
        Console.progress(
            "step \(step.step) of \(progress.steps), loss \(NumberFormat.fixed(step.loss, 3))\(divergence), "
                + "\(NumberFormat.rate(progress.rate)) tokens/s, \(NumberFormat.clock(progress.secondsLeft)) left")
        if json, pace.isDue() { write(TrainingEvents.step(progress)) }
        guard let evaluation = progress.evaluation else { return }
        if json {
            write(TrainingEvents.evaluation(evaluation))
        } else {
            Console.report(Self.text(evaluation))
        }
    }

    private func write(_ event: JSONValue) { Console.write(event.serialized + [UInt8(ascii: "\n")]) }

    private static func text(_ evaluation: TrainingLog.Evaluation) -> String {
        func line(_ name: String, _ result: String) -> String { "  \(NumberFormat.left(name, 28)) \(result)" }
        func percent(_ share: Double) -> String { "\(NumberFormat.fixed(100 * share, 1)) %" }
        var lines = ["step \(evaluation.step)"]
        lines += (evaluation.probes ?? []).map {
            line($0.name, "strings right \(percent($0.strings)) of \($0.count)   tokens right \(percent($0.tokens))")
        }
        lines += evaluation.parts.map {
            line($0.name, "loss \(NumberFormat.fixed($0.loss, 3))   tokens right \(percent($0.accuracy))")
        }
        lines += (evaluation.tasks ?? []).map {
            line($0.name, "tasks right \(percent($0.accuracy))   \($0.correct) of \($0.count)")
        }
        return lines.joined(separator: "\n")
    }
}
