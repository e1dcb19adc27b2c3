extension PatternState {
    mutating func beginNumber(digits: UInt8, from smallest: UInt32, through largest: UInt32) {
        mode = .number
        value = 0
        self.digits = digits
        self.smallest = smallest
        self.largest = largest
    }

    mutating func takeNumber(_ scalar: UInt32) -> Bool {
        let digit = Self.hexadecimal(scalar)
        switch mode {
        case .unicode:
            if scalar == 0x7B {
                mode = .codePoint
                return true
            }
            guard let digit else { return false }
            // Beyond the basic plane it takes two surrogates, of which the first is at least that of the bound.
            if bound > 0xFFFF {
                beginNumber(digits: 4, from: 0xD800 + (bound - 0x10000) >> 10, through: 0xDBFF)
            } else {
                beginNumber(digits: 4, from: bound, through: 0xFFFF)
            }
            return takeDigit(digit)
        case .codePoint:
            if scalar == 0x7D { return digits > 0 && finish(value) }
            guard let digit else { return false }
            value = value << 4 | digit
            digits = 1
            return isCodePointPossible
        case .number: return digit.map { takeDigit($0) } ?? false
        case .high:
            if scalar == 0x5C {
                mode = .highEscape
                return true
            }
            return finish(highSurrogate) && take(scalar)
        case .highEscape:
            if scalar == 0x75 {
                mode = .highUnicode
                return true
            }
            guard finish(highSurrogate) else { return false }
            mode = .escape
            return take(scalar)
        default:
            guard let digit else {
                guard finish(highSurrogate) else { return false }
                mode = .unicode
                return take(scalar)
            }
            let high = highSurrogate
            if bound > 0xFFFF {
                let isSame = high == 0xD800 + (bound - 0x10000) >> 10
                beginNumber(digits: 4, from: isSame ? 0xDC00 + (bound & 0x3FF) : 0xDC00, through: 0xDFFF)
            } else {
                beginNumber(digits: 4, from: 0, through: 0xFFFF)
            }
            highSurrogate = high
            return takeDigit(digit)
        }
    }

    private mutating func takeDigit(_ digit: UInt32) -> Bool {
        value = value << 4 | digit
        digits -= 1
        let rest = UInt32(digits) * 4
        guard value << rest <= largest, value << rest | (1 << rest - 1) >= smallest else { return false }
        guard digits == 0 else { return true }
        let (number, high) = (value, highSurrogate)
        if high != 0 {
            if 0xDC00...0xDFFF ~= number { return finish(0x10000 + (high - 0xD800) << 10 + (number - 0xDC00)) }
            // Two numbers that have nothing to do with each other.
            guard finish(high) else { return false }
        }
        guard isInClass, 0xD800...0xDBFF ~= number else { return finish(number) }
        mode = .high
        highSurrogate = number
        (value, smallest, largest) = (0, 0, 0)
        return true
    }

    /// Whether more digits can make of the number a code point that may stand here.
    private var isCodePointPossible: Bool {
        if value == 0 { return true }
        var (low, high) = (value, value)
        while low <= ScalarSet.lastCodePoint {
            if high >= bound { return true }
            low <<= 4
            high = high << 4 | 0xF
        }
        return false
    }

    private static func hexadecimal(_ scalar: UInt32) -> UInt32? {
        switch scalar {
        case 0x30...0x39: scalar - 0x30
        case 0x41...0x46: scalar - 0x41 + 10
        case 0x61...0x66: scalar - 0x61 + 10
        default: nil
        }
    }

    // MARK: Properties

    /// The name is known by where names with its beginning stand in the list, and by its length.
    mutating func takeProperty(_ character: UInt8) -> Bool {
        let names = UnicodeProperty.names
        if mode == .property {
            mode = .propertyName
            (smallest, largest, digits) = (0, UInt32(names.count), 0)
            return character == UInt8(ascii: "{")
        }
        if character == UInt8(ascii: "}") { return names[Int(smallest)].count == Int(digits) && finish(nil) }
        while smallest < largest, !Self.has(character, at: digits, names[Int(smallest)]) { smallest += 1 }
        while smallest < largest, !Self.has(character, at: digits, names[Int(largest) - 1]) { largest -= 1 }
        digits += 1
        return smallest < largest
    }

    private static func has(_ character: UInt8, at place: UInt8, _ name: [UInt8]) -> Bool {
        name.count > Int(place) && name[Int(place)] == character
    }
}
