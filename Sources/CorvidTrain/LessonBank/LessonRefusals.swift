/// What is said where no tool fits.
enum LessonRefusals {
    static func pick(_ random: inout Randomness) -> String { random.pick(sentences) }

    private static let sentences = [
        "None of my tools can do that.", "I have no tool for that.", "I cannot do that with the tools I have.",
        "None of the available functions fits this request.", "My tools do not cover that.", "Sorry, I cannot do that.",
    ]
}
