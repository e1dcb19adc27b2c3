/// What a Unicode scalar is for finding words.
enum ScalarClass: UInt8 {
    case space
    /// Letters, numbers that are no decimal digits, and the low line.
    case letter
    /// The digits 0 to 9.
    case digit
    /// A letter of a script that puts no spaces between words: each is taken for a word.
    case ideograph
    /// Marks, joiners and the like: they belong to what precedes them.
    case extender
    /// Currency signs, percent signs, pictographs: each is taken for a word.
    case symbol
    case punctuation

    init(_ scalar: Unicode.Scalar) {
        let value = scalar.value
        if value < 0x80 {
            switch UInt8(value) {
            case 0x30...0x39: self = .digit
            case 0x41...0x5A, 0x61...0x7A, 0x5F: self = .letter
            case 0x20, 0x09...0x0D: self = .space
            case UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "#"): self = .symbol
            default: self = .punctuation
            }
            return
        }
        if scalar.properties.isWhitespace {
            self = .space
            return
        }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber:
            self = Self.isWithoutSpaces(value) ? .ideograph : .letter
        case .nonspacingMark, .spacingMark, .enclosingMark, .format: self = .extender
        case .currencySymbol, .otherSymbol, .modifierSymbol: self = .symbol
        default: self = value == 0x2030 ? .symbol : .punctuation
        }
    }

    /// Thai, Lao, Myanmar, Khmer, kana and Han; Hangul is written with spaces.
    private static func isWithoutSpaces(_ value: UInt32) -> Bool {
        switch value {
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3005...0x3007, 0x3040...0x30FF, 0x31F0...0x31FF,
            0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0xFF66...0xFF9F, 0x1_B000...0x1_B16F,
            0x2_0000...0x3_FFFF:
            true
        default: false
        }
    }
}
