import Corvid

/// The plainest copying: the reply is the user's text, which is made of pieces of the whole vocabulary at random.
///
/// Half of all tokens are learned and each of them can be found in the text, so that the heads which copying needs form
/// soon; what to copy is for ``CopyPractice``.
struct Repetition: ExampleSource {
    let name = "repetition"
    private let pieces: [String]

    init(vocabulary: [String]) {
        pieces = vocabulary.filter { piece in
            !piece.isEmpty && piece.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
        }
    }

    func example(_ random: inout Randomness) -> Example {
        let count = Int.random(in: 8...90, using: &random)
        var text = ""
        for _ in 0..<count { text += pieces.isEmpty ? "a" : random.pick(pieces) }
        return Example(skill: .copy, tasks: [.init([.user(text), .assistant(text)])])
    }
}
