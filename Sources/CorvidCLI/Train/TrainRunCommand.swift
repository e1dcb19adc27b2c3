import ArgumentParser
import Corvid
import CorvidEngine
import CorvidTrain

/// `corvid train run CONFIG.yaml`, which plain `corvid train CONFIG.yaml` is.
struct TrainRunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Train a model from a configuration.",
        discussion: """
            CONFIG.yaml names the model's shape, the vocabulary, the data and the folder of the run. In that folder:

              state.gguf   everything that the run needs to go on (--resume) to the same bits
              model.gguf   the averaged weights so far, a standard lfm2 checkpoint
              log.jsonl    what was measured
              loss.svg     the loss over the tokens, of training and of templates that are held out

            The configuration, with its defaults:

              name: jackdaw
              vocabulary: tokenizer.gguf        made by corvid train tokenizer
              output: runs/jackdaw
              tokens: 50000000                  of the whole run
              batch_tokens: 4096                of one step
              pass_tokens: 2048                 of one pass; the longest document
              seed: 1
              opening_tokens: 500000            taken from entries with an 'opening'
              recompute: false                  less memory for a third more work
              dropout: 0                        share of each sublayer's output that steps drop
              checkpoint_minutes: 5
              evaluation_steps: 500
              model: {width: 256, layers: [convolution, attention], heads: 4, key_value_heads: 2,
                      head_size: 64, feed_forward: 640, context_length: 4096, rope_base: 100000}
              optimizer: {rate: 0.002, muon: true, momentum: 0.95, beta1: 0.9, beta2: 0.95,
                          weight_decay: 0.05, clip: 1, average_decay: 0.998}
              schedule: {shape: trapezoid, warm_up: 100, decay_share: 0.3, floor: 0.02}
              held_out: []                      files whose wording must not be learned
              data:
                - {generator: copy, weight: 8, opening: 1}
                - {lessons: FOLDER, weight: 45, weights: {lessons-math: 5}}
                - {records: math, files: [math.jsonl.gz], weight: 4, allow: [], lenient: false}

            Weights are shares of the tokens. Ctrl-C stores the state and ends the run.

            Exit codes: 0 done; 64 wrong usage, or a configuration that contradicts itself; 65 a configuration, record or \
            checkpoint is damaged, or the loss is no number any more; 66 no such input; 73 the disk takes no more; 130 \
            interrupted, the state being stored.
            """)

    @Argument(help: "The configuration.", completion: .file(extensions: ["yaml", "yml"]))
    var configuration: String

    @Flag(help: "Go on with the run that the configuration's output folder holds.")
    var resume = false

    @Flag(help: "Print one JSON object for each evaluation, and one at the end.")
    var json = false

    func run() async throws {
        let node = try TrainingFile.parse(configuration)
        let plan = try TrainingPlan(node) { path in try Tokenizer(checkpoint: try Checkpoint.open(path)).vocabularySize
        }
        let run = try TrainingRun(plan, tools: try CommandPlugins.taskTools(), resumes: resume)
        for report in run.reports { Console.report("\(report)") }
        InterruptFlag.watch()
        var meter = TrainingMeter(json: json)
        try run.run { progress in
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

    mutating func show(_ progress: TrainingRun.Progress) {
        let step = progress.step
        Console.progress(
            "step \(step.step) of \(progress.steps), loss \(NumberFormat.fixed(step.loss, 3)), "
                + "\(NumberFormat.rate(progress.rate)) tokens/s, \(NumberFormat.clock(progress.secondsLeft)) left")
        guard let evaluation = progress.evaluation else { return }
        if json {
            Console.write(evaluation.line + "\n")
        } else if Console.showsProgress {
            let parts = evaluation.parts.map {
                "  \(NumberFormat.left($0.name, 28)) loss \(NumberFormat.fixed($0.loss, 3))   "
                    + "tokens right \(NumberFormat.fixed(100 * $0.accuracy, 1)) %"
            }
            Console.report((["step \(evaluation.step)"] + parts).joined(separator: "\n"))
        }
    }
}
