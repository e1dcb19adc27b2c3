import Foundation

/// How well descriptions of pictures agree with those that people gave.
package enum CaptionScore {
    /// BLEU of a set of descriptions: the geometric mean of the shares of one to four words in a row that a reference has
    /// too, times a penalty for being shorter than the references.
    ///
    /// Source: K. Papineni et al., "BLEU: a Method for Automatic Evaluation of Machine Translation" (2002).
    /// - Returns: 0 to 1; 0 where no four words in a row are shared.
    package static func bleu(_ pairs: [(description: String, references: [String])]) -> Double {
        var shared = [Int](repeating: 0, count: 4)
        var total = [Int](repeating: 0, count: 4)
        var length = 0
        var referenceLength = 0
        for (description, references) in pairs {
            let words = words(description)
            let expected = references.map(self.words)
            length += words.count
            // The reference nearest in length, the shorter one of two.
            referenceLength +=
                expected.map(\.count).min {
                    (abs($0 - words.count), $0) < (abs($1 - words.count), $1)
                } ?? 0
            for order in 1...4 {
                var most: [ArraySlice<String>: Int] = [:]
                for reference in expected {
                    most.merge(counts(reference, order)) { max($0, $1) }
                }
                for (run, count) in counts(words, order) {
                    shared[order - 1] += min(count, most[run] ?? 0)
                    total[order - 1] += count
                }
            }
        }
        guard shared.allSatisfy({ $0 > 0 }) else { return 0 }
        let mean = zip(shared, total).reduce(0.0) { $0 + log(Double($1.0) / Double($1.1)) } / 4
        let penalty = length >= referenceLength ? 0 : 1 - Double(referenceLength) / Double(length)
        return exp(mean + penalty)
    }

    /// The agreement of the attributes that a description names with those that the picture has.
    ///
    /// - Parameters:
    ///   - attributes: of the picture: "red", "two circles".
    ///   - vocabulary: every attribute that is looked for.
    package static func attributeF1(
        _ description: String, expecting attributes: Set<String>, among vocabulary: Set<String>
    ) -> Double {
        let text = words(description)
        let named = Set(vocabulary.union(attributes).filter { contains(words($0), in: text) })
        if named.isEmpty || attributes.isEmpty { return named == attributes ? 1 : 0 }
        return 2 * Double(named.intersection(attributes).count) / Double(named.count + attributes.count)
    }

    private static func counts(_ words: [String], _ order: Int) -> [ArraySlice<String>: Int] {
        guard words.count >= order else { return [:] }
        var counts: [ArraySlice<String>: Int] = [:]
        for start in 0...(words.count - order) { counts[words[start..<(start + order)], default: 0] += 1 }
        return counts
    }

    private static func contains(_ run: [String], in words: [String]) -> Bool {
        guard !run.isEmpty, run.count <= words.count else { return false }
        return (0...(words.count - run.count)).contains { words[$0..<($0 + run.count)].elementsEqual(run) }
    }

    private static func words(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }
}
