/// What is said where no tool fits.
enum ToolRefusal {
    static let sentences = [
        "None of my tools can do that.", "I have no tool for that.", "I can't do that with the tools I have.",
        "Sorry, none of the tools here fits that.", "My tools cannot do that.", "There is no tool for that here.",
        "I'm afraid no tool of mine is made for that.", "Sorry, I can't help with that.",
    ]

    static func sentence(_ random: inout Randomness) -> String { random.pick(sentences) }
}
