import ArgumentParser

/// `corvid train`: makes models and their vocabularies.
struct TrainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train a model, or learn its vocabulary.",
        subcommands: [
            TrainRunCommand.self, TrainTokenizerCommand.self, TrainDevelopmentCommand.self, TrainSampleCommand.self,
            TrainBenchCommand.self,
        ],
        defaultSubcommand: TrainRunCommand.self)
}
