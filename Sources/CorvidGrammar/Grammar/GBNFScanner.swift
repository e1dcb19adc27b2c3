/// Takes the smallest parts of a GBNF text apart: names, literals, classes, numbers, space.
struct GBNFScanner {
    /// A special token as it is written between angle brackets.
    enum Token {
        case number(UInt32)
        /// Angle brackets included.
        case name(String)
    }

    let bytes: [UInt8]
    var position = 0
    /// Where each line begins.
    private let lineStarts: [Int]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var lineStarts = [0]
        for (index, byte) in bytes.enumerated()
        where byte == 0x0A || byte == 0x0D && (index + 1 == bytes.count || bytes[index + 1] != 0x0A) {
            lineStarts.append(index + 1)
        }
        self.lineStarts = lineStarts
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// Refuses text that is not UTF-8.
    func checkEncoding() throws(GrammarError) {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var offset = 0
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar): offset += UTF8.width(scalar)
            case .emptyInput: return
            case .error: throw error(at: offset, "the text is not valid UTF-8")
            }
        }
    }

    // MARK: - Bytes and space

    var isAtEnd: Bool { position == bytes.count }

    var isAtNewline: Bool { peek == 0x0A || peek == 0x0D }

    /// The byte at the current position; nil at the end.
    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// Steps over `word` if it stands here.
    mutating func take(_ word: StaticString) -> Bool {
        guard bytes.count - position >= word.utf8CodeUnitCount else { return false }
        for index in 0..<word.utf8CodeUnitCount where bytes[position + index] != word.utf8Start[index] { return false }
        position += word.utf8CodeUnitCount
        return true
    }

    /// Steps over blanks and comments, and over line ends if they mean nothing here.
    mutating func skipSpace(newlines: Bool) {
        while let byte = peek {
            switch byte {
            case 0x20, 0x09: position += 1
            case 0x0A where newlines, 0x0D where newlines: position += 1
            case UInt8(ascii: "#"): while !isAtEnd, !isAtNewline { position += 1 }
            default: return
            }
        }
    }

    /// The character that begins at an offset; nil at the end.
    func scalar(at offset: Int) -> Unicode.Scalar? {
        var decoder = UTF8()
        var rest = bytes[offset...].prefix(4).makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&rest) else { return nil }
        return scalar
    }

    /// Line and column, in characters, of an offset.
    func location(of offset: Int) -> GrammarError.Location {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        let column = bytes[lineStarts[low]..<offset].reduce(1) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
        return .line(low + 1, column: column)
    }

    // MARK: - Words

    /// A rule's name; nil when none stands here.
    mutating func takeName() -> String? {
        let start = position
        while let byte = peek {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): position += 1
            default: return text(from: start)
            }
        }
        return text(from: start)
    }

    private func text(from start: Int) -> String? {
        start < position ? String(decoding: bytes[start..<position], as: UTF8.self) : nil
    }

    /// A number of repetitions.
    mutating func takeCount() throws(GrammarError) -> Int {
        let start = position
        guard let count = try takeInteger(maximum: UInt64(GrammarLimit.repetition)) else {
            throw error(.tooComplex, at: start, "more than \(GrammarLimit.repetition) repetitions cannot be counted")
        }
        return Int(count)
    }

    /// A decimal number; nil when it is larger than `maximum`.
    private mutating func takeInteger(maximum: UInt64) throws(GrammarError) -> UInt64? {
        guard let first = peek, 0x30...0x39 ~= first else { throw unexpected("a number") }
        var value: UInt64 = 0
        while let byte = peek, 0x30...0x39 ~= byte {
            if value <= maximum { value = value * 10 + UInt64(byte - 0x30) }
            position += 1
        }
        return value <= maximum ? value : nil
    }

    /// `<[number]>` or `<name>`.
    mutating func takeToken() throws(GrammarError) -> Token {
        let start = position
        if take("<[") {
            guard let id = try takeInteger(maximum: UInt64(UInt32.max)) else {
                throw error(.invalidValue, at: start, "the token's number does not fit into 32 bits")
            }
            guard take("]>") else { throw unexpected("']>'") }
            return .number(UInt32(id))
        }
        position += 1
        while let byte = peek, byte != UInt8(ascii: ">"), byte >= 0x20 { position += 1 }
        guard position > start + 1, take(">") else {
            throw error(at: start, "the token's name is not closed; expected '<name>' or '<[number]>'")
        }
        return .name(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    // MARK: - Literals and classes

    /// `"…"`, unescaped.
    mutating func takeLiteral() throws(GrammarError) -> [UInt8] {
        let start = position
        position += 1
        var text: [UInt8] = []
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return text
            case UInt8(ascii: "\\"):
                let escape = position
                guard let scalar = Unicode.Scalar(try takeEscape()) else {
                    throw error(.invalidValue, at: escape, "the escape stands for no Unicode character")
                }
                text.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
            default:
                text.append(byte)
                position += 1
            }
        }
        throw error(at: start, "the literal is not closed; expected '\"'")
    }

    /// `[…]`.
    mutating func takeClass() throws(GrammarError) -> CharacterClass {
        let start = position
        position += 1
        let isNegated = take("^")
        var ranges: [ClosedRange<UInt32>] = []
        while let byte = peek {
            if byte == UInt8(ascii: "]") {
                guard !ranges.isEmpty else { throw unexpected("a character in the class") }
                position += 1
                let characters = CharacterClass(codePoints: ranges)
                let result = isNegated ? characters.inverted : characters
                guard !result.ranges.isEmpty else {
                    throw error(.unsatisfiable, at: start, "no character is in the class")
                }
                return result
            }
            let item = position
            let low = try takeCharacter()
            var high = low
            if peek == UInt8(ascii: "-"), position + 1 < bytes.count, bytes[position + 1] != UInt8(ascii: "]") {
                position += 1
                high = try takeCharacter()
            }
            guard low <= high else { throw error(.invalidValue, at: item, "the range runs backwards") }
            ranges.append(low...high)
        }
        throw error(at: start, "the class is not closed; expected ']'")
    }

    /// The code point of a character or an escape.
    private mutating func takeCharacter() throws(GrammarError) -> UInt32 {
        guard let scalar = scalar(at: position), scalar != "\\" else { return try takeEscape() }
        position += UTF8.width(scalar)
        return scalar.value
    }

    private mutating func takeEscape() throws(GrammarError) -> UInt32 {
        let start = position
        position += 1
        guard let byte = peek else { throw error(at: start, "the text ends after a backslash") }
        position += 1
        switch byte {
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "-"):
            return UInt32(byte)
        case UInt8(ascii: "x"): return try takeHexadecimal(2, from: start)
        case UInt8(ascii: "u"): return try takeHexadecimal(4, from: start)
        case UInt8(ascii: "U"): return try takeHexadecimal(8, from: start)
        default:
            throw error(
                at: start, #"unknown escape; there are \n \r \t \\ \" \[ \] \- \xHH \uHHHH \UHHHHHHHH"#)
        }
    }

    private mutating func takeHexadecimal(_ count: Int, from start: Int) throws(GrammarError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw unexpected("\(count) hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        guard value <= 0x10FFFF else {
            throw error(.invalidValue, at: start, "the escape stands for no Unicode character")
        }
        return value
    }
}
