/// The stretches of one to five words of a question: what a database is asked for to learn which of its values are named.
struct QuestionStretches: Sendable {
    /// The most words of a stretch.
    static let longest = 5

    /// Lower case.
    private let text: [UInt8]
    private var words: [Word] = []

    private struct Word: Sendable {
        /// With what stands at the word: quotation marks, a full stop.
        var whole: Range<Int>
        /// Without.
        var bare: Range<Int>
        /// Without `'s` too.
        var owner: Int?
    }

    init(_ question: String) {
        text = Array(question.lowercased().utf8)
        var start = 0
        while start < text.count {
            guard !Self.isBlank(text[start]) else {
                start += 1
                continue
            }
            let end = text[start...].firstIndex(where: Self.isBlank) ?? text.count
            var bare = start..<end
            while let first = text[bare].first, Self.isMark(first) { bare = bare.lowerBound + 1..<bare.upperBound }
            while let last = text[bare].last, Self.isMark(last) { bare = bare.lowerBound..<bare.upperBound - 1 }
            if !bare.isEmpty {
                let length = Self.owners.first { text[bare].suffix($0.count).elementsEqual($0) }?.count
                words.append(Word(whole: start..<end, bare: bare, owner: length.map { bare.upperBound - $0 }))
            }
            start = end
        }
    }

    var count: Int { words.count }

    /// A word as it is looked up.
    func word(_ number: Int) -> [UInt8] { Array(text[words[number].bare.lowerBound..<end(number)]) }

    private func end(_ number: Int) -> Int { words[number].owner ?? words[number].bare.upperBound }

    /// For each place, its stretches, the longest first: the numbers of the words, and the ways in which they can be
    /// understood.
    func forEach(_ body: (_ words: Range<Int>, _ texts: [ArraySlice<UInt8>]) -> Void) {
        for first in words.indices {
            for last in (first..<min(first + Self.longest, words.count)).reversed() {
                let (start, end) = (words[first], words[last])
                var texts = [text[start.bare.lowerBound..<end.bare.upperBound]]
                if let owner = end.owner { texts.append(text[start.bare.lowerBound..<owner]) }
                if end.whole.upperBound > end.bare.upperBound {
                    texts.append(text[start.bare.lowerBound..<end.bare.upperBound + 1])
                }
                if start.whole.lowerBound < start.bare.lowerBound {
                    texts.append(text[start.whole.lowerBound..<end.whole.upperBound])
                }
                body(first..<last + 1, texts)
            }
        }
    }

    private static let owners = [Array("'s".utf8), Array("’s".utf8)]

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0D ~= byte }

    private static func isMark(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "#"), UInt8(ascii: "%"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "&"),
            UInt8(ascii: "$"), UInt8(ascii: "@"), UInt8(ascii: "*"):
            false
        default: 0x21...0x2F ~= byte || 0x3A...0x3F ~= byte || 0x5B...0x60 ~= byte || 0x7B...0x7E ~= byte
        }
    }
}
