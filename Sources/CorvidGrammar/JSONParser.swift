/// The recursive-descent parser behind ``JSONValue/init(parsing:maximumDepth:)``.
struct JSONParser {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let maximumDepth: Int
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer, maximumDepth: Int) {
        self.bytes = bytes.bindMemory(to: UInt8.self)
        self.maximumDepth = maximumDepth
    }

    /// Parses the whole text as one value.
    mutating func parseText() throws(JSONParseError) -> JSONValue {
        skipWhitespace()
        let value = try parseValue(depth: 0)
        skipWhitespace()
        guard position == bytes.count else { throw unexpected("the end of the text") }
        return value
    }

    // MARK: Values

    private mutating func parseValue(depth: Int) throws(JSONParseError) -> JSONValue {
        switch peek {
        case UInt8(ascii: "{"): return try parseObject(depth: depth)
        case UInt8(ascii: "["): return try parseArray(depth: depth)
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "t"):
            try expect("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try expect("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try expect("null")
            return .null
        case .some(UInt8(ascii: "-")), .some(0x30...0x39): return .number(try parseNumber())
        default: throw unexpected("a value")
        }
    }

    private mutating func parseObject(depth: Int) throws(JSONParseError) -> JSONValue {
        try enter(depth)
        var members: [JSONValue.Member] = []
        skipWhitespace()
        if take(UInt8(ascii: "}")) { return .object(members) }
        while true {
            guard peek == UInt8(ascii: "\"") else { throw unexpected("a key in quotation marks") }
            let key = try parseString()
            skipWhitespace()
            guard take(UInt8(ascii: ":")) else { throw unexpected("a colon") }
            skipWhitespace()
            members.append(JSONValue.Member(key: key, value: try parseValue(depth: depth + 1)))
            skipWhitespace()
            if take(UInt8(ascii: "}")) { return .object(members) }
            guard take(UInt8(ascii: ",")) else { throw unexpected("a comma or a closing brace") }
            skipWhitespace()
        }
    }

    private mutating func parseArray(depth: Int) throws(JSONParseError) -> JSONValue {
        try enter(depth)
        var values: [JSONValue] = []
        skipWhitespace()
        if take(UInt8(ascii: "]")) { return .array(values) }
        while true {
            values.append(try parseValue(depth: depth + 1))
            skipWhitespace()
            if take(UInt8(ascii: "]")) { return .array(values) }
            guard take(UInt8(ascii: ",")) else { throw unexpected("a comma or a closing bracket") }
            skipWhitespace()
        }
    }

    /// Steps over an opening bracket.
    private mutating func enter(_ depth: Int) throws(JSONParseError) {
        guard depth < maximumDepth else {
            throw error(at: position, "arrays and objects nest more than \(maximumDepth) deep")
        }
        position += 1
    }

    /// Checks the number's grammar and keeps its text.
    private mutating func parseNumber() throws(JSONParseError) -> String {
        let start = position
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try skipDigits() }
        if let byte = peek, 0x30...0x39 ~= byte { throw error(at: position, "a number begins with a superfluous 0") }
        if take(UInt8(ascii: ".")) { try skipDigits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try skipDigits()
        }
        return String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<position]), as: UTF8.self)
    }

    private mutating func skipDigits() throws(JSONParseError) {
        guard let byte = peek, 0x30...0x39 ~= byte else { throw unexpected("a digit") }
        while let byte = peek, 0x30...0x39 ~= byte { position += 1 }
    }

    // MARK: Strings

    private mutating func parseString() throws(JSONParseError) -> [UInt8] {
        position += 1
        let start = position
        try skipPlainCharacters()
        if peek == UInt8(ascii: "\"") {
            defer { position += 1 }
            return [UInt8](UnsafeBufferPointer(rebasing: bytes[start..<position]))
        }
        var text = [UInt8](UnsafeBufferPointer(rebasing: bytes[start..<position]))
        while true {
            switch peek {
            case UInt8(ascii: "\""):
                position += 1
                return text
            case UInt8(ascii: "\\"): try parseEscape(into: &text)
            case nil: throw error(at: position, "the text ends inside a string")
            default: throw error(at: position, "a control character stands in a string; it must be escaped")
            }
            let plain = position
            try skipPlainCharacters()
            text.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[plain..<position]))
        }
    }

    /// Moves to the next quotation mark, backslash, control character or the end, checking UTF-8 on the way.
    private mutating func skipPlainCharacters() throws(JSONParseError) {
        while position < bytes.count {
            let byte = bytes[position]
            if byte >= 0x80 {
                try skipMultibyteCharacter()
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 {
                return
            } else {
                position += 1
            }
        }
    }

    /// Moves past one well-formed UTF-8 sequence of two to four bytes (table 3-7 of the Unicode standard).
    private mutating func skipMultibyteCharacter() throws(JSONParseError) {
        let lead = bytes[position]
        let second: ClosedRange<UInt8>
        let length: Int
        switch lead {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xE1...0xEC, 0xEE...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: throw error(at: position, "a string is not valid UTF-8")
        }
        guard bytes.count - position >= length, second ~= bytes[position + 1],
            bytes[position + 2..<position + length].allSatisfy({ 0x80...0xBF ~= $0 })
        else { throw error(at: position, "a string is not valid UTF-8") }
        position += length
    }

    private mutating func parseEscape(into text: inout [UInt8]) throws(JSONParseError) {
        let start = position
        position += 1
        guard let byte = peek else { throw error(at: position, "the text ends inside a string") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): try parseUnicodeEscape(from: start, into: &text)
        default: throw error(at: start, "a backslash is followed by something that cannot be escaped")
        }
    }

    private mutating func parseUnicodeEscape(from start: Int, into text: inout [UInt8]) throws(JSONParseError) {
        var code = try parseFourHexDigits()
        if 0xD800...0xDBFF ~= code {
            guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
                throw error(at: start, "a high surrogate is not followed by a low one")
            }
            let low = try parseFourHexDigits()
            guard 0xDC00...0xDFFF ~= low else {
                throw error(at: start, "a high surrogate is not followed by a low one")
            }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else {
            throw error(at: start, "a low surrogate stands alone")
        }
        text.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
    }

    private mutating func parseFourHexDigits() throws(JSONParseError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            let digit: UInt8
            switch peek {
            case .some(let byte) where 0x30...0x39 ~= byte: digit = byte - 0x30
            case .some(let byte) where 0x41...0x46 ~= byte: digit = byte - 0x41 + 10
            case .some(let byte) where 0x61...0x66 ~= byte: digit = byte - 0x61 + 10
            default: throw unexpected("a hexadecimal digit")
            }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        return code
    }

    // MARK: Bytes

    /// The byte at the current position; nil at the end.
    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ word: StaticString) throws(JSONParseError) {
        let start = position
        for index in 0..<word.utf8CodeUnitCount {
            guard take(word.utf8Start[index]) else { throw error(at: start, "a word is neither true, false nor null") }
        }
    }

    private mutating func skipWhitespace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    // MARK: Errors

    private func unexpected(_ expected: String) -> JSONParseError {
        guard let byte = peek else { return error(at: position, "the text ends; expected \(expected)") }
        let found =
            0x21..<0x7F ~= byte
            ? "'\(Character(UnicodeScalar(byte)))'" : "byte 0x\(byte < 16 ? "0" : "")\(String(byte, radix: 16))"
        return error(at: position, "found \(found); expected \(expected)")
    }

    private func error(at offset: Int, _ reason: String) -> JSONParseError {
        let before = bytes[..<offset]
        let line = before.reduce(1) { $1 == 0x0A ? $0 + 1 : $0 }
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return JSONParseError(offset: offset, line: line, column: offset - lineStart + 1, reason: reason)
    }
}
