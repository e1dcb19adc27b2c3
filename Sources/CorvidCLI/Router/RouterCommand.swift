import ArgumentParser

/// `corvid router`: fits, judges and explains the choice between models.
struct RouterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "router",
        abstract: "Fit, judge or explain the choice between a small and a large model.",
        discussion: """
            A router answers with the small model where that is enough, and with the large one where it is expected to \
            do better. Commands that take a model take --route POLICY:

              small, large         always that one
              score, score:T       by what the question looks like: large where the expected gain is above T
              cascade, cascade:T   the small model tries; its attempt is kept unless it looks wrong
              budget:30%           the best accuracy with 30 % of the questions for the large model
              budget:0.05s         the best accuracy for 0.05 CPU-seconds a question
              accuracy:99%         at least 99 % of the large model's accuracy, at least cost
            """,
        subcommands: [RouterFitCommand.self, RouterEvaluateCommand.self, RouterExplainCommand.self])
}
