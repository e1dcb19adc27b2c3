import ArgumentParser

/// `corvid train`: makes checkpoints and what they need.
struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Make a vocabulary.",
        subcommands: [TrainTokenizerCommand.self])
}
