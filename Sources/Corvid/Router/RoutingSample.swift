/// A question, what a smaller and a larger model made of it, and what it cost them.
package struct RoutingSample: Sendable {
    package var id: String
    /// What kind of question it is, for reports.
    package var group: String
    /// Of the question, in bytes.
    package var length: Int
    package var input: RoutingInput
    /// 0 to 1 each.
    package var smallQuality: Double
    package var largeQuality: Double
    package var smallCost: RoutingCost
    package var largeCost: RoutingCost
    /// What its first reply cost the smaller model, and reading the prompt for it.
    package var attemptCost: RoutingCost
    package var readingCost: RoutingCost
    /// CPU time that the signals of the request took.
    package var signalSeconds: Double

    package init(
        id: String, group: String, length: Int, input: RoutingInput, smallQuality: Double, largeQuality: Double,
        smallCost: RoutingCost = RoutingCost(), largeCost: RoutingCost = RoutingCost(),
        attemptCost: RoutingCost = RoutingCost(), readingCost: RoutingCost = RoutingCost(),
        signalSeconds: Double = 0
    ) {
        self.signalSeconds = signalSeconds
        self.attemptCost = attemptCost
        self.readingCost = readingCost
        self.id = id
        self.group = group
        self.length = length
        self.input = input
        self.smallQuality = smallQuality
        self.largeQuality = largeQuality
        self.smallCost = smallCost
        self.largeCost = largeCost
    }

    /// What a curve is drawn from, the costs in CPU-seconds.
    ///
    /// - Parameters:
    ///   - isCascade: the smaller model tries first. Of its run the first reply alone is lost on a larger one's question.
    ///   - reads: a score without an attempt wants the prompt read by the smaller model.
    package func outcome(isCascade: Bool, reads: Bool) -> RoutingOutcome {
        func seconds(_ cost: RoutingCost) -> Double { cost.cpuSeconds ?? 0 }
        var large = seconds(largeCost)
        if isCascade {
            large = max(0, large + seconds(attemptCost) - seconds(smallCost))
        } else if reads {
            large += seconds(readingCost)
        }
        return RoutingOutcome(
            small: .init(quality: smallQuality, cost: seconds(smallCost)),
            large: .init(quality: largeQuality, cost: large))
    }

    /// From a published outcome: a prompt, and whether each model was right.
    package init(id: String, prompt: String, weak: Bool, strong: Bool, group: String) {
        self.init(
            id: id, group: group, length: prompt.utf8.count, input: RoutingInput(prompt: PromptSignals(prompt: prompt)),
            smallQuality: weak ? 1 : 0, largeQuality: strong ? 1 : 0)
    }
}
