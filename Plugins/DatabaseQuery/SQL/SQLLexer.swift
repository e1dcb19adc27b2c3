/// Takes a statement apart as its database does, without understanding it. Linear in the text.
struct SQLLexer {
    private let bytes: [UInt8]
    private let dialect: SQLDialect
    private var position = 0

    init(_ bytes: [UInt8], _ dialect: SQLDialect) {
        self.bytes = bytes
        self.dialect = dialect
    }

    /// - Throws: `.syntax` for a string, an identifier or a comment without an end; `.refused` for what would make names
    ///   unreadable.
    static func tokens(_ bytes: [UInt8], _ dialect: SQLDialect) throws(DatabaseError) -> [SQLToken] {
        var lexer = SQLLexer(bytes, dialect)
        var tokens: [SQLToken] = []
        while let token = try lexer.next() { tokens.append(token) }
        return tokens
    }

    private func byte(_ offset: Int = 0) -> UInt8? {
        position + offset < bytes.count ? bytes[position + offset] : nil
    }

    private mutating func next() throws(DatabaseError) -> SQLToken? {
        try skipSpace()
        guard let first = byte() else { return nil }
        let start = position
        switch first {
        case UInt8(ascii: "'"): return try string(from: start, escapes: false)
        case UInt8(ascii: "\""): return try identifier(closing: first)
        case UInt8(ascii: "`") where dialect == .sqlite: return try identifier(closing: first)
        case UInt8(ascii: "[") where dialect == .sqlite: return try identifier(closing: UInt8(ascii: "]"))
        case UInt8(ascii: "$") where dialect == .postgres && !Self.isDigit(byte(1)): return try dollarString()
        case UInt8(ascii: "?"), UInt8(ascii: "$"):
            position += 1
            skipWord()
            return token(.value, from: start)
        case _ where Self.isDigit(first) || first == UInt8(ascii: ".") && Self.isDigit(byte(1)):
            skipNumber()
            return token(.value, from: start)
        case _ where Self.isWordStart(first): return try word()
        default:
            position += 1
            return SQLToken(kind: .sign, text: String(UnicodeScalar(first)), range: start..<position)
        }
    }

    private mutating func skipSpace() throws(DatabaseError) {
        while let next = byte() {
            switch next {
            case 0x09...0x0D, 0x20: position += 1
            case UInt8(ascii: "-") where byte(1) == UInt8(ascii: "-"):
                while let other = byte(), other != 0x0A, !(dialect == .postgres && other == 0x0D) { position += 1 }
            case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "*"): try skipComment()
            default: return
            }
        }
    }

    private mutating func skipComment() throws(DatabaseError) {
        var depth = 0
        while let next = byte() {
            if next == UInt8(ascii: "*"), byte(1) == UInt8(ascii: "/") {
                position += 2
                depth -= 1
                if depth <= 0 { return }
            } else if next == UInt8(ascii: "/"), byte(1) == UInt8(ascii: "*") {
                position += 2
                // Only PostgreSQL's comments nest.
                depth = dialect == .postgres ? depth + 1 : 1
            } else {
                position += 1
            }
        }
        throw DatabaseError(.syntax, "a comment that begins with /* is not closed")
    }

    private mutating func word() throws(DatabaseError) -> SQLToken {
        let start = position
        skipWord()
        let text = String(decoding: bytes[start..<position], as: UTF8.self).uppercased()
        switch byte() {
        case UInt8(ascii: "'") where text == "E" && dialect == .postgres:
            return try string(from: start, escapes: true)
        case UInt8(ascii: "'") where ["B", "X", "N"].contains(text): return try string(from: start, escapes: false)
        case UInt8(ascii: "&") where text == "U" && dialect == .postgres:
            if byte(1) == UInt8(ascii: "'") || byte(1) == UInt8(ascii: "\"") {
                throw DatabaseError(
                    .refused, "escapes of the form U&'…' and U&\"…\" are not allowed; write the characters themselves")
            }
        default: break
        }
        return SQLToken(kind: .word, text: text, range: start..<position)
    }

    private mutating func string(from start: Int, escapes: Bool) throws(DatabaseError) -> SQLToken {
        position += 1
        while let next = byte() {
            position += 1
            if next == UInt8(ascii: "\\"), escapes {
                position += 1
            } else if next == UInt8(ascii: "'") {
                guard byte() == UInt8(ascii: "'") else { return token(.value, from: start) }
                position += 1
            }
        }
        throw DatabaseError(.syntax, "a string that begins with ' is not closed; write '' for an apostrophe in it")
    }

    private mutating func identifier(closing: UInt8) throws(DatabaseError) -> SQLToken {
        let start = position
        position += 1
        var name: [UInt8] = []
        while let next = byte() {
            position += 1
            if next == closing {
                guard closing != UInt8(ascii: "]"), byte() == closing else {
                    return SQLToken(
                        kind: .identifier, text: String(decoding: name, as: UTF8.self), range: start..<position)
                }
                position += 1
            }
            name.append(next)
        }
        throw DatabaseError(.syntax, "a quoted name is not closed")
    }

    /// `$tag$ … $tag$`
    private mutating func dollarString() throws(DatabaseError) -> SQLToken {
        let start = position
        position += 1
        while let next = byte(), next != UInt8(ascii: "$"), Self.isWordStart(next) || Self.isDigit(next) {
            position += 1
        }
        guard byte() == UInt8(ascii: "$") else {
            position = start + 1
            return SQLToken(kind: .sign, text: "$", range: start..<position)
        }
        position += 1
        let tag = bytes[start..<position]
        while position + tag.count <= bytes.count {
            if bytes[position] == UInt8(ascii: "$"), bytes[position..<position + tag.count].elementsEqual(tag) {
                position += tag.count
                return token(.value, from: start)
            }
            position += 1
        }
        throw DatabaseError(.syntax, "a string that begins with \(String(decoding: tag, as: UTF8.self)) is not closed")
    }

    private mutating func skipWord() {
        while let next = byte(), Self.isWordStart(next) || Self.isDigit(next) || next == UInt8(ascii: "$") {
            position += 1
        }
    }

    /// Only what is a number to every version of a database: a word right after it is a word.
    private mutating func skipNumber() {
        while let next = byte(), Self.isDigit(next) || next == UInt8(ascii: ".") { position += 1 }
        guard let next = byte(), next | 0x20 == UInt8(ascii: "e") else { return }
        let hasSign = byte(1) == UInt8(ascii: "+") || byte(1) == UInt8(ascii: "-")
        guard Self.isDigit(byte(hasSign ? 2 : 1)) else { return }
        position += hasSign ? 2 : 1
        while let next = byte(), Self.isDigit(next) { position += 1 }
    }

    private func token(_ kind: SQLToken.Kind, from start: Int) -> SQLToken {
        SQLToken(kind: kind, text: "", range: start..<position)
    }

    private static func isDigit(_ byte: UInt8?) -> Bool {
        byte.map { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } ?? false
    }

    private static func isWordStart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), 0x80...:
            true
        default: false
        }
    }
}
