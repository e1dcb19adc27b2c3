import Corvid

/// The plainest lookup: a few pairs, and one question about each that is hardly more than the key.
///
/// A third of all tokens are learned, and the first of each can only be right if the question was found in the list. What
/// a question looks like otherwise is for ``CopyPractice``, in which lookups are too rare to begin with.
struct Pairs: ExampleSource {
    let name = "pairs"
    private let pieces: [String]

    init(vocabulary: [String]) {
        let words = vocabulary.filter { piece in
            !piece.isEmpty && piece.unicodeScalars.allSatisfy { $0.properties.isAlphabetic }
        }
        pieces = words.isEmpty ? Words.all : words
    }

    func example(_ random: inout Randomness) -> Example {
        let count = Int.random(in: 3...(random.chance(0.5) ? 6 : 14), using: &random)
        let longest = Int.random(in: 1...3, using: &random)
        var keys: [String] = []
        var seen: Set<String> = []
        // A small vocabulary may not have as many different keys.
        for _ in 0..<4 * count where keys.count < count {
            let key = item(longest, &random)
            if seen.insert(key).inserted { keys.append(key) }
        }
        let values = keys.map { _ in item(longest, &random) }
        let between = random.pick([": ", ": ", " = ", " -> ", " is ", "  ", " - "])
        let behind = random.pick(["\n", "\n", "; ", ", "])
        let text = zip(keys, values).map { $0 + between + $1 }.joined(separator: behind)
        let form = random.pick(["{k}", "{k}?", "{k}?", "What is {k}?", "And {k}?", "{k}, please."])
        let tasks = zip(keys, values).shuffled(using: &random).prefix(10).map { key, value in
            Example.Task([.user(form.replacing("{k}", with: key)), .assistant(value)])
        }
        return Example(skill: .copy, instructions: text, tasks: tasks)
    }

    private func item(_ longest: Int, _ random: inout Randomness) -> String {
        let count = Int.random(in: 1...longest, using: &random)
        return (0..<count).map { _ in random.pick(pieces) }.joined(separator: random.chance(0.7) ? " " : "")
    }
}
