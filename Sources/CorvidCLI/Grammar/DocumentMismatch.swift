import CorvidGrammar

/// Where and why a document does not match a grammar.
struct DocumentMismatch {
    /// Counting from 0.
    var byte: Int
    /// Counting from 1; columns are characters.
    var line: Int
    var column: Int
    /// The JSON pointer of the value there; nil where the grammar is no schema.
    var path: String?
    /// Whether the document stops before it is complete.
    var endsEarly: Bool
    /// The bytes that may stand there.
    var allowed: ByteSet
    /// What has to stand there, as far as there is no choice.
    var forced: [UInt8]
    /// Whether the document may end there.
    var mayEnd: Bool
    /// What would complete the document from there.
    var completion: [UInt8]
    /// What stopped the grammar from deciding, if anything did.
    var undecided: GrammarError?
    /// Where in the document the number ends that is not allowed; nil where something else is the fault.
    private var numberEnd: Int?
    private var document: [UInt8]

    /// Nil when the document matches.
    init?(_ document: [UInt8], _ grammar: CompiledGrammar, isJSON: Bool) {
        var matcher = GrammarMatcher(grammar)
        let count = matcher.advance(by: document)
        if count < document.count { matcher.advance(by: document[..<count]) }
        guard count < document.count || !matcher.isComplete else { return nil }
        // A character that does not fit is named from its beginning.
        var start = count
        while start > 0, start < document.count, document[start] & 0xC0 == 0x80 { start -= 1 }
        if start < count { matcher.rollBack(count - start) }
        if isJSON, let number = Self.number(in: document, before: start, matcher) {
            numberEnd = start
            matcher.rollBack(start - number)
            start = number
        }
        self.document = document
        byte = start
        line = document[..<start].count { $0 == 0x0A } + 1
        let lineStart = document[..<start].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        column = document[lineStart..<start].count { $0 & 0xC0 != 0x80 } + 1
        path = isJSON ? JSONPosition(after: document[..<start]).pointer(next: document[start...].first) : nil
        endsEarly = (numberEnd ?? start) == document.count
        allowed = matcher.allowedBytes()
        forced = matcher.forcedBytes(limit: 64)
        mayEnd = matcher.isComplete
        completion = matcher.shortestCompletion()
        undecided = matcher.failure
    }

    /// Where the number begins that ends at `end` and must not end there; nil where there is none.
    ///
    /// What exponents do to a number is only known at its end.
    private static func number(in document: [UInt8], before end: Int, _ matcher: GrammarMatcher) -> Int? {
        let after = " \n\t\r,]}".utf8
        guard end == document.count || after.contains(document[end]), !matcher.isComplete else { return nil }
        let allowed = matcher.allowedBytes()
        guard !after.contains(where: { allowed.contains($0) }) else { return nil }
        let number = document[..<end].suffix(while: { "+-.0123456789Ee".utf8.contains($0) })
        guard number.contains(where: { (0x30...0x39).contains($0) }) else { return nil }
        return JSONPosition(after: document[..<number.startIndex]).isInString ? nil : number.startIndex
    }

    /// What may stand there, in words.
    var expected: String {
        if numberEnd != nil { return "another number" }
        if !forced.isEmpty { return QuotedBytes.quoted(forced) }
        if mayEnd { return allowed.isEmpty ? "the end" : "\(allowed.words), or the end" }
        return allowed.words
    }

    /// What stands there, in words.
    var found: String {
        if let numberEnd { return String(decoding: document[byte..<numberEnd], as: UTF8.self) }
        if endsEarly { return "the end" }
        let first = document[byte]
        let length = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        return length == 1
            ? ByteSet.name(first) : QuotedBytes.quoted(Array(document[byte..<min(byte + length, document.count)]))
    }

    /// The line around the place, and a line with a mark under it.
    var excerpt: (text: String, mark: String) {
        let before = document[..<byte].suffix(while: { $0 != 0x0A })
        let after = document[byte...].prefix(while: { $0 != 0x0A })
        let head = Array(String(decoding: before, as: UTF8.self).unicodeScalars.suffix(36))
        let tail = Array(String(decoding: after, as: UTF8.self).unicodeScalars.prefix(28))
        func text(_ scalars: [Unicode.Scalar]) -> String {
            var text = ""
            for scalar in scalars {
                text.unicodeScalars.append(scalar.properties.generalCategory == .control ? " " : scalar)
            }
            return text
        }
        let start = (before.count > head.reduce(0) { $0 + UTF8.width($1) } ? "…" : "") + text(head)
        let end = text(tail) + (after.count > tail.reduce(0) { $0 + UTF8.width($1) } ? "…" : "")
        return (start + end, String(repeating: " ", count: start.count) + "^")
    }
}

extension Collection where Self: BidirectionalCollection {
    /// The longest end of which every element holds.
    fileprivate func suffix(while holds: (Element) -> Bool) -> SubSequence {
        var start = endIndex
        while start > startIndex {
            let previous = index(before: start)
            guard holds(self[previous]) else { break }
            start = previous
        }
        return self[start...]
    }
}
