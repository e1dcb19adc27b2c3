import Foundation

/// How well an answer agrees with those that people gave, as SQuAD measures it.
///
/// Source: P. Rajpurkar et al., "SQuAD: 100,000+ Questions for Machine Comprehension of Text" (2016), its evaluation
/// script: lower case, no punctuation, no articles, single blanks.
package struct AnswerScore: Sendable, Hashable {
    package var isExact: Bool
    /// Harmonic mean of the shares of common words.
    package var f1: Double

    /// What is said where a text does not hold the answer.
    package static let refusal = "The text does not say."

    /// - Parameter answers: Every one that is right; none: the text does not say.
    package init(_ answer: String, expecting answers: [String]) {
        if answers.isEmpty {
            isExact = Self.isRefusal(answer)
            f1 = isExact ? 1 : 0
            return
        }
        let words = Self.words(answer)
        let expected = answers.map(Self.words)
        isExact = expected.contains(words)
        f1 = expected.map { Self.f1(words, $0) }.max() ?? 0
    }

    /// The words that count.
    package static func words(_ text: String) -> [String] {
        let kept = text.lowercased().unicodeScalars.filter { !punctuation.contains($0) }
        return String(String.UnicodeScalarView(kept)).split(whereSeparator: \.isWhitespace).map(String.init)
            .filter { !articles.contains($0) }
    }

    private static let articles: Set = ["a", "an", "the"]
    /// That of ASCII.
    private static let punctuation = Set("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~".unicodeScalars)

    package static func f1(_ words: [String], _ expected: [String]) -> Double {
        if words.isEmpty || expected.isEmpty { return words == expected ? 1 : 0 }
        var left: [String: Int] = [:]
        for word in expected { left[word, default: 0] += 1 }
        var common = 0.0
        for word in words {
            guard let count = left[word], count > 0 else { continue }
            left[word] = count - 1
            common += 1
        }
        guard common > 0 else { return 0 }
        let precision = common / Double(words.count)
        let recall = common / Double(expected.count)
        return 2 * precision * recall / (precision + recall)
    }

    /// Whether an answer says that the text does not hold one.
    package static func isRefusal(_ answer: String) -> Bool {
        refusals.contains(words(answer).joined(separator: " "))
    }

    /// ``refusal`` and what comes close, as ``words(_:)`` leaves them.
    private static let refusals: Set<String> = {
        let subjects = ["text", "passage", "page", "document", "article", "it", "context", "this text", "given text"]
        let verbs = [
            "does not say", "doesnt say", "does not say so", "does not say that", "does not state it",
            "does not state that", "does not state this", "does not mention it", "does not mention that",
            "does not mention this", "does not tell", "does not say this", "does not say it", "does not specify",
            "does not answer that", "does not contain answer",
        ]
        let whole = [
            "not stated", "it is not stated", "that is not stated", "this is not stated", "not stated in text",
            "it is not stated in text", "that is not stated in text", "not mentioned", "it is not mentioned",
            "it is not mentioned in text", "that is not mentioned in text", "not given", "not said", "it is not said",
            "that is not said", "unanswerable", "no answer",
        ]
        return Set(subjects.flatMap { subject in verbs.map { "\(subject) \($0)" } } + whole)
    }()
}
