/// How often a model in training is right as an agent, on the records of a file.
package struct TaskAccuracy: Sendable, Hashable, Codable {
    /// The file's name without its ending.
    package var name: String
    package var correct: Int
    package var count: Int
    /// From 0 to 1.
    package var accuracy: Double

    package init(name: String, correct: Int, count: Int) {
        self.name = name
        self.correct = correct
        self.count = count
        accuracy = Double(correct) / Double(max(count, 1))
    }
}
