import ArgumentParser

/// `corvid distill CONFIG.yaml --teacher MODEL.gguf`.
struct DistillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "distill",
        abstract: "Train a model from a configuration and the predictions of another one.",
        discussion: """
            CONFIG.yaml is a configuration as corvid train reads it (see corvid train run --help); its model learns the \
            same data, and what the teacher thinks of every token that it learns. The loss is

              (1 - weight) · cross-entropy + weight · temperature² · KL(teacher ‖ student)

            where both models' logits are divided by the temperature (Hinton, Vinyals & Dean 2015). In CONFIG.yaml, with \
            the defaults:

              distillation: {weight: 0.5, temperature: 2, top: 32}

            Of the teacher the 'top' most likely tokens are kept; all others count as one. The teacher must be a model of \
            the family lfm2, quantised or not, that was trained with the same vocabulary. Everything else is as in corvid \
            train: the folder of the run, --resume (with the same teacher), the curve.

              corvid distill jackdaw.yaml --teacher runs/raven/model.gguf

            Exit codes: as corvid train run has them; 65 also for a teacher of another vocabulary or shape.
            """)

    @Argument(help: "The configuration.", completion: .file(extensions: ["yaml", "yml"]))
    var configuration: String

    @Option(
        help: ArgumentHelp("The model whose predictions are learned.", valueName: "model"),
        completion: .file(extensions: ["gguf"]))
    var teacher: String

    @Flag(help: "Go on with the run that the configuration's output folder holds.")
    var resume = false

    @Flag(help: "Print a JSON object for each event: the data, steps now and then, evaluations.")
    var json = false

    func run() async throws {
        try await TrainingSession(configuration: configuration, teacher: teacher, resumes: resume, json: json).run()
    }
}
