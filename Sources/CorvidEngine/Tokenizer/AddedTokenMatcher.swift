/// Finds added tokens in text: the longest that begins at a position, from left to right.
struct AddedTokenMatcher: Sendable {
    /// An added token and what it does with the text around it, as in tokenizer.json.
    struct Token: Sendable {
        var id: TokenID
        var text: [UInt8]
        var isSpecial = false
        /// Swallows white space before it.
        var stripsLeft = false
        /// Swallows white space after it.
        var stripsRight = false
        /// Is no part of a longer word.
        var isSingleWord = false
    }

    private let tokens: [Token]
    /// Edges of a trie: (node, byte) to node. Node 0 is the root.
    private let edges: PairTable
    /// Index into `tokens` of each node, or -1.
    private let ends: [Int32]
    private let isFirstByte: PermanentArray<Bool>

    init(_ tokens: [Token]) {
        self.tokens = tokens
        var edges = PairTable(capacity: tokens.reduce(16) { $0 + $1.text.count })
        var ends: [Int32] = [-1]
        var firsts = [Bool](repeating: false, count: 256)
        for (index, token) in tokens.enumerated() where !token.text.isEmpty {
            firsts[Int(token.text[0])] = true
            var node: UInt32 = 0
            for byte in token.text {
                let next = edges.find(node, UInt32(byte))
                if next != PairTable.none {
                    node = UInt32(truncatingIfNeeded: next)
                } else {
                    let new = UInt32(ends.count)
                    edges.insert(node, UInt32(byte), value: UInt64(new))
                    ends.append(-1)
                    node = new
                }
            }
            ends[Int(node)] = Int32(index)
        }
        self.edges = edges
        self.ends = ends
        isFirstByte = PermanentArray(firsts)
    }

    var isEmpty: Bool { tokens.isEmpty }

    /// Refuses so much text that the trie would be out of proportion; published vocabularies have some 100 KB.
    static func check(_ tokens: [Token]) throws(VocabularyDefect) {
        let bytes = tokens.reduce(0) { $0 + $1.text.count }
        if bytes > 1 << 22 {
            throw VocabularyDefect("control and added tokens take \(bytes) bytes; expected at most 4 MiB")
        }
    }

    /// The id of the token with this text.
    func token(spelled text: [UInt8]) -> TokenID? {
        text.withUnsafeBufferPointer { buffer in
            guard let (token, length) = longestMatch(buffer), length == buffer.count else { return nil }
            return token.id
        }
    }

    /// The longest token that begins `text`, and its length.
    func longestMatch(_ text: UnsafeBufferPointer<UInt8>) -> (token: Token, length: Int)? {
        guard let first = text.first, isFirstByte.base[Int(first)] else { return nil }
        return edges.withLookup { lookup in
            var (node, found, length) = (UInt32(0), Int32(-1), 0)
            for index in 0..<text.count {
                let next = lookup.find(node, UInt32(text[index]))
                if next == PairTable.none { break }
                node = UInt32(truncatingIfNeeded: next)
                if ends[Int(node)] >= 0 { (found, length) = (ends[Int(node)], index + 1) }
            }
            return found < 0 ? nil : (tokens[Int(found)], length)
        }
    }

    /// Cuts `text` at the tokens in it and calls `body` with each part in order: a range of text (never empty), or the
    /// id of a token.
    /// - Parameter skipsSpecial: special tokens are then left in the text.
    func forEachPart(
        of text: UnsafeBufferPointer<UInt8>, skipsSpecial: Bool, _ body: (Range<Int>, TokenID?) -> Void
    ) {
        var (index, done) = (0, 0)
        while index < text.count, !isEmpty {
            if !isFirstByte.base[Int(text[index])] {
                index += 1
                continue
            }
            guard let (token, length) = longestMatch(UnsafeBufferPointer(rebasing: text[index...])) else {
                index += 1
                continue
            }
            var (start, end) = (index, index + length)
            index = end
            if token.isSpecial, skipsSpecial { continue }
            if token.isSingleWord, touchesWord(text, start, end) { continue }
            if token.stripsLeft { start = max(spacesBefore(start, in: text), done) }
            if token.stripsRight { end = spacesAfter(end, in: text) }
            if done < start { body(done..<start, nil) }
            body(start..<end, token.id)
            done = end
            index = max(index, end)
        }
        if done < text.count { body(done..<text.count, nil) }
    }

    private func touchesWord(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
        guard let base = text.baseAddress else { return false }
        let classes = UnicodeClasses.current
        return start > 0 && classes[UTF8Text.decodeBackwards(base + start).scalar].contains(.plainWord)
            || end < text.count && classes[UTF8Text.decode(base + end).scalar].contains(.plainWord)
    }

    private func spacesBefore(_ position: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
        guard let base = text.baseAddress else { return position }
        var position = position
        while position > 0 {
            let (scalar, length) = UTF8Text.decodeBackwards(base + position)
            if !UnicodeClasses.current[scalar].contains(.space) { break }
            position -= length
        }
        return position
    }

    private func spacesAfter(_ position: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
        guard let base = text.baseAddress else { return position }
        var position = position
        while position < text.count {
            let (scalar, length) = UTF8Text.decode(base + position)
            if !UnicodeClasses.current[scalar].contains(.space) { break }
            position += length
        }
        return position
    }
}
