/// The words and signs of a query, without comments.
struct QueryTokens {
    enum Kind: Hashable { case word, name, string, number, sign }

    struct Token: Hashable {
        var kind: Kind
        var bytes: [UInt8]
        /// Parentheses around it.
        var depth = 0

        func isWord(_ word: String) -> Bool { kind == .word && bytes.elementsEqual(word.utf8) }
        func isSign(_ sign: String) -> Bool { kind == .sign && bytes.elementsEqual(sign.utf8) }
    }

    /// Words are in lower case; names in quotation marks are without them; texts keep their case.
    private(set) var tokens: [Token] = []

    init(_ sql: String) {
        let bytes = Array(sql.utf8)
        var index = 0
        var depth = 0
        func at(_ place: Int) -> UInt8 { place < bytes.count ? bytes[place] : 0 }
        func isWord(_ byte: UInt8) -> Bool {
            0x30...0x39 ~= byte || 0x61...0x7A ~= byte | 0x20 || byte == UInt8(ascii: "_") || byte >= 0x80
                || byte == UInt8(ascii: "$")
        }
        while index < bytes.count {
            let byte = bytes[index]
            let start = index
            switch byte {
            case 0x20, 0x09...0x0D: index += 1
            case UInt8(ascii: "-") where at(index + 1) == byte:
                while index < bytes.count, bytes[index] != 0x0A { index += 1 }
            case UInt8(ascii: "/") where at(index + 1) == UInt8(ascii: "*"):
                index += 2
                while index < bytes.count, !(bytes[index] == UInt8(ascii: "*") && at(index + 1) == UInt8(ascii: "/")) {
                    index += 1
                }
                index += 2
            case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"), UInt8(ascii: "["):
                let end = byte == UInt8(ascii: "[") ? UInt8(ascii: "]") : byte
                var content: [UInt8] = []
                index += 1
                while index < bytes.count {
                    if bytes[index] == end {
                        guard end == byte, at(index + 1) == end else { break }
                        index += 1
                    }
                    content.append(bytes[index])
                    index += 1
                }
                index += 1
                tokens.append(Token(kind: byte == UInt8(ascii: "'") ? .string : .name, bytes: content, depth: depth))
            case UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: ".") where 0x30...0x39 ~= at(index + 1):
                while isWord(at(index)) || at(index) == UInt8(ascii: ".") { index += 1 }
                tokens.append(Token(kind: .number, bytes: Array(bytes[start..<index]), depth: depth))
            case let byte where isWord(byte):
                while isWord(at(index)) { index += 1 }
                let word = bytes[start..<index].map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
                tokens.append(Token(kind: .word, bytes: word, depth: depth))
            default:
                let pair = Array(bytes[index..<min(index + 2, bytes.count)])
                let isPair = ["<>", "!=", "<=", ">=", "==", "||"].contains { pair.elementsEqual($0.utf8) }
                index += isPair ? 2 : 1
                if byte == UInt8(ascii: ")") { depth -= 1 }
                tokens.append(Token(kind: .sign, bytes: Array(bytes[start..<index]), depth: depth))
                if byte == UInt8(ascii: "(") { depth += 1 }
            }
        }
        while tokens.last?.isSign(";") == true { tokens.removeLast() }
    }

    /// Whether the rows have an order.
    var isOrdered: Bool {
        tokens.indices.contains {
            tokens[$0].depth == 0 && tokens[$0].isWord("order") && $0 + 1 < tokens.count && tokens[$0 + 1].isWord("by")
        }
    }

    /// The query such that only what matters is left: case of words, marks around names, blanks, ways to write a sign or
    /// a number do not count.
    func normalized(ignoringCase: Bool) -> [[UInt8]] {
        tokens.map { token in
            switch token.kind {
            case .word: token.bytes
            case .name: Array(String(decoding: token.bytes, as: UTF8.self).lowercased().utf8)
            case .number:
                Double(String(decoding: token.bytes, as: UTF8.self)).map { Array("\($0)".utf8) } ?? token.bytes
            case .string:
                [UInt8(ascii: "'")]
                    + (ignoringCase
                        ? Array(String(decoding: token.bytes, as: UTF8.self).lowercased().utf8) : token.bytes)
            case .sign: token.isSign("<>") ? Array("!=".utf8) : token.isSign("==") ? Array("=".utf8) : token.bytes
            }
        }
    }
}

/// What a query is made of, for reports.
package struct QueryClauses: Sendable, Hashable {
    /// `where`, `join`, `aggregate`, `group by`, `having`, `order by`, `limit`, `distinct`, `subquery`, `set operation`;
    /// `plain` where there is none of them.
    package var names: [String] = []

    package init(_ sql: String) {
        let tokens = QueryTokens(sql).tokens
        func has(_ words: String...) -> Bool { tokens.contains { token in words.contains { token.isWord($0) } } }
        if has("where") { names.append("where") }
        if has("join") || Self.listsTables(tokens) { names.append("join") }
        let calls = zip(tokens, tokens.dropFirst()).filter { $1.isSign("(") }.map(\.0)
        if calls.contains(where: { call in ["count", "sum", "avg", "min", "max", "total"].contains { call.isWord($0) } }
        ) {
            names.append("aggregate")
        }
        for (word, name) in [
            ("group", "group by"), ("having", "having"), ("order", "order by"), ("limit", "limit"),
            ("distinct", "distinct"),
        ] where has(word) { names.append(name) }
        if tokens.contains(where: { $0.isWord("select") && $0.depth > 0 }) { names.append("subquery") }
        if has("union", "intersect", "except") { names.append("set operation") }
        if names.isEmpty { names = ["plain"] }
    }

    /// `FROM a, b`.
    private static func listsTables(_ tokens: [QueryTokens.Token]) -> Bool {
        var depth: Int?
        for token in tokens {
            if token.isWord("from") {
                depth = token.depth
            } else if let inside = depth {
                if token.depth < inside || token.isWord("where") || token.isWord("group") || token.isWord("order") {
                    depth = nil
                } else if token.isSign(","), token.depth == inside {
                    return true
                }
            }
        }
        return false
    }
}
