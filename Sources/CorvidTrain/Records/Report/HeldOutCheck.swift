import CorvidGrammar

/// Keeps the wording of held-out files out of what is learned.
///
/// A record is refused where its question has the same words as a question or line there, or shares ten words in a row
/// with one. Case and punctuation do not count, `1,000` is `1000` and `2.0` is `2`.
package struct HeldOutCheck: Sendable {
    /// Words in a row that are no chance.
    package static let run = 10

    private var questions: Set<UInt64> = []
    private var runs: Set<UInt64> = []

    /// - Parameter files: record files (their `question`, or all user messages), or plain text, a text a line; also gzip.
    /// - Throws: ``RecordError``.
    package init(files: [String]) throws(RecordError) {
        for file in files {
            try RecordSet.forEachLine(of: file) { (bytes, number) throws(RecordError) in
                for text in Self.texts(bytes, file, number) { add(text) }
            }
        }
    }

    private static func texts(_ bytes: [UInt8], _ file: String, _ number: Int) -> [String] {
        guard let line = try? RecordLine(bytes, file: file, number: number) else {
            return [String(decoding: bytes, as: UTF8.self)]
        }
        if let question = try? line.text("question") { return [question] }
        let messages = (try? line.array("messages")) ?? []
        return messages.filter { $0["role"] == .text("user") }.compactMap { $0["content"]?.text }
    }

    private mutating func add(_ text: String) {
        let words = RecordText.words(text)
        guard !words.isEmpty else { return }
        questions.insert(RecordText.hash(words: words))
        runs.formUnion(Self.runs(of: words))
    }

    /// Whether the text is, or shares a run of words with, one that is held out.
    package func contains(_ text: String) -> Bool {
        guard !questions.isEmpty else { return false }
        let words = RecordText.words(text)
        return questions.contains(RecordText.hash(words: words)) || Self.runs(of: words).contains(where: runs.contains)
    }

    private static func runs(of words: [UInt64]) -> [UInt64] {
        guard words.count >= run else { return [] }
        return (0...words.count - run).map { RecordText.hash(words: words[$0..<$0 + run]) }
    }
}
