/// Finds stop sequences in text that arrives piece by piece, and holds back only what could still become one.
///
/// The outcome depends on the text alone, not on where it was cut into pieces: the sequence that is completed first
/// wins, and among those completed by the same byte the longest.
package struct StopMatcher: Sendable {
    /// What a piece of text came to.
    package struct Outcome: Sendable, Hashable {
        /// Text that is certain to lie before any stop sequence.
        package var released: String
        /// The stop sequence that was completed, if any; nothing after its beginning is ever released.
        package var match: String?
    }

    private let patterns: [[UInt8]]
    private let sequences: [String]
    private var held: [UInt8] = []
    private var isDone = false

    /// - Parameter sequences: Stop sequences; empty ones are left out.
    package init(_ sequences: [String]) {
        self.sequences = sequences.filter { !$0.utf8.isEmpty }
        patterns = self.sequences.map { Array($0.utf8) }
    }

    /// Takes the next piece of text, cut between Unicode scalars.
    package mutating func append(_ text: String) -> Outcome {
        guard !isDone else { return Outcome(released: "", match: nil) }
        guard !patterns.isEmpty else { return Outcome(released: text, match: nil) }
        // No match can start before the bytes held: they are the longest end of the text that begins a pattern.
        let known = held.count
        held.append(contentsOf: text.utf8)
        for end in known..<held.count {
            guard let index = longestMatch(endingAt: end + 1) else { continue }
            isDone = true
            let released = String(decoding: held[..<(end + 1 - patterns[index].count)], as: UTF8.self)
            held = []
            return Outcome(released: released, match: sequences[index])
        }
        let keep = patterns.map(overlap).max() ?? 0
        let released = String(decoding: held[..<(held.count - keep)], as: UTF8.self)
        held.removeFirst(held.count - keep)
        return Outcome(released: released, match: nil)
    }

    /// Ends the text: what was held back is released.
    package mutating func finish() -> String {
        let rest = String(decoding: held, as: UTF8.self)
        held = []
        isDone = true
        return rest
    }

    private func longestMatch(endingAt end: Int) -> Int? {
        var best: Int?
        for (index, pattern) in patterns.enumerated()
        where pattern.count <= end && held[(end - pattern.count)..<end].elementsEqual(pattern) {
            if let current = best, patterns[current].count >= pattern.count { continue }
            best = index
        }
        return best
    }

    /// Length of the longest end of `held` that is a proper beginning of `pattern`.
    private func overlap(_ pattern: [UInt8]) -> Int {
        var length = min(pattern.count - 1, held.count)
        while length > 0, !held.suffix(length).elementsEqual(pattern.prefix(length)) { length -= 1 }
        return length
    }
}
