/// Cuts an expression into tokens.
struct SyntaxScanner {
    private typealias Piece = (kind: SyntaxToken.Kind, range: Range<Int>)

    private let text: [UInt8]
    private var place = 0

    /// - Throws: ``CalculatorError`` for characters that belong to no token, and for too many tokens.
    static func tokens(of text: [UInt8], limits: CalculatorLimits) throws(CalculatorError) -> [SyntaxToken] {
        var scanner = SyntaxScanner(text: text)
        var tokens: [SyntaxToken] = []
        var counted = 0
        var position = 1
        while true {
            let (kind, range) = try scanner.next()
            position += characters(in: text[counted..<range.lowerBound])
            counted = range.lowerBound
            let token = SyntaxToken(kind: kind, range: range, position: position)
            tokens.append(token)
            if token.kind == .end { return tokens }
            guard tokens.count <= limits.tokens else {
                throw CalculatorError(
                    .tooLarge, at: position,
                    "the expression has more than \(limits.tokens) numbers, names and signs; split it")
            }
        }
    }

    private static func characters(in bytes: ArraySlice<UInt8>) -> Int {
        bytes.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    }

    private init(text: [UInt8]) { self.text = text }

    private func byte(_ offset: Int) -> UInt8 { offset < text.count ? text[offset] : 0 }

    private func isDigit(_ offset: Int) -> Bool { 0x30...0x39 ~= byte(offset) }

    private func isLetter(_ offset: Int) -> Bool {
        let byte = byte(offset)
        return 0x41...0x5A ~= byte || 0x61...0x7A ~= byte || byte == 0x5F
    }

    private func error(_ code: CalculatorError.Code, at offset: Int, _ message: String) -> CalculatorError {
        CalculatorError(code, at: 1 + Self.characters(in: text[..<offset]), message)
    }

    private mutating func next() throws(CalculatorError) -> Piece {
        while [0x20, 0x09, 0x0A, 0x0D].contains(byte(place)), place < text.count { place += 1 }
        let start = place
        guard place < text.count else { return (.end, start..<start) }
        if isDigit(place) || byte(place) == 0x2E { return try number() }
        if isLetter(place) {
            while isLetter(place) || isDigit(place) { place += 1 }
            return (.name, start..<place)
        }
        if byte(place) == UInt8(ascii: "@") { return try reference() }
        for (sign, kind) in Self.signs where text[place...].starts(with: sign) {
            // "3!==6" compares a factorial.
            if kind == .unequal, byte(place + 1) == 0x3D, byte(place + 2) == 0x3D {
                place += 1
                return (.factorial, start..<place)
            }
            place += sign.count
            return (kind, start..<place)
        }
        for name in Self.names where text[place...].starts(with: name) {
            place += name.count
            return (.name, start..<place)
        }
        throw unknownCharacter()
    }

    /// The longest first.
    private static let signs: [([UInt8], SyntaxToken.Kind)] = {
        let signs: [(String, SyntaxToken.Kind)] = [
            ("**", .power), ("//", .doubleSlash), ("==", .equal), ("!=", .unequal), ("<=", .lessOrEqual),
            (">=", .greaterOrEqual), ("+", .plus), ("-", .minus), ("*", .times), ("/", .over), ("^", .power),
            ("%", .percent), ("!", .factorial), ("(", .open), (")", .close), (",", .comma), ("=", .equal),
            ("<", .less), (">", .greater), ("×", .times), ("·", .times), ("÷", .over), ("−", .minus), ("≠", .unequal),
            ("≤", .lessOrEqual), ("≥", .greaterOrEqual),
        ]
        return signs.map { (Array($0.0.utf8), $0.1) }
    }()

    /// Names that do not consist of ASCII letters alone.
    private static let names: [[UInt8]] =
        (UnitTable.names + CalculatorConstant.byName.keys)
        .filter { !$0.utf8.allSatisfy { $0 < 0x80 } }
        .sorted { $0.utf8.count > $1.utf8.count }.map { Array($0.utf8) }

    // MARK: - Numbers

    private mutating func digits() {
        while isDigit(place) || byte(place) == 0x5F && isDigit(place + 1) && isDigit(place - 1) { place += 1 }
    }

    private mutating func number() throws(CalculatorError) -> Piece {
        let start = place
        if let date = date() { return date }
        digits()
        if byte(place) == 0x2E {
            guard isDigit(place + 1) else {
                throw error(.syntax, at: place, "a digit must follow the decimal point: write 5 or 5.0")
            }
            place += 1
            digits()
            if byte(place) == 0x2E {
                throw error(.syntax, at: place, "a number has only one decimal point; write thousands as 1_234_567")
            }
        }
        if byte(place) | 0x20 == 0x65 {
            let isSigned = byte(place + 1) == 0x2B || byte(place + 1) == 0x2D
            if isDigit(place + (isSigned ? 2 : 1)) {
                place += isSigned ? 2 : 1
                while isDigit(place) { place += 1 }
            }
        }
        return (.number, start..<place)
    }

    /// A date such as 2024-02-29 or 2024-02-29T10:30:00.
    private mutating func date() -> Piece? {
        func matches(_ pattern: StaticString, at offset: Int) -> Bool {
            let shape = pattern.withUTF8Buffer { Array($0) }
            return shape.indices.allSatisfy { index in
                shape[index] == UInt8(ascii: "0") ? isDigit(offset + index) : byte(offset + index) == shape[index]
            }
        }
        func ends(at offset: Int) -> Bool {
            if isDigit(offset) || byte(offset) == 0x5F || byte(offset) == 0x2E { return false }
            guard byte(offset) | 0x20 == 0x65 else { return true }
            return !isDigit(offset + 1)
                && !((byte(offset + 1) == 0x2B || byte(offset + 1) == 0x2D) && isDigit(offset + 2))
        }
        let start = place
        guard matches("0000-00-00", at: start) else { return nil }
        if matches("T00:00:00", at: start + 10), ends(at: start + 19) {
            place += 19
        } else if matches("T00:00", at: start + 10), ends(at: start + 16) {
            place += 16
        } else if ends(at: start + 10) {
            place += 10
        } else {
            return nil
        }
        return (.date, start..<place)
    }

    private mutating func reference() throws(CalculatorError) -> Piece {
        let start = place
        place += 1
        guard 0x31...0x39 ~= byte(place) else {
            throw error(.syntax, at: start, "a reference is written @ and the number's place, counted from 1: @3")
        }
        while isDigit(place) { place += 1 }
        return (.reference, start..<place)
    }

    private func unknownCharacter() -> CalculatorError {
        let rest = String(decoding: text[place..<min(place + 4, text.count)], as: UTF8.self)
        guard let scalar = rest.unicodeScalars.first else { return error(.syntax, at: place, "unknown character") }
        let number = "U+" + String(scalar.value, radix: 16, uppercase: true)
        let shown = scalar.properties.generalCategory == .control ? number : "'\(Character(scalar))'"
        let advice: String
        switch scalar {
        case "²", "³", "⁴": advice = "write powers as x^2"
        case "√": advice = "write roots as sqrt(x)"
        case "$", "€", "£", "¥": advice = "currencies are no units; leave the sign away"
        case "[", "]", "{", "}": advice = "use ( and )"
        case "\"", "'", "′", "″": advice = "write feet and inches as ft and inch"
        case ";": advice = "separate arguments by commas"
        case "&", "|", "~": advice = "logical and bit operations are not known"
        default:
            advice =
                scalar.properties.numericType != nil
                ? "write numbers with the digits 0 to 9" : "write numbers, names, + - * / % ^ ! and parentheses"
        }
        return error(.syntax, at: place, "the character \(shown) has no meaning here; \(advice)")
    }
}
