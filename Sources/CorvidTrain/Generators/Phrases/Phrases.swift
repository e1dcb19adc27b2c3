/// Forms that say the same, some of which are kept for development.
struct Phrases: Sendable {
    private let training: [Phrase]
    private let development: [Phrase]

    /// - Parameter text: One form a line.
    init(_ text: String) {
        let all = text.split(separator: "\n").map { Phrase(String($0)) }
        // What is too short for a list to spare one stays in both.
        let held = all.count < 4 ? [] : all.filter { Portion(of: $0.source) == .development }
        let kept = all.count < 4 ? all : all.filter { Portion(of: $0.source) == .training }
        training = kept.isEmpty ? all : kept
        development = held.isEmpty ? training : held
    }

    func forms(for portion: Portion) -> [Phrase] { portion == .training ? training : development }
}
