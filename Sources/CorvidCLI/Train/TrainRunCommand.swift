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
              loss.svg     the loss over the tokens, of training and of templates that are held out; what is right
              report.json  what was left out of the data and why, by file; report.txt to read

            Every evaluation begins with a probe: strings that no training has seen, to be copied and to be looked up. \
            How many come out right while the model is shown the right beginning tells whether it will learn anything else.

            The configuration, with its defaults:

              name: jackdaw
              vocabulary: tokenizer.gguf        made by corvid train tokenizer
              output: runs/jackdaw
              tokens: 50000000                  of the whole run
              batch_tokens: 4096                of one step
              pass_tokens: 2048                 of one pass; the longest document
              seed: 1
              opening_tokens: 500000            taken from entries with an 'opening'
              prompt_weight: 0                  of prompts' tokens in the loss; what is written weighs 1
              prompt_share: 0.5                 of the prompts' tokens that are learned with that weight
              recompute: false                  less memory for a third more work
              dropout: 0                        share of each sublayer's output that steps drop
              checkpoint_minutes: 5
              evaluation_steps: 500
              model: {width: 256, layers: [convolution, attention], heads: 4, key_value_heads: 2,
                      head_size: 64, feed_forward: 640, context_length: 4096, rope_base: 100000}
              optimizer: {rate: 0.002, muon: true, momentum: 0.95, beta1: 0.9, beta2: 0.95,
                          weight_decay: 0.05, clip: 1, average_decay: 0.998}
              schedule: {shape: trapezoid, warm_up: 100, decay_share: 0.3, floor: 0.02}
              grown_from: small.gguf            a smaller model of this vocabulary to begin with
              held_out: []                      files whose wording must not be learned
              evaluations: []                   [{file: tasks.jsonl, count: 50}]: records as corvid evaluate reads them;
                                                at each evaluation the agent, with the weights as they are exported,
                                                works on the first 'count' of each file
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

    @Flag(
        help: ArgumentHelp(
            "Print a JSON object for each event.",
            discussion: """
                A line each: {"event": "report", "files"} about the data, {"event": "step", "step", "steps", "loss", \
                "tokensPerSecond", "secondsLeft", "learningRate", "gradientNorm"} every five seconds, and \
                {"event": "evaluation", "step", "tokens", "probes", "parts", "tasks"}.
                """))
    var json = false

    func run() async throws {
        try await TrainingSession(configuration: configuration, resumes: resume, json: json).run()
    }
}
