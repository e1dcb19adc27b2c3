import CorvidGrammar
import Foundation

/// Orders tools by how well their words fit a question: rare words count more (inverse document frequency), words of
/// the name more than those of the description, and these more than those of the parameters. No model is involved.
///
/// Source of the weighting: S. Robertson, H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009),
/// with the fields' counts added up before they saturate (BM25F).
public struct ToolRanker: Sendable {
    /// A tool's place.
    public struct Rank: Sendable, Hashable {
        public var index: Int
        public var score: Double
        /// The score stands out: at least half of the best one.
        public var isLikely: Bool
    }

    private let documents: [[String: Double]]
    private let frequency: [String: Int]

    public init(_ tools: [ToolDefinition]) {
        documents = tools.map(Self.weights)
        frequency = documents.reduce(into: [:]) { counts, words in
            for word in words.keys { counts[word, default: 0] += 1 }
        }
    }

    /// The tools, best first; equals keep their order.
    public func rank(_ question: String) -> [Rank] {
        let words = Set(Self.words(of: question))
        let scores = documents.map { document in
            // Added up in a fixed order, so that equal input gives equal bits.
            words.sorted().reduce(0) { sum, word in
                guard let weight = document[word], let count = frequency[word] else { return sum }
                let total = Double(documents.count)
                let rarity = log1p((total - Double(count) + 0.5) / (Double(count) + 0.5))
                return sum + rarity * weight / (weight + 1.2)
            }
        }
        let best = scores.max() ?? 0
        return scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }
            .map { Rank(index: $0, score: scores[$0], isLikely: best > 0 && scores[$0] >= best / 2) }
    }

    private static func weights(of tool: ToolDefinition) -> [String: Double] {
        var weights: [String: Double] = [:]
        func add(_ text: String, _ weight: Double) {
            for word in words(of: text) { weights[word, default: 0] += weight }
        }
        add(tool.name, 3)
        add(tool.description, 1)
        for member in tool.parameters["properties"]?.members ?? [] {
            add(String(decoding: member.key, as: UTF8.self), 0.7)
            add(member.value["description"]?.text ?? "", 0.5)
            for value in member.value["enum"]?.array ?? [] { add(value.text ?? "", 0.5) }
        }
        return weights
    }

    /// Lowercase words without endings, from text and from names in snake_case, camelCase or dotted.
    package static func words(of text: String) -> [String] {
        var words: [String] = []
        var word = ""
        var previousIsLower = false
        func end() {
            if word.count > 1 || word.first?.isNumber == true, !stopWords.contains(word) { words.append(stem(word)) }
            word = ""
        }
        for character in text {
            if character.isLetter || character.isNumber {
                if character.isUppercase, previousIsLower { end() }
                previousIsLower = character.isLowercase || character.isNumber
                word += character.lowercased()
            } else {
                previousIsLower = false
                end()
            }
        }
        end()
        return words
    }

    /// Takes plural and verb endings off, roughly.
    private static func stem(_ word: String) -> String {
        guard word.count > 3 else { return word }
        for (ending, replacement) in endings where word.hasSuffix(ending) && word.count - ending.count >= 3 {
            return word.dropLast(ending.count) + replacement
        }
        return word
    }

    private static let endings = [
        ("ations", "ate"), ("ation", "ate"), ("ies", "y"), ("sses", "ss"), ("ings", ""), ("ing", ""), ("ers", ""),
        ("ed", ""), ("es", ""), ("er", ""), ("or", ""), ("ss", "ss"), ("s", ""), ("e", ""),
    ]

    private static let stopWords: Set<String> = [
        "the", "an", "of", "to", "in", "on", "at", "is", "are", "and", "or", "for", "by", "with", "from", "it", "its",
        "this", "that", "what", "which", "who", "how", "do", "does", "can", "you", "me", "my", "be", "as", "if", "was",
        "will", "would", "please", "given", "get", "use", "used", "tool", "function", "returns", "return",
    ]
}
